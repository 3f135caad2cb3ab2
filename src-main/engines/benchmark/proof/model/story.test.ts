import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../../contracts/statistics.ts';
import { gainText } from './story.ts';

function comparison(changePercent: number | null, lowPercent: number | null, highPercent: number | null): Comparison {
  return {
    verdict: 'noDifference',
    changePercent,
    lowPercent,
    highPercent,
    pValue: null,
    effectSize: null,
    baseCount: 6,
    otherCount: 6,
    detectablePercent: null,
  };
}

describe('a gain in words', () => {
  it.each([
    ['higher', comparison(12, 11, 14), '12 % ± 1.5 % better, interval 11 % to 14 %'],
    ['lower', comparison(12, 11, 14), '12 % ± 1.5 % worse, interval 11 % to 14 %'],
    ['lower', comparison(-5, -6, -4), '5.0 % ± 1.0 % better, interval 4.0 % to 6.0 %'],
    ['higher', comparison(-5, -6, -4), '5.0 % ± 1.0 % worse, interval 4.0 % to 6.0 %'],
    ['higher', comparison(0.5, -1.2, 2.1), '0.50 % ± 1.6 % better, interval 1.2 % worse to 2.1 % better'],
    ['lower', comparison(0.5, -1.2, 2.1), '0.50 % ± 1.6 % worse, interval 2.1 % worse to 1.2 % better'],
    ['higher', comparison(3, null, null), '3.0 % better'],
    ['higher', comparison(null, null, null), 'too few figures'],
  ] as const)('where %s is better: %j', (direction, compared, text) => {
    expect(gainText(compared, direction)).toBe(text);
  });
});
