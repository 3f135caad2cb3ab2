import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPathResolver, type NodeKind } from './resolvePath.ts';

function resolverFor(nodes: Readonly<Record<string, string | null>>) {
  const kindOf = (path: string): NodeKind | undefined => {
    if (path in nodes) return nodes[path] === null ? 'file' : 'link';
    return path === '/' || Object.keys(nodes).some((key) => key.startsWith(`${path}/`)) ? 'folder' : undefined;
  };
  return createPathResolver({ kindOf, linkTarget: (path) => nodes[path] ?? undefined }, false);
}

describe('path resolution inside a tree', () => {
  const resolver = resolverFor({
    '/sys/devices/pci/0000:01:00.0/class': null,
    '/sys/bus/pci/devices/0000:01:00.0': '../../../devices/pci/0000:01:00.0',
    '/sys/class/drm/card0': '/sys/devices/pci/0000:01:00.0',
    '/escape': '../../../../etc/passwd',
    '/loop/a': 'b',
    '/loop/b': 'a',
    '/dangling': '/nowhere',
  });

  it('follows relative links from where they lie', () => {
    expect(resolver.resolve('/sys/bus/pci/devices/0000:01:00.0/class')).toBe('/sys/devices/pci/0000:01:00.0/class');
  });

  it('starts absolute targets at the root of the tree', () => {
    expect(resolver.resolve('/sys/class/drm/card0')).toBe('/sys/devices/pci/0000:01:00.0');
  });

  it('keeps the last link when only the parent is asked for', () => {
    expect(resolver.resolveParent('/sys/class/drm/card0')).toBe('/sys/class/drm/card0');
  });

  it.each(['/escape', '/sys/../../etc', '/..', '/loop/a', '/dangling', 'relative', '/sys/\0', '/missing/x'])(
    'does not resolve %j',
    (path) => {
      expect(resolver.resolve(path)).toBeUndefined();
    },
  );

  it('never names a place outside of the tree and never throws, whatever links say', () => {
    const part = fc.constantFrom('a', 'b', '..', '.', '', 'c');
    const path = fc.array(part, { maxLength: 6 }).map((parts) => `/${parts.join('/')}`);
    const target = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'));
    const tree = fc.dictionary(fc.constantFrom('/a', '/b', '/a/b', '/c/a', '/c/b/a'), fc.option(target));
    fc.assert(
      fc.property(tree, path, (nodes, asked) => {
        const resolved = resolverFor(nodes).resolve(asked);
        if (resolved === undefined) return;
        expect(resolved.startsWith('/')).toBe(true);
        expect(resolved.split('/')).not.toContain('..');
      }),
      { numRuns: 500 },
    );
  });
});
