/**
 * Walks over the bytes that the kernel wrote, without making strings. Splitting
 * text costs twice the CPU of this (measured, see bench/), and a resident
 * program pays it every second for ever.
 */

const SPACE = 0x20;
const TAB = 0x09;
const NEWLINE = 0x0a;
const ZERO = 0x30;
const NINE = 0x39;
const DOT = 0x2e;

export class ByteCursor {
  #bytes: Buffer = Buffer.alloc(0);
  #end = 0;
  position = 0;

  /** Starts over on the first `length` bytes of `bytes`; nothing is copied. */
  reset(bytes: Buffer, length: number): void {
    this.#bytes = bytes;
    this.#end = length;
    this.position = 0;
  }

  get atEnd(): boolean {
    return this.position >= this.#end;
  }

  /** The byte at the cursor, -1 at the end. */
  peek(): number {
    return this.position < this.#end ? (this.#bytes[this.position] ?? -1) : -1;
  }

  skipSpaces(): void {
    while (this.position < this.#end) {
      const byte = this.#bytes[this.position];
      if (byte !== SPACE && byte !== TAB) return;
      this.position += 1;
    }
  }

  /** Moves behind the next line feed, or to the end. */
  nextLine(): void {
    const at = this.#bytes.indexOf(NEWLINE, this.position);
    this.position = at === -1 || at >= this.#end ? this.#end : at + 1;
  }

  /** Digits after optional blanks; NaN, and the cursor stays on the offending byte, when there are none. */
  readInteger(): number {
    this.skipSpaces();
    const start = this.position;
    let value = 0;
    while (this.position < this.#end) {
      const byte = this.#bytes[this.position] ?? 0;
      if (byte < ZERO || byte > NINE) break;
      value = value * 10 + (byte - ZERO);
      this.position += 1;
    }
    return this.position === start ? Number.NaN : value;
  }

  /** As readInteger, with an optional fraction such as `0.42`. */
  readDecimal(): number {
    const whole = this.readInteger();
    if (Number.isNaN(whole) || this.peek() !== DOT) return whole;
    this.position += 1;
    const start = this.position;
    const fraction = this.readInteger();
    return Number.isNaN(fraction) ? whole : whole + fraction / 10 ** (this.position - start);
  }

  /** Moves behind the next byte of this value in the current line; false, at the end of the line, when there is none. */
  skipPast(byte: number): boolean {
    while (this.position < this.#end) {
      const found = this.#bytes[this.position];
      if (found === NEWLINE) return false;
      this.position += 1;
      if (found === byte) return true;
    }
    return false;
  }

  /** True, and moves behind it, when these bytes stand at the cursor. */
  take(expected: Buffer): boolean {
    if (this.position + expected.length > this.#end) return false;
    for (let index = 0; index < expected.length; index += 1) {
      if (this.#bytes[this.position + index] !== expected[index]) return false;
    }
    this.position += expected.length;
    return true;
  }

  /** Text from `start` up to the cursor. Makes a string: for names seen for the first time only. */
  textSince(start: number): string {
    return this.#bytes.toString('utf8', start, this.position);
  }
}
