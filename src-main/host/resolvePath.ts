/**
 * Path resolution inside a tree that is not the real root (a recorded folder,
 * a tree in memory). Works like a chroot: an absolute link target starts at
 * the tree's own root. A path that climbs above the root does not resolve.
 */

export type NodeKind = 'file' | 'folder' | 'link' | 'device' | 'other';

/** What the resolver must know of the tree; `path` is absolute within it and its folders are already resolved. */
export interface TreeLookup {
  kindOf(path: string): NodeKind | undefined;
  linkTarget(path: string): string | undefined;
}

export interface PathResolver {
  /** All links resolved; undefined when something is missing, dangles, loops or leaves the root. */
  resolve(path: string): string | undefined;
  /** The same, but a link in the last place stays a link. */
  resolveParent(path: string): string | undefined;
}

// The kernel's own limit on links in one lookup (MAXSYMLINKS in include/linux/namei.h).
const maxLinks = 40;

interface Walk {
  readonly done: readonly string[];
  readonly links: number;
}

/** `remember` keeps resolved folders; only for trees that do not change. */
export function createPathResolver(tree: TreeLookup, remember: boolean): PathResolver {
  const folders = new Map<string, string | undefined>();

  function followLink(at: string, links: number): Walk | undefined {
    const target = tree.linkTarget(at);
    if (target === undefined || target === '' || links >= maxLinks) return undefined;
    const parent = at.slice(0, at.lastIndexOf('/'));
    return walk(target.startsWith('/') ? target : `${parent}/${target}`, links + 1);
  }

  function walk(path: string, links: number): Walk | undefined {
    let done: readonly string[] = [];
    let used = links;
    for (const part of path.split('/')) {
      if (part === '' || part === '.') continue;
      if (part === '..') {
        if (done.length === 0) return undefined;
        done = done.slice(0, -1);
        continue;
      }
      const next = `/${[...done, part].join('/')}`;
      const kind = tree.kindOf(next);
      if (kind === undefined) return undefined;
      if (kind !== 'link') {
        done = [...done, part];
        continue;
      }
      const target = followLink(next, used);
      if (target === undefined) return undefined;
      done = target.done;
      used = target.links;
    }
    return { done, links: used };
  }

  function resolveFolder(path: string): string | undefined {
    if (remember && folders.has(path)) return folders.get(path);
    const found = walk(path, 0);
    const resolved = found === undefined ? undefined : `/${found.done.join('/')}`;
    if (remember) folders.set(path, resolved);
    return resolved;
  }

  function resolveParent(path: string): string | undefined {
    const at = path.lastIndexOf('/');
    const name = path.slice(at + 1);
    if (!path.startsWith('/') || path.includes('\0')) return undefined;
    if (name === '' || name === '.' || name === '..') return resolveFolder(path);
    const parent = resolveFolder(path.slice(0, at));
    if (parent === undefined) return undefined;
    return parent === '/' ? `/${name}` : `${parent}/${name}`;
  }

  return {
    resolveParent,
    resolve(path) {
      const place = resolveParent(path);
      if (place === undefined) return undefined;
      const kind = tree.kindOf(place);
      if (kind === undefined) return undefined;
      return kind === 'link' ? resolveFolder(place) : place;
    },
  };
}
