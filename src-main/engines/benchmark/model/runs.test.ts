import { describe, expect, it } from 'vitest';
import { runComparison } from '../../../contracts/benchmark.ts';
import { ok } from '../../../contracts/value.ts';
import { around, metricOf, plainEnvironment, runOf, testOf } from '../testSupport/runs.ts';
import { compareRuns } from './compareRuns.ts';
import { digestOf } from './digest.ts';
import { regressionsOf } from './regressions.ts';
import { referenceFor, scoreOf, standingOf, summaryOf } from './score.ts';
import { trendOf } from './trend.ts';

describe('scores', () => {
  it('are 100 for the reference, follow the direction and name what is missing', () => {
    const latency = { id: 'latency', direction: 'lower' as const, unit: 'ns' };
    const reference = runOf([
      testOf([metricOf(around(100)), metricOf(around(10), latency)]),
      testOf([metricOf(around(5))], { testId: 'disk.gone', area: 'disk' }),
    ]);
    const faster = runOf([
      testOf([metricOf(around(200)), metricOf(around(5), latency)]),
      testOf([metricOf(around(0))], { testId: 'ai.zero', area: 'ai' }),
    ]);
    expect(scoreOf(digestOf(faster), digestOf(reference))).toMatchObject({
      referenceRunId: reference.id,
      total: 200,
      parts: [{ area: 'cpu', score: 200, metrics: 2 }],
      missing: ['ai.zero.speed', 'disk.gone.speed'],
    });
  });

  it('count only what has an interval in both runs and is the same thing, and name the rest', () => {
    const parts = (quick: readonly number[], label: string | null = null) => [
      testOf([metricOf(around(100))]),
      testOf([metricOf(quick)], { testId: 'disk.quick', area: 'disk', label }),
    ];
    const reference = digestOf(runOf(parts(around(100))));
    expect(scoreOf(digestOf(runOf(parts(around(200)))), reference)).toMatchObject({ missing: [], parts: [{}, { score: 200 }] });
    const left = { total: 100, parts: [{ area: 'cpu' }], missing: ['disk.quick.speed'] };
    expect(scoreOf(digestOf(runOf(parts([200]))), reference)).toMatchObject(left);
    expect(scoreOf(reference, digestOf(runOf(parts([50, 50, 50, 50, 50]))))).toMatchObject(left);
    expect(scoreOf(digestOf(runOf(parts(around(200), 'loop device'))), reference)).toMatchObject(left);
    expect(scoreOf(digestOf(runOf([testOf([metricOf([100])])])), reference)).toBeNull();
  });

  it('are none for the reference itself, nor for a test that failed in the middle', () => {
    const run = runOf([testOf([metricOf(around(100))])]);
    const digest = digestOf(run);
    expect(standingOf(digest, digest)).toBe('reference');
    expect(summaryOf(digest, digest)).toMatchObject({ reference: true, score: null });
    expect(scoreOf(digest, digest)).toBeNull();
    const failed = digestOf(runOf([testOf([metricOf(around(900))], { state: 'failed', why: 'a wrong result' })]));
    expect(standingOf(failed, digest)).toBeNull();
    expect(failed).toMatchObject({ measured: 0, skipped: 0, failed: 1 });
  });

  it('weigh areas the same, however many metrics they have, and leave out what is no headline', () => {
    const disks = ['a', 'b', 'c', 'd'].map((id) => metricOf(around(100), { id }));
    const reference = runOf([
      testOf([metricOf(around(100)), metricOf([1], { id: 'beside', headline: false })]),
      testOf(disks, { testId: 'disk.x', area: 'disk' }),
    ]);
    const other = runOf([
      testOf([metricOf(around(400)), metricOf([9], { id: 'beside', headline: false })]),
      testOf(disks, { testId: 'disk.x', area: 'disk' }),
    ]);
    expect(scoreOf(digestOf(other), digestOf(reference))).toMatchObject({ total: 200, missing: [] });
  });

  it('are none between suites, for changed tests and for a burn-in', () => {
    const tests = (testVersion: number) => [testOf([metricOf(around(1))], { testVersion })];
    const run = digestOf(runOf(tests(1)));
    const same = digestOf(runOf(tests(1)));
    expect(scoreOf(same, run)?.total).toBe(100);
    expect(scoreOf(digestOf(runOf(tests(2))), run)).toBeNull();
    expect(scoreOf({ ...same, suiteVersion: 99 }, run)).toBeNull();
    expect(summaryOf({ ...same, group: 'stress' }, run).score).toBeNull();
  });

  it('are relative to the chosen run, else to the oldest finished one of this machine', () => {
    const tests = [testOf([metricOf([1, 2, 3])])];
    const cancelled = digestOf(runOf(tests, { state: 'cancelled' }));
    const stranger = digestOf(runOf(tests, { machine: 'there' }));
    const imported = digestOf(runOf(tests, { origin: 'imported' }));
    const first = digestOf(runOf(tests));
    const second = digestOf(runOf(tests));
    const single = digestOf(runOf(tests, { group: null, startedAt: '2020-01-01T00:00:00.000Z' }));
    const all = [second, first, imported, stranger, cancelled, single];
    expect(referenceFor(all, null, 'here', 1)).toBe(first);
    expect(referenceFor([single, cancelled], null, 'here', 1)).toBe(single);
    expect(referenceFor(all, imported.id, 'here', 1)).toBe(imported);
    expect(referenceFor(all, 'run-gone', 'here', 1)).toBe(first);
    expect(referenceFor([cancelled], null, 'here', 1)).toBeNull();
  });
});

describe('a line of the list', () => {
  it('counts each test once, and a cancelled one by whether it has figures', () => {
    const cancelled = { state: 'cancelled' as const, why: 'It was cancelled' };
    const run = runOf([
      testOf([metricOf(around(1))]),
      testOf([metricOf([1, 2])], { ...cancelled, testId: 'b' }),
      testOf([metricOf([])], { ...cancelled, testId: 'c' }),
      testOf([], { testId: 'd', state: 'skipped' }),
      testOf([metricOf([1])], { testId: 'e', state: 'failed' }),
    ]);
    expect(summaryOf(digestOf(run), null)).toMatchObject({ measured: 2, skipped: 2, failed: 1 });
  });
});

describe('a comparison of runs', () => {
  const base = runOf([testOf([metricOf(around(100))])]);

  it('says better, worse or no difference shown, in the direction of the metric', () => {
    const verdict = (value: number, direction: 'higher' | 'lower') => {
      const tests = (at: number) => [testOf([metricOf(around(at), { direction })])];
      const [metric] = compareRuns(runOf(tests(100)), runOf(tests(value))).metrics;
      return metric?.comparison?.verdict;
    };
    expect([verdict(110, 'higher'), verdict(110, 'lower'), verdict(100, 'higher')]).toEqual(['better', 'worse', 'noDifference']);
  });

  it.each([
    ['the test changed', { testVersion: 2 }, /test changed .* version 1 and 2/],
    ['it measured something else', { label: 'software' }, /different things: the usual and software/],
    ['it ran with other settings', { parameters: { threads: 4 } }, /threads not set and 4/],
    ['it failed', { metrics: [], state: 'failed' as const, why: 'no space' }, /was failed: no space/],
    ['it failed in the middle', { state: 'failed' as const, why: 'a wrong result' }, /was failed: a wrong result/],
  ])('does not compare when %s', (_name, change, why) => {
    const { metrics } = compareRuns(base, runOf([testOf([metricOf(around(100))], change)]));
    expect(metrics[0]).toMatchObject({ comparison: null, why: expect.stringMatching(why) as string });
  });

  it('names metrics of only one of them, and what differs around them', () => {
    const other = runOf(
      [
        testOf([metricOf(around(100)), metricOf(around(1), { id: 'new' })], {
          tool: { name: 'fake', version: '2' },
          parameters: { file: '/b' },
        }),
      ],
      { machine: 'there', environment: { ...plainEnvironment, kernel: ok('6.13.0'), governor: ok('powersave'), gpus: [] } },
    );
    const compared = compareRuns(
      runOf([testOf([metricOf(around(100))], { parameters: { file: '/a' } }), testOf([metricOf([1])], { testId: 'old' })]),
      other,
    );
    expect(compared.metrics.map(({ testId, metricId, why }) => [testId, metricId, why])).toEqual([
      ['cpu.fake', 'speed', null],
      ['cpu.fake', 'new', 'only the other run has it'],
      ['old', 'speed', 'only the base run has this test'],
    ]);
    expect(compared.differences).toEqual([
      { what: 'Machine', base: 'here', other: 'there' },
      { what: 'Kernel', base: '6.12.1', other: '6.13.0' },
      { what: 'Governor', base: 'performance', other: 'powersave' },
      { what: 'GPU', base: 'Card', other: 'none' },
      { what: 'Fake: program', base: 'fake 1', other: 'fake 2' },
      { what: 'Fake: file', base: '/a', other: '/b' },
    ]);
    const lines = { base: summaryOf(digestOf(base), null), other: summaryOf(digestOf(other), null), score: null };
    expect(runComparison.safeParse({ ...lines, ...compared }).error).toBeUndefined();
  });
});

describe('regressions', () => {
  const on = (kernel: string, value: number, driver = 'amdgpu 1') =>
    runOf([testOf([metricOf(around(value))])], {
      environment: { ...plainEnvironment, kernel: ok(kernel), gpus: [{ name: 'Card', driver, link: '' }] },
    });
  const found = (...oldestFirst: ReturnType<typeof on>[]) => {
    const byId = new Map(oldestFirst.map((run) => [run.id, run]));
    const load = (id: string) => byId.get(id) ?? runOf([]);
    return regressionsOf(oldestFirst.map(digestOf).reverse(), 'here', 1, load);
  };

  it('are what got worse since the last change of kernel or driver', () => {
    const [old, now] = [on('6.1', 100), on('6.2', 90)];
    expect(found(old, now)).toMatchObject([
      { testId: 'cpu.fake', metricId: 'speed', changed: 'kernel 6.1 to 6.2', baseRunId: old.id, otherRunId: now.id },
    ]);
    expect(found(on('6.1', 100), on('6.1', 90, 'amdgpu 2'))).toMatchObject([{ changed: 'driver Card: amdgpu 1 to Card: amdgpu 2' }]);
  });

  it('are judged against the last run before the change, over runs since then', () => {
    const base = on('6.1', 100);
    expect(found(on('6.0', 200), base, on('6.2', 100), on('6.2', 90))).toMatchObject([{ baseRunId: base.id }]);
  });

  it('are none without a change, for the better, and when the old kernel was as slow once', () => {
    expect(found(on('6.1', 100), on('6.1', 50))).toEqual([]);
    expect(found(on('6.1', 100), on('6.2', 110))).toEqual([]);
    expect(found(on('6.1', 88), on('6.1', 100), on('6.2', 90))).toEqual([]);
    expect(found()).toEqual([]);
    const stranger = { ...on('6.1', 100), machine: 'there' };
    expect(found(stranger, on('6.2', 50))).toEqual([]);
  });

  it('are not taken away by a run of other tests, nor raised by other settings of a test', () => {
    const [old, now] = [on('6.1', 100), on('6.2', 90)];
    const other = runOf([testOf([metricOf(around(1))], { testId: 'disk.other' })], { environment: now.environment });
    expect(found(old, now, other)).toMatchObject([{ testId: 'cpu.fake', otherRunId: now.id }]);
    expect(found(old, now, on('6.2', 100))).toEqual([]);
    const elsewhere = { ...now, tests: now.tests.map((test) => ({ ...test, parameters: { device: 'sdb' } })) };
    expect(found(old, elsewhere)).toEqual([]);
    expect(found(on('6.0', 100), on('6.1', 90), on('6.2', 90))).toEqual([]);
  });

  it('are none when the newest run was disturbed and the base was not', () => {
    const busy = { kind: 'load' as const, severity: 'warning' as const, text: 'Other programs' };
    const disturbed = (run: ReturnType<typeof on>) => ({ ...run, tests: run.tests.map((test) => ({ ...test, marks: [busy] })) });
    expect(found(on('6.1', 100), disturbed(on('6.2', 90)))).toEqual([]);
    expect(found(disturbed(on('6.1', 100)), disturbed(on('6.2', 90)))).toHaveLength(1);
  });
});

describe('a trend', () => {
  it('has the runs of this machine with the newest version of the test, oldest first', () => {
    const old = runOf([testOf([metricOf([1])], { testVersion: 1 })]);
    const [first, second] = [100, 90].map((value) => runOf([testOf([metricOf(around(value))], { testVersion: 2 })]));
    const stranger = runOf([testOf([metricOf([7])], { testVersion: 2 })], { machine: 'there' });
    const runs = [stranger, second, first, old].flatMap((run) => (run === undefined ? [] : [digestOf(run)]));
    const points = trendOf(runs, { testId: 'cpu.fake', metricId: 'speed' }, 'here', 1);
    expect(points.map(({ runId }) => runId)).toEqual([first?.id, second?.id]);
    expect(points[0]?.kernel).toBe('6.12.1');
    expect(trendOf(runs, { testId: 'cpu.fake', metricId: 'none' }, 'here', 1)).toEqual([]);
    const software = digestOf(runOf([testOf([metricOf(around(1))], { testVersion: 2, label: 'software' })]));
    expect(trendOf([software, ...runs], { testId: 'cpu.fake', metricId: 'speed' }, 'here', 1).map(({ runId }) => runId)).toEqual([
      software.id,
    ]);
  });
});
