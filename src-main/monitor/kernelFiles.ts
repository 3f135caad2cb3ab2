/**
 * Files of /proc and /sys by kept descriptors. Reading at offset 0 makes the
 * kernel write the text anew, so that one open serves for months; opening each
 * time costs 1.6 times the CPU and the thread pool 1.8 times (see bench/).
 */
import { closeSync, existsSync, openSync, readdirSync, readSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** Why nothing was read, by the error code of open(2) or read(2). */
export type ReadProblem = 'missing' | 'denied' | 'unsupported' | 'failed';

const startBytes = 16 * 1024;
const maxBytes = 8 * 1024 * 1024;
/** Longer than any value of a sysfs attribute that is read here. */
const attributeBytes = 256;

export class KernelFiles {
  readonly #root: string;
  /** The one buffer that every read lands in: what was read is valid until the next read. */
  buffer: Buffer = Buffer.allocUnsafeSlow(startBytes);
  /** Open descriptors, for the test that none leaks. */
  openCount = 0;

  /** `root` is `/`, or a folder with `proc` and `sys` of a recorded machine, which is never left through a link. */
  constructor(root = '/') {
    this.#root = root === '/' ? '/' : realpathSync(root);
  }

  /** False for a recorded machine, whose paths and devices are not those of the one we run on. */
  get live(): boolean {
    return this.#root === '/';
  }

  keep(file: string): KeptFile {
    return new KeptFile(this, file);
  }

  /** Names in a folder, sorted; empty when it cannot be read. */
  list(folder: string): readonly string[] {
    const real = this.#resolve(folder);
    if (real === undefined) return [];
    try {
      return readdirSync(real).sort();
    } catch {
      return []; // gone between the two calls, or not a folder: the same as empty here
    }
  }

  exists(file: string): boolean {
    return this.#root === '/' ? existsSync(file) : this.#resolve(file) !== undefined;
  }

  /** Path with links resolved, as on the machine; undefined when it dangles or leaves the root. */
  realPath(file: string): string | undefined {
    const real = this.#resolve(file);
    if (real === undefined || this.#root === '/') return real;
    return real.slice(this.#root.length) || '/';
  }

  /** One short text, opened and closed; undefined when it cannot be read. Not for the periodic path. */
  readText(file: string): string | undefined {
    const kept = this.keep(file);
    const length = kept.readAttribute();
    kept.close();
    if (length === undefined) return undefined;
    const text = this.buffer.toString('utf8', 0, length);
    const nul = text.indexOf('\0');
    return (nul === -1 ? text : text.slice(0, nul)).trim();
  }

  open(file: string): number {
    const real = this.#root === '/' ? file : this.#resolve(file);
    if (real === undefined) throw Object.assign(new Error(`${file}: no such file`), { code: 'ENOENT' });
    const descriptor = openSync(real, 'r');
    this.openCount += 1;
    return descriptor;
  }

  close(descriptor: number): void {
    closeSync(descriptor);
    this.openCount -= 1;
  }

  /** Doubles the buffer, keeping what is in it; false at the limit. */
  grow(): boolean {
    if (this.buffer.length >= maxBytes) return false;
    const larger = Buffer.allocUnsafeSlow(this.buffer.length * 2);
    this.buffer.copy(larger);
    this.buffer = larger;
    return true;
  }

  #resolve(file: string): string | undefined {
    try {
      const real = realpathSync.native(this.#root === '/' ? file : path.join(this.#root, file));
      if (this.#root === '/') return real;
      return real === this.#root || real.startsWith(`${this.#root}/`) ? real : undefined;
    } catch {
      return undefined; // missing, dangling or not searchable: all mean "not there for us"
    }
  }
}

function problemOf(error: unknown): ReadProblem {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENODEV' || code === 'ENXIO') return 'missing';
  if (code === 'EACCES' || code === 'EPERM') return 'denied';
  if (code === 'EOPNOTSUPP' || code === 'ENOTSUP') return 'unsupported';
  return 'failed';
}

const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const SPACE = 0x20;
/** More digits than this are not exact in a number. */
const maxDigits = 15;

/** The one whole number in a text, up to the first NUL, which some drivers pad with; undefined for anything else. */
function wholeNumber(bytes: Buffer, length: number): number | undefined {
  let at = 0;
  while (at < length && (bytes[at] ?? 0) <= SPACE && bytes[at] !== 0) at += 1;
  const negative = bytes[at] === MINUS;
  if (negative) at += 1;
  const start = at;
  let value = 0;
  for (; at < length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < ZERO || byte > NINE) break;
    value = value * 10 + (byte - ZERO);
  }
  if (at === start || at - start > maxDigits) return undefined;
  for (; at < length && bytes[at] !== 0; at += 1) if ((bytes[at] ?? 0) > SPACE) return undefined;
  return negative ? -value : value;
}

/** One file with its descriptor. Opens on the first read, and again after a failure (the device may have come back). */
export class KeptFile {
  readonly #files: KernelFiles;
  readonly path: string;
  #descriptor: number | undefined;
  problem: ReadProblem | undefined;

  constructor(files: KernelFiles, file: string) {
    this.#files = files;
    this.path = file;
  }

  /** Reads everything into the shared buffer and returns the length; undefined, with `problem` set, when it cannot. */
  read(): number | undefined {
    return this.#attempt((descriptor) => {
      let length = 0;
      // A seq_file hands out about one page per call, so reading goes on until nothing more comes.
      for (;;) {
        if (length === this.#files.buffer.length && !this.#files.grow()) return length;
        const got = readSync(descriptor, this.#files.buffer, length, this.#files.buffer.length - length, length);
        if (got === 0) return length;
        length += got;
      }
    });
  }

  /** As read, for a short sysfs value: exactly one read(2), because each may ask the hardware. */
  readAttribute(): number | undefined {
    return this.#attempt((descriptor) => readSync(descriptor, this.#files.buffer, 0, attributeBytes, 0));
  }

  /** A signed whole number in a sysfs attribute; undefined when unreadable or not a number. */
  readNumber(): number | undefined {
    const length = this.readAttribute();
    return length === undefined ? undefined : wholeNumber(this.#files.buffer, length);
  }

  close(): void {
    if (this.#descriptor !== undefined) this.#files.close(this.#descriptor);
    this.#descriptor = undefined;
  }

  #attempt(read: (descriptor: number) => number): number | undefined {
    try {
      this.#descriptor ??= this.#files.open(this.path);
      const length = read(this.#descriptor);
      this.problem = undefined;
      return length;
    } catch (error) {
      this.problem = problemOf(error);
      this.close();
      return undefined;
    }
  }
}
