/** Holds the figures against loads of known size and against counters read by other code at the same instants. */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { MonitorFrame } from '../contracts/monitor.ts';
import { systemClock } from './clock.ts';
import { KernelFiles } from './kernelFiles.ts';
import { Sampler } from './sampler.ts';
import { holdMemory, loadSizes, missingPrograms, runTool, startLoads } from './testSupport/loads.ts';

interface Plain {
  readonly cpu: readonly number[];
  readonly disks: ReadonlyMap<string, readonly number[]>;
  readonly networks: ReadonlyMap<string, readonly number[]>;
}

/** The same files by other, plain code. */
function readPlainly(): Plain {
  const numbers = (text: string): number[] => text.trim().split(/\s+/).map(Number);
  const cpu = numbers(/^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '');
  const disks = new Map<string, number[]>();
  for (const line of readFileSync('/proc/diskstats', 'utf8').trim().split('\n')) {
    const parts = line.trim().split(/\s+/);
    disks.set(parts[2] ?? '', parts.slice(3).map(Number));
  }
  const networks = new Map<string, number[]>();
  for (const line of readFileSync('/proc/net/dev', 'utf8').trim().split('\n').slice(2)) {
    const [name = '', rest = ''] = line.split(':');
    networks.set(name.trim(), numbers(rest));
  }
  return { cpu, disks, networks };
}

interface Measured {
  readonly frame: MonitorFrame;
  readonly before: Plain;
  readonly after: Plain;
  readonly seconds: number;
}

const cpuTotal = (plain: Plain): number => plain.cpu.slice(0, 8).reduce((sum, value) => sum + value, 0);

/**
 * Samples around `load`, with a plain reading directly before and after each
 * sample. Where those two are far apart (a busy machine took the CPU away in
 * between) there is nothing exact to compare with, and it is done again.
 */
async function measure(load: () => Promise<void>): Promise<Measured> {
  const files = new KernelFiles();
  const sampler = new Sampler({ files, clock: systemClock(files), intervalMs: () => 1000 });
  sampler.sample();
  try {
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const before = readPlainly();
      sampler.sample();
      const first = cpuTotal(readPlainly()) - cpuTotal(before);
      await load();
      const after = readPlainly();
      const frame = sampler.sample();
      const second = cpuTotal(readPlainly()) - cpuTotal(after);
      if (first <= 2 && second <= 2) return { frame, before, after, seconds: (frame.intervalMs ?? Number.NaN) / 1000 };
    }
  } finally {
    sampler.close();
  }
  throw new Error('this machine is too busy to read the same counters twice at the same time');
}

/** Within 2 %, or within `tick`, whichever is more. */
function expectNear(value: number | null | undefined, truth: number, tick: number): void {
  expect(Math.abs((value ?? Number.NaN) - truth), `${String(value)} against ${String(truth)}`).toBeLessThanOrEqual(
    Math.max(truth * 0.02, tick),
  );
}

async function spin(seconds: number): Promise<number> {
  const code = `const until = Date.now() + ${String(seconds * 1000)}; while (Date.now() < until); process.stdout.write(String(process.cpuUsage().user + process.cpuUsage().system));`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'], timeout: 20_000 });
  return new Promise((resolve) => {
    let text = '';
    child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()));
    child.once('close', () => {
      resolve(Number(text) / 1e6);
    });
  });
}

describe('figures under a known load', () => {
  it('CPU agrees with the jiffies of /proc/stat, and holds at least what the load says that it used', async () => {
    let used = 0;
    const { frame, before, after, seconds } = await measure(async () => {
      used = await spin(1.5);
    });
    const delta = after.cpu.slice(0, 8).map((value, index) => value - (before.cpu[index] ?? 0));
    const total = delta.reduce((sum, value) => sum + value, 0);
    const share = (...fields: number[]): number => (fields.reduce((sum, index) => sum + (delta[index] ?? 0), 0) * 100) / total;
    // One tick of each of the CPUs, as a share of all the time that there was.
    const tick = (frame.cpu.perCpuBusyPercent.length * 100) / total;
    expectNear(frame.cpu.busyPercent, 100 - share(3, 4), tick);
    expectNear(frame.cpu.userPercent, share(0, 1), tick);
    expectNear(frame.cpu.systemPercent, share(2, 5, 6), tick);
    expectNear(frame.cpu.iowaitPercent, share(4), tick);
    const busySeconds = ((frame.cpu.busyPercent ?? 0) / 100) * seconds * frame.cpu.perCpuBusyPercent.length;
    expect(used).toBeGreaterThan(0.1);
    expect(busySeconds).toBeGreaterThanOrEqual(used * 0.98 - 0.05);
  });

  it('disk rates agree with /proc/diskstats, and hold what was written', async () => {
    const file = path.join(tmpdir(), `hecate-load-${String(process.pid)}`);
    const written = 24 * 1024 * 1024;
    const { frame, before, after, seconds } = await measure(async () => {
      const descriptor = openSync(file, 'w');
      writeSync(descriptor, Buffer.alloc(written, 0x5a));
      fsyncSync(descriptor);
      closeSync(descriptor);
      await sleep(700);
    });
    rmSync(file);
    for (const disk of frame.disks) {
      const delta = (index: number): number => (after.disks.get(disk.name)?.[index] ?? 0) - (before.disks.get(disk.name)?.[index] ?? 0);
      const tick = 1 / seconds;
      expectNear(disk.readsPerSecond, delta(0) / seconds, tick);
      expectNear(disk.writesPerSecond, delta(4) / seconds, tick);
      expectNear(disk.readBytesPerSecond, (delta(2) * 512) / seconds, 64 * 1024 * tick);
      expectNear(disk.writeBytesPerSecond, (delta(6) * 512) / seconds, 64 * 1024 * tick);
      expectNear(disk.busyPercent, Math.min(100, delta(9) / seconds / 10), 1);
    }
    const rates = frame.disks.reduce((sum, disk) => sum + (disk.writeBytesPerSecond ?? 0), 0);
    const onDisk = [...after.disks].some(([name, fields]) => (fields[6] ?? 0) - (before.disks.get(name)?.[6] ?? 0) >= written / 512);
    // A temporary folder in memory shows in no disk, and then there is nothing to hold the figure against.
    if (onDisk) expect(rates * seconds).toBeGreaterThanOrEqual(written * 0.98);
  });

  it('network rates agree with /proc/net/dev, and hold what was sent over loopback', async () => {
    const sent = 8 * 1024 * 1024;
    const { frame, before, after, seconds } = await measure(async () => {
      await sendOverLoopback(sent);
      await sleep(500);
    });
    for (const network of frame.networks) {
      const delta = (index: number): number =>
        (after.networks.get(network.name)?.[index] ?? 0) - (before.networks.get(network.name)?.[index] ?? 0);
      // Other programs may send a packet between the two readings.
      expectNear(network.receiveBytesPerSecond, delta(0) / seconds, 65_536 / seconds);
      expectNear(network.sendBytesPerSecond, delta(8) / seconds, 65_536 / seconds);
    }
    const loopback = frame.networks.find((network) => network.name === 'lo');
    expect((loopback?.receiveBytesPerSecond ?? 0) * seconds).toBeGreaterThanOrEqual(sent * 0.98);
  });
});

describe('memory', () => {
  it('is what free(1) says in the same moment', () => {
    const files = new KernelFiles();
    const sampler = new Sampler({ files, clock: systemClock(files), intervalMs: () => 1000 });
    const available = (): number => {
      const row = execFileSync('free', ['-b'], { encoding: 'utf8', env: { LC_ALL: 'C' } })
        .split('\n')
        .find((line) => line.startsWith('Mem:'));
      return Number(row?.trim().split(/\s+/)[6]);
    };
    // Whatever other programs do, it lies between the two readings around it, but for what they did in between as well.
    const differences = Array.from({ length: 15 }, () => {
      const before = available();
      const ours = sampler.sample().memory.availableBytes ?? Number.NaN;
      const after = available();
      return Math.max(0, Math.min(before, after) - ours, ours - Math.max(before, after));
    });
    expect(Math.min(...differences)).toBeLessThan(1024 * 1024);
    sampler.close();
  });

  it('in use grows by what a process of known size takes', async () => {
    const files = new KernelFiles();
    const sampler = new Sampler({ files, clock: systemClock(files), intervalMs: () => 1000 });
    const used = (): number => sampler.sample().memory.usedBytes ?? Number.NaN;
    const ratios: number[] = [];
    const isNear = (ratio: number): boolean => Math.abs(ratio - 1) <= 0.1;
    // Other programs take and free memory as well, and the kernel takes that of an ended one back a little later.
    for (let attempt = 0; attempt < 6 && !ratios.some(isNear); attempt += 1) {
      const before = used();
      const holder = await holdMemory(loadSizes.memoryBytes);
      const resident = holder.residentBytes();
      expect(resident).toBeGreaterThan(loadSizes.memoryBytes);
      for (let look = 0; look < 30 && !ratios.some(isNear); look += 1) {
        ratios.push((used() - before) / resident);
        await sleep(20);
      }
      await holder.stop();
      await sleep(300);
    }
    expect(ratios.some(isNear), ratios.join(' ')).toBe(true);
    sampler.close();
  }, 20_000);
});

/** Columns of the last line of a table of sar or iostat whose line has this name in it. */
function column(text: string, header: string, name: string, title: string): number {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const titles = lines.find((words) => words.includes(header) && words.includes(title)) ?? [];
  const row = lines.findLast((words) => words.includes(name) && words.length === titles.length && words !== titles) ?? [];
  return Number(row[titles.indexOf(title)]);
}

const toolSeconds = 4;

/** One comparison over the same seconds; gives what differs by more than it may. */
async function compareWithTools(): Promise<readonly string[]> {
  const files = new KernelFiles();
  const sampler = new Sampler({ files, clock: systemClock(files), intervalMs: () => 1000 });
  const loads = await startLoads(toolSeconds + 3);
  try {
    await sleep(1000);
    const seconds = String(toolSeconds);
    const sar = runTool('sar', ['-u', '-w', '-n', 'DEV', seconds, '1']);
    const iostat = runTool('iostat', ['-d', '-x', '-k', '-y', seconds, '1']);
    await Promise.all([sar.began, iostat.began]);
    sampler.sample();
    const disk = await iostat.ended;
    const frame = sampler.sample();
    return differences(frame, await sar.ended, disk);
  } finally {
    loads.stop();
    sampler.close();
  }
}

function differences(frame: MonitorFrame, sar: string, iostat: string): readonly string[] {
  const seconds = (frame.intervalMs ?? Number.NaN) / 1000;
  // Both windows are as long as the tool's timer says; by how much ours differs is how far their ends may lie apart.
  const edge = Math.abs(seconds - toolSeconds) + 0.02;
  const found: string[] = [];
  const near = (what: string, ours: number | null | undefined, truth: number, tick: number): void => {
    const limit = Math.max(truth * (0.02 + edge / toolSeconds), tick);
    if (!(Math.abs((ours ?? Number.NaN) - truth) <= limit)) {
      found.push(`${what}: ${String(ours)} against ${String(truth)} (may differ by ${limit.toFixed(2)}, ends ${edge.toFixed(3)} s apart)`);
    }
  };
  const atLeast = (what: string, ours: number | null | undefined, least: number): void => {
    if (!((ours ?? Number.NaN) >= least)) found.push(`${what}: ${String(ours)}, which is less than ${String(least)}`);
  };
  const cpus = frame.cpu.perCpuBusyPercent.length;
  // A jiffy of 10 ms of each CPU, and what may have happened between the ends.
  const jiffy = (100 * (0.01 + edge)) / toolSeconds;
  const cpu = (title: string): number => column(sar, '%iowait', 'all', title);
  near('user', frame.cpu.userPercent, cpu('%user') + cpu('%nice'), jiffy);
  near('system', frame.cpu.systemPercent, cpu('%system'), jiffy);
  near('iowait', frame.cpu.iowaitPercent, cpu('%iowait'), jiffy);
  near('steal', frame.cpu.stealPercent, cpu('%steal'), jiffy);
  near('busy', frame.cpu.busyPercent, 100 - cpu('%idle') - cpu('%iowait'), jiffy);
  atLeast('busy', frame.cpu.busyPercent, (loadSizes.cpuShare * 100 * 0.9) / cpus);
  const [, forks = '', switches = ''] =
    sar
      .split('\n')
      .findLast((line) => /^Average:\s+[\d.]+\s+[\d.]+$/.test(line))
      ?.split(/\s+/) ?? [];
  // Both come in bursts; a burst of a few belongs to one window or to the other.
  near('forks', frame.cpu.forksPerSecond, Number(forks), 10 / toolSeconds);
  near('context switches', frame.cpu.contextSwitchesPerSecond, Number(switches), 200 / toolSeconds);

  const lo = frame.networks.find(({ name }) => name === 'lo');
  const net = (title: string): number => column(sar, 'IFACE', 'lo', title);
  // One segment of 64 KiB, and its two packets, more or less.
  near('received', lo?.receiveBytesPerSecond, net('rxkB/s') * 1024, 65_536 / toolSeconds);
  near('sent', lo?.sendBytesPerSecond, net('txkB/s') * 1024, 65_536 / toolSeconds);
  near('packets', lo?.receivePacketsPerSecond, net('rxpck/s'), 4 / toolSeconds);
  atLeast('received', lo?.receiveBytesPerSecond, loadSizes.networkBytesPerSecond * 0.9);

  let written = 0;
  for (const { name, ...disk } of frame.disks) {
    const io = (title: string): number => column(iostat, 'Device', name, title);
    if (Number.isNaN(io('w/s'))) continue;
    // One request, and the largest that there is.
    near(`${name} writes`, disk.writesPerSecond, io('w/s'), 1 / toolSeconds);
    near(`${name} written`, disk.writeBytesPerSecond, io('wkB/s') * 1024, (512 * 1024) / toolSeconds);
    near(`${name} reads`, disk.readsPerSecond, io('r/s'), 1 / toolSeconds);
    // Its two decimals, and the millisecond that the kernel counts in.
    near(`${name} write time`, disk.writeLatencyMs ?? 0, io('w_await'), 0.02);
    near(`${name} busy`, disk.busyPercent, Math.min(100, io('%util')), 1);
    near(`${name} queue`, disk.queueDepth, io('aqu-sz'), 0.02);
    written = Math.max(written, disk.writeBytesPerSecond ?? 0);
  }
  atLeast('written', written, loadSizes.diskBytesPerSecond * 0.9);
  return found;
}

const tools = ['stress-ng', 'fio', 'iperf3', 'sar', 'iostat'];
const missing = missingPrograms(tools);

describe(`figures beside those of other tools${missing.length === 0 ? '' : ` (skipped without ${missing.join(', ')})`}`, () => {
  it.skipIf(missing.length > 0)(
    'agrees with sar and iostat over the same seconds, under loads of known size',
    async () => {
      let differing: readonly string[] = [];
      // A busy machine may take the CPU away from one of the programs between two readings that belong together.
      for (let attempt = 0; attempt < 3; attempt += 1) {
        differing = await compareWithTools();
        if (differing.length === 0) break;
      }
      expect(differing).toEqual([]);
    },
    40_000,
  );
});

async function sendOverLoopback(bytes: number): Promise<void> {
  const server = net.createServer((socket) => {
    socket.resume();
    socket.on('end', () => socket.end());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
  socket.resume();
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => {
      resolve();
    });
    socket.end(Buffer.alloc(bytes, 0x41));
  });
  server.close();
}
