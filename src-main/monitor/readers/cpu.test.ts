import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cpuSample } from '../../contracts/monitor.ts';
import { KernelFiles } from '../kernelFiles.ts';
import { FakeMachine } from '../testSupport/fakeMachine.ts';
import { CpuReader, cpuShares } from './cpu.ts';

let machine: FakeMachine;
beforeEach(() => {
  machine = new FakeMachine();
});
afterEach(() => {
  machine.dispose();
});

const fixtures = process.env['HECATE_FIXTURES'];
const procfs = fixtures === undefined ? undefined : path.join(fixtures, 'procfs');
const times = (...fields: number[]): Float64Array => Float64Array.from(fields);

/** Any bytes at all, one character each. */
const anyText = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1'));

describe('cpuShares', () => {
  it('splits the time between two readings', () => {
    expect(cpuShares(times(30, 10, 15, 20, 5, 2, 3, 15), times(0, 0, 0, 0, 0, 0, 0, 0))).toEqual({
      busyPercent: 75,
      userPercent: 40,
      systemPercent: 20,
      iowaitPercent: 5,
      stealPercent: 15,
    });
  });

  it('is null, never negative, when a counter went back, and forgives iowait, which the kernel lets decrease', () => {
    expect(cpuShares(times(5, 0, 0, 90, 0, 0, 0, 0), times(10, 0, 0, 0, 0, 0, 0, 0)).busyPercent).toBeNull();
    expect(cpuShares(times(10, 0, 0, 90, 3, 0, 0, 0), times(0, 0, 0, 0, 5, 0, 0, 0))).toMatchObject({ busyPercent: 10, iowaitPercent: 0 });
  });

  it('is null when no time passed', () => {
    expect(cpuShares(times(1, 2, 3, 4, 5, 6, 7, 8), times(1, 2, 3, 4, 5, 6, 7, 8)).busyPercent).toBeNull();
  });

  it('stays inside 0..100 for any two readings', () => {
    const reading = fc.array(fc.nat(1_000_000), { minLength: 8, maxLength: 8 }).map((fields) => times(...fields));
    fc.assert(
      fc.property(reading, reading, (now, before) => {
        for (const share of Object.values<number | null>(cpuShares(now, before))) {
          if (share !== null) expect(share >= 0 && share <= 100).toBe(true);
        }
      }),
    );
  });
});

const stat = (total: string, ...cpus: string[]): string =>
  `cpu  ${total}\n${cpus.map((line) => `${line}\n`).join('')}intr 1 2 3\nctxt 9\nprocs_running 3\n`;
const counters = (interrupts: number, switches: number, forks: number, blocked: number): string =>
  `cpu  0 0 0 0 0 0 0 0 0 0\nintr ${String(interrupts)}${' 7'.repeat(3000)}\nctxt ${String(switches)}\nbtime 5\nprocesses ${String(forks)}\nprocs_running 3\nprocs_blocked ${String(blocked)}\nsoftirq 5 6\n`;
const core = (cpu: number, siblings: string, count: string): void => {
  const folder = `sys/devices/system/cpu/cpu${String(cpu)}`;
  machine
    .write(`${folder}/thermal_throttle/core_throttle_count`, `${count}\n`)
    .write(`${folder}/topology/thread_siblings_list`, `${siblings}\n`);
};

describe('CpuReader', () => {
  it('gives nulls first, then shares that do not count guest time twice', () => {
    machine
      .write('proc/stat', stat('0 0 0 0 0 0 0 0 0 0', 'cpu0 0 0 0 0 0 0 0 0 0 0'))
      .write('proc/loadavg', '0.50 1.25 2.00 3/150 4242\n');
    const reader = new CpuReader(new KernelFiles(machine.root));
    expect(reader.sample(null)).toMatchObject({
      busyPercent: null,
      perCpuBusyPercent: [null],
      load1: 0.5,
      load5: 1.25,
      load15: 2,
      runnable: 3,
    });
    // 50 of user are guest: they stand in both columns, and only 100 jiffies have passed.
    machine.write('proc/stat', stat('50 0 0 50 0 0 0 0 50 0', 'cpu0 50 0 0 50 0 0 0 0 50 0'));
    expect(reader.sample(1000)).toMatchObject({ busyPercent: 50, userPercent: 50, perCpuBusyPercent: [50] });
    reader.close();
  });

  it('counts threads, interrupts, context switches, new processes, and those that wait for a disk', () => {
    machine.write('proc/stat', counters(5_000_000_000, 100, 10, 0)).write('proc/loadavg', '0.50 1.25 2.00 3/150 4242\n');
    const reader = new CpuReader(new KernelFiles(machine.root));
    expect(reader.sample(null)).toMatchObject({ threads: 150, blocked: 0, interruptsPerSecond: null, contextSwitchesPerSecond: null });
    machine.write('proc/stat', counters(5_000_000_500, 300, 11, 4));
    expect(reader.sample(500)).toMatchObject({
      interruptsPerSecond: 1000,
      contextSwitchesPerSecond: 400,
      forksPerSecond: 2,
      blocked: 4,
    });
    machine.write('proc/stat', counters(3, 299, 12, 0));
    expect(reader.sample(1000)).toMatchObject({ interruptsPerSecond: null, contextSwitchesPerSecond: null, forksPerSecond: 1 });
    machine.remove('proc/stat');
    reader.close();
    expect(reader.sample(1000)).toMatchObject({ interruptsPerSecond: null, blocked: null });
    reader.close();
  });

  it('counts each core once that slowed itself down, starts over when cores change, and says when none counts', () => {
    machine.write('proc/stat', stat('0 0 0 0 0 0 0 0 0 0'));
    core(0, '0,2', '10');
    core(1, '1,3', '5');
    core(2, '0,2', '10');
    core(3, '1,3', '5');
    const files = new KernelFiles(machine.root);
    const reader = new CpuReader(files);
    expect(reader.sample(null).throttlesPerSecond).toBeNull();
    core(0, '0,2', '14');
    core(2, '0,2', '14');
    expect(reader.sample(1000).throttlesPerSecond).toBeNull();
    expect(reader.sample(1000).throttlesPerSecond).toBe(2);
    core(1, '1,3', '1');
    reader.sample(1000);
    expect(reader.sample(1000).throttlesPerSecond).toBeNull();
    machine.remove('sys/devices/system/cpu/cpu1').remove('sys/devices/system/cpu/cpu3');
    for (let second = 0; second < 12; second += 1) expect(reader.sample(1000).throttlesPerSecond ?? 0).toBe(0);
    expect(reader.absent().map((entry) => entry.what)).toEqual(['cpu.frequency']);
    machine.remove('sys/devices/system/cpu/cpu0').remove('sys/devices/system/cpu/cpu2');
    for (let second = 0; second < 12; second += 1) reader.sample(1000);
    expect(reader.sample(1000).throttlesPerSecond).toBeNull();
    expect(reader.absent().map((entry) => entry.what)).toEqual(['cpu.frequency', 'cpu.throttles']);
    reader.close();
    expect(files.openCount).toBe(0);
  });

  it('keeps the number of a CPU when one before it goes offline, and starts over when it comes back', () => {
    const line = (cpu: number, busy: number, idle: number): string => `cpu${String(cpu)} ${String(busy)} 0 0 ${String(idle)} 0 0 0 0 0 0`;
    machine.write('proc/stat', stat('0 0 0 0 0 0 0 0', line(0, 0, 0), line(1, 0, 0), line(2, 0, 0)));
    const reader = new CpuReader(new KernelFiles(machine.root));
    reader.sample(null);
    machine.write('proc/stat', stat('30 0 0 70 0 0 0 0', line(0, 10, 90), line(2, 20, 80)));
    expect(reader.sample(1000).perCpuBusyPercent).toEqual([10, null, 20]);
    machine.write('proc/stat', stat('60 0 0 140 0 0 0 0', line(0, 20, 180), line(1, 99, 1), line(2, 40, 160)));
    expect(reader.sample(1000).perCpuBusyPercent).toEqual([10, null, 20]);
    machine.write('proc/stat', stat('90 0 0 210 0 0 0 0', line(0, 30, 270), line(1, 99, 101), line(2, 60, 240)));
    expect(reader.sample(1000).perCpuBusyPercent).toEqual([10, 0, 20]);
    reader.close();
  });

  it('reads clocks in MHz where the kernel offers them, and says so where it does not', () => {
    machine.write('proc/stat', stat('0 0 0 0 0 0 0 0', 'cpu0 0 0 0 0 0 0 0 0', 'cpu1 0 0 0 0 0 0 0 0'));
    const bare = new CpuReader(new KernelFiles(machine.root));
    expect(bare.sample(null).frequencyMHz).toEqual([]);
    expect(bare.absent()[0]).toEqual({ what: 'cpu.frequency', why: expect.stringContaining('cpufreq') as string });
    machine.write('sys/devices/system/cpu/cpu1/cpufreq/scaling_cur_freq', '3600123\n');
    const reader = new CpuReader(new KernelFiles(machine.root));
    expect(reader.sample(null).frequencyMHz).toEqual([null, 3600]);
    expect(reader.absent().map((entry) => entry.what)).toEqual(['cpu.throttles']);
    reader.close();
  });

  it('survives an unreadable and a nonsensical /proc/stat', () => {
    const reader = new CpuReader(new KernelFiles(machine.root));
    expect(cpuSample.parse(reader.sample(null)).busyPercent).toBeNull();
    expect(reader.absent().map((entry) => entry.what)).toContain('cpu');
    fc.assert(
      fc.property(anyText, (text) => {
        machine.write('proc/stat', `cpu${text}`).write('proc/loadavg', text);
        cpuSample.parse(reader.sample(1000));
      }),
      { numRuns: 50 },
    );
    reader.close();
  });

  it.skipIf(procfs === undefined || !existsSync(procfs))(
    'agrees with the recorded machine (skipped without shared fixtures: procfs)',
    () => {
      const expected = JSON.parse(readFileSync(path.join(procfs ?? '', 'expected.json'), 'utf8')) as {
        proc: {
          stat: { busy_percent_since_boot: number; per_cpu_lines: number; ctxt: number; processes: number; procs_blocked: number };
          loadavg: number[];
        };
      };
      const text = readFileSync(path.join(procfs ?? '', 'proc/stat'), 'utf8');
      machine.write('proc/stat', text.replace(/^(cpu\d*) .*$/gm, '$1 0 0 0 0 0 0 0 0 0 0').replace(/^(intr|ctxt|processes) .*$/gm, '$1 0'));
      machine.write('proc/loadavg', readFileSync(path.join(procfs ?? '', 'proc/loadavg'), 'utf8'));
      const reader = new CpuReader(new KernelFiles(machine.root));
      reader.sample(null);
      machine.write('proc/stat', text);
      const sample = reader.sample(1000);
      expect(sample.busyPercent).toBeCloseTo(expected.proc.stat.busy_percent_since_boot, 1);
      expect(sample.perCpuBusyPercent).toHaveLength(expected.proc.stat.per_cpu_lines);
      expect([sample.load1, sample.load5, sample.load15]).toEqual(expected.proc.loadavg);
      const { ctxt, processes, procs_blocked: blocked } = expected.proc.stat;
      expect([sample.contextSwitchesPerSecond, sample.forksPerSecond, sample.blocked]).toEqual([ctxt, processes, blocked]);
      expect(sample.interruptsPerSecond).toBe(Number(/^intr (\d+)/m.exec(text)?.[1]));
      reader.close();
    },
  );
});
