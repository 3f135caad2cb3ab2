import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { errorDetails } from '../../contracts/errors.ts';
import { groupTable, processDetail, processesContract, processTable } from '../../contracts/processes.ts';
import { KernelFiles } from '../kernelFiles.ts';
import { type Fields, type MonitorModule, Refused } from '../module.ts';
import { FakeMachine, ManualClock } from '../testSupport/fakeMachine.ts';
import { createProcesses } from './processes.ts';
import { addProcess } from './testSupport/fakeProcesses.ts';

let machine: FakeMachine;
/** Counts the waits that are asked for. */
class CountingClock extends ManualClock {
  waits = 0;

  override after(ms: number, callback: () => void): () => void {
    this.waits += 1;
    return super.after(ms, callback);
  }
}

let clock: CountingClock;
let module: MonitorModule;
let complaints: string[];
beforeEach(() => {
  machine = new FakeMachine();
  machine.write('proc/uptime', '5000.00 1.00').write('proc/self/mounts', '');
  clock = new CountingClock();
  complaints = [];
  module = createProcesses({
    files: new KernelFiles(machine.root),
    sysroot: machine.root,
    clock,
    complain: (text) => complaints.push(text),
  });
});
afterEach(() => {
  expect(complaints).toEqual([]);
  machine.dispose();
});

async function call(method: string, params: Fields): Promise<unknown> {
  const answer = await module.methods[method]?.answer(params);
  return answer !== undefined && 'raw' in answer ? JSON.parse(Buffer.concat(answer.raw).toString('utf8')) : answer;
}

/** Lets what is under way in macrotasks and in the thread pool go on for a moment: for what must not happen. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await turnOfEvents();
}

function turnOfEvents(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 1);
  });
}

/** Waits for what must happen. */
async function until(happened: () => boolean): Promise<void> {
  for (let turn = 0; turn < 5000 && !happened(); turn += 1) await turnOfEvents();
  expect(happened()).toBe(true);
}

const { list, groups, detail } = processesContract.members;
const inputs: Readonly<Record<string, z.ZodType>> = {
  'processes.list': list.input,
  'processes.groups': groups.input,
  'processes.detail': detail.input,
};

describe('parameters', () => {
  it('are taken exactly as the schemas of the contract take them', async () => {
    const near = fc.oneof(
      fc.integer({ min: -2, max: 3 }),
      fc.integer({ min: 195, max: 10_005 }),
      fc.integer({ min: 4_194_300, max: 4_194_310 }),
      fc.double(),
      fc.jsonValue(),
    );
    const params = fc.record({ overMs: near, pid: near, startTicks: near, extra: fc.jsonValue() }, { requiredKeys: [] });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(inputs)), params, async (method, given) => {
        const sent = JSON.parse(JSON.stringify(given)) as Fields;
        const right = inputs[method]?.safeParse(sent).success;
        let invalid = false;
        const answer = new Promise<unknown>((resolve) => {
          resolve(call(method, sent));
        }).catch((error: unknown) => {
          if (!(error instanceof Refused)) throw error;
          invalid = error.data.code === 'contract.invalid';
          if (invalid)
            expect(errorDetails['contract.invalid'].parse(error.data.details).issues[0]?.field).toMatch(/^(overMs|pid|startTicks)$/);
        });
        await settleList(answer);
        expect(!invalid).toBe(right);
      }),
      { numRuns: 300 },
    );
  });

  it('cover every call that the monitor answers, open to all that may read', () => {
    expect(Object.keys(module.methods).sort()).toEqual(Object.keys(inputs).sort());
    for (const [name, member] of Object.entries(processesContract.members)) {
      if (`processes.${name}` in inputs) expect(member.scope).toBe('read');
    }
    expect(Object.values(module.methods).every((method) => method.reach === 'anywhere')).toBe(true);
    expect(module.events.map((event) => event.name)).toEqual(['processes.table', 'processes.groupTable']);
  });
});

/** Lets time pass until the call is answered. */
async function settleList<T>(answer: Promise<T>): Promise<T> {
  const state = { isDone: false };
  const marked = answer.finally(() => {
    state.isDone = true;
  });
  marked.catch(() => undefined);
  for (let turn = 0; turn < 5000 && !state.isDone; turn += 1) {
    await turnOfEvents();
    clock.advance(200);
  }
  return marked;
}

describe('processes.list and processes.groups', () => {
  it('sweep twice, so that rates are real', async () => {
    addProcess(machine, { pid: 7, userTicks: 0 });
    const answer = call('processes.list', {});
    await until(() => clock.waits === 1);
    addProcess(machine, { pid: 7, userTicks: 50 });
    clock.advance(1000);
    const table = processTable.parse(await answer);
    expect(table).toMatchObject({ pid: [7], cpuPercent: [50], intervalMs: 1000 });
  });

  it('answer about groups, or why there are none', async () => {
    const table = groupTable.parse(await settleList(call('processes.groups', { overMs: 200 })));
    expect(table.why).toMatch(/no control groups/i);
  });

  it('measure for a few at a time and let the others wait', async () => {
    addProcess(machine, { pid: 7 });
    const answers = Array.from({ length: 12 }, () => call('processes.list', { overMs: 500 }));
    let answered = 0;
    const counted = answers.map(async (answer) => {
      await answer;
      answered += 1;
    });
    await until(() => clock.waits === 4);
    await settle();
    expect(clock.waits).toBe(4);
    clock.advance(500);
    await until(() => answered === 4);
    await settle();
    expect(answered).toBe(4);
    await settleList(Promise.all(counted));
    for (const answer of answers) expect(processTable.parse(await answer).count).toBe(1);
  });
});

describe('a queue of measurements', () => {
  it('has an end, also when those who asked have gone', async () => {
    addProcess(machine, { pid: 7 });
    const answers = Array.from({ length: 60 }, () => call('processes.list', { overMs: 10_000 }));
    const settled = Promise.allSettled(answers);
    await expect(answers.at(-1)).rejects.toMatchObject({ data: { code: 'transport.unavailable', retryable: true } });
    await settleList(settled);
    expect((await settled).filter(({ status }) => status === 'fulfilled')).toHaveLength(36);
  });
});

describe('processes.detail', () => {
  it('tells what the files say, and null where they are missing', async () => {
    addProcess(machine, {
      pid: 7,
      startTicks: 100_000,
      name: 'node',
      commandLine: 'node\0a b\0\0',
      userTicks: 150,
      systemTicks: 25,
      cgroup: '/a.service',
    });
    machine.link('proc/7/exe', '/usr/bin/node').write('proc/7/oom_score_adj', '-17\n').write('proc/7/fd/0', '').write('proc/7/fd/1', '');
    machine.write('proc/7/smaps_rollup', '1-2 ---p 0 0 0 [rollup]\nRss: 20 kB\nPss: 12 kB\n');
    const found = processDetail.parse(await call('processes.detail', { pid: 7, startTicks: 100_000 }));
    expect(found).toMatchObject({
      pid: 7,
      name: 'node',
      command: ['node', 'a b'],
      executable: '/usr/bin/node',
      workingFolder: null,
      user: '1000',
      ioPriority: null,
      affinity: null,
      oomScoreAdjust: -17,
      openFiles: 2,
      io: null,
      cpuSeconds: { user: 1.5, system: 0.25 },
      cgroup: '/a.service',
      gpuMemoryBytes: null,
    });
    expect(found.memory.proportionalBytes).toBe(12_288);
    expect(found.startedAt).toBe(clock.nowMs() - (clock.bootMs() ?? 0) + 1_000_000);
  });

  it('refuses another process of the same number, and one that is not there', async () => {
    addProcess(machine, { pid: 7, startTicks: 10 });
    for (const wrong of [
      { pid: 7, startTicks: 11 },
      { pid: 8, startTicks: 10 },
    ]) {
      await expect(call('processes.detail', wrong)).rejects.toMatchObject({ data: { code: 'process.gone', details: { pid: wrong.pid } } });
    }
  });
});

describe('hidden processes', () => {
  it('are denied rather than gone where the kernel says so', async () => {
    addProcess(machine, { pid: 7, startTicks: 10 });
    const files = new KernelFiles(machine.root);
    files.open = () => {
      throw Object.assign(new Error('denied'), { code: 'EACCES' });
    };
    module = createProcesses({ files, sysroot: machine.root, clock, complain: (text) => complaints.push(text) });
    await expect(call('processes.detail', { pid: 7, startTicks: 10 })).rejects.toMatchObject({
      data: { code: 'process.denied', details: { pid: 7 } },
    });
  });
});

describe('events', () => {
  it('measure every two seconds while somebody is subscribed, and nothing otherwise', async () => {
    addProcess(machine, { pid: 7 });
    const received: unknown[] = [];
    const channel = module.events[0]!;
    clock.advance(10_000);
    await settle();
    const end = channel.subscribe((event) => {
      const bytes = event.bytes(1, () => Buffer.alloc(0)).toString('utf8');
      received.push((JSON.parse(bytes) as { params: { payload: unknown } }).params.payload);
    });
    const tick = async (ms: number): Promise<void> => {
      clock.advance(ms);
      await settle();
    };
    clock.advance(1);
    await until(() => received.length === 1);
    expect(processTable.parse(received[0])).toMatchObject({ count: 1, intervalMs: null });
    await tick(1000);
    expect(received).toHaveLength(1);
    clock.advance(1000);
    await until(() => received.length === 2);
    expect(processTable.parse(received[1]).intervalMs).toBeCloseTo(2000, -2);
    end();
    await tick(20_000);
    expect(received).toHaveLength(2);
  });

  it('complain in the log when a sweep fails, and go on', async () => {
    machine.remove('proc');
    const end = module.events[0]!.subscribe(() => {
      throw new Error('nothing can come');
    });
    clock.advance(1);
    await until(() => complaints.length === 1);
    expect(complaints.splice(0)).toEqual([expect.stringContaining('/proc cannot be read')]);
    await settle();
    clock.advance(2000);
    await until(() => complaints.length === 1);
    complaints.length = 0;
    end();
  });
});
