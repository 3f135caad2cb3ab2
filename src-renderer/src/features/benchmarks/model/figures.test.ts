import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparisonOf, summaryOf } from '../../../../testSupport/benchmarkRecords.ts';
import { logTicks, niceReach, tickText, unitText } from './axes.ts';
import { aboutTime, medianText, numberText, signedPercent, tookText } from './figures.ts';
import { isTurn, withProgress } from './liveRun.ts';
import { benchmarksSearch } from './search.ts';
import { kernelChanges } from './trend.ts';
import { changeWords, sampleMarks } from './words.ts';

describe('figures', () => {
  it('have as many digits as their uncertainty leaves', () => {
    expect(medianText({ median: 48_213.4, low: 48_100, high: 48_320 })).toEqual({ median: '48,213', half: '110' });
    expect(medianText({ median: 0.012345, low: 0.0121, high: 0.0125 })).toEqual({ median: '0.01235', half: '0.00020' });
    expect(medianText({ median: 7, low: 7, high: 7 })).toEqual({ median: '7.00', half: '0' });
    expect(medianText({ median: 94.75, low: null, high: null })).toEqual({ median: '94.8', half: null });
  });

  it('are written for every finite number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(numberText(value)).toMatch(/^-?[\d,]+(\.\d+)?$/);
        expect(tickText(value, 'ns')).toContain('ns');
      }),
    );
  });

  it('say times and percentages as one says them', () => {
    expect([aboutTime(43), aboutTime(424), aboutTime(9000)]).toEqual(['about 43\u00a0s', 'about 7\u00a0min', 'about 2.5\u00a0h']);
    expect([tookText(8.44), tookText(184), tookText(7260)]).toEqual(['8.4\u00a0s', '3\u00a0min 4\u00a0s', '2\u00a0h 1\u00a0min']);
    expect([signedPercent(12.4), signedPercent(-0.44), signedPercent(0)]).toEqual(['+12%', '−0.4%', '0%']);
  });
});

describe('words of a change', () => {
  it('follow unit and direction', () => {
    expect(changeWords(comparisonOf(12), 'MB/s', 'higher')).toBe('12% faster');
    expect(changeWords(comparisonOf(-12, { verdict: 'better' }), 'ns', 'lower')).toBe('12% less time');
    expect(changeWords(comparisonOf(4, { verdict: 'worse' }), '°C', 'lower')).toBe('4.0% worse (higher)');
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
    ...{ value: 1, summary: null, conditions: null },
  };

  it('begins anew with another test and another run, and keeps what was seen', () => {
    const one = withProgress(withProgress(null, progress), { ...progress, value: 2 });
    expect(one.samples.map(({ value }) => value)).toEqual([1, 2]);
    const next = withProgress(one, { ...progress, testId: 't2', value: null, done: 1 });
    expect(next).toMatchObject({ samples: [], seen: ['t1', 't2'], done: 1 });
    expect(withProgress(next, { ...progress, runId: 'b' })).toMatchObject({ seen: ['t1'], samples: [{ value: 1 }] });
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

it('takes nothing from the address that it does not know', () => {
  expect(benchmarksSearch({ view: 'compare', base: 'a', other: 7, run: 'x'.repeat(81), evil: 'yes' })).toEqual({
    view: 'compare',
    base: 'a',
  });
  expect(benchmarksSearch({ view: 'nothing' })).toEqual({});
});
