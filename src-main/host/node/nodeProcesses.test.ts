/** On real processes of this machine: those that the test started, and with the rights that the kernel gives. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { unpackIoPriority } from '../../base/ioPriority.ts';
import { parseProcessStat } from '../../base/processStat.ts';
import { getIoPriority } from '../../transports/processCalls.ts';
import type { ProcessIdentity } from '../port.ts';
import { createNodeProcesses, unavailableProcesses } from './nodeProcesses.ts';

const processes = createNodeProcesses();
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

async function start(uid?: number): Promise<ProcessIdentity & { readonly child: ChildProcess }> {
  const child = spawn(process.execPath, ['-e', 'process.stdout.write("ready"); setInterval(() => undefined, 1000)'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { NODE_OPTIONS: '' },
    cwd: '/',
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  started.push(child);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const pid = child.pid ?? 0;
  return { child, pid, startTicks: statOf(pid)?.startTicks ?? -1 };
}

function statOf(pid: number, thread = pid): ReturnType<typeof parseProcessStat> {
  return parseProcessStat(readFileSync(`/proc/${String(pid)}/task/${String(thread)}/stat`, 'latin1'));
}

const threadsOf = (pid: number): readonly number[] => readdirSync(`/proc/${String(pid)}/task`).map(Number);
const cpusOf = (pid: number, thread: number): string | undefined =>
  /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync(`/proc/${String(pid)}/task/${String(thread)}/status`, 'latin1'))?.[1];
const nothing = { nice: null, ioPriority: null, cpus: null };

describe('processes of this machine', () => {
  it('get a signal, and no other of the same number does', async () => {
    const { child, pid, startTicks } = await start();
    const other = { pid, startTicks: startTicks + 1 };
    expect(processes.isThere({ pid, startTicks })).toBe(true);
    expect(processes.isThere(other)).toBe(false);
    expect(processes.signal(other, 'KILL')).toMatchObject({ ok: false, reason: 'gone' });
    expect(processes.adjust(other, { ...nothing, nice: 5 })).toMatchObject({ ok: false, reason: 'gone' });
    expect(statOf(pid)?.nice).toBe(0);
    const ended = new Promise((resolve) => {
      child.once('exit', (_, signal) => {
        resolve(signal);
      });
    });
    expect(processes.signal({ pid, startTicks }, 'TERM')).toEqual({ ok: true });
    expect(await ended).toBe('SIGTERM');
    expect(processes.isThere({ pid, startTicks })).toBe(false);
    expect(processes.signal({ pid, startTicks }, 'TERM')).toMatchObject({ reason: 'gone' });
  });

  it('get nice value, I/O priority and CPUs on every thread', async () => {
    const { pid, startTicks } = await start();
    expect(processes.adjust({ pid, startTicks }, { nice: 7, ioPriority: { class: 'best-effort', level: 6 }, cpus: [0] })).toEqual({
      ok: true,
    });
    expect(threadsOf(pid).length).toBeGreaterThan(1);
    for (const thread of threadsOf(pid)) {
      expect(statOf(pid, thread)?.nice).toBe(7);
      expect(unpackIoPriority(getIoPriority(thread))).toEqual({ class: 'best-effort', level: 6 });
      expect(cpusOf(pid, thread)).toBe('0');
    }
  });

  it('keep what they have when the kernel refuses CPUs that are not there', async () => {
    const { pid, startTicks } = await start();
    const before = cpusOf(pid, pid);
    expect(processes.adjust({ pid, startTicks }, { ...nothing, nice: 3, cpus: [1023] })).toMatchObject({ ok: false, reason: 'refused' });
    expect(cpusOf(pid, pid)).toBe(before);
    expect(statOf(pid)?.nice).toBe(0);
  });

  it('of a recorded machine cannot be touched', () => {
    const recorded = unavailableProcesses('recorded');
    expect(recorded.signal({ pid: process.pid, startTicks: 1 }, 'KILL')).toEqual({ ok: false, reason: 'unavailable', why: 'recorded' });
    expect(recorded.adjust({ pid: process.pid, startTicks: 1 }, nothing)).toMatchObject({ reason: 'unavailable' });
    expect(recorded.isThere({ pid: process.pid, startTicks: 1 })).toBe(false);
  });
});

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
if (!isRoot) console.warn('what an ordinary user may not do is not tried: only root can start a process of another user');

describe.skipIf(!isRoot)('for an ordinary user', () => {
  /** What `createNodeProcesses` says in a process of the user nobody. */
  async function asNobody(expression: string): Promise<unknown> {
    const module = path.join(import.meta.dirname, 'nodeProcesses.ts');
    const script = `const { createNodeProcesses } = await import(${JSON.stringify(module)}); const processes = createNodeProcesses(); process.stdout.write(JSON.stringify(${expression}));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      uid: nobody,
      gid: nobody,
      cwd: '/',
      env: { NODE_OPTIONS: '' },
    });
    return JSON.parse(stdout);
  }

  it('processes of others are denied, and their own go up to what setpriority(2) allows', async () => {
    const others = await start();
    const target = JSON.stringify({ pid: others.pid, startTicks: others.startTicks });
    expect(
      await asNobody(`[processes.signal(${target}, 'TERM'), processes.adjust(${target}, { nice: 5, ioPriority: null, cpus: [0] })]`),
    ).toMatchObject([
      { ok: false, reason: 'denied' },
      { ok: false, reason: 'denied' },
    ]);
    expect(statOf(others.pid)?.nice).toBe(0);
    const own = await start(nobody);
    const mine = JSON.stringify({ pid: own.pid, startTicks: own.startTicks });
    const cpus = cpusOf(own.pid, own.pid);
    expect(
      await asNobody(
        `[processes.adjust(${mine}, { nice: 5, ioPriority: null, cpus: null }), processes.adjust(${mine}, { nice: 0, ioPriority: { class: 'idle', level: 0 }, cpus: [0] })]`,
      ),
    ).toMatchObject([{ ok: true }, { ok: false, reason: 'denied' }]);
    // The refused second change left nothing behind.
    expect(statOf(own.pid)?.nice).toBe(5);
    for (const thread of threadsOf(own.pid)) {
      expect(cpusOf(own.pid, thread)).toBe(cpus);
      expect(getIoPriority(thread) >> 13).not.toBe(3);
    }
  });
});
