/** Text files of one concern in one folder, for example the user's own profiles. */
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../contracts/errors.ts';
import { syncFolder, writeFileAtomically } from './atomicFile.ts';
import type { StampedDocumentStore } from './ports.ts';

const defaultMaxBytes = 262_144;

export interface DocumentStoreOptions {
  /** Larger files are not documents of ours: they are neither read nor written; default 256 KiB. */
  readonly maxBytes?: number;
}

/**
 * Opens the documents in `folder`, which need not exist. Names are plain file
 * names; anything that could leave the folder is refused with `usage`.
 */
export function createDocumentStore(folder: string, options: DocumentStoreOptions = {}): StampedDocumentStore {
  const maxBytes = options.maxBytes ?? defaultMaxBytes;
  return {
    list() {
      try {
        return readdirSync(folder, { withFileTypes: true })
          .filter((entry) => entry.isFile() && isDocumentName(entry.name))
          .map((entry) => entry.name)
          .sort();
      } catch (error) {
        if (isMissing(error)) return [];
        throw error;
      }
    },
    read(name) {
      return readSmallFile(pathOf(folder, name), maxBytes);
    },
    write(name, text) {
      const file = pathOf(folder, name);
      if (Buffer.byteLength(text) > maxBytes) throw tooLarge(file, maxBytes);
      writeFileAtomically(file, text);
    },
    remove(name) {
      const file = pathOf(folder, name);
      rmSync(file, { force: true });
      try {
        syncFolder(folder);
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
    stamp(name) {
      const stat = lstatSync(pathOf(folder, name), { bigint: true, throwIfNoEntry: false });
      return stat === undefined ? undefined : `${String(stat.ino)}-${String(stat.size)}-${String(stat.mtimeNs)}`;
    },
  };
}

/** The same without a disk: for a recorded machine, where nothing may be kept, and for tests. */
export function createMemoryDocumentStore(initial: Readonly<Record<string, string>> = {}): StampedDocumentStore {
  const documents = new Map(Object.entries(initial));
  const writes = new Map<string, number>();
  return {
    list: () => [...documents.keys()].sort(),
    read: (name) => documents.get(name),
    write(name, text) {
      documents.set(name, text);
      writes.set(name, (writes.get(name) ?? 0) + 1);
    },
    remove(name) {
      documents.delete(name);
    },
    stamp: (name) => (documents.has(name) ? String(writes.get(name) ?? 0) : undefined),
  };
}

function isDocumentName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name);
}

function pathOf(folder: string, name: string): string {
  if (!isDocumentName(name)) {
    throw new AppError('usage', `"${name.slice(0, 100)}" is not a possible file name`, {
      details: { field: 'name', expected: 'letters, digits, dot, dash and underscore, 100 at most, starting with a letter or digit' },
    });
  }
  return path.join(folder, name);
}

/** Undefined when missing; refuses links (the folder is the user's, but a link there is not ours) and large files. */
function readSmallFile(file: string, maxBytes: number): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    const { size } = fstatSync(descriptor);
    if (size > maxBytes) throw tooLarge(file, maxBytes);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

function tooLarge(file: string, maxBytes: number): AppError {
  return new AppError('usage', `${file} is larger than ${String(maxBytes)} bytes`, {
    details: { field: file, expected: `at most ${String(maxBytes)} bytes` },
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
