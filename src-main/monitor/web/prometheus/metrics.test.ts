/** `/metrics`, read by a strict parser, and by promtool where it is installed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MonitorFrame } from '../../../contracts/monitor.ts';
import { emptyCpu, emptyFrame } from '../../../contracts/testSupport/emptyFrame.ts';
import { KernelFiles } from '../../kernelFiles.ts';
import { FakeMachine } from '../../testSupport/fakeMachine.ts';
import { readPrometheus } from '../testSupport/prometheusText.ts';
import { Exposition } from './exposition.ts';
import { createKernelCounters } from './kernelCounters.ts';
import { metricsPage } from './metricsPage.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '\u001b[31mred\u001b[0m',
    'a\nb="c"} 1\nevil 1',
    '"',
    '\\',
    '\\n',
    '',
    '{}',
    '\r\n',
    '\u202e',
  ),
);
const number = fc.oneof(
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, 1e21, 1e-9, Number.MAX_SAFE_INTEGER),
);
const known = fc.option(number, { nil: null });

const frames: fc.Arbitrary<MonitorFrame> = fc
  .record({
    filesystems: fc.array(
      fc.record({ mountPoint: hostile, device: hostile, type: hostile, totalBytes: number, usedBytes: number, availableBytes: number }),
      { maxLength: 4 },
    ),
    networks: fc.array(fc.record({ name: hostile, up: fc.option(fc.boolean(), { nil: null }), linkMegabitsPerSecond: known }), {
      maxLength: 4,
    }),
    temperatures: fc.array(fc.record({ id: hostile, chip: hostile, label: hostile, tempC: number, criticalC: known }), { maxLength: 4 }),
    gpus: fc.array(
      fc.record({ id: hostile, card: hostile, vendor: hostile, busyPercent: known, vramUsedBytes: known, vramTotalBytes: known }),
      { maxLength: 3 },
    ),
    load1: known,
  })
  .map(({ load1, filesystems, networks, temperatures, gpus }) =>
    emptyFrame({
      cpu: emptyCpu({ load1 }),
      filesystems: filesystems.map((one) => ({ ...one, usedPercent: null, inodesUsedPercent: null, readOnly: true })),
      networks: networks as unknown as MonitorFrame['networks'],
      temperatures,
      gpus: gpus as unknown as MonitorFrame['gpus'],
    }),
  );

function pageOf(frame: MonitorFrame, machine: FakeMachine): string {
  const files = new KernelFiles(machine.root);
  const counters = createKernelCounters(files);
  const text = metricsPage(frame, counters, '1.2.3');
  counters.close();
  expect(files.openCount).toBe(0);
  return text;
}

interface Expected {
  readonly stat: { readonly ctxt: number; readonly processes: number; readonly btime: number };
  readonly meminfo: { readonly MemTotal_kib: number; readonly Shmem_kib: number };
  readonly diskstats: Readonly<Record<string, { readonly bytes_read: number; readonly writes: number; readonly io_ms: number }>>;
}

const real = ['stat', 'meminfo', 'vmstat', 'diskstats', 'net/dev'];

describe('/metrics', () => {
  it('is read without doubt, whatever devices call themselves, and gives their names back', () => {
    const machine = new FakeMachine();
    fc.assert(
      fc.property(frames, (frame) => {
        const text = pageOf(frame, machine);
        const families = readPrometheus(text);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what may not be there is the point
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
        const plain = frame.networks.filter(({ name, up }) => up !== null && /^[\x20-\x7e]*$/.test(name)).map(({ name }) => name);
        const told = families.get('node_network_up')?.samples.map(({ labels }) => labels['device']) ?? [];
        for (const name of plain) expect(told).toContain(name);
      }),
      { numRuns: 300 },
    );
    machine.dispose();
  });

  it('never fails on a kernel file that makes no sense', () => {
    const machine = new FakeMachine();
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'cpu0 1 2 3',
        'cpu0 1 2 3',
        'MemTotal: 5 kB',
        'MemTotal: 6 kB',
        ' 8 0 sda 1 2 3 4 5 6 7 8 9 10 11',
        'a"b: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16',
        'ctxt x',
      ),
    );
    const text = fc.array(line).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(fc.constantFrom(...real), text, (file, content) => {
        machine.write(`proc/${file}`, content);
        readPrometheus(pageOf(emptyFrame(), machine));
      }),
      { numRuns: 300 },
    );
    machine.dispose();
  });

  it('gives the counters of this machine as the kernel counts them', () => {
    const files = new KernelFiles('/');
    const counters = createKernelCounters(files);
    const [first, second] = [metricsPage(emptyFrame(), counters, 'x'), metricsPage(emptyFrame(), counters, 'x')].map(readPrometheus);
    counters.close();
    const kilobytes = Number(/^MemTotal:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]);
    expect(first?.get('node_memory_MemTotal_bytes')?.samples[0]?.value).toBe(kilobytes * 1024);
    expect(first?.get('node_cpu_seconds_total')?.type).toBe('counter');
    for (const [name, family] of first ?? []) {
      if (family.type !== 'counter') continue;
      expect(name).toMatch(/_total$|^node_vmstat_/);
      const later = second?.get(name)?.samples ?? [];
      // Idle and iowait may go back by a tick: proc_stat(5).
      family.samples.forEach((sample, index) => {
        if (!/idle|iowait/.test(sample.labels['mode'] ?? '')) expect(later[index]?.value, name).toBeGreaterThanOrEqual(sample.value);
      });
    }
  });

  it('has the figures of a recorded machine', ({ skip }) => {
    const folder = path.join(process.env['HECATE_FIXTURES'] ?? '', 'procfs');
    if (process.env['HECATE_FIXTURES'] === undefined || !existsSync(path.join(folder, 'expected.json'))) skip('no recorded machine');
    const expected = (JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')) as { proc: Expected }).proc;
    const files = new KernelFiles(folder);
    const counters = createKernelCounters(files);
    const families = readPrometheus(metricsPage(emptyFrame(), counters, 'x'));
    counters.close();
    const value = (name: string, labels: Readonly<Record<string, string>> = {}): number | undefined =>
      families.get(name)?.samples.find((sample) => Object.entries(labels).every(([label, text]) => sample.labels[label] === text))?.value;
    expect(value('node_context_switches_total')).toBe(expected.stat.ctxt);
    expect(value('node_forks_total')).toBe(expected.stat.processes);
    expect(value('node_boot_time_seconds')).toBe(expected.stat.btime);
    expect(value('node_memory_MemTotal_bytes')).toBe(expected.meminfo.MemTotal_kib * 1024);
    expect(value('node_memory_Shmem_bytes')).toBe(expected.meminfo.Shmem_kib * 1024);
    expect(value('node_memory_MemAvailable_bytes')).toBeUndefined();
    const disks = Object.entries(expected.diskstats).filter(([device]) => value('node_disk_read_bytes_total', { device }) !== undefined);
    expect(disks.length).toBeGreaterThan(0);
    for (const [device, disk] of disks) {
      expect(value('node_disk_read_bytes_total', { device })).toBe(disk.bytes_read);
      expect(value('node_disk_writes_completed_total', { device })).toBe(disk.writes);
      expect(value('node_disk_io_time_seconds_total', { device })).toBe(disk.io_ms / 1000);
    }
  });

  it('satisfies promtool', ({ skip }) => {
    if (spawnSync('promtool', ['--version']).error !== undefined) skip('promtool is not installed (package prometheus)');
    const files = new KernelFiles('/');
    const counters = createKernelCounters(files);
    const frame = emptyFrame({ networks: [{ name: 'a\n"b\\', kind: 'wired', up: true } as unknown as MonitorFrame['networks'][number]] });
    const text = metricsPage(frame, counters, 'x');
    counters.close();
    // It also has opinions about the names that node_exporter chose; those are lint, and end with 3.
    const { status, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    expect([0, 3], stderr).toContain(status);
    expect(execFileSync('promtool', ['--version'], { encoding: 'utf8' })).toContain('promtool');
  });
});

describe('Exposition', () => {
  it('leaves out what was not measured, and everything that is there twice', () => {
    const exposition = new Exposition();
    exposition.gauge('a', 'help', null);
    exposition.gauge('b', 'help', Number.NaN);
    exposition.family('gauge', 'c', 'help', [
      [{ x: '1' }, 1],
      [{ x: 1 }, 2],
    ]);
    exposition.gauge('c', 'help', 3);
    exposition.counter('d_total', 'a\\b\nc', Infinity);
    expect(exposition.toString()).toBe(
      '# HELP c help\n# TYPE c gauge\nc{x="1"} 1\n# HELP d_total a\\\\b\\nc\n# TYPE d_total counter\nd_total +Inf\n',
    );
  });
});
