import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ProcessTable, processTable } from '../../contracts/processes.ts';
import { KernelFiles } from '../kernelFiles.ts';
import { FakeMachine, ManualClock } from '../testSupport/fakeMachine.ts';
import { encodeTable } from './encode.ts';
import { FactsCache } from './facts.ts';
import { GpuMemory } from './gpuMemory.ts';
import { ProcFiles } from './procFiles.ts';
import { Rates } from './rates.ts';
import { Sweeper } from './sweep.ts';
import { addProcess, ioText, kernelThreadFlags } from './testSupport/fakeProcesses.ts';
import { createUsers } from './users.ts';

/** The files of a fake machine, some of which the kernel refuses; counts what is asked. */
class GuardedFiles extends ProcFiles {
  readonly denied = new Set<string>();
  readonly asked: string[] = [];
  onRead: (file: string) => void = () => undefined;

  override once(file: string, limit?: number): number | undefined {
    this.asked.push(file);
    this.onRead(file);
    if (!this.denied.has(file)) return super.once(file, limit);
    this.problem = 'denied';
    return undefined;
  }

  timesAsked(file: string): number {
    return this.asked.filter((one) => one === file).length;
  }
}

let machine: FakeMachine;
let clock: ManualClock;
let files: KernelFiles;
let proc: GuardedFiles;
let facts: FactsCache;
let sweeper: Sweeper;
let rates: Rates;

beforeEach(() => {
  machine = new FakeMachine();
  machine.write('proc/uptime', '5000.00 1.00').write('etc/passwd', 'root:x:0:0::/:/\nada:x:1000:1000::/:/\n');
  clock = new ManualClock();
  files = new KernelFiles(machine.root);
  proc = new GuardedFiles(files, machine.root);
  facts = new FactsCache({ proc, users: createUsers(machine.root), gpu: new GpuMemory(proc) });
  sweeper = new Sweeper({ proc, clock, facts, units: { ticksPerSecond: 100, pageBytes: 4096 }, hidden: () => false });
  rates = new Rates(100);
});
afterEach(() => {
  machine.dispose();
});

/** One process of a table as an object. */
function row(table: ProcessTable, pid: number): Readonly<Record<string, unknown>> | undefined {
  const at = table.pid.indexOf(pid);
  if (at === -1) return undefined;
  return Object.fromEntries(Object.entries(table).map(([column, values]) => [column, Array.isArray(values) ? values[at] : values]));
}

describe('Sweeper', () => {
  it('fills every column, with rates only from the second sight on', async () => {
    addProcess(machine, {
      pid: 7,
      name: 'node',
      commandLine: 'node\0main.js\0--fast\0',
      userTicks: 100,
      systemTicks: 50,
      nice: -5,
      threads: 9,
      io: ioText(0, 0),
    });
    const first = await sweeper.sweep(rates);
    expect(processTable.parse(first)).toEqual(first);
    expect(first.intervalMs).toBeNull();
    expect(row(first, 7)).toMatchObject({ cpuPercent: null, readBytesPerSecond: null, writeBytesPerSecond: null });
    addProcess(machine, {
      pid: 7,
      name: 'node',
      commandLine: 'node\0main.js\0--fast\0',
      userTicks: 250,
      systemTicks: 100,
      nice: -5,
      threads: 9,
      io: ioText(8192, 1000),
    });
    clock.advance(2000);
    const second = await sweeper.sweep(rates);
    expect(second).toMatchObject({ intervalMs: 2000, count: 1, hidden: false });
    expect(row(second, 7)).toMatchObject({
      parentPid: 1,
      startTicks: 7,
      name: 'node',
      command: 'node main.js --fast',
      user: 'ada',
      state: 'S',
      cpuPercent: 100,
      memoryBytes: 409_600,
      readBytesPerSecond: 4096,
      writeBytesPerSecond: 500,
      gpuMemoryBytes: null,
      threads: 9,
      nice: -5,
      cgroup: '',
    });
    expect(files.openCount).toBe(0);
  });

  it('takes a number that was given to another process for another process', async () => {
    addProcess(machine, { pid: 7, startTicks: 10, name: 'old', userTicks: 500 });
    await sweeper.sweep(rates);
    clock.advance(1000);
    addProcess(machine, { pid: 7, startTicks: 999, name: 'new', userTicks: 600, uid: 0 });
    expect(row(await sweeper.sweep(rates), 7)).toMatchObject({ name: 'new', command: 'new', user: 'root', cpuPercent: null });
  });

  it('gives no rate over a sweep in which the process was missing, and forgets it', async () => {
    addProcess(machine, { pid: 7, userTicks: 0 });
    addProcess(machine, { pid: 8 });
    await sweeper.sweep(rates);
    expect(facts.size).toBe(2);
    machine.remove('proc/7');
    clock.advance(1000);
    expect(row(await sweeper.sweep(rates), 7)).toBeUndefined();
    expect(facts.size).toBe(1);
    addProcess(machine, { pid: 7, userTicks: 100 });
    clock.advance(1000);
    expect(row(await sweeper.sweep(rates), 7)).toMatchObject({ cpuPercent: null });
  });

  it('survives processes that vanish between any two reads of it', async () => {
    for (const file of ['stat', 'status', 'cgroup', 'cmdline', 'io']) {
      addProcess(machine, { pid: 7, startTicks: 70, io: ioText(1, 1) });
      addProcess(machine, { pid: 8, startTicks: 80, io: ioText(1, 1) });
      proc.onRead = (asked) => {
        if (asked === `/proc/7/${file}`) machine.remove('proc/7');
      };
      facts.clear();
      const table = processTable.parse(await sweeper.sweep(rates));
      expect(row(table, 8), file).toMatchObject({ command: 'cat' });
      expect(table.count, file).toBe(file === 'stat' ? 1 : 2);
      expect(files.openCount).toBe(0);
      machine.remove('proc/7');
    }
  });

  it('shows hostile names as they are, in valid JSON', async () => {
    const hostile = ') R 1 2 \n\u001b[31m<script>alert(1)</script>\u202e';
    addProcess(machine, { pid: 7, name: hostile.slice(0, 60), commandLine: `${hostile}\0${'\u0001'.repeat(5000)}\0` });
    const table = processTable.parse(JSON.parse((await encodeTable(await sweeper.sweep(rates))).toString('utf8')));
    expect(row(table, 7)).toMatchObject({ name: hostile, parentPid: 1 });
    expect(table.command[0]).toHaveLength(256);
    expect(table.command[0]?.startsWith(hostile)).toBe(true);
  });

  it('makes characters of bytes that are none', async () => {
    addProcess(machine, { pid: 7 });
    const bytes = Buffer.from([0x37, 0x20, 0x28, 0xff, 0xfe, 0xc3, 0x29, 0x20]);
    const numbers = Buffer.from(`S ${Array.from({ length: 21 }, () => '1').join(' ')}\n`);
    machine.write('proc/7/stat', '');
    const { writeFileSync } = await import('node:fs');
    writeFileSync(`${machine.root}/proc/7/stat`, Buffer.concat([bytes, numbers]));
    expect(row(await sweeper.sweep(rates), 7)).toMatchObject({ name: '\uFFFD\uFFFD\uFFFD' });
  });

  it('puts kernel threads in brackets and does not ask them for a command line', async () => {
    addProcess(machine, { pid: 2, name: 'kworker/0:1', flags: kernelThreadFlags, commandLine: '' });
    expect(row(await sweeper.sweep(rates), 2)).toMatchObject({ command: '[kworker/0:1]', name: 'kworker/0:1' });
    addProcess(machine, { pid: 2, name: 'kworker/0:1-events', flags: kernelThreadFlags, commandLine: '' });
    expect(row(await sweeper.sweep(rates), 2)).toMatchObject({ command: '[kworker/0:1-events]' });
    expect(proc.timesAsked('/proc/2/cmdline')).toBe(0);
    expect(proc.timesAsked('/proc/2/status')).toBe(1);
  });

  it('reads what rarely changes once, again when the name changes, and now and then', async () => {
    addProcess(machine, { pid: 7, name: 'sh', commandLine: 'sh\0' });
    await sweeper.sweep(rates);
    await sweeper.sweep(rates);
    const early = proc.timesAsked('/proc/7/cmdline');
    expect(early).toBeLessThanOrEqual(2);
    addProcess(machine, { pid: 7, name: 'nginx', commandLine: 'nginx\0-g\0' });
    expect(row(await sweeper.sweep(rates), 7)).toMatchObject({ name: 'nginx', command: 'nginx -g' });
    addProcess(machine, { pid: 7, name: 'nginx', commandLine: 'nginx: worker\0', cgroup: '/system.slice/nginx.service', uid: 0 });
    for (let sweep = 0; sweep < 15; sweep += 1) await sweeper.sweep(rates);
    expect(row(await sweeper.sweep(rates), 7)).toMatchObject({ command: 'nginx: worker', cgroup: 'nginx.service', user: 'root' });
    expect(proc.timesAsked('/proc/7/cmdline')).toBeLessThanOrEqual(early + 3);
    expect(proc.timesAsked('/proc/7/stat')).toBe(19);
  });

  it('says null where only root may know, and does not ask each time', async () => {
    addProcess(machine, { pid: 7, io: ioText(0, 0) });
    addProcess(machine, { pid: 8, io: ioText(0, 0) });
    proc.denied.add('/proc/7/io');
    for (let sweep = 0; sweep < 3; sweep += 1) {
      await sweeper.sweep(rates);
      clock.advance(1000);
    }
    addProcess(machine, { pid: 8, io: ioText(500, 0) });
    const table = await sweeper.sweep(rates);
    expect(row(table, 7)).toMatchObject({ readBytesPerSecond: null, writeBytesPerSecond: null });
    expect(row(table, 8)).toMatchObject({ readBytesPerSecond: 500, writeBytesPerSecond: 0 });
    expect(proc.timesAsked('/proc/7/io')).toBe(1);
    expect(proc.timesAsked('/proc/8/io')).toBe(4);
  });

  it('shows a user without a name by number, and by name once there is one', async () => {
    addProcess(machine, { pid: 7, uid: 4711 });
    expect(row(await sweeper.sweep(rates), 7)).toMatchObject({ user: '4711' });
    machine.write('etc/passwd', 'eve:x:4711:1::/:/\n');
    expect(row(await sweeper.sweep(rates), 7)).toMatchObject({ user: 'eve' });
  });

  it('counts the GPU memory of each client once', async () => {
    machine.write('dev/dri/renderD128', '');
    addProcess(machine, { pid: 7 });
    addProcess(machine, { pid: 8 });
    addProcess(machine, { pid: 9 });
    const client = (id: number): string =>
      `drm-driver:\txe\ndrm-pdev:\t0000:03:00.0\ndrm-client-id:\t${String(id)}\ndrm-total-vram0:\t100 KiB\n`;
    for (const [descriptor, id] of [
      [3, 1],
      [4, 1],
      [5, 2],
    ] as const) {
      machine.link(`proc/7/fd/${String(descriptor)}`, '/dev/dri/renderD128').write(`proc/7/fdinfo/${String(descriptor)}`, client(id));
    }
    machine.link('proc/7/fd/6', '/dev/null').link('proc/8/fd/0', '/dev/null').link('proc/9/fd/3', '/dev/nvidia0');
    machine.write('proc/9/fdinfo/3', 'pos:\t0\n');
    const table = await sweeper.sweep(rates);
    expect(table.gpuMemoryBytes).toEqual([204_800, 0, null]);
  });

  it('says that there is no /proc rather than that there is no process', async () => {
    machine.remove('proc');
    await expect(sweeper.sweep(rates)).rejects.toMatchObject({ data: { code: 'host.notFound' } });
  });

  it('lets others in between slices of many processes', async () => {
    for (let pid = 1; pid <= 200; pid += 1) addProcess(machine, { pid });
    let turns = 0;
    let done = false;
    const count = (): void => {
      turns += 1;
      if (!done) setImmediate(count);
    };
    setImmediate(count);
    const table = await sweeper.sweep(rates);
    done = true;
    expect(table.count).toBe(200);
    expect(table.pid).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect(turns).toBeGreaterThanOrEqual(6);
  });
});

describe('encodeTable', () => {
  it('shortens texts until the table fits', async () => {
    for (let pid = 1; pid <= 50; pid += 1)
      addProcess(machine, { pid, commandLine: '\u0001'.repeat(300), cgroup: `/${'g'.repeat(200)}.service` });
    const table = await sweeper.sweep(rates);
    const whole = await encodeTable(table);
    expect(JSON.parse(whole.toString('utf8'))).toEqual(table);
    const small = await encodeTable(table, 40_000);
    expect(small.length).toBeLessThanOrEqual(40_000);
    const parsed = processTable.parse(JSON.parse(small.toString('utf8')));
    expect(parsed.command[0]).toHaveLength(64);
    expect(parsed.pid).toEqual(table.pid);
    expect((await encodeTable(table, 1)).length).toBeLessThan(small.length);
  });
});
