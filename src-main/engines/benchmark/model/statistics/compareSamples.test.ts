import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSamples, median } from './index.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { rankSumTest } from './rankSum.ts';
import { differenceOfRank } from './shift.ts';
import { normalNoise, samplingError, shapes, shareOf, take } from './testSupport/noise.ts';

const sorted = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);

describe('the rank test', () => {
  it('has the p values of published tables and of R', () => {
    // wilcox.test(c(1,2,3,4), c(5,6,7,8)): 2 of the 70 ways to divide eight values.
    expect(rankSumTest([1, 2, 3, 4], [5, 6, 7, 8]).pValue).toBeCloseTo(2 / 70, 12);
    // Table of Mann and Whitney for 5 and 5: P(U ≤ 2) = 4 / 252.
    expect(rankSumTest([1, 2, 3, 4, 7], [5, 6, 8, 9, 10]).pValue).toBeCloseTo(8 / 252, 12);
    expect(rankSumTest([3, 3, 3], [3, 3, 3]).pValue).toBe(1);
  });

  it('counts every division of tied values, as an enumeration by hand does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 8, maxLength: 8 }), (values) => {
        const above = (chosen: readonly number[]): number => {
          const base = values.filter((_, index) => !chosen.includes(index));
          return chosen.reduce((sum, at) => sum + base.reduce((part, value) => part + halves(values[at] ?? 0, value), 0), 0);
        };
        const chosen = [4, 5, 6, 7];
        const all = subsetsOf(8, 4).map(above);
        const below = all.filter((one) => one <= above(chosen)).length;
        const beyond = all.filter((one) => one >= above(chosen)).length;
        const expected = Math.min(1, (2 * Math.min(below, beyond)) / all.length);
        expect(rankSumTest(sorted(values.slice(0, 4)), sorted(values.slice(4))).pValue).toBeCloseTo(expected, 12);
      }),
      { numRuns: 50 },
    );
  });

  it('is continued by the normal distribution', () => {
    const noise = normalNoise(4);
    const [base, other] = [sorted(take(noise, 25)), sorted(take(noise, 25, 100.4))];
    const counted = rankSumTest(base, other).pValue;
    const farAway = 1e6;
    const approximate = rankSumTest([...base, farAway], [...other, farAway]).pValue;
    expect(Math.abs(counted - approximate)).toBeLessThan(0.02);
  });
});

describe('order statistics of differences', () => {
  it('are those of the whole list', () => {
    const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(values, values, (base, other) => {
        const all = sorted(base.flatMap((from) => other.map((to) => to - from)));
        const found = all.map((_, index) => differenceOfRank(sorted(base), sorted(other), index + 1));
        expect(found).toEqual(all);
      }),
    );
  });
});

describe('the normal distribution', () => {
  it('has known values and is its own way back', () => {
    expect(normalCdf(1.96)).toBeCloseTo(0.975_002_104_851_78, 13);
    expect(normalCdf(-6) / 9.865_876_450_377e-10).toBeCloseTo(1, 9);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959_963_984_540_054, 10);
  });
});

describe('compareSamples', () => {
  const base = [100, 101, 99, 100.5, 99.5, 100.2];
  const more = base.map((value) => value * 1.1);

  it('follows the direction of the metric, the sign that of the value', () => {
    expect(compareSamples(base, more, 'higher').verdict).toBe('better');
    expect(compareSamples(base, more, 'lower').verdict).toBe('worse');
    const back = compareSamples(more, base, 'lower');
    expect(back.verdict).toBe('better');
    expect(back.changePercent).toBeCloseTo((1 / 1.1 - 1) * 100, 6);
    expect(back.effectSize).toBe(-1);
  });

  it('is silent with too few samples, and with none', () => {
    expect(compareSamples([1, 2, 3], [11, 12, 13], 'higher')).toMatchObject({
      verdict: 'noDifference',
      pValue: null,
      lowPercent: null,
      effectSize: 1,
    });
    expect(compareSamples([], base, 'higher')).toMatchObject({
      verdict: 'noDifference',
      changePercent: null,
      effectSize: null,
      otherCount: 6,
    });
  });

  it('takes differences where a ratio means nothing', () => {
    const below = compareSamples([-10, -11, -9, -10.5, -9.5, -10], [-5, -6, -4, -5.5, -4.5, -5], 'higher');
    expect(below).toMatchObject({ verdict: 'better', changePercent: 50 });
    expect(compareSamples([-1, -2, -1, 1, 2, 1], [9, 8, 9, 9, 8, 9], 'higher').changePercent).toBeNull();
  });

  it('tells no detectable change when nothing varies', () => {
    const same = compareSamples([5, 5, 5, 5, 5], [5, 5, 5, 5, 5], 'higher');
    expect(same).toMatchObject({ verdict: 'noDifference', changePercent: 0, pValue: 1, detectablePercent: null });
  });

  it('claims only what its interval excludes, and turns around when the sides change', () => {
    const values = fc.array(fc.double({ min: 0.1, max: 1000, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(values, values, fc.constantFrom(0.05, 0.01), (one, other, alpha) => {
        const there = compareSamples(one, other, 'higher', { alpha });
        const back = compareSamples(other, one, 'lower', { alpha });
        expect(back.verdict).toBe(there.verdict);
        expect(back.pValue).toBe(there.pValue);
        if (there.verdict === 'noDifference') return;
        expect(there.pValue).toBeLessThan(alpha);
        expect((there.lowPercent ?? 0) * (there.highPercent ?? 0)).toBeGreaterThan(0);
      }),
    );
  });

  it('has the chance of a false claim as its limit: 2,000 comparisons of a thing with itself', () => {
    for (const [name, shape] of shapes) {
      for (const count of [4, 6, 10, 30]) {
        const noise = shape(11);
        const trials = count === 10 ? 2000 : 500;
        const claims = shareOf(trials, () => compareSamples(take(noise, count), take(noise, count), 'lower').verdict !== 'noDifference');
        expect(claims, `${name}, ${String(count)} samples`).toBeLessThanOrEqual(0.05 + samplingError(0.05, trials));
      }
    }
  });

  it('covers the true change with its interval', () => {
    const noise = normalNoise(21);
    const covered = shareOf(800, () => {
      const { lowPercent, highPercent } = compareSamples(
        take(noise, 10),
        take(noise, 10).map((value) => value * 1.02),
        'lower',
      );
      return (lowPercent ?? 0) <= 2 && (highPercent ?? 0) >= 2;
    });
    expect(covered).toBeGreaterThan(0.95 - samplingError(0.05, 800));
  });

  it('finds what it says it would find four times out of five', () => {
    for (const [name, shape] of shapes) {
      for (const count of [4, 6, 10, 20]) {
        const noise = shape(13);
        const stated = median(
          Array.from({ length: 100 }, () => compareSamples(take(noise, count), take(noise, count), 'higher').detectablePercent ?? 0),
        );
        const found = shareOf(250, () => {
          const shifted = take(noise, count).map((value) => value * (1 + stated / 100));
          return compareSamples(take(noise, count), shifted, 'higher').verdict === 'better';
        });
        expect(found, `${name}, ${String(count)} samples, ${stated.toFixed(1)} %`).toBeGreaterThan(0.6);
        expect(found, `${name}, ${String(count)} samples, ${stated.toFixed(1)} %`).toBeLessThan(0.95);
      }
    }
  });

  it('finds planted changes of 2, 5 and 10 % as often as their size against the detectable one says', () => {
    const noise = normalNoise(31);
    for (const planted of [2, 5, 10]) {
      const spread = planted / 1.4;
      const found = shareOf(300, () => {
        const other = take(noise, 12, 100, spread).map((value) => value * (1 + planted / 100));
        return compareSamples(take(noise, 12, 100, spread), other, 'lower').verdict === 'worse';
      });
      expect(found, `${String(planted)} %`).toBeGreaterThan(0.8);
    }
  });
});

function halves(one: number, other: number): number {
  if (one === other) return 0.5;
  return one > other ? 1 : 0;
}

function subsetsOf(count: number, size: number): readonly (readonly number[])[] {
  if (size === 0) return [[]];
  if (count < size) return [];
  return [...subsetsOf(count - 1, size), ...subsetsOf(count - 1, size - 1).map((subset) => [...subset, count - 1])];
}
