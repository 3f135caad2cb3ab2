import { describe, expect, it } from 'vitest';
import { kindOf, parseMappings } from './mappings.ts';

function mapping(head: string, sizeKiB: number, residentKiB: number, hugeKiB: number): string {
  const fields = [`Size: ${String(sizeKiB)} kB`, 'KernelPageSize:        4 kB', `Rss:    ${String(residentKiB)} kB`];
  return [head, ...fields, `AnonHugePages:    ${String(hugeKiB)} kB`, 'THPeligible:           1', 'VmFlags: rd wr mr mw me ac sd'].join(
    '\n',
  );
}

const text = [
  mapping('7f0000000000-7f0000010000 rw-p 00000000 00:00 0 ', 1024, 1000, 512),
  mapping('7f1000000000-7f1000010000 rw-p 00000000 00:00 0 [anon:v8]', 1024, 1000, 0),
  mapping('7f2000000000-7f2000010000 rw-p 00000000 fe:01 4242                    /usr/lib/some lib.so', 1024, 1000, 1000),
  mapping('7f3000000000-7f3000010000 rw-p 00000000 00:00 0 ', 2048, 1000, 1000),
].join('\n');

describe('pages of the memory', () => {
  it('counts anonymous mappings of the size that was asked for', () => {
    expect(kindOf(parseMappings(text), 2 ** 20)).toEqual({ pageBytes: 4096, hugePageShare: 512 / 2000 });
    expect(kindOf(parseMappings(text), 2 ** 21).hugePageShare).toBe(1);
  });

  it('does not guess when there is none', () => {
    expect(() => kindOf(parseMappings(text), 2 ** 22)).toThrow(/no anonymous mapping has 4194304 bytes/);
    expect(() => kindOf(parseMappings('rubbish\nSize: 4 kB\n'), 4096)).toThrow(/no anonymous mapping/);
  });
});
