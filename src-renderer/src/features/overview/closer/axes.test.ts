import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactText, tickText, timeTicks, valueAxis } from './axes.ts';

const quantities = ['percent', 'memory', 'rate', 'temperature'] as const;

describe('axes', () => {
  it('holds every value between a few evenly spaced ticks', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...quantities),
        fc.array(fc.double({ min: 0, max: 1e13, noNaN: true }), { maxLength: 20 }),
        (quantity, values) => {
          const { ticks, domain } = valueAxis(quantity, values);
          expect(ticks.length).toBeGreaterThanOrEqual(2);
          expect(ticks.length).toBeLessThanOrEqual(7);
          expect([ticks[0], ticks.at(-1)]).toEqual(domain);
          const slack = domain[1] * 1e-6;
          for (const value of values) {
            expect(value).toBeGreaterThanOrEqual(domain[0] - slack);
            expect(value).toBeLessThanOrEqual(domain[1] + slack);
          }
        },
      ),
    );
  });

  it('has ticks that read well', () => {
    expect(valueAxis('percent', [3, 100]).ticks).toEqual([0, 20, 40, 60, 80, 100]);
    expect(valueAxis('memory', [97 * 1024 ** 3]).ticks.map((tick) => tickText('memory', tick))).toEqual([
      '0\u00a0B',
      '32\u00a0GiB',
      '64\u00a0GiB',
      '96\u00a0GiB',
      '128\u00a0GiB',
    ]);
    expect(valueAxis('temperature', [41, 68]).ticks).toEqual([40, 50, 60, 70]);
  });

  it('does not draw noise near zero as a mountain range', () => {
    expect(valueAxis('percent', [0.2]).domain).toEqual([0, 10]);
    expect(valueAxis('rate', []).domain).toEqual([0, 100_000]);
  });

  it('marks full clock times', () => {
    const from = Date.UTC(2026, 0, 1, 12, 3, 20);
    const ticks = timeTicks(from, from + 900_000);
    expect(ticks[0]).toBe(Date.UTC(2026, 0, 1, 12, 4));
    expect(ticks.every((tick) => tick % 120_000 === 0)).toBe(true);
    expect(timeTicks(5, 5)).toEqual([]);
  });

  it('says values as exactly as they were measured', () => {
    expect(exactText('percent', 42.46)).toBe('42.5%');
    expect(exactText('temperature', 61.25)).toBe('61.3\u00a0°C');
  });
});
