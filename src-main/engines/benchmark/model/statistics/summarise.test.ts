import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { geometricMean, median, summarise } from './index.ts';
import { medianInterval } from './medianInterval.ts';
import { nextRound } from './stopRule.ts';
import { evenNoise, normalNoise, samplingError, shapes, shareOf, take } from './testSupport/noise.ts';

const samples = fc.array(fc.double({ min: -1e150, max: 1e150, noNaN: true }), { minLength: 1, maxLength: 60 });

describe('summarise', () => {
  it('gives finite figures in order for whatever it is given', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const summary = summarise(values, 'limit');
        const figures = [summary.median, summary.mean, summary.standardDeviation ?? 0, summary.halfWidthPercent ?? 0];
        expect(figures.every(Number.isFinite)).toBe(true);
        expect(summary.minimum).toBeLessThanOrEqual(summary.low ?? summary.median);
        expect(summary.low ?? summary.median).toBeLessThanOrEqual(summary.median);
        expect(summary.median).toBeLessThanOrEqual(summary.high ?? summary.median);
        expect(summary.high ?? summary.median).toBeLessThanOrEqual(summary.maximum);
        expect(summary.count).toBe(values.length);
      }),
    );
  });

  it('has known figures', () => {
    const summary = summarise([2, 4, 4, 4, 5, 5, 7, 9], 'target');
    expect(summary).toMatchObject({ count: 8, median: 4.5, mean: 5, minimum: 2, maximum: 9, stoppedBecause: 'target' });
    expect(summary.standardDeviation).toBeCloseTo(Math.sqrt(32 / 7), 12);
  });

  it('has no interval below six samples and no deviation of one', () => {
    expect(summarise([1, 2, 3, 4, 5], 'limit')).toMatchObject({ low: null, high: null, halfWidthPercent: null });
    expect(summarise([1], 'limit').standardDeviation).toBeNull();
  });

  it('refuses nothing, and what is no number', () => {
    for (const wrong of [[], [Number.NaN], [1, Infinity], [1e200]]) expect(() => summarise(wrong, 'limit')).toThrow(RangeError);
  });

  it('has a width of zero for equal values, also for zeros, and none around a median of zero', () => {
    expect(summarise([0, 0, 0, 0, 0, 0], 'limit').halfWidthPercent).toBe(0);
    expect(summarise([-3, -2, -1, 1, 2, 3], 'limit').halfWidthPercent).toBeNull();
  });
});

describe('the interval of the median', () => {
  it('covers the median in 95 % of all cases, whatever the shape of the noise', () => {
    const trials = 1500;
    for (const [name, shape] of shapes) {
      for (const count of [6, 7, 8, 10, 15, 30]) {
        const noise = shape(count);
        const covered = shareOf(trials, () => {
          const { low, high } = summarise(take(noise, count), 'limit');
          return (low ?? Infinity) <= 100 && (high ?? -Infinity) >= 100;
        });
        expect(Math.abs(covered - 0.95), `${name}, ${String(count)} samples: ${String(covered)}`).toBeLessThan(
          0.01 + samplingError(0.05, trials),
        );
      }
    }
  }, 30_000);

  it('lies between the pairs of order statistics whose coverage encloses 95 %', () => {
    // Binomial with one half: of 10 samples the 2nd to 9th cover 97.85 %, the 3rd to 8th 89.06 %.
    const interval = medianInterval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(interval?.low).toBeGreaterThan(2);
    expect(interval?.low).toBeLessThan(3);
    expect(interval?.high).toBeCloseTo(11 - (interval?.low ?? 0), 12);
  });

  it('becomes narrow with the largest list that a result may hold', () => {
    expect(summarise(take(normalNoise(1), 10_000), 'limit').halfWidthPercent).toBeLessThan(0.05);
  });
});

describe('outliers', () => {
  it('are told by their position and stay in the figures', () => {
    const summary = summarise([10, 10.1, 9.9, 50, 10.05, 9.95], 'limit');
    expect(summary.outliers).toEqual([3]);
    expect(summary.maximum).toBe(50);
  });

  it('are found when more than half of the values are equal', () => {
    expect(summarise([5, 5, 5, 5, 5, 5, 5, 5, 5, 9], 'limit').outliers).toEqual([9]);
    expect(summarise([5, 5, 5, 5, 5, 5], 'limit').outliers).toEqual([]);
  });

  it('are not called so among four values', () => {
    expect(summarise([1, 1, 1, 9], 'limit').outliers).toEqual([]);
  });
});

describe('two modes', () => {
  it('are rarely seen in noise with one', () => {
    for (const [name, shape] of shapes) {
      for (const count of [8, 12, 20, 50, 150]) {
        const noise = shape(3);
        const alarms = shareOf(600, () => summarise(take(noise, count, 100, 5), 'limit').modes !== null);
        expect(alarms, `${name}, ${String(count)} samples`).toBeLessThan(0.02 + samplingError(0.02, 600));
      }
    }
  });

  it('are seen when they are eight spreads apart and there are twenty samples', () => {
    const noise = normalNoise(1);
    const side = evenNoise(2);
    const found = shareOf(
      300,
      () =>
        summarise(
          Array.from({ length: 20 }, () => 100 + noise() + (side() > 0 ? 8 : 0)),
          'limit',
        ).modes !== null,
    );
    expect(found).toBeGreaterThan(0.95);
  });

  it('tell their medians and how many samples are above', () => {
    const summary = summarise([16, 297, 16.5, 290, 15.8, 301, 16.2, 16.1, 295, 16.4], 'limit');
    expect(summary.modes).toEqual({ lowerMedian: 16.15, upperMedian: 296, upperShare: 0.4 });
  });

  it('are not what a coarse clock makes of one', () => {
    expect(summarise([100, 101, 100, 101, 101, 100, 100, 101, 100, 101], 'limit').modes).toBeNull();
  });
});

describe('the stop rule', () => {
  const rule = { targetPercent: 1, minimumRounds: 3, maximumRounds: 20, budgetSeconds: 60 };
  const still = [100, 100, 100, 100, 100, 100];
  const wild = [50, 150, 60, 140, 100, 120];

  it('goes on until every headline metric is narrow', () => {
    expect(nextRound(rule, [still, wild], 1)).toBe('again');
    expect(nextRound(rule, [still, still], 1)).toBe('target');
    expect(nextRound({ ...rule, minimumRounds: 7 }, [still], 1)).toBe('again');
  });

  it('ends with the time or the number of rounds', () => {
    expect(nextRound(rule, [wild], 60)).toBe('budget');
    expect(nextRound(rule, [[100]], 61)).toBe('budget');
    expect(nextRound({ ...rule, maximumRounds: 6 }, [wild], 1)).toBe('limit');
    expect(nextRound(rule, [], 1)).toBe('again');
    expect(nextRound(rule, [], 60)).toBe('budget');
  });

  it('needs an interval, however equal the first values are', () => {
    expect(nextRound(rule, [[100, 100, 100, 100, 100]], 1)).toBe('again');
  });

  it('costs the interval little of its coverage: stopping when it is narrow favours the narrow ones', () => {
    for (const [name, shape] of shapes) {
      const noise = shape(9);
      const covered = shareOf(300, () => {
        const values: number[] = [];
        do values.push(100 + 1.5 * noise());
        while (nextRound({ ...rule, maximumRounds: 60 }, [values], 0) === 'again');
        const { low, high } = summarise(values, 'target');
        return (low ?? Infinity) <= 100 && (high ?? -Infinity) >= 100;
      });
      expect(covered, name).toBeGreaterThan(0.88 - samplingError(0.12, 300));
    }
  });
});

describe('averages', () => {
  it('have known values', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(geometricMean([1, 4, 16])).toBeCloseTo(4, 12);
  });

  it('refuse what has none', () => {
    expect(() => median([])).toThrow(RangeError);
    expect(() => geometricMean([])).toThrow(RangeError);
    expect(() => geometricMean([1, 0])).toThrow(RangeError);
  });
});
