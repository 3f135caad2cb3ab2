import { spawn } from 'node:child_process';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { releasableMappings } from './residentMemory.ts';

const entry = (head: string, anonymousKib: number): string =>
  `${head}\nSize:                 16 kB\nRss:                  16 kB\nAnonymous:     ${String(anonymousKib).padStart(5)} kB\nVmFlags: rd ex mr mw me\n`;

describe('releasableMappings', () => {
  it('takes private, unwritable, unchanged copies of a file, and nothing else', () => {
    const smaps = [
      entry('00400000-00402000 r-xp 00000000 fe:00 1234                       /usr/bin/node', 0),
      entry('00402000-00403000 r--p 00002000 fe:00 1234                       /usr/bin/node', 4),
      entry('00403000-00404000 rw-p 00003000 fe:00 1234                       /usr/bin/node', 0),
      entry('00404000-00405000 r--s 00000000 fe:00 99                         /shared', 0),
      entry('00405000-00406000 r-xp 00000000 00:00 0 ', 0),
      entry('00406000-00407000 r-xp 00000000 00:00 0                          [vdso]', 0),
      entry('00407000-00408000 r-xp 00000000 00:01 0                          /memfd:code (deleted)', 0),
      entry('7f0000000000-7f0000004000 r--p 00000000 fe:00 77                 /usr/lib/with space.so', 0),
    ].join('');
    expect(releasableMappings(smaps)).toEqual([
      { start: 0x400000n, bytes: 0x2000n },
      { start: 0x7f0000000000n, bytes: 0x4000n },
    ]);
  });

  it('takes nothing from any other text', () => {
    fc.assert(fc.property(fc.string(), (text) => releasableMappings(text).length === 0));
  });
});

const script = `
const { createMemoryTrimmer } = await import(process.argv[1]);
const { readFileSync } = await import('node:fs');
const rss = () => Number(/VmRSS:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
const trim = createMemoryTrimmer();
trim();
const before = rss();
JSON.parse(JSON.stringify({ touched: [1, 2, 3] }));
trim();
const after = rss();
const { createHash } = await import('node:crypto');
console.log(JSON.stringify({ before, after, hash: createHash('sha256').update('x').digest('hex').slice(0, 8) }));
`;

describe('createMemoryTrimmer', () => {
  it('halves the memory of a real process, which then works as before', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, path.join(import.meta.dirname, 'residentMemory.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 15_000,
    });
    const output = await new Promise<string>((resolve) => {
      let text = '';
      child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()));
      child.once('close', () => {
        resolve(text);
      });
    });
    expect(child.exitCode).toBe(0);
    const { after, hash } = JSON.parse(output) as { after: number; hash: string };
    expect(hash).toBe('2d711642');
    // Before: 60 MB and more on any Node 24.
    expect(after).toBeLessThan(45_000);
  });
});
