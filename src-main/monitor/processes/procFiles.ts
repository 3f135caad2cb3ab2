/**
 * Short files of /proc that are opened, read and closed at once: processes come
 * and go, so that kept descriptors would cost more than they save. Everything is
 * synchronous into one kept buffer (see bench/: the thread pool costs 1.8 times).
 */
import { readdirSync, readlinkSync, readSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { KernelFiles } from '../kernelFiles.ts';

/** `gone`: the process ended, also between open(2) and read(2) (ESRCH). */
export type ProcProblem = 'gone' | 'denied' | 'failed';

const bufferBytes = 64 * 1024;

export class ProcFiles {
  readonly #files: KernelFiles;
  readonly #root: string;
  /** What was read is valid until the next read. */
  readonly bytes: Buffer = Buffer.allocUnsafeSlow(bufferBytes);
  /** Why the last call gave undefined. */
  problem: ProcProblem = 'failed';

  /** `root` as for `files`. */
  constructor(files: KernelFiles, root: string) {
    this.#files = files;
    this.#root = root;
  }

  /**
   * One read(2) of at most `limit` bytes; returns how many came. Enough for the files of one process, which the kernel
   * hands out as a whole (single_open in fs/seq_file.c).
   */
  once(file: string, limit = bufferBytes): number | undefined {
    return this.#opened(file, (descriptor) => readSync(descriptor, this.bytes, 0, limit, 0));
  }

  /** As `once`, as text; invalid UTF-8 becomes replacement characters. */
  text(file: string, limit = bufferBytes): string | undefined {
    const length = this.once(file, limit);
    return length === undefined ? undefined : this.bytes.toString('utf8', 0, length);
  }

  /** As `text`, in the thread pool: for the one file that the kernel may take long over. */
  async slowText(file: string): Promise<string | undefined> {
    try {
      return await readFile(this.#path(file), 'utf8');
    } catch (error) {
      this.problem = problemOf(error);
      return undefined;
    }
  }

  /** A list of any length, which the kernel hands out in pieces: reads to its end, at most 64 KiB. */
  all(file: string): number | undefined {
    return this.#opened(file, (descriptor) => {
      let length = 0;
      while (length < bufferBytes) {
        const got = readSync(descriptor, this.bytes, length, bufferBytes - length, length);
        if (got === 0) break;
        length += got;
      }
      return length;
    });
  }

  /** As `names`, in the thread pool: listing thousands of processes takes the kernel as long as several slices of a sweep. */
  async slowNames(folder: string): Promise<readonly string[] | undefined> {
    try {
      return await readdir(this.#path(folder));
    } catch (error) {
      this.problem = problemOf(error);
      return undefined;
    }
  }

  names(folder: string): readonly string[] | undefined {
    try {
      return readdirSync(this.#path(folder));
    } catch (error) {
      this.problem = problemOf(error);
      return undefined;
    }
  }

  /** Names of the folders in a folder. */
  folders(folder: string): readonly string[] | undefined {
    try {
      return readdirSync(this.#path(folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name);
    } catch (error) {
      this.problem = problemOf(error);
      return undefined;
    }
  }

  /** Target of a link such as /proc/PID/exe. */
  link(file: string): string | undefined {
    try {
      return readlinkSync(this.#path(file));
    } catch (error) {
      this.problem = problemOf(error);
      return undefined;
    }
  }

  /** Number of links to a folder: 2 and one for each folder in it, on the file systems that count them. */
  links(folder: string): number | undefined {
    try {
      return statSync(this.#path(folder), { throwIfNoEntry: false })?.nlink;
    } catch (error) {
      this.problem = problemOf(error);
      return undefined;
    }
  }

  #opened(file: string, read: (descriptor: number) => number): number | undefined {
    let descriptor: number | undefined;
    try {
      descriptor = this.#files.open(file);
      return read(descriptor);
    } catch (error) {
      this.problem = problemOf(error);
      return undefined;
    } finally {
      if (descriptor !== undefined) this.#files.close(descriptor);
    }
  }

  /** Of a recorded machine everything is taken below its folder; only the last part of a path may be a link there. */
  #path(file: string): string {
    if (this.#root === '/') return file;
    const parent = this.#files.realPath(path.dirname(file));
    if (parent === undefined) throw Object.assign(new Error(`${file}: no such file`), { code: 'ENOENT' });
    return path.join(this.#root, parent, path.basename(file));
  }
}

function problemOf(error: unknown): ProcProblem {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ESRCH' || code === 'ENOTDIR') return 'gone';
  if (code === 'EACCES' || code === 'EPERM') return 'denied';
  return 'failed';
}

/** The next macrotask: lets the queries of clients in between. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
