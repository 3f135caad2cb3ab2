import { describe, expect, it } from 'vitest';
import type { RunProgress } from '../../contracts/benchmark.ts';
import type { BenchmarkRun } from '../../contracts/benchmarkResult.ts';
import { AppError } from '../../contracts/errors.ts';
import { createMemoryDocumentStore } from '../../services/documents.ts';
import { context, engineOn, start, until, wobble } from './testSupport/engineRun.ts';
import { fakeTest } from './testSupport/fakeTests.ts';
import { createQuietMachine } from './testSupport/quietMachine.ts';

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
    expect(engine.show({ id: null }, context)).toMatchObject({ run: { id: result.id }, score: null, reference: true });
    const next = await start(engine, host).run;
    expect(engine.show({ id: next.id }, context)).toMatchObject({ score: { referenceRunId: result.id }, reference: false });
    expect(engine.list({ limit: 2 }, context)).toMatchObject({
      runs: [{ reference: false }, { reference: true, score: null, measured: 1 }],
    });
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

describe('what is kept', () => {
  it('holds every test that ended, and a run that was cut off is put right by whoever looks next', async () => {
    const host = createQuietMachine();
    const documents = createMemoryDocumentStore();
    const groups = ['standard'] as const;
    const second = fakeTest(host.clock, { id: 'b.second', groups, roundMs: 60_000 });
    const killed = engineOn(host, [fakeTest(host.clock, { id: 'a.first', groups }), second], documents);
    const { progress, run } = start(killed, host, { group: 'standard' });
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

  it('is not said to be over while it goes on, because another run was removed or could not begin', async () => {
    const host = createQuietMachine();
    const engine = engineOn(host, [fakeTest(host.clock)]);
    const before = await start(engine, host).run;
    const heard: (RunProgress | null)[] = [];
    const { run, progress } = start(engine, host);
    await until(() => progress.some(({ value }) => value !== null));
    engine.changed((news) => heard.push(news.progress));
    await engine.remove({ id: before.id }, context);
    const { runId, phase, testId } = progress.at(-1) ?? {};
    expect(heard).toEqual([
      expect.objectContaining({ runId, phase, testId, value: null, metricId: null, summary: null, conditions: null }),
    ]);
    await expect(start(engine, host).run).rejects.toMatchObject({ code: 'benchmark.notReady' });
    expect(heard).not.toContain(null);
    await run;
    expect(heard.at(-1)).toBeNull();
  });
});
