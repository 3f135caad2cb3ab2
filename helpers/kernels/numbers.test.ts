import { describe, expect, it } from 'vitest';
import { join, medianOf, percentile } from './numbers.ts';

describe('order statistics', () => {
  it('takes the nearest rank', () => {
    const sorted = Array.from({ length: 1000 }, (_, index) => index + 1);
    expect([0, 0.5, 0.99, 0.999, 1].map((share) => percentile(sorted, share))).toEqual([1, 500, 990, 999, 1000]);
    expect(percentile([7], 0.999)).toBe(7);
    expect(() => percentile([], 0.5)).toThrow(RangeError);
  });

  it('leaves the list of a median as it is', () => {
    const values = [3, 1, 2];
    expect(medianOf(values)).toBe(2);
    expect(values).toEqual([3, 1, 2]);
  });

  it('joins lists', () => {
    expect([...join([Float64Array.of(1, 2), new Float64Array(0), Float64Array.of(3)])]).toEqual([1, 2, 3]);
  });
});
