import { beforeEach, describe, expect, it } from 'vitest';
import { AppError, isAppError } from '../../contracts/errors.ts';
import { type Plan, type PlanRecord, plan as planSchema } from '../../contracts/plan.ts';
import { type ProcessAdjustment, type ProcessDetail, processesContract } from '../../contracts/processes.ts';
import { createFakeHost } from '../../host/fake/fakeHost.ts';
import { createFakeProcesses, type FakeProcesses } from '../../host/fake/fakeProcesses.ts';
import { unavailableProcesses } from '../../host/node/nodeProcesses.ts';
import type { HostProcesses } from '../../host/port.ts';
import type { ExecutorPort } from '../../services/ports.ts';
import { createProcessesEngine, type ProcessesEngine } from './engine.ts';

const own = { pid: 70, startTicks: 700 };
const foreign = { pid: 80, startTicks: 800 };
const context = { scope: 'write' as const, signal: new AbortController().signal };

function detailOf({ pid, startTicks }: { pid: number; startTicks: number }): ProcessDetail {
  return {
    pid,
    startTicks,
    startedAt: 0,
    parentPid: 1,
    name: 'evil\u001b[31m\nname',
    command: ['evil'],
    executable: null,
    workingFolder: null,
    user: 'ada',
    state: 'S',
    threads: 1,
    nice: 0,
    ioPriority: { class: 'none', level: 0 },
    affinity: '0-3',
    oomScoreAdjust: null,
    openFiles: null,
    memory: { residentBytes: 0, proportionalBytes: null, sharedBytes: null, swapBytes: null, virtualBytes: 0 },
    io: null,
    cpuSeconds: { user: 0, system: 0 },
    cgroup: null,
    gpuMemoryBytes: null,
  };
}

function recordOf(plan: Plan): PlanRecord {
  return {
    planId: plan.id,
    title: plan.title,
    profileId: null,
    state: 'applied',
    risk: 'persistent',
    createdAt: plan.createdAt,
    appliedAt: plan.createdAt,
    undoneAt: null,
    undoneBecause: null,
    confirmBy: null,
    uid: 1000,
    steps: plan.steps.map((step) => ({ step, state: 'applied', prior: null, problem: null })),
  };
}

let processes: FakeProcesses;
let applied: Plan[];
let onApply: (plan: Plan) => void;
let engine: ProcessesEngine;

/** Sleeping takes no real time. */
function engineOn(hostProcesses: HostProcesses): ProcessesEngine {
  const host = createFakeHost({ files: { '/sys/devices/system/cpu/online': '0-3\n' }, processes: hostProcesses });
  const refuse = (): Promise<never> => Promise.reject(new Error('is not asked for'));
  const executor: ExecutorPort = {
    read: { hello: refuse, check: refuse, verify: refuse, history: refuse, read: refuse },
    apply: (plan) => {
      applied.push(planSchema.parse(plan));
      onApply(plan);
      return Promise.resolve(recordOf(plan));
    },
    confirm: refuse,
    undo: refuse,
  };
  return createProcessesEngine({
    host: { ...host, clock: { ...host.clock, sleep: (ms) => host.clock.advance(ms) } },
    executor,
    detail: (process) =>
      processes.isThere(process)
        ? Promise.resolve(detailOf(process))
        : Promise.reject(new AppError('process.gone', 'gone', { details: { pid: process.pid } })),
  });
}

beforeEach(() => {
  processes = createFakeProcesses([
    { ...own, own: true, endsOn: ['TERM', 'KILL'] },
    { ...foreign, own: false },
  ]);
  applied = [];
  onApply = () => undefined;
  engine = engineOn(processes);
});

/** The code of the rejection, with its details. */
async function problemOf(work: unknown): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, details } = error as AppError;
    return { code, details };
  }
  throw new Error('was not refused');
}

const { signal, adjust } = processesContract.members;

describe('signal', () => {
  it("goes by the user's own right where that is enough", async () => {
    const done = signal.output.parse(await engine.signal({ ...own, signal: 'TERM' }, context));
    expect(done).toEqual({ way: 'own', record: null, ended: true });
    expect(processes.done).toEqual([{ ...own, signal: 'TERM' }]);
    expect(applied).toEqual([]);
  });

  it('says when the process is still there', async () => {
    expect(await engine.signal({ ...own, signal: 'HUP' }, context)).toMatchObject({ ended: false });
  });

  it('becomes a Plan of the class irreversible where it is not, with a name that cannot forge a line', async () => {
    onApply = () => {
      processes.end(foreign.pid);
    };
    const done = signal.output.parse(await engine.signal({ ...foreign, signal: 'KILL' }, context));
    expect(done).toMatchObject({ way: 'plan', ended: true, record: { planId: applied[0]?.id } });
    expect(applied[0]).toMatchObject({
      title: 'KILL to evil [31m name (80)',
      steps: [{ operation: { kind: 'process.signal', ...foreign, signal: 'KILL' }, risk: 'irreversible' }],
    });
  });

  it('is refused for process 1, for another process of the number, and on a recorded machine', async () => {
    expect(await problemOf(engine.signal({ pid: 1, startTicks: 1, signal: 'INT' }, context))).toMatchObject({ code: 'process.denied' });
    expect(await problemOf(engine.signal({ ...own, startTicks: 701, signal: 'KILL' }, context))).toEqual({
      code: 'process.gone',
      details: { pid: 70 },
    });
    const recorded = engineOn(unavailableProcesses('recorded'));
    expect(await problemOf(recorded.signal({ ...own, signal: 'KILL' }, context))).toMatchObject({ code: 'host.readOnly' });
    expect(processes.done).toEqual([]);
    expect(applied).toEqual([]);
  });

  it('tells what the executor refused, and that the process ended while a password was typed', async () => {
    const refusal = new AppError('plan.refused', 'no', { details: { stepId: 'process', field: 'pid', problem: 'a thread of the kernel' } });
    onApply = () => {
      throw refusal;
    };
    expect(await problemOf(engine.signal({ ...foreign, signal: 'KILL' }, context))).toEqual({
      code: 'process.denied',
      details: { pid: 80, problem: 'a thread of the kernel' },
    });
    onApply = () => {
      processes.end(foreign.pid);
      throw refusal;
    };
    expect(await problemOf(engine.signal({ ...foreign, signal: 'KILL' }, context))).toMatchObject({ code: 'process.gone' });
  });

  it('passes on that the password dialog was closed', async () => {
    onApply = () => {
      throw new AppError('privilege.dismissed', 'closed', { details: {} });
    };
    expect(await problemOf(engine.signal({ ...foreign, signal: 'KILL' }, context))).toMatchObject({ code: 'privilege.dismissed' });
  });
});

describe('adjust', () => {
  const change = (wanted: ProcessAdjustment, process = own): Promise<unknown> =>
    Promise.resolve(engine.adjust({ ...process, change: wanted }, context));

  it("goes by the user's own right where that is enough", async () => {
    const done = adjust.output.parse(await change({ nice: 5, affinity: '1-2' }));
    expect(done).toMatchObject({ way: 'own', record: null, detail: { pid: 70 } });
    expect(processes.done).toEqual([{ ...own, change: { nice: 5, ioPriority: null, cpus: [1, 2] } }]);
  });

  it('becomes a Plan that can be undone where it is not', async () => {
    const done = adjust.output.parse(await change({ nice: -5, ioPriority: { class: 'realtime', level: 2 }, affinity: '0' }));
    expect(done).toMatchObject({ way: 'plan', record: { planId: applied[0]?.id } });
    expect(applied[0]?.steps).toMatchObject([
      {
        operation: { kind: 'process.adjust', ...own, nice: -5, ioPriority: { class: 'realtime', level: 2 }, affinity: '0' },
        risk: 'persistent',
        before: 'nice 0, I/O priority none, CPUs 0-3',
        after: 'nice -5, I/O priority realtime 2, CPUs 0',
      },
    ]);
  });

  it('names what is wrong', async () => {
    const issue = (field: string): object => ({
      code: 'contract.invalid',
      details: { issues: [expect.objectContaining({ field }) as unknown] },
    });
    expect(await problemOf(change({}))).toEqual(issue('change'));
    expect(await problemOf(change({ affinity: '0-9' }))).toEqual(issue('change.affinity'));
    expect(await problemOf(change({ affinity: '3-1' }))).toEqual(issue('change.affinity'));
    expect(await problemOf(change({ nice: 1 }, { pid: 1, startTicks: 1 }))).toMatchObject({ code: 'process.denied' });
    expect(isAppError(await change({ nice: 1 }, { ...own, startTicks: 1 }).catch((error: unknown) => error), 'process.gone')).toBe(true);
  });
});
