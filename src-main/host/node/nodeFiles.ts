/** The files of the real machine. */
import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync, type Stats } from 'node:fs';
import type { FileStat, HostFiles } from '../port.ts';
import { defaultReadLimitBytes, readText } from './readText.ts';

export function createNodeFiles(): HostFiles {
  return {
    read: (path, maxBytes = defaultReadLimitBytes) =>
      isUsable(path)
        ? readText(path, path, maxBytes)
        : { ok: false, reason: 'failed', why: 'the path is not absolute or holds a NUL character' },
    list: (path) => listFolder(path),
    readLink: (path) => readLinkText(path),
    realPath: (path) => {
      try {
        return isUsable(path) ? realpathSync.native(path) : undefined;
      } catch {
        return undefined; // dangling or not allowed: both mean "there is nothing to see there"
      }
    },
    exists: (path) => isUsable(path) && existsSync(path),
    stat: (path) => statOf(path),
  };
}

/** Sorted names; empty when the folder is missing or unreadable, which is what the port promises. */
export function listFolder(path: string): readonly string[] {
  if (!isUsable(path)) return [];
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}

export function readLinkText(path: string): string | undefined {
  if (!isUsable(path)) return undefined;
  try {
    return readlinkSync(path);
  } catch {
    return undefined; // not a link, or nothing there
  }
}

export function statOf(path: string): FileStat | undefined {
  if (!isUsable(path)) return undefined;
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats === undefined ? undefined : { kind: kindOf(stats), sizeBytes: stats.size, mode: stats.mode & 0o7777 };
  } catch {
    return undefined; // a folder on the way may not be searched
  }
}

function kindOf(stats: Stats): FileStat['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  if (stats.isSymbolicLink()) return 'link';
  return stats.isBlockDevice() || stats.isCharacterDevice() ? 'device' : 'other';
}

function isUsable(path: string): boolean {
  return path.startsWith('/') && !path.includes('\0');
}
