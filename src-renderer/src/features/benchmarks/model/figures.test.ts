import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figureText } from '../../../../../src-main/base/figureText.ts';
import { comparisonOf, summaryOf, testResult } from '../../../../testSupport/benchmarkRecords.ts';
import { logTicks, niceReach, tickPercent, tickText, unitText } from './axes.ts';
import { aboutTime, medianText, medianWords, numberText, signedPercent, tookText } from './figures.ts';
import { isTurn, testsDone, withEnded, withProgress } from './liveRun.ts';
import { firstPair } from './pair.ts';
import { benchmarksSearch } from './search.ts';
import { kernelChanges } from './trend.ts';
import { changeWords, sampleMarks } from './words.ts';

describe('figures', () => {
  it('have as many digits as their uncertainty leaves', () => {
    expect(medianText({ median: 48_213.4, low: 48_100, high: 48_320 })).toEqual({ median: '48,213', half: '110' });
    expect(medianText({ median: 0.012345, low: 0.0121, high: 0.0125 })).toEqual({ median: '0.01235', half: '0.00020' });
    expect(medianText({ median: 7, low: 7, high: 7 })).toEqual({ median: '7', half: '0' });
    expect(medianText({ median: 94.75, low: null, high: null })).toEqual({ median: '94.75', half: null });
  });

  it('are written for every finite number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(numberText(value)).toMatch(/^-?[\d,]+(\.\d+)?(e[+-]\d+)?$/);
        expect(tickText(value, 'ns')).toContain('ns');
      }),
    );
  });

  it('have the digits of the command line, also far outside of what people read', () => {
    const values = [12_345.6, 123.456, 7, 0.01234, 3e-10, 2e15];
    for (const value of values) expect(numberText(value).replaceAll(',', '')).toBe(figureText(value));
    expect(medianWords({ median: 3e-10, low: 2.9e-10, high: 3.1e-10 }, 's')).toBe('3.000e-10 ± 1.000e-11\u00a0s');
    expect([tickPercent(5), tickPercent(-2.5), tickPercent(0)]).toEqual(['+5%', '−2.5%', '0%']);
  });

  it('say times and percentages as one says them', () => {
    expect([aboutTime(43), aboutTime(424), aboutTime(9000)]).toEqual(['about 43\u00a0s', 'about 7\u00a0min', 'about 2.5\u00a0h']);
    expect([tookText(8.44), tookText(184), tookText(7260)]).toEqual(['8.4\u00a0s', '3\u00a0min 4\u00a0s', '2\u00a0h 1\u00a0min']);
    expect([signedPercent(12.4), signedPercent(-0.44), signedPercent(0)]).toEqual(['+12.4%', '−0.44%', '0%']);
  });
});

describe('words of a change', () => {
  it('follow unit and direction', () => {
    expect(changeWords(comparisonOf(12), 'MB/s', 'higher')).toBe('12.0% faster');
    expect(changeWords(comparisonOf(-12, { verdict: 'better' }), 'ns', 'lower')).toBe('12.0% less time');
    expect(changeWords(comparisonOf(4, { verdict: 'worse' }), '°C', 'lower')).toBe('4.00% worse (higher)');
    expect(changeWords(comparisonOf(0.2), 'MB/s', 'higher')).toBe('no difference shown');
    expect(changeWords(null, 'MB/s', 'higher')).toBe('not compared');
  });

  it('leave nothing out that makes a figure less sure', () => {
    const modes = { lowerMedian: 1, upperMedian: 2, upperShare: 0.4 };
    const marks = sampleMarks(summaryOf([1, 2, 3], { modes, outliers: [1, 2], stoppedBecause: 'limit' }));
    expect(marks.map(({ label }) => label)).toEqual(['two groups', '2 outliers', 'most rounds reached']);
    expect(sampleMarks(summaryOf([1, 2, 3]))).toEqual([]);
  });
});

describe('axes', () => {
  it('have round ticks inside the range', () => {
    expect(logTicks([4096, 16_384, 65_536], 'B')).toEqual([4096, 8192, 16_384, 32_768, 65_536]);
    expect(logTicks([0.9, 110], 'ns')).toEqual([1, 2, 5, 10, 20, 50, 100]);
    expect(logTicks([1, 1e6], 'ns')).toEqual([1, 10, 100, 1000, 10_000, 100_000, 1_000_000]);
    expect([niceReach(7.3), niceReach(41), niceReach(1)]).toEqual([8, 50, 1]);
    expect([unitText(32_768, 'B'), unitText(256, 'KiB')]).toEqual(['32\u00a0KiB', '256\u00a0KiB']);
  });
});

describe('live run', () => {
  const progress = {
    ...{ runId: 'a', message: '', done: 0, total: 2, phase: 'measuring' as const, testId: 't1', metricId: 'm', unit: 'ns' },
    ...{ value: 1, summary: null, leftSeconds: null, conditions: null },
  };

  it('begins anew with another test and another run, and keeps what was seen', () => {
    const one = withProgress(withProgress(null, progress), { ...progress, value: 2 });
    expect(one.samples.map(({ value }) => value)).toEqual([1, 2]);
    const next = withProgress(one, { ...progress, testId: 't2', value: null, done: 1 });
    expect(next).toMatchObject({ samples: [], seen: ['t1', 't2'], done: 1 });
    expect(withProgress(next, { ...progress, runId: 'b' })).toMatchObject({ seen: ['t1'], samples: [{ value: 1 }] });
  });

  it('goes on with a test whose turn comes again, as in a burn-in', () => {
    const turns = [
      { testId: 't1', value: 1, done: 0.1 },
      { testId: 't2', value: 20, done: 0.2 },
      { testId: 't1', value: 2, done: 0.3 },
    ].reduce<ReturnType<typeof withProgress> | null>((run, report) => withProgress(run, { ...progress, ...report }), null);
    expect(turns?.samples.map(({ value }) => value)).toEqual([1, 2]);
    expect(turns?.others.get('t2')?.samples.map(({ value }) => value)).toEqual([20]);
    expect(turns === null ? null : testsDone(turns)).toBe(0);
  });

  it('knows which sample it is after a reload, and when some were not told', () => {
    const summary = summaryOf([1, 2, 3, 4, 5, 6, 7]);
    const late = withProgress(null, { ...progress, summary });
    expect(late.samples).toMatchObject([{ round: 7 }]);
    expect(withProgress(late, { ...progress, summary: null }).samples.map(({ round }) => round)).toEqual([7, 8]);
  });

  it('is not put back by an older answer', () => {
    const [one, two] = [testResult('cpu.crypto', []), testResult('memory.latency', [])];
    const run = withEnded(withProgress(null, progress), [one, two]);
    expect(withEnded(run, [one]).ended).toEqual([one, two]);
  });

  it('tells turns from samples', () => {
    const one = withProgress(null, progress);
    expect(isTurn(null, progress)).toBe(true);
    expect(isTurn(one, { ...progress, value: 5 })).toBe(false);
    expect(isTurn(one, { ...progress, phase: 'cleaning' })).toBe(true);
  });
});

it('marks only kernels that are known to be others', () => {
  const point = (at: string, kernel: string | null) => ({ runId: at, at, median: 1, low: null, high: null, kernel, warnings: 0 });
  const points = [point('1', '6.1'), point('2', null), point('3', '6.1'), point('4', '6.2')];
  expect(kernelChanges(points)).toEqual([{ at: '4', from: '6.1', to: '6.2' }]);
});

it('compares the newest run that has ended with the one before it, when nothing else was chosen', () => {
  const runs = [
    { id: 'now', state: 'running' as const },
    { id: 'c', state: 'finished' as const },
    { id: 'b', state: 'cancelled' as const },
    { id: 'a', state: 'finished' as const },
  ];
  expect(firstPair(runs, {})).toEqual({ base: 'b', other: 'c' });
  expect(firstPair(runs, { other: 'b' })).toEqual({ base: 'a', other: 'b' });
  expect(firstPair(runs, { other: 'a' })).toEqual({ base: 'c', other: 'a' });
  expect(firstPair(runs, { base: 'c' })).toEqual({ base: 'c', other: 'b' });
  expect(firstPair(runs.slice(1, 2), {})).toEqual({ base: 'c', other: 'c' });
  expect(firstPair([], {})).toBeNull();
});

it('takes nothing from the address that it does not know', () => {
  expect(benchmarksSearch({ view: 'compare', base: 'a', other: 7, run: 'x'.repeat(81), evil: 'yes' })).toEqual({
    view: 'compare',
    base: 'a',
  });
  expect(benchmarksSearch({ view: 'nothing' })).toEqual({});
});
