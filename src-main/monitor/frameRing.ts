/**
 * The recent frames as the bytes that go on the wire. Bytes take a third of the
 * memory of the objects, and an answer to `monitor.recent` is made of slices of
 * them, so that a hundred clients asking at once share one copy.
 */

const COMMA = 0x2c;
const blockBytes = 64 * 1024;

interface Block {
  readonly bytes: Buffer;
  used: number;
  /** Where each frame starts, and when it was made. */
  readonly starts: number[];
  readonly atMs: number[];
  /** Slices of it were handed out, and may wait in a socket for long. */
  shared: boolean;
}

export interface FrameRingOptions {
  readonly maxFrames: number;
  /** Oldest frames give way earlier when frames are large (hundreds of CPUs), so that memory stays bounded. */
  readonly maxBytes: number;
}

export class FrameRing {
  readonly #options: FrameRingOptions;
  #blocks: Block[] = [];
  #count = 0;
  /** A block that nobody can still be reading, for the next frames: without it memory grows until the engine tidies up. */
  #spare: Buffer | undefined;

  constructor(options: FrameRingOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#blocks.reduce((total, block) => total + block.bytes.length, 0);
  }

  /**
   * Adds the newest frame, given as JSON, and returns its bytes, valid until the
   * frame leaves the ring; `atMs` is monotonic. Written straight into its place: a buffer per frame would be
   * garbage that the engine leaves lying for ten megabytes.
   */
  push(json: string, atMs: number): Buffer {
    const length = Buffer.byteLength(json);
    const block = this.#blockFor(length + 1);
    const start = block.used;
    block.starts.push(start);
    block.atMs.push(atMs);
    block.bytes.write(json, start, 'utf8');
    block.bytes[start + length] = COMMA;
    block.used += length + 1;
    this.#count += 1;
    this.#dropOldest();
    return block.bytes.subarray(start, start + length);
  }

  /**
   * Frames made at or after `sinceMs`, oldest first and at most maxFrames, as
   * slices of comma-separated JSON. The slices stay valid: their blocks are not written again.
   */
  since(sinceMs: number): readonly Buffer[] {
    const slices: Buffer[] = [];
    let skip = Math.max(0, this.#count - this.#options.maxFrames);
    for (const block of this.#blocks) {
      const oldest = block.atMs.findIndex((atMs) => atMs >= sinceMs);
      const first = oldest === -1 ? block.starts.length : Math.max(oldest, skip);
      skip = Math.max(0, skip - block.starts.length);
      const start = block.starts[first];
      if (start === undefined) continue;
      block.shared = true;
      slices.push(block.bytes.subarray(start, block.used));
    }
    const last = slices.pop();
    return last === undefined ? [] : [...slices, last.subarray(0, -1)];
  }

  #blockFor(length: number): Block {
    const last = this.#blocks.at(-1);
    if (last !== undefined && last.used + length <= last.bytes.length) return last;
    const spare = this.#spare;
    if (spare !== undefined && length <= spare.length) this.#spare = undefined;
    const bytes = spare !== undefined && length <= spare.length ? spare : Buffer.allocUnsafeSlow(Math.max(blockBytes, length));
    const block: Block = { bytes, used: 0, starts: [], atMs: [], shared: false };
    this.#blocks.push(block);
    return block;
  }

  /** A block goes as a whole, once what is left is enough without it. */
  #dropOldest(): void {
    for (;;) {
      const oldest = this.#blocks[0];
      if (oldest === undefined || this.#blocks.length === 1) return;
      const enough = this.#count - oldest.starts.length >= this.#options.maxFrames;
      if (!enough && this.bytes <= this.#options.maxBytes) return;
      this.#blocks.shift();
      this.#count -= oldest.starts.length;
      if (!oldest.shared && oldest.bytes.length === blockBytes) this.#spare = oldest.bytes;
    }
  }
}
