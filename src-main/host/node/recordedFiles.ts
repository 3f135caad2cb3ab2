/**
 * A folder with `proc` and `sys` (parts may be missing) read as if it were the
 * root. Links are resolved here and not by the kernel, so that a hostile
 * recording cannot point the reader at this machine's own files.
 */
import { realpathSync } from 'node:fs';
import type { FileStat, HostFiles } from '../port.ts';
import { createPathResolver, type PathResolver } from '../resolvePath.ts';
import { listFolder, readLinkText, statOf } from './nodeFiles.ts';
import { type BytesResult, defaultReadLimitBytes, missing, readBytes } from './readText.ts';

/** Folders of this machine shown at places of the recorded one, for example `{'/sys/class/drm': folder}`. */
export type Mounts = Readonly<Record<string, string>>;

export interface RecordedFiles extends HostFiles {
  readBytes(path: string, maxBytes: number): BytesResult;
}

export function createRecordedFiles(folder: string, mounts: Mounts = {}): RecordedFiles {
  const place = createPlacing(folder, mounts);
  // A recording does not change while it is read, so what was found once stays true.
  const stats = new Map<string, FileStat | undefined>();
  const statAt = (path: string): FileStat | undefined => {
    if (!stats.has(path)) stats.set(path, place.isMountParent(path) ? mountFolder : statOf(place.onDisk(path)));
    return stats.get(path);
  };
  const resolver: PathResolver = createPathResolver(
    { kindOf: (path) => statAt(path)?.kind, linkTarget: (path) => readLinkText(place.onDisk(path)) },
    true,
  );
  const bytes = (path: string, maxBytes: number): BytesResult => {
    const resolved = resolver.resolve(path);
    // Devices, sockets and FIFOs of a recording are never opened.
    if (resolved === undefined || statAt(resolved)?.kind !== 'file') return missing(path);
    return readBytes(place.onDisk(resolved), path, maxBytes);
  };
  return {
    readBytes: bytes,
    read: (path, maxBytes = defaultReadLimitBytes) => {
      const result = bytes(path, maxBytes);
      return result.ok ? { ok: true, text: result.bytes.toString('utf8') } : result;
    },
    list: (path) => {
      const resolved = resolver.resolve(path);
      if (resolved === undefined || statAt(resolved)?.kind !== 'folder') return [];
      return [...new Set([...listFolder(place.onDisk(resolved)), ...place.mountNamesIn(resolved)])].sort();
    },
    readLink: (path) => {
      const at = resolver.resolveParent(path);
      return at === undefined || statAt(at)?.kind !== 'link' ? undefined : readLinkText(place.onDisk(at));
    },
    realPath: (path) => resolver.resolve(path),
    exists: (path) => resolver.resolve(path) !== undefined,
    stat: (path) => {
      const at = resolver.resolveParent(path);
      return at === undefined ? undefined : statAt(at);
    },
  };
}

const mountFolder: FileStat = { kind: 'folder', sizeBytes: 0, mode: 0o555 };

interface Placing {
  /** Where a path of the recorded machine lies on this one. */
  onDisk(path: string): string;
  /** True for a mount point and for every folder above one. */
  isMountParent(path: string): boolean;
  mountNamesIn(path: string): readonly string[];
}

function createPlacing(folder: string, mounts: Mounts): Placing {
  const root = realpathSync(folder);
  const mounted = Object.entries(mounts)
    .map(([at, target]) => ({ at: at.replace(/\/+$/, ''), target: realpathSync(target) }))
    .sort((a, b) => b.at.length - a.at.length);
  return {
    onDisk(path) {
      for (const { at, target } of mounted) {
        if (path === at || path.startsWith(`${at}/`)) return target + path.slice(at.length);
      }
      return path === '/' ? root : root + path;
    },
    isMountParent: (path) => path === '/' || mounted.some(({ at }) => at === path || at.startsWith(`${path}/`)),
    mountNamesIn(path) {
      const prefix = path === '/' ? '/' : `${path}/`;
      return mounted.filter(({ at }) => at.startsWith(prefix)).map(({ at }) => at.slice(prefix.length).split('/')[0] ?? '');
    },
  };
}
