import { describe, expect, it } from 'vitest';
import { benchmarkContract, type RunInput, type RunProgress, runInput } from '../../contracts/benchmark.ts';
import { type BenchmarkRun, benchmarkRun } from '../../contracts/benchmarkResult.ts';
import { AppError } from '../../contracts/errors.ts';
import { createMemoryDocumentStore } from '../../services/documents.ts';
import type { StampedDocumentStore } from '../../services/ports.ts';
import { createHardwareEngine } from '../hardware/engine.ts';
import { type BenchmarkEngine, createBenchmarkEngine } from './engine.ts';
import type { BenchmarkTest } from './suite/test.ts';
import { driven, fakeTest } from './testSupport/fakeTests.ts';
import { createQuietMachine, type QuietMachine } from './testSupport/quietMachine.ts';

const log = {
  error: (message: string, error: unknown) => {
    throw new Error(message, { cause: error });
  },
  info: () => undefined,
};

function engineOn(host: QuietMachine, tests: readonly BenchmarkTest[], documents: StampedDocumentStore = createMemoryDocumentStore()) {
  return createBenchmarkEngine({
    host,
    hardware: createHardwareEngine({ host, log }).port,
    scratch: { open: () => Promise.reject(new Error('no test here writes')) },
    programs: { kernels: null, graphics: null, mlFolder: null },
    documents,
    tests,
    product: 'test 1',
    inForce: () => Promise.resolve({ profileId: 'workstation', steps: 3 }),
    log,
  });
}

const never = new AbortController().signal;
const asked = (input: Parameters<typeof runInput.parse>[0]): RunInput => runInput.parse(input);

interface Started {
  readonly progress: RunProgress[];
  readonly stop: AbortController;
  readonly run: Promise<BenchmarkRun>;
}

function start(engine: BenchmarkEngine, host: QuietMachine, input: Parameters<typeof runInput.parse>[0] = {}): Started {
  const progress: RunProgress[] = [];
  const stop = new AbortController();
  const work = engine.run(asked(input), {
    scope: 'write',
    signal: stop.signal,
    report: (one) => progress.push(benchmarkContract.members.run.progress.parse(one)),
  });
  return { progress, stop, run: driven(host.clock, work).then((run) => benchmarkRun.parse(run)) };
}

const context = { scope: 'read' as const, signal: never };
const wobble = (size: number) => (number: number) => ({ values: { speed: 100 + size * Math.sin(number * 7) } });

describe('a run', () => {
  it('stops when the interval is narrow enough, keeps the warm-up apart and everything it saw', async () => {
    const host = createQuietMachine();
    const test = fakeTest(host.clock, { round: (number) => ({ values: { speed: number === 0 ? 1 : 100 + (number % 3) * 0.1 } }) });
    const engine = engineOn(host, [test]);
    const { run, progress } = start(engine, host);
    const result = await run;
    expect(result).toMatchObject({ state: 'finished', group: 'quick', origin: 'measured', machine: 'fake', title: 'Quick' });
    expect(result.environment).toMatchObject({ profileId: 'workstation', stepsInForce: 3 });
    const [only] = result.tests;
    expect(only).toMatchObject({ state: 'measured', why: null, tool: { name: 'fake' }, parameters: { threads: 1 } });
    const [metric] = only?.metrics ?? [];
    expect(metric?.warmUps).toEqual([1]);
    expect(metric?.samples.length).toBeLessThan(20);
    expect(metric?.summary).toMatchObject({ stoppedBecause: 'target', count: metric?.samples.length });
    expect(metric?.summary?.halfWidthPercent).toBeLessThanOrEqual(1);
    expect(only?.before?.cpuTempC).toEqual({ status: 'ok', value: 40 });
    expect(test.log.at(-1)).toBe('dispose');
    expect(progress.some(({ value, summary }) => value !== null && summary !== null)).toBe(true);
    expect(progress.at(-1)).toMatchObject({ phase: 'done', done: 1, total: 1 });
    expect(engine.show({ id: null }, context)).toMatchObject({ run: { id: result.id }, score: { total: 100 } });
  });

  it('goes on until the budget ends when the figures scatter, and says so', async () => {
    const host = createQuietMachine();
    const test = fakeTest(host.clock, { round: wobble(50), prepared: { maximumRounds: 10_000 } });
    const { run } = start(engineOn(host, [test]), host, { maxSeconds: 20 });
    const result = await run;
    expect(result.tests[0]?.metrics[0]?.summary?.stoppedBecause).toBe('budget');
    expect(result.tests[0]?.seconds).toBeGreaterThan(15);
    expect(result.tests[0]?.seconds).toBeLessThan(22);
  });

  it('gives what earlier tests did not need to later ones, and leaves out what a strict time has no room for', async () => {
    const host = createQuietMachine();
    const calm = fakeTest(host.clock, { id: 'a.calm' });
    const wild = fakeTest(host.clock, { id: 'b.wild', round: wobble(50), prepared: { maximumRounds: 10_000 } });
    const { run } = start(engineOn(host, [calm, wild]), host, { maxSeconds: 20 });
    const [first, second] = (await run).tests;
    expect(first?.metrics[0]?.summary?.stoppedBecause).toBe('target');
    expect(second?.seconds).toBeGreaterThan(12);

    const slow = fakeTest(host.clock, { id: 'a.slow', roundMs: 6000 });
    const late = fakeTest(host.clock, { id: 'b.late' });
    const short = await start(engineOn(host, [slow, late]), host, { maxSeconds: 5 }).run;
    expect(short.tests.map(({ state }) => state)).toEqual(['measured', 'skipped']);
    expect(short.tests[1]?.why).toMatch(/5 seconds .* used up/);
    expect(late.log).toEqual([]);
  });

  it('takes three rounds of a test that is far too slow for its time, unless the time is strict', async () => {
    const host = createQuietMachine();
    const slow = fakeTest(host.clock, { roundMs: 30_000 });
    const rounds = async (input: Parameters<typeof runInput.parse>[0]) =>
      (await start(engineOn(host, [slow]), host, input).run).tests[0]?.metrics[0]?.samples.length;
    expect(await rounds({})).toBe(3);
    expect(await rounds({ maxSeconds: 45 })).toBe(1);
  });

  it('goes on after a test that fails, with the words of the program, and after one that is not there', async () => {
    const host = createQuietMachine();
    const broken = fakeTest(host.clock, {
      id: 'a.broken',
      round: () => {
        throw new AppError('proof.measureFailed', 'fio: io_u error on file x: No space left', { details: { problem: 'fio' } });
      },
    });
    const hostile = fakeTest(host.clock, { id: 'b.hostile', round: () => ({ values: { speed: Number.NaN } }) });
    const missing = fakeTest(host.clock, {
      id: 'c.missing',
      availability: { state: 'missing', why: 'fio is not installed', howToGet: 'apt install fio' },
    });
    const fine = fakeTest(host.clock, { id: 'd.fine' });
    const result = await start(engineOn(host, [broken, hostile, missing, fine]), host).run;
    expect(result.state).toBe('finished');
    expect(result.tests.map(({ state }) => state)).toEqual(['failed', 'failed', 'skipped', 'measured']);
    expect(result.tests[0]?.why).toContain('No space left');
    expect(result.tests[1]?.why).toContain('NaN');
    expect(result.tests[2]?.why).toBe('fio is not installed. apt install fio');
    for (const test of [broken, hostile, fine]) expect(test.log.at(-1)).toBe('dispose');
  });

  it('that was cancelled in the middle of a round keeps what was measured and cleans up', async () => {
    const host = createQuietMachine();
    const first = fakeTest(host.clock, { id: 'a.first' });
    const second = fakeTest(host.clock, { id: 'b.second', roundMs: 10_000 });
    const third = fakeTest(host.clock, { id: 'c.third' });
    const engine = engineOn(host, [first, second, third]);
    const { run, stop, progress } = start(engine, host);
    await until(() => progress.some(({ testId, phase }) => testId === 'b.second' && phase === 'measuring'));
    stop.abort();
    const result = await run;
    expect(result.state).toBe('cancelled');
    expect(result.tests.map(({ state }) => state)).toEqual(['measured', 'cancelled']);
    expect(second.log.at(-1)).toBe('dispose');
    expect(third.log).toEqual([]);
    expect(engine.list({ limit: 10 }, context)).toMatchObject({ runs: [{ id: result.id, state: 'cancelled' }], problems: [] });
  });

  it('that was cancelled before it measured anything leaves nothing', async () => {
    const host = createQuietMachine();
    const slow = fakeTest(host.clock, { roundMs: 10_000 });
    const documents = createMemoryDocumentStore();
    const { run, stop, progress } = start(engineOn(host, [slow], documents), host);
    await until(() => progress.some(({ phase }) => phase === 'warmUp'));
    stop.abort();
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(documents.list()).toEqual([]);
    expect(slow.log.at(-1)).toBe('dispose');
  });

  it('leaves a test behind that does not hear a cancel', async () => {
    const host = createQuietMachine();
    const deaf = fakeTest(host.clock, { roundMs: 100_000_000, deaf: true });
    const engine = engineOn(host, [fakeTest(host.clock, { id: 'a.fine' }), deaf]);
    const { run, progress } = start(engine, host);
    await until(() => progress.some(({ phase, testId }) => phase === 'warmUp' && testId === 'fake.speed'));
    const disposed = engine.dispose();
    expect((await run).state).toBe('cancelled');
    await disposed;
    expect(deaf.log.at(-1)).toBe('dispose');
  });

  it('reports at most ten times a second, also when rounds are fast', async () => {
    const host = createQuietMachine();
    const fast = fakeTest(host.clock, { roundMs: 10, round: wobble(50), prepared: { maximumRounds: 1000 } });
    const { run, progress } = start(engineOn(host, [fast]), host, { maxSeconds: 10 });
    const result = await run;
    const seconds = (Date.parse(result.endedAt ?? '') - Date.parse(result.startedAt)) / 1000;
    expect(result.tests[0]?.metrics[0]?.samples.length).toBeGreaterThan(100);
    expect(progress.length).toBeLessThan(seconds * 10 + 3);
    expect(progress.length).toBeGreaterThan(seconds * 5);
  });

  it('names what it does not know, and what cannot run here', async () => {
    const host = createQuietMachine();
    const missing = fakeTest(host.clock, { availability: { state: 'missing', why: 'fio is not installed', howToGet: 'apt install fio' } });
    const engine = engineOn(host, [missing]);
    await expect(start(engine, host, { tests: ['nothing'] }).run).rejects.toMatchObject({ code: 'benchmark.unknownTest' });
    await expect(start(engine, host, { tests: ['fake.speed'] }).run).rejects.toMatchObject({
      code: 'benchmark.unavailable',
      details: { howToGet: 'apt install fio' },
    });
    await expect(start(engine, host, { group: 'full' }).run).rejects.toMatchObject({ code: 'usage' });
    expect(engine.list({ limit: 10 }, context)).toEqual({ runs: [], problems: [] });
  });
});

describe('the gate', () => {
  it('waits until a busy machine is quiet', async () => {
    const host = createQuietMachine({ busyCpus: 1 });
    const { run, progress } = start(engineOn(host, [fakeTest(host.clock)]), host);
    await until(() => progress.some(({ phase }) => phase === 'waiting'));
    expect(progress.at(-1)?.message).toContain('Other programs use 1.0 of');
    host.state.busyCpus = 0;
    const result = await run;
    expect(result.tests[0]?.state).toBe('measured');
    expect(result.tests[0]?.marks).toEqual([]);
  });

  it('refuses after two minutes when others use half of the machine, before anything starts or is kept', async () => {
    const host = createQuietMachine({ busyCpus: 3.5 });
    const test = fakeTest(host.clock);
    const engine = engineOn(host, [test]);
    const { run } = start(engine, host);
    await expect(run).rejects.toMatchObject({ code: 'benchmark.notReady', retryable: true });
    expect(host.clock.monotonicMs()).toBeGreaterThan(119_000);
    expect(host.clock.monotonicMs()).toBeLessThan(125_000);
    expect(test.log).toEqual([]);
    expect((await engine.list({ limit: 10 }, context)).runs).toEqual([]);
  });

  it('measures and marks when it is forced, or when the others are few', async () => {
    const host = createQuietMachine({ busyCpus: 3.5 });
    const forced = await start(engineOn(host, [fakeTest(host.clock)]), host, { force: true, wait: false }).run;
    expect(forced.marks).toContainEqual(expect.objectContaining({ kind: 'load', severity: 'blocking' }));
    host.state.busyCpus = 0.6;
    const few = await start(engineOn(host, [fakeTest(host.clock)]), host, { wait: false }).run;
    expect(few.tests[0]?.marks).toContainEqual({
      kind: 'load',
      severity: 'warning',
      text: expect.stringMatching(/Other programs used 0\.6 of .* while this was measured/) as string,
    });
  });

  it('lets the processor cool down between tests, two minutes at most, and says when it did not', async () => {
    const host = createQuietMachine();
    const hot = fakeTest(host.clock, {
      id: 'a.hot',
      groups: ['standard'],
      round: () => {
        host.state.tempC = 70;
        return { values: { speed: 1 } };
      },
    });
    const next = fakeTest(host.clock, { id: 'b.next', groups: ['standard'] });
    const { run, progress } = start(engineOn(host, [hot, next]), host, { group: 'standard' });
    await until(() => progress.some(({ phase }) => phase === 'waiting'));
    host.state.tempC = 44;
    const cooled = await run;
    expect(cooled.tests[0]?.marks).toContainEqual(
      expect.objectContaining({ kind: 'temperature', text: 'The processor went from 40 to 70 °C' }),
    );
    expect(cooled.tests[1]?.marks).toEqual([]);

    host.state.tempC = 40;
    const stays = await start(engineOn(host, [hot, next]), host, { group: 'standard' }).run;
    expect(stays.tests[1]?.marks).toContainEqual(
      expect.objectContaining({ kind: 'temperature', severity: 'warning', text: 'The processor has 70 °C; at the start it had 40 °C' }),
    );
  });

  it('marks a test during which cores were throttled', async () => {
    const host = createQuietMachine();
    const test = fakeTest(host.clock, {
      round: () => {
        host.state.throttles = (host.state.throttles ?? 0) + 1;
        return { values: { speed: 1 } };
      },
    });
    const result = await start(engineOn(host, [test]), host).run;
    expect(result.tests[0]?.marks).toContainEqual(expect.objectContaining({ kind: 'throttle', severity: 'warning' }));
  });
});

describe('what is kept', () => {
  it('holds every test that ended, and a run that was cut off is put right by whoever looks next', async () => {
    const host = createQuietMachine();
    const documents = createMemoryDocumentStore();
    const second = fakeTest(host.clock, { id: 'b.second', roundMs: 60_000 });
    const killed = engineOn(host, [fakeTest(host.clock, { id: 'a.first' }), second], documents);
    const { progress, run } = start(killed, host);
    await until(() => progress.some(({ testId, phase }) => testId === 'b.second' && phase === 'measuring'));
    const id = (await killed.list({ limit: 1 }, context)).runs[0]?.id;
    // While its process lives, nobody else touches it, and nobody else measures.
    const beside = engineOn(host, [fakeTest(host.clock)], documents);
    expect((await beside.list({ limit: 1 }, context)).runs[0]).toMatchObject({ id, state: 'running', measured: 1 });
    await expect(start(beside, host).run).rejects.toMatchObject({ code: 'benchmark.notReady' });
    expect(() => beside.remove({ id: id ?? '' }, context)).toThrow(/being measured/);

    const stored = documents.read(`${String(id)}.json`) ?? '';
    const later = createMemoryDocumentStore({ [`${String(id)}.json`]: stored, owner: documents.read('owner') ?? '' });
    const nextBoot = createQuietMachine({}, { '/proc/sys/kernel/random/boot_id': 'another\n' });
    const found = engineOn(nextBoot, [], later);
    const { run: kept } = found.show({ id: null }, context) as { run: BenchmarkRun };
    expect(kept).toMatchObject({ id, state: 'cancelled', tests: [{ testId: 'a.first', state: 'measured' }] });
    expect(kept.marks.at(-1)?.text).toMatch(/ended before the run was over/);
    expect(kept.endedAt).not.toBeNull();
    await killed.dispose();
    await run;
  });

  it('is listed beside damaged files, each with its problem', async () => {
    const host = createQuietMachine();
    const documents = createMemoryDocumentStore({
      'run-broken.json': '{"schema": "hecate.benchmark',
      'run-empty.json': '',
      'run-other.json': '[1]',
      'run-future.json': '{"schema":"hecate.benchmark.run","version":2}',
      'run-wrong.json': '{"schema":"hecate.benchmark.run","version":1,"tests":{"a":"\\u001b[31m"}}',
      'notes.txt': 'not ours',
    });
    const engine = engineOn(host, [fakeTest(host.clock)], documents);
    const result = await start(engine, host).run;
    documents.write('run-copy.json', documents.read(`${result.id}.json`) ?? '');
    const { runs, problems } = await engine.list({ limit: 10 }, context);
    expect(runs.map(({ id }) => id)).toEqual([result.id]);
    expect(Object.fromEntries(problems.map(({ file, problem }) => [file, problem]))).toEqual({
      'run-broken.json': expect.stringContaining('no JSON') as string,
      'run-empty.json': expect.stringContaining('no JSON') as string,
      'run-other.json': expect.stringContaining('schema must be') as string,
      'run-future.json': expect.stringContaining('later version') as string,
      'run-wrong.json': expect.any(String) as string,
      'run-copy.json': expect.stringContaining(result.id) as string,
    });
    expect(() => engine.show({ id: 'run-broken' }, context)).toThrow(/cannot be read/);
    for (const id of ['run-gone', '../etc/passwd', 'owner', '']) expect(() => engine.show({ id }, context)).toThrow(/no run/);
    await engine.remove({ id: 'run-broken' }, context);
    expect((await engine.list({ limit: 10 }, context)).problems).toHaveLength(5);
  });

  it('is announced while it goes on and when it is over', async () => {
    const host = createQuietMachine();
    const engine = engineOn(host, [fakeTest(host.clock)]);
    const heard: (string | null)[] = [];
    engine.changed(({ progress, newestId }) => heard.push(progress === null ? `over ${String(newestId)}` : progress.phase));
    const { id } = await start(engine, host).run;
    expect(heard).toContain('measuring');
    expect(heard.at(-1)).toBe(`over ${id}`);
    await engine.remove({ id }, context);
    expect(heard.at(-1)).toBe('over null');
  });
});

/** Gives the driver of the clock its turns until something has happened. */
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 100_000; turn += 1) {
    if (condition()) return;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  throw new Error('it never happened');
}
