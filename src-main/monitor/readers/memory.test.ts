import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KernelFiles } from '../kernelFiles.ts';
import { FakeMachine } from '../testSupport/fakeMachine.ts';
import { MemoryReader } from './memory.ts';

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
`;

describe('MemoryReader', () => {
  it('gives bytes: used is total less available, cached what free(1) calls buff/cache', () => {
    machine.write('proc/meminfo', meminfo);
    const reader = new MemoryReader(new KernelFiles(machine.root));
    expect(reader.sample()).toEqual({
      totalBytes: 16_000_000 * 1024,
      usedBytes: 7_000_000 * 1024,
      availableBytes: 9_000_000 * 1024,
      cachedBytes: 4_500_000 * 1024,
      dirtyBytes: 512 * 1024,
      swapTotalBytes: 2_000_000 * 1024,
      swapUsedBytes: 500_000 * 1024,
    });
    expect(reader.absent()).toEqual([]);
    reader.close();
  });

  it('does not make up what an old kernel does not say', () => {
    machine.write('proc/meminfo', meminfo.replace(/MemAvailable.*\n/, ''));
    const reader = new MemoryReader(new KernelFiles(machine.root));
    expect(reader.sample()).toMatchObject({ usedBytes: null, availableBytes: null, totalBytes: 16_000_000 * 1024 });
    expect(reader.absent()[0]?.what).toBe('memory.available');
    reader.close();
  });

  it('is all null without /proc/meminfo, and says so', () => {
    const reader = new MemoryReader(new KernelFiles(machine.root));
    expect(Object.values(reader.sample()).every((value) => value === null)).toBe(true);
    expect(reader.absent()).toEqual([{ what: 'memory', why: '/proc/meminfo cannot be read' }]);
  });

  it.skipIf(procfs === undefined || !existsSync(procfs))(
    'agrees with the recorded machine (skipped without shared fixtures: procfs)',
    () => {
      const { proc } = JSON.parse(readFileSync(path.join(procfs ?? '', 'expected.json'), 'utf8')) as {
        proc: { meminfo: Record<'MemTotal_kib' | 'Buffers_kib' | 'Cached_kib' | 'SReclaimable_kib', number> };
      };
      const reader = new MemoryReader(new KernelFiles(procfs));
      const sample = reader.sample();
      reader.close();
      expect(sample.totalBytes).toBe(proc.meminfo.MemTotal_kib * 1024);
      expect(sample.cachedBytes).toBe((proc.meminfo.Buffers_kib + proc.meminfo.Cached_kib + proc.meminfo.SReclaimable_kib) * 1024);
      expect(sample.availableBytes).toBeNull();
    },
  );
});
