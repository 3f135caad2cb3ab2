/** Against the live kernel: what the monitor says about processes, and what proc(5) and pidstat(1) say about the same ones. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { groupTable, type ProcessTable, processDetail, processTable } from '../../contracts/processes.ts';
import { RawClient } from '../testSupport/rawClient.ts';

const program = path.join(import.meta.dirname, '../main.ts');
const run = promisify(execFile);
const started: ChildProcess[] = [];
let folder: string;
let monitor: ChildProcess;
let client: RawClient;
let nextId = 1;

function start(command: string, args: readonly string[], detached = false): ChildProcess {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], detached, env: { ...process.env, NODE_OPTIONS: '' } });
  started.push(child);
  return child;
}

/** The first output of a program, which it prints when it is ready. */
function firstOutput(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (bytes: Buffer) => {
      resolve(bytes.toString());
    });
    child.once('exit', (code) => {
      reject(new Error(`ended with ${String(code)}`));
    });
  });
}

async function ask(method: string, params: object = {}): Promise<unknown> {
  const { result, error } = await client.ask(nextId++, method, params);
  if (error !== undefined) throw new Error(JSON.stringify(error));
  return result;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

const startTicksOf = (pid: number): number =>
  Number(
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ')[19],
  );
const statusBytes = (pid: number, field: string): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1]) * 1024;
const openDescriptors = (pid: number): number => readdirSync(`/proc/${String(pid)}/fd`).length;
const at = <T>(table: ProcessTable, pid: number, column: readonly T[]): T | undefined => column[table.pid.indexOf(pid)];

async function hasProgram(name: string): Promise<boolean> {
  return run('sh', ['-c', `command -v ${name}`]).then(
    () => true,
    () => false,
  );
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-processes-'));
  monitor = spawn(process.execPath, [program, '--socket', path.join(folder, 'm.sock'), '--exit-with-parent'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '', HECATE_RUNTIME_DIR: folder, HECATE_STATE_DIR: folder, HECATE_MONITOR_ROOT: '/' },
  });
  started.push(monitor);
  await firstOutput(monitor);
  client = await RawClient.connect(path.join(folder, 'm.sock'));
}, 20_000);

afterAll(() => {
  client.end();
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Holds 96 MiB that it touched, is busy for about a third of the time, and writes to a file; says so when it is ready. */
const load = `
const held = Buffer.alloc(96 * 1024 * 1024, 1);
const fs = require('node:fs');
const file = fs.openSync(process.argv[1], 'w');
setInterval(() => { const end = performance.now() + 30; while (performance.now() < end) held[0] += 1; }, 90);
setInterval(() => { fs.writeSync(file, held, 0, 1024 * 1024, 0); fs.fsyncSync(file); }, 500);
process.stdout.write('ready');
`;

describe('one busy process', () => {
  it('has the memory, CPU time and disk traffic that the kernel counts for it', async () => {
    const child = start(process.execPath, ['-e', load, path.join(folder, 'written')]);
    await firstOutput(child);
    const pid = child.pid ?? 0;
    await pause(500);
    const ticks = (): number => {
      const fields =
        readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
          .split(') ')[1]
          ?.split(' ') ?? [];
      return Number(fields[11]) + Number(fields[12]);
    };
    const written = (): number => Number(/^write_bytes: (\d+)/m.exec(readFileSync(`/proc/${String(pid)}/io`, 'utf8'))?.[1]);
    const before = { ticks: ticks(), written: written(), at: performance.now() };
    const pidstat = (await hasProgram('pidstat'))
      ? run('pidstat', ['-u', '-r', '-d', '-h', '-p', String(pid), '3', '1'], { env: { ...process.env, LC_ALL: 'C' } })
      : undefined;
    const table = processTable.parse(await ask('processes.list', { overMs: 3000 }));
    const seconds = (performance.now() - before.at) / 1000;
    const cpuPercent = at(table, pid, table.cpuPercent) ?? -1;
    const memoryBytes = at(table, pid, table.memoryBytes) ?? -1;
    const writtenPerSecond = at(table, pid, table.writeBytesPerSecond) ?? -1;

    expect(at(table, pid, table.startTicks)).toBe(startTicksOf(pid));
    expect(at(table, pid, table.command)).toMatch(/^\S*node -e/);
    // One tick more or less at each end of an interval of 3 s, and 2 % for what passes between the two readers.
    const kernelPercent = (ticks() - before.ticks) / seconds;
    expect(Math.abs(cpuPercent - kernelPercent)).toBeLessThan(kernelPercent * 0.02 + 2 / seconds + 1.5);
    expect(Math.abs(memoryBytes / statusBytes(pid, 'VmRSS') - 1)).toBeLessThan(0.02);
    expect(memoryBytes).toBeGreaterThan(96 * 1024 * 1024);
    // A write of 1 MiB falls into the one interval or the other.
    expect(Math.abs(writtenPerSecond - (written() - before.written) / seconds)).toBeLessThan((2 * 1024 * 1024) / 3);

    if (pidstat === undefined) {
      console.log('pidstat is not installed: compared with /proc alone');
      return;
    }
    const lines = (await pidstat).stdout.split('\n');
    const header =
      lines
        .find((line) => line.startsWith('#'))
        ?.slice(1)
        .trim()
        .split(/\s+/) ?? [];
    const values =
      lines
        .find((line) => line.includes(` ${String(pid)} `))
        ?.trim()
        .split(/\s+/) ?? [];
    const field = (name: string): number => Number(values[header.indexOf(name)]);
    expect(Math.abs(cpuPercent - field('%CPU'))).toBeLessThan(field('%CPU') * 0.02 + 3);
    expect(Math.abs(memoryBytes / (field('RSS') * 1024) - 1)).toBeLessThan(0.02);
    expect(Math.abs(writtenPerSecond - field('kB_wr/s') * 1024)).toBeLessThan((2 * 1024 * 1024) / 3);
    child.kill('SIGKILL');
  }, 20_000);

  it('is told in detail as /proc tells it', async () => {
    const child = start('sleep', ['100']);
    const pid = child.pid ?? 0;
    await pause(100);
    const detail = processDetail.parse(await ask('processes.detail', { pid, startTicks: startTicksOf(pid) }));
    expect(detail).toMatchObject({ name: 'sleep', command: ['sleep', '100'], parentPid: process.pid, state: 'S', threads: 1 });
    expect(detail.affinity).toBe(/^Cpus_allowed_list:\s+(\S+)/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1]);
    expect(detail.ioPriority).not.toBeNull();
    expect(detail.memory.residentBytes).toBe(statusBytes(pid, 'VmRSS'));
    expect(detail.openFiles).toBe(openDescriptors(pid));
    expect(Math.abs(detail.startedAt - Date.now())).toBeLessThan(5000);
    child.kill('SIGKILL');
    await new Promise((resolve) => {
      child.once('exit', resolve);
    });
    await expect(ask('processes.detail', { pid, startTicks: detail.startTicks })).rejects.toThrow('process.gone');
  });

  it('lies in groups that the kernel counts, or the reason is said', async () => {
    const table = groupTable.parse(await ask('processes.groups', { overMs: 200 }));
    expect(table.groups.length > 0 || table.why !== null).toBe(true);
    for (const group of table.groups) expect(group.memoryBytes ?? 0).toBeLessThan(2 ** 50);
  });
});

const many = 2000;

describe(`${String(many)} processes`, () => {
  let shell: ChildProcess;
  beforeAll(async () => {
    // A session of its own, so that all of them end with one signal to their group.
    shell = start('sh', ['-c', `i=0; while [ $i -lt ${String(many)} ]; do sleep 120 & i=$((i+1)); done; echo ready; wait`], true);
    await firstOutput(shell);
  }, 60_000);
  afterAll(() => {
    // Ended by the test already, unless that failed.
    if (shell.pid !== undefined && shell.signalCode === null) process.kill(-shell.pid, 'SIGKILL');
  });

  it('are swept while queries go on, without a descriptor left behind, also when they all vanish meanwhile', async () => {
    const monitorPid = monitor.pid ?? 0;
    await ask('processes.list', { overMs: 200 });
    const descriptors = openDescriptors(monitorPid);
    const begin = performance.now();
    const table = processTable.parse(await ask('processes.list', { overMs: 200 }));
    const sweepMs = (performance.now() - begin - 200) / 2;
    expect(table.count).toBeGreaterThan(many);
    expect(table.command.filter((line) => line === 'sleep 120').length).toBe(many);

    const watcher = await RawClient.connect(path.join(folder, 'm.sock'));
    await watcher.ask(1, '$/hecate/subscribe', { event: 'processes.table' });
    const latencies: number[] = [];
    const until = performance.now() + 4500;
    let nextSweep: Promise<unknown> = Promise.resolve();
    while (performance.now() < until) {
      const asked = performance.now();
      await ask('monitor.snapshot');
      latencies.push(performance.now() - asked);
      // So that a sweep is under way nearly all the time.
      if (latencies.length % 200 === 0) nextSweep = watcher.ask(latencies.length, 'processes.list', { overMs: 200 });
      await pause(1);
    }
    await nextSweep;
    latencies.sort((a, b) => a - b);
    const share = (part: number): number => latencies[Math.floor(latencies.length * part)] ?? Number.NaN;
    const shown = [share(0.5), share(0.99), latencies.at(-1) ?? Number.NaN].map((ms) => ms.toFixed(2)).join(' / ');
    console.log(
      `one sweep and its JSON: ${sweepMs.toFixed(0)} ms; monitor.snapshot meanwhile: ${shown} ms (median / p99 / worst of ${String(latencies.length)})`,
    );
    expect(watcher.messages.filter((message) => message.method !== undefined).length).toBeGreaterThanOrEqual(2);
    // Not sliced, a query would wait for a whole sweep now and then.
    expect(share(0.99)).toBeLessThan(sweepMs / 2);

    const vanishing = ask('processes.list', { overMs: 200 });
    await pause(20);
    process.kill(-(shell.pid ?? 0), 'SIGKILL');
    let left = processTable.parse(await vanishing);
    // It takes the kernel a moment to end so many, and whoever is their parent then another to take note.
    for (let look = 0; look < 50 && left.count > many / 2; look += 1)
      left = processTable.parse(await ask('processes.list', { overMs: 200 }));
    expect(left.count).toBeLessThan(many / 2);
    watcher.end();
    await pause(100);
    expect(openDescriptors(monitorPid)).toBeLessThanOrEqual(descriptors);
  }, 60_000);
});
