/** The two operations about processes, on a machine in memory and on processes of this one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseProcessStat } from '../../../src-main/base/processStat.ts';
import type { Operation, OperationOf } from '../../../src-main/contracts/operations.ts';
import { getIoPriority } from '../../../src-main/transports/processCalls.ts';
import { applyPlan } from '../apply.ts';
import { openMemoryJournal } from '../journal.ts';
import { planOf } from '../proof/scenarios.ts';
import { recover } from '../recover.ts';
import { createSystemMachine } from '../systemMachine.ts';
import { contents, type FakeMachine, fakeWorkstation } from '../testSupport/fakeMachine.ts';
import { undo } from '../undo.ts';
import { verifyPlans } from '../verify.ts';
import { bound } from './index.ts';

const nothingOurs = { ownContents: () => [] };
const adjust = (more: Partial<OperationOf<'process.adjust'>> = {}): OperationOf<'process.adjust'> => ({
  kind: 'process.adjust',
  pid: 700,
  startTicks: 7000,
  nice: -5,
  ioPriority: null,
  affinity: null,
  ...more,
});
const send = (more: Partial<OperationOf<'process.signal'>> = {}): OperationOf<'process.signal'> => ({
  kind: 'process.signal',
  pid: 700,
  startTicks: 7000,
  signal: 'TERM',
  ...more,
});

let machine: FakeMachine;
beforeEach(() => {
  machine = fakeWorkstation();
});

describe('who may be touched', () => {
  const cases: readonly (readonly [string, { pid: number; startTicks: number }, RegExp])[] = [
    ['process 1', { pid: 1, startTicks: 10 }, /keeps the machine running/],
    ['a thread of the kernel', { pid: 2, startTicks: 20 }, /thread of the kernel/],
    ['the executor itself', { pid: 901, startTicks: 9010 }, /this program/],
    ['what it was started by', { pid: 900, startTicks: 9000 }, /this program or one that it runs under/],
    ['another process of that number', { pid: 700, startTicks: 7001 }, /has ended/],
    ['nobody', { pid: 12_345, startTicks: 1 }, /has ended/],
    ['a thread', { pid: 701, startTicks: 7000 }, /has ended/],
  ];
  it.each(cases)('is never %s', (_, who, problem) => {
    for (const operation of [adjust(who), send(who)]) {
      const [first] = bound(operation).check(machine, nothingOurs);
      expect(first).toMatchObject({ field: 'pid' });
      expect(first?.problem).toMatch(problem);
    }
  });

  it('is a process with any name', () => {
    for (const operation of [adjust(), send()]) expect(bound(operation).check(machine, nothingOurs)).toEqual([]);
  });
});

describe('process.adjust', () => {
  it('names what is wrong', () => {
    const first = (more: Partial<OperationOf<'process.adjust'>>): unknown => bound(adjust(more)).check(machine, nothingOurs)[0];
    expect(first({ nice: null })).toMatchObject({ field: 'nice' });
    expect(first({ affinity: '0-4' })).toEqual({ field: 'affinity', problem: 'CPU 4 is not one of 0-3' });
    expect(first({ affinity: '3-1' })).toMatchObject({ field: 'affinity' });
    machine.files.delete('/proc/700/task/700/ioPriority');
    expect(first({ ioPriority: { class: 'idle', level: 0 } })).toMatchObject({ field: 'ioPriority' });
  });

  it('sets every thread, reads back, and brings each back to its own', () => {
    machine.setNice(701, 7);
    machine.writes.length = 0;
    const before = contents(machine);
    const one = bound(adjust({ ioPriority: { class: 'best-effort', level: 1 }, affinity: '2,1' }));
    const { prior, text } = one.capture(machine);
    expect(text).toBe('nice 0, I/O priority none, CPUs 0-3');
    expect(one.standing(prior, machine)).toBe('prior');
    one.apply(prior, machine);
    expect(machine.writes.map((write) => `${write.what}=${write.value}`)).toEqual([
      'affinity 700=1-2',
      'ioPriority 700=16385',
      'nice 700=-5',
      'affinity 701=1-2',
      'ioPriority 701=16385',
      'nice 701=-5',
    ]);
    expect(one.verify(machine)).toMatchObject({ verdict: 'applied', found: 'nice -5, I/O priority best-effort 1, CPUs 1-2' });
    expect(one.standing(prior, machine)).toBe('applied');
    one.undo(prior, machine);
    expect(one.standing(prior, machine)).toBe('prior');
    expect(contents(machine)).toEqual(before);
    one.undo(prior, machine);
    expect(contents(machine)).toEqual(before);
  });

  it('knows where it stands: cut off, changed by somebody else, ended, restarted', () => {
    const one = bound(adjust());
    const { prior } = one.capture(machine);
    machine.setNice(700, -5);
    expect(one.standing(prior, machine)).toBe('between');
    expect(one.verify(machine)).toMatchObject({ verdict: 'drifted', found: 'nice 0' });
    machine.setNice(701, 3);
    expect(one.standing(prior, machine)).toBe('other');
    machine.bootId = 'boot-2';
    expect(one.standing(prior, machine)).toBe('gone');
    machine.bootId = 'boot-1';
    machine.files.delete('/proc/700/stat');
    expect(one.standing(prior, machine)).toBe('gone');
    expect(one.verify(machine)).toMatchObject({ verdict: 'absent' });
  });

  it('also sets a thread that was made meanwhile, and gives it the prior of the first one', () => {
    const one = bound(adjust());
    const { prior } = one.capture(machine);
    machine.onWrite = (write) => {
      if (write.what !== 'nice 701') return;
      machine.onWrite = () => undefined;
      machine.files.set('/proc/700/task/702/stat', (machine.files.get('/proc/700/task/700/stat') ?? '').replace('700', '702'));
      machine.setNice(702, 0);
    };
    one.apply(prior, machine);
    expect(one.verify(machine)).toMatchObject({ verdict: 'applied' });
    one.undo(prior, machine);
    expect(one.standing(prior, machine)).toBe('prior');
  });
});

describe('in a Plan', () => {
  const request = (operations: readonly Operation[]) => ({
    plan: planOf('p1', operations),
    risk: 'irreversible' as const,
    uid: 1000,
    confirmWithinSeconds: null,
    report: () => undefined,
    signal: new AbortController().signal,
  });
  const undoInput = { planId: null, knobId: null, all: true, force: false };

  it('a signal is sent once, is in the history, and cannot be undone', async () => {
    const core = { machine, journal: openMemoryJournal() };
    const record = await applyPlan(core, request([send({ signal: 'HUP' })]));
    expect(machine.writes).toEqual([{ how: 'process', what: 'signal 700', value: '1' }]);
    expect(record).toMatchObject({ state: 'applied', steps: [{ state: 'applied', prior: 'a) b' }] });
    expect(verifyPlans(core.journal, machine, null)).toEqual([]);
    const ask = (input: Partial<typeof undoInput>) =>
      undo(core, { input: { ...undoInput, ...input }, uid: 1000, because: 'user', report: () => undefined });
    await expect(ask({})).rejects.toMatchObject({ code: 'plan.nothingToUndo' });
    await expect(ask({ all: false, planId: 'p1' as never })).rejects.toThrow('cannot be taken back');
    expect(recover(core)).toEqual([]);
    expect(machine.writes).toHaveLength(1);
    core.journal.close();
  });

  it('an adjustment is verified while the process lives, and ends with it', async () => {
    const core = { machine, journal: openMemoryJournal() };
    await applyPlan(core, request([adjust()]));
    expect(verifyPlans(core.journal, machine, null)).toMatchObject([{ verdict: 'applied', found: 'nice -5' }]);
    machine.setNice(701, 4);
    expect(verifyPlans(core.journal, machine, null)).toMatchObject([{ verdict: 'drifted', found: 'nice 4' }]);
    machine.files.delete('/proc/700/stat');
    expect(verifyPlans(core.journal, machine, null)).toEqual([]);
    const done = await undo(core, { input: undoInput, uid: 1000, because: 'user', report: () => undefined });
    expect(done.steps).toMatchObject([{ outcome: 'alreadyStock', detail: 'the process has ended, and the setting with it' }]);
    core.journal.close();
  });

  it('an adjustment does not hide behind a later signal', async () => {
    const core = { machine, journal: openMemoryJournal() };
    await applyPlan(core, request([adjust()]));
    await applyPlan(core, { ...request([send()]), plan: planOf('p2', [send()]) });
    const done = await undo(core, { input: { ...undoInput, all: false }, uid: 1000, because: 'user', report: () => undefined });
    expect(done.steps).toMatchObject([{ planId: 'p1', outcome: 'restored' }]);
    core.journal.close();
  });

  it('what the kernel refuses is told, and nothing stays behind', async () => {
    const before = contents(machine);
    machine.refusals.set('nice 701', 'the kernel does not allow it to be changed (EPERM)');
    const core = { machine, journal: openMemoryJournal() };
    await expect(applyPlan(core, request([adjust({ affinity: '1' })]))).rejects.toMatchObject({
      code: 'plan.applyFailed',
      details: { problem: expect.stringContaining('EPERM') as unknown },
    });
    machine.refusals.clear();
    recover(core);
    expect(contents(machine)).toEqual(before);
    core.journal.close();
  });
});

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.warn('operations on real processes are skipped: they need root');

describe.skipIf(!isRoot)('on real processes', () => {
  const real = createSystemMachine();
  const started: ChildProcess[] = [];
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
  });

  /** A process that is no child of anything above this program's own ancestors, with a few threads. */
  async function start(uid?: number): Promise<{ child: ChildProcess; pid: number; startTicks: number }> {
    const child = spawn(process.execPath, ['-e', 'process.stdout.write("ready"); setInterval(() => undefined, 1000)'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
      ...(uid === undefined ? {} : { uid, gid: uid, cwd: '/' }),
    });
    started.push(child);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const pid = child.pid ?? 0;
    return { child, pid, startTicks: parseProcessStat(readFileSync(`/proc/${String(pid)}/stat`, 'latin1'))?.startTicks ?? 0 };
  }

  const threadsOf = (pid: number): readonly number[] => readdirSync(`/proc/${String(pid)}/task`).map(Number);
  const niceOf = (pid: number, thread: number): number | undefined =>
    parseProcessStat(readFileSync(`/proc/${String(pid)}/task/${String(thread)}/stat`, 'latin1'))?.nice;

  it('sets all threads of one, and brings them back', async () => {
    const { pid, startTicks } = await start();
    const one = bound(adjust({ pid, startTicks, nice: -3, ioPriority: { class: 'idle', level: 0 }, affinity: '0' }));
    expect(one.check(real, nothingOurs)).toEqual([]);
    const { prior } = one.capture(real);
    one.apply(prior, real);
    expect(one.verify(real)).toMatchObject({ verdict: 'applied', found: 'nice -3, I/O priority idle, CPUs 0' });
    expect(threadsOf(pid).length).toBeGreaterThan(1);
    for (const thread of threadsOf(pid)) {
      expect(niceOf(pid, thread)).toBe(-3);
      expect(getIoPriority(thread) >> 13).toBe(3);
      expect(readFileSync(`/proc/${String(pid)}/task/${String(thread)}/status`, 'latin1')).toMatch(/^Cpus_allowed_list:\t0$/m);
    }
    one.undo(prior, real);
    expect(one.standing(prior, real)).toBe('prior');
    for (const thread of threadsOf(pid)) expect(niceOf(pid, thread)).toBe(0);
  });

  it('sends a signal to the very process, and to no other of the same number', async () => {
    const { child, pid, startTicks } = await start();
    const ended = new Promise((resolve) =>
      child.once('exit', (_, signal) => {
        resolve(signal);
      }),
    );
    const wrong = bound(send({ pid, startTicks: startTicks + 1, signal: 'KILL' }));
    expect(() => {
      wrong.apply('{"name":"x"}', real);
    }).toThrow('has ended');
    const stop = bound(send({ pid, startTicks, signal: 'STOP' }));
    stop.apply(stop.capture(real).prior, real);
    for (let look = 0; look < 100 && stop.verify(real).found !== 'stopped'; look += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(stop.verify(real).found).toBe('stopped');
    const kill = bound(send({ pid, startTicks, signal: 'KILL' }));
    expect(kill.check(real, nothingOurs)).toEqual([]);
    kill.apply(kill.capture(real).prior, real);
    expect(await ended).toBe('SIGKILL');
    expect(kill.check(real, nothingOurs)[0]).toMatchObject({ field: 'pid' });
  });

  it.skipIf(!existsSync('/usr/bin/setpriv'))('needs no capability that the unit of the executor does not have', async () => {
    const unit = readFileSync(path.resolve(import.meta.dirname, '../../../resources/systemd/hecate-executor.service'), 'utf8');
    const capabilities = /^CapabilityBoundingSet=(.*)$/m.exec(unit)?.[1]?.split(' ') ?? [];
    const { pid, startTicks } = await start(65_534);
    const script = `
      const { bound } = await import(${JSON.stringify(path.join(import.meta.dirname, 'index.ts'))});
      const { createSystemMachine } = await import(${JSON.stringify(path.join(import.meta.dirname, '../systemMachine.ts'))});
      const machine = createSystemMachine();
      for (const operation of ${JSON.stringify([
        adjust({ pid, startTicks, ioPriority: { class: 'realtime', level: 3 }, affinity: '0' }),
        send({ pid, startTicks, signal: 'STOP' }),
      ])}) {
        const one = bound(operation);
        one.apply(one.capture(machine).prior, machine);
      }`;
    const set = ['-all', ...capabilities.map((name) => `+${name.replace('CAP_', '').toLowerCase()}`)].join(',');
    const child = spawn('/usr/bin/setpriv', [`--bounding-set=${set}`, process.execPath, '--input-type=module', '-e', script], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { NODE_OPTIONS: '' },
    });
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
    expect(niceOf(pid, pid)).toBe(-5);
    expect(bound(send({ pid, startTicks })).verify(real).found).toBe('stopped');
  });

  it('refuses this test and its parent', () => {
    for (const pid of [process.pid, process.ppid]) {
      const startTicks = parseProcessStat(readFileSync(`/proc/${String(pid)}/stat`, 'latin1'))?.startTicks ?? 0;
      expect(bound(send({ pid, startTicks })).check(real, nothingOurs)[0]?.problem).toMatch(/this program/);
    }
  });
});
