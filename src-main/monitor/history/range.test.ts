import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { historyContract } from '../../contracts/history.ts';
import { isFields } from '../check.ts';
import { Refused } from '../module.ts';
import { mergeStep, newColumns } from './columns.ts';
import { readRangeQuery } from './query.ts';
import { Buckets, pickTier, plainNumber, planFor, planRange, type TierReach } from './range.ts';

const minute = 60_000;
const tiers = (second?: number, minutes?: number, quarters?: number): readonly TierReach[] => [
  { tier: 'second', stepMs: 1000, oldestAt: second },
  { tier: 'minute', stepMs: minute, oldestAt: minutes },
  { tier: 'quarter', stepMs: 15 * minute, oldestAt: quarters },
];

describe('readRangeQuery', () => {
  const input = historyContract.members.range.input;
  const near = fc.record(
    {
      series: fc.oneof(fc.jsonValue(), fc.array(fc.oneof(fc.string(), fc.constant('x'.repeat(301))), { maxLength: 66 })),
      fromMs: fc.oneof(fc.double(), fc.integer(), fc.jsonValue()),
      toMs: fc.oneof(fc.double(), fc.integer(), fc.jsonValue()),
      points: fc.oneof(fc.integer({ min: -1, max: 4002 }), fc.double(), fc.jsonValue()),
      extra: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const right = fc.record({
    series: fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 3 }),
    fromMs: fc.integer(),
    toMs: fc.integer(),
    points: fc.integer({ min: 1, max: 4000 }),
  });

  it('takes exactly what the schema takes and what is not upside down', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(near, right), (value) => {
        const params: unknown = JSON.parse(JSON.stringify(value));
        if (!isFields(params)) throw new Error('not an object');
        const parsed = input.safeParse(params);
        const expected = parsed.success && parsed.data.fromMs < parsed.data.toMs;
        let found = false;
        try {
          expect(readRangeQuery(params)).toEqual(parsed.data);
          found = true;
          taken += 1;
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          expect(error.data.code).toBe('contract.invalid');
        }
        expect(found).toBe(expected);
      }),
      { numRuns: 2000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('names the field when the times are upside down', () => {
    const issues = z.object({ issues: z.array(z.object({ field: z.string() })) });
    const refused = (): Refused => {
      try {
        readRangeQuery({ series: ['a'], fromMs: 5, toMs: 5, points: 1 });
      } catch (error) {
        if (error instanceof Refused) return error;
      }
      throw new Error('was taken');
    };
    expect(issues.parse(refused().data.details).issues[0]?.field).toBe('toMs');
  });
});

describe('pickTier', () => {
  it('is the finest that reaches back', () => {
    const all = tiers(10_000_000, 5_000_000, 0);
    expect(pickTier(all, 10_000_000, 0)?.tier).toBe('second');
    expect(pickTier(all, 9_999_999, 0)?.tier).toBe('minute');
    expect(pickTier(all, 4_999_999, 0)?.tier).toBe('quarter');
  });

  it('stays with the finest where a coarser one could add nothing', () => {
    expect(pickTier(tiers(90_500, 60_000, 0), 0, 90_500)?.tier).toBe('second');
    expect(pickTier(tiers(), 0, 90_500)?.tier).toBe('quarter');
    expect(pickTier(tiers(undefined, minute, 0), 0, 90_500)?.tier).toBe('minute');
  });

  it('is a coarser one that starts in the same step but has what was measured before', () => {
    expect(pickTier(tiers(90_500, 60_000, 0), 0, 90_499)?.tier).toBe('minute');
    // The minutes start with their first step: what is older is in no quarter either.
    expect(pickTier(tiers(undefined, 0, 0), -1, -minute)?.tier).toBe('minute');
  });
});

describe('planRange', () => {
  const time = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(Math.round),
    fc.integer({ min: 0, max: 2_000_000_000_000 }),
  );

  it('never has more steps than wanted, and covers what was asked for', () => {
    fc.assert(
      fc.property(
        time,
        fc.oneof(fc.double({ min: 1e-3, max: 1e13 }), time),
        fc.integer({ min: 1, max: 4000 }),
        (fromMs, spanMs, points) => {
          const toMs = fromMs + Math.abs(spanMs);
          const [tier] = tiers(0);
          if (!(toMs > fromMs) || tier === undefined) return;
          const plan = planRange(tier, { series: ['a'], fromMs, toMs, points }, 128_000);
          expect(plan.count).toBeGreaterThanOrEqual(1);
          expect(plan.count).toBeLessThanOrEqual(points);
          expect(plan.stepMs % 1000).toBe(0);
          if (Math.abs(fromMs) > 8e15 || Math.abs(toMs) > 8e15) return;
          expect(plan.fromMs).toBeLessThanOrEqual(fromMs);
          expect(plan.fromMs + plan.stepMs * plan.count).toBeGreaterThanOrEqual(toMs);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('keeps the grid while time goes on, so that a chart does not flicker', () => {
    const [tier] = tiers(0);
    if (tier === undefined) throw new Error('no tier');
    const starts = Array.from({ length: 20 }, (_, second) => {
      const plan = planRange(tier, { series: ['a'], fromMs: second * 1000, toMs: second * 1000 + 600_000, points: 61 }, 128_000);
      return [plan.stepMs, plan.fromMs % plan.stepMs];
    });
    expect(new Set(starts.map(String)).size).toBe(1);
  });
});

describe('planFor', () => {
  const week = { series: ['a'], fromMs: 10 * 24 * 60 * minute, toMs: 17 * 24 * 60 * minute };

  it('makes steps of a quarter of an hour and more from quarters, and whole quarters of them', () => {
    const reach = tiers(week.toMs - 900_000, week.fromMs, 0);
    expect(planFor(reach, { ...week, points: 600 }, 128_000, 0)).toEqual({
      tier: 'quarter',
      fromMs: week.fromMs,
      stepMs: 30 * minute,
      count: 336,
    });
    expect(planFor(reach, { ...week, points: 672 }, 128_000, 0)).toMatchObject({ tier: 'quarter', stepMs: 15 * minute, count: 672 });
    expect(planFor(reach, { ...week, points: 800 }, 128_000, 0)).toMatchObject({ tier: 'minute', stepMs: 13 * minute });
  });

  it('does not when minutes reach back further', () => {
    const few = { ...week, points: 100 };
    expect(planFor(tiers(undefined, week.fromMs, week.fromMs + 60 * minute), few, 128_000, 0)?.tier).toBe('minute');
    expect(planFor(tiers(undefined, week.fromMs, undefined), few, 128_000, 0)?.tier).toBe('minute');
  });

  it('leaves what memory has by the second to it', () => {
    const reach = tiers(week.toMs - 900_000, 0, 0);
    expect(planFor(reach, { ...week, fromMs: week.toMs - 900_000, points: 1 }, 128_000, 0)?.tier).toBe('second');
  });
});

describe('Buckets', () => {
  it('take a block as they take each of its steps', () => {
    const step = fc.record({ count: fc.nat(3), figures: fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100)) });
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: -80, max: 80 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 20 }),
        (steps, first, unitsPerStep, count) => {
          const plan = { tier: 'minute', fromMs: 0, stepMs: unitsPerStep * minute, count } as const;
          const [one, other] = [new Buckets(plan), new Buckets(plan)];
          const columns = newColumns(steps.length);
          for (const [at, { count: samples, figures }] of steps.entries()) {
            if (samples === 0) continue;
            const [min = 0, mean = 0, max = 0] = [...figures].sort((a, b) => a - b);
            mergeStep(columns, at, samples, min, mean, max);
            one.add((first + at) * minute, samples, min, mean, max);
          }
          other.addSteps(columns, first * minute, minute);
          expect(other.columns()).toEqual(one.columns());
        },
      ),
      { numRuns: 500 },
    );
  });

  it('agree with plain code: least of least, weighted mean, most of most', () => {
    const entry = fc.record({
      at: fc.integer({ min: -5, max: 105 }),
      count: fc.integer({ min: 1, max: 600 }),
      figures: fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 3, maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(entry), fc.integer({ min: 1, max: 20 }), (entries, stepMs) => {
        const count = Math.ceil(100 / stepMs);
        const buckets = new Buckets({ tier: 'minute', fromMs: 0, stepMs, count });
        const plain = Array.from({ length: count }, () => ({ n: 0, sum: 0, all: [] as number[] }));
        for (const { at, count: n, figures } of entries) {
          const [min = 0, mean = 0, max = 0] = [...figures].sort((a, b) => a - b);
          buckets.add(at, n, min, mean, max);
          const own = plain[Math.floor(at / stepMs)];
          if (own === undefined) continue;
          own.n += n;
          own.sum += mean * n;
          own.all.push(min, max);
        }
        const { min, mean, max } = buckets.columns();
        for (const [at, { n, sum, all }] of plain.entries()) {
          expect(min[at]).toBe(n === 0 ? null : Math.min(...all));
          expect(max[at]).toBe(n === 0 ? null : Math.max(...all));
          if (n === 0) expect(mean[at]).toBeNull();
          else expect(mean[at]).toBeCloseTo(sum / n, 2);
        }
      }),
    );
  });

  it('fill a step that a late sample jumped over, but not what it does not cover', () => {
    const buckets = new Buckets({ tier: 'second', fromMs: 0, stepMs: 1000, count: 5 });
    const samples = [
      [999, 1000, 1],
      [2001, 1002, 2],
      [4900, 0, 5],
    ] as const;
    for (const [at, , value] of samples) buckets.addSample(at, value);
    for (const [at, covers, value] of samples) buckets.cover(at, covers, value);
    expect(buckets.columns().mean).toEqual([1, 2, 2, null, 5]);
  });
});

describe('plainNumber', () => {
  it('gives back what people wrote, from single precision', () => {
    fc.assert(
      fc.property(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: 0, max: 3 }), (digits, places) => {
        const value = digits / 10 ** places;
        expect(plainNumber(Math.fround(value))).toBe(value === 0 ? 0 : value);
      }),
    );
    expect(plainNumber(Math.fround(0.000_012_3))).toBe(0.000_012_3);
    expect(plainNumber(Math.fround(4_294_967_296))).toBe(4_294_967_296);
  });
});
