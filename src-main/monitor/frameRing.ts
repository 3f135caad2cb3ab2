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

  constructor(options: FrameRingOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#blocks.reduce((total, block) => total + block.bytes.length, 0);
  }

  /** Adds the newest frame; `atMs` is monotonic. */
  push(frame: Buffer, atMs: number): void {
    const block = this.#blockFor(frame.length + 1);
    block.starts.push(block.used);
    block.atMs.push(atMs);
    frame.copy(block.bytes, block.used);
    block.bytes[block.used + frame.length] = COMMA;
    block.used += frame.length + 1;
    this.#count += 1;
    this.#dropOldest();
  }

  /**
   * Frames made at or after `sinceMs`, oldest first and at most maxFrames, as
   * slices of comma-separated JSON. The slices stay valid: a block is written once.
   */
  since(sinceMs: number): readonly Buffer[] {
    const slices: Buffer[] = [];
    let skip = Math.max(0, this.#count - this.#options.maxFrames);
    for (const block of this.#blocks) {
      const oldest = block.atMs.findIndex((atMs) => atMs >= sinceMs);
      const first = oldest === -1 ? block.starts.length : Math.max(oldest, skip);
      skip = Math.max(0, skip - block.starts.length);
      const start = block.starts[first];
      if (start !== undefined) slices.push(block.bytes.subarray(start, block.used));
    }
    const last = slices.pop();
    return last === undefined ? [] : [...slices, last.subarray(0, -1)];
  }

  #blockFor(length: number): Block {
    const last = this.#blocks.at(-1);
    if (last !== undefined && last.used + length <= last.bytes.length) return last;
    const block: Block = { bytes: Buffer.allocUnsafeSlow(Math.max(blockBytes, length)), used: 0, starts: [], atMs: [] };
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
    }
  }
}
