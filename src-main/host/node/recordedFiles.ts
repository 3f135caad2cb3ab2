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
  const nodes = createNodes(place);
  const resolver: PathResolver = createPathResolver({ kindOf: (path) => nodes.at(path)?.stat.kind, linkTarget: nodes.linkTarget }, true);
  const bytes = (path: string, maxBytes: number): BytesResult => {
    const resolved = resolver.resolve(path);
    const node = resolved === undefined ? undefined : nodes.at(resolved);
    // Devices, sockets and FIFOs of a recording are never opened.
    if (resolved === undefined || node?.stat.kind !== 'file') return missing(path);
    if (node.bytes !== undefined && node.bytes.length <= maxBytes) return { ok: true, bytes: node.bytes };
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
      if (resolved === undefined || nodes.at(resolved)?.stat.kind !== 'folder') return [];
      return [...new Set([...listFolder(place.onDisk(resolved)), ...place.mountNamesIn(resolved)])].sort();
    },
    readLink: (path) => {
      const at = resolver.resolveParent(path);
      return at === undefined || nodes.at(at)?.stat.kind !== 'link' ? undefined : nodes.linkTarget(at);
    },
    realPath: (path) => resolver.resolve(path),
    exists: (path) => resolver.resolve(path) !== undefined,
    stat: (path) => {
      const at = resolver.resolveParent(path);
      return at === undefined ? undefined : nodes.at(at)?.stat;
    },
  };
}

interface Node {
  readonly stat: FileStat;
  /** Content of a small file, kept because it was read to tell it from a link. */
  readonly bytes?: Buffer;
  readonly target?: string;
}

interface Nodes {
  at(path: string): Node | undefined;
  linkTarget(path: string): string | undefined;
}

const mostLinkBytes = 1024;

/** A recording does not change while it is read, so what was found once stays true. */
function createNodes(place: Placing): Nodes {
  const known = new Map<string, Node | undefined>();
  const look = (path: string): Node | undefined => {
    if (place.isAboveMount(path)) return { stat: mountFolder };
    const stat = statOf(place.onDisk(path));
    if (stat === undefined || stat.kind !== 'file' || stat.sizeBytes > mostLinkBytes) return stat === undefined ? undefined : { stat };
    const content = readBytes(place.onDisk(path), path, mostLinkBytes);
    if (!content.ok) return { stat };
    const target = writtenLink(content.bytes);
    return target === undefined ? { stat, bytes: content.bytes } : { stat: { ...stat, kind: 'link' }, target };
  };
  const at = (path: string): Node | undefined => {
    if (!known.has(path)) known.set(path, look(path));
    return known.get(path);
  };
  return { at, linkTarget: (path) => at(path)?.target ?? readLinkText(place.onDisk(path)) };
}

/**
 * A recording that went through something without links (an archive, a version
 * control checkout) holds each one as a small file with the target in it.
 * The kernel ends its values with a line feed and links of /sys climb, which
 * tells the two apart.
 */
function writtenLink(bytes: Buffer): string | undefined {
  if (bytes.length < 4 || bytes.toString('latin1', 0, 3) !== '../') return undefined;
  return bytes.includes(0x0a) || bytes.includes(0x00) ? undefined : bytes.toString('utf8');
}

const mountFolder: FileStat = { kind: 'folder', sizeBytes: 0, mode: 0o555 };

interface Placing {
  /** Where a path of the recorded machine lies on this one. */
  onDisk(path: string): string;
  /** True for the root and for every folder above a mount point. */
  isAboveMount(path: string): boolean;
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
    isAboveMount: (path) => path === '/' || mounted.some(({ at }) => at.startsWith(`${path}/`)),
    mountNamesIn(path) {
      const prefix = path === '/' ? '/' : `${path}/`;
      return mounted.filter(({ at }) => at.startsWith(prefix)).map(({ at }) => at.slice(prefix.length).split('/')[0] ?? '');
    },
  };
}
