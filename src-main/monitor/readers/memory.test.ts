import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memorySample } from '../../contracts/monitor.ts';
import { KernelFiles } from '../kernelFiles.ts';
import { FakeMachine } from '../testSupport/fakeMachine.ts';
import { MemoryReader } from './memory.ts';
import { pageBytes } from './pageSize.ts';

let machine: FakeMachine;
beforeEach(() => {
  machine = new FakeMachine();
});
afterEach(() => {
  machine.dispose();
});

const fixtures = process.env['HECATE_FIXTURES'];
const procfs = fixtures === undefined ? undefined : path.join(fixtures, 'procfs');

const meminfo = `MemTotal:       16000000 kB
MemFree:         1000000 kB
MemAvailable:    9000000 kB
Buffers:          200000 kB
Cached:          4000000 kB
SwapCached:        99999 kB
Dirty:               512 kB
SReclaimable:     300000 kB
SwapTotal:       2000000 kB
SwapFree:        1500000 kB
Writeback:            64 kB
Shmem:             70000 kB
Slab:             400000 kB
AnonHugePages:      2048 kB
HugePages_Total:       8
HugePages_Free:        3
Hugepagesize:       2048 kB
`;

const vmstat = (major: number, swappedIn: number, swappedOut: number, killed: number): FakeMachine =>
  machine.write(
    'proc/vmstat',
    `nr_free_pages 77\npgfault 5\npgmajfault ${String(major)}\npswpin ${String(swappedIn)}\npswpout ${String(swappedOut)}\noom_kill ${String(killed)}\n`,
  );

/** As the kernel writes it for a little-endian 64-bit program, with pages of this size. */
function auxiliaryVector(size: number): void {
  const words = [33n, 0x7fff_0000n, 6n, BigInt(size), 17n, 100n, 0n, 0n];
  const bytes = Buffer.alloc(words.length * 8);
  for (const [index, word] of words.entries()) bytes.writeBigUInt64LE(word, index * 8);
  machine.write('proc/self/auxv', '');
  writeFileSync(path.join(machine.root, 'proc/self/auxv'), bytes);
}

describe('MemoryReader', () => {
  it('gives bytes: used is total less available, cached what free(1) calls buff/cache', () => {
    machine.write('proc/meminfo', meminfo);
    const reader = new MemoryReader(new KernelFiles(machine.root));
    expect(reader.sample(null)).toEqual({
      totalBytes: 16_000_000 * 1024,
      usedBytes: 7_000_000 * 1024,
      availableBytes: 9_000_000 * 1024,
      freeBytes: 1_000_000 * 1024,
      buffersBytes: 200_000 * 1024,
      cachedBytes: 4_500_000 * 1024,
      sharedBytes: 70_000 * 1024,
      slabBytes: 400_000 * 1024,
      dirtyBytes: 512 * 1024,
      writebackBytes: 64 * 1024,
      anonymousHugeBytes: 2048 * 1024,
      swapTotalBytes: 2_000_000 * 1024,
      swapUsedBytes: 500_000 * 1024,
      swapInBytesPerSecond: null,
      swapOutBytesPerSecond: null,
      majorFaultsPerSecond: null,
      oomKillsPerSecond: null,
      hugePageBytes: 2048 * 1024,
      hugePagesTotal: 8,
      hugePagesFree: 3,
      zram: null,
    });
    expect(reader.absent().map(({ what }) => what)).toEqual(['memory.events', 'memory.swapRates']);
    reader.close();
  });

  it.each([4096, 65_536])('turns swapped pages of %i bytes into bytes per second, and counts faults and kills', (size) => {
    auxiliaryVector(size);
    machine.write('proc/meminfo', meminfo);
    vmstat(10, 100, 200, 1);
    const files = new KernelFiles(machine.root);
    const reader = new MemoryReader(files);
    reader.sample(null);
    vmstat(30, 101, 210, 2);
    expect(reader.sample(500)).toMatchObject({
      swapInBytesPerSecond: 2 * size,
      swapOutBytesPerSecond: 20 * size,
      majorFaultsPerSecond: 40,
      oomKillsPerSecond: 2,
    });
    expect(reader.absent()).toEqual([]);
    vmstat(29, 101, 0, 2);
    expect(reader.sample(1000)).toMatchObject({ majorFaultsPerSecond: null, swapOutBytesPerSecond: null, swapInBytesPerSecond: 0 });
    expect(reader.sample(null)).toMatchObject({ swapInBytesPerSecond: null, oomKillsPerSecond: null });
    machine.write('proc/vmstat', 'pgmajfault 29\npswpin 1\npswpout 1\n');
    expect(reader.sample(1000).oomKillsPerSecond).toBeNull();
    expect(reader.absent().map(({ what }) => what)).toEqual(['memory.oomKills']);
    reader.close();
    expect(files.openCount).toBe(0);
  });

  it('knows the page size of this machine, and believes no nonsense', () => {
    expect(pageBytes(new KernelFiles())).toBe(Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' })));
    for (const size of [0, 1, 5000, 2 ** 40]) {
      auxiliaryVector(size);
      expect(pageBytes(new KernelFiles(machine.root))).toBeUndefined();
    }
  });

  it('adds up the zram devices that are in use', () => {
    const device = (name: string, initialised: number, statistics: string): FakeMachine =>
      machine.write(`sys/block/${name}/initstate`, `${String(initialised)}\n`).write(`sys/block/${name}/mm_stat`, statistics);
    device('zram0', 0, '       0        0        0        0        0        0        0        0        0\n');
    const files = new KernelFiles(machine.root);
    const reader = new MemoryReader(files);
    expect(reader.sample(null).zram).toBeNull();
    device('zram0', 1, '    4096      100     8192        0     8192        0        0        0        0\n');
    device('zram1', 1, '  100000    20000    30000        0        0        0        0        0        0\n');
    expect(reader.sample(1000).zram).toEqual({ originalBytes: 4096, compressedBytes: 100, usedBytes: 8192 });
    for (let second = 0; second < 10; second += 1) reader.sample(1000);
    expect(reader.sample(1000).zram).toEqual({ originalBytes: 104_096, compressedBytes: 20_100, usedBytes: 38_192 });
    machine.remove('sys/block/zram0').remove('sys/block/zram1');
    for (let second = 0; second < 12; second += 1) reader.sample(1000);
    expect(reader.sample(1000).zram).toBeNull();
    expect(files.openCount).toBe(0);
    reader.close();
  });

  it('gives valid samples for any text', () => {
    const files = new KernelFiles(machine.root);
    const reader = new MemoryReader(files);
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
      fc.constantFrom('MemTotal:', 'MemFree: 5', '\n', ' kB\n', 'pswpin ', '12', 'HugePages_Total:'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        machine.write('proc/meminfo', text).write('proc/vmstat', text);
        memorySample.parse(reader.sample(1000));
      }),
      { numRuns: 60 },
    );
    reader.close();
  });

  it('does not make up what an old kernel does not say', () => {
    machine.write('proc/meminfo', meminfo.replace(/MemAvailable.*\n/, ''));
    const reader = new MemoryReader(new KernelFiles(machine.root));
    expect(reader.sample(null)).toMatchObject({ usedBytes: null, availableBytes: null, totalBytes: 16_000_000 * 1024 });
    expect(reader.absent()[0]?.what).toBe('memory.available');
    reader.close();
  });

  it('is all null without /proc/meminfo, and says so', () => {
    const reader = new MemoryReader(new KernelFiles(machine.root));
    expect(Object.values(reader.sample(null)).every((value) => value === null)).toBe(true);
    expect(reader.absent()).toEqual([{ what: 'memory', why: '/proc/meminfo cannot be read' }]);
    reader.close();
  });

  it.skipIf(procfs === undefined || !existsSync(procfs))(
    'agrees with the recorded machine (skipped without shared fixtures: procfs)',
    () => {
      const { proc } = JSON.parse(readFileSync(path.join(procfs ?? '', 'expected.json'), 'utf8')) as {
        proc: { meminfo: Record<'MemTotal_kib' | 'MemFree_kib' | 'Buffers_kib' | 'Cached_kib' | 'SReclaimable_kib' | 'Shmem_kib', number> };
      };
      const reader = new MemoryReader(new KernelFiles(procfs));
      const sample = reader.sample(null);
      reader.close();
      expect(sample.totalBytes).toBe(proc.meminfo.MemTotal_kib * 1024);
      expect(sample.cachedBytes).toBe((proc.meminfo.Buffers_kib + proc.meminfo.Cached_kib + proc.meminfo.SReclaimable_kib) * 1024);
      expect(sample).toMatchObject({
        freeBytes: proc.meminfo.MemFree_kib * 1024,
        buffersBytes: proc.meminfo.Buffers_kib * 1024,
        sharedBytes: proc.meminfo.Shmem_kib * 1024,
        availableBytes: null,
      });
    },
  );
});
