import { expect, it } from 'vitest';
import { comparisonOf } from '../../../../testSupport/benchmarkRecords.ts';
import { gainOf, gainWords } from './gain.ts';

it('is above zero when the goal got better, whichever direction it has', () => {
  const lessTime = comparisonOf(-12, { lowPercent: -13, highPercent: -10 });
  expect(gainOf(lessTime, 'lower')).toEqual({ percent: 12, low: 10, high: 13 });
  expect(gainOf(lessTime, 'higher')).toEqual({ percent: -12, low: -13, high: -10 });
  expect(gainOf(comparisonOf(1, { lowPercent: null, highPercent: null }), 'lower')).toEqual({ percent: -1, low: null, high: null });
  expect(gainOf(comparisonOf(1, { changePercent: null }), 'higher')).toBeNull();
});

it('is told in words for people who do not see it drawn', () => {
  expect(gainWords({ percent: 12, low: 10, high: 13 }, 1)).toBe('Gain +12.0%, interval +10.0% to +13.0%; +1.00% are worth a change');
  expect(gainWords({ percent: -1, low: null, high: null }, 5)).toContain('too few measurements for an interval');
});
