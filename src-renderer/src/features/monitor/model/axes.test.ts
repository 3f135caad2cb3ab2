import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricUnit } from '../../../../../src-main/contracts/metrics.ts';
import { tickText } from '../../../lib/metricFigure.ts';
import { rangeText, timeTicks } from './timeAxis.ts';
import { valueAxis } from './valueAxis.ts';

const units: readonly MetricUnit[] = [
  'percent',
  'bytes',
  'bytesPerSecond',
  'perSecond',
  'count',
  'ms',
  'celsius',
  'watt',
  'MHz',
  'rpm',
  'load',
];

describe('the value axis', () => {
  it('holds every value, with few round ticks in order', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...units),
        fc.double({ min: 0, max: 1e12, noNaN: true }),
        fc.double({ min: 0, max: 1e12, noNaN: true }),
        (unit, a, b) => {
          const [low, high] = a < b ? [a, b] : [b, a];
          const { from, to, ticks } = valueAxis(unit, low, high);
          expect(from).toBeLessThanOrEqual(low);
          expect(to * 1.000_001).toBeGreaterThanOrEqual(high);
          expect(to).toBeGreaterThan(from);
          expect(ticks.length).toBeGreaterThanOrEqual(2);
          expect(ticks.length).toBeLessThanOrEqual(8);
          expect([...ticks].sort((x, y) => x - y)).toEqual(ticks);
        },
      ),
    );
  });

  it('begins at zero, except where zero means nothing', () => {
    expect(valueAxis('percent', 40, 60).from).toBe(0);
    expect(valueAxis('celsius', 61, 69)).toMatchObject({ from: 60 });
    expect(valueAxis('celsius', -12, 5).from).toBeLessThanOrEqual(-12);
  });

  it('keeps a fixed top, unless a value is above it', () => {
    expect(valueAxis('percent', 0, 3, 100)).toEqual({ from: 0, to: 100, ticks: [0, 25, 50, 75, 100] });
    expect(valueAxis('percent', 0, 130, 100).to).toBeGreaterThanOrEqual(130);
  });

  it('steps memory by powers of two, and says ticks without needless digits', () => {
    const { ticks } = valueAxis('bytes', 0, 90 * 2 ** 30);
    expect(ticks.map((tick) => tickText('bytes', tick))).toEqual(['0\u00a0B', '32\u00a0GiB', '64\u00a0GiB', '96\u00a0GiB']);
    expect(valueAxis('load', 0, 0.9).ticks.map((tick) => tickText('load', tick))).toEqual(['0', '0.25', '0.50', '0.75', '1']);
  });
});

describe('the time axis', () => {
  const from = new Date(2026, 2, 10, 13, 7, 11).getTime();

  it('has round local times that fit, in order and inside', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10_000, max: 366 * 86_400_000 }), fc.integer({ min: 2, max: 20 }), (length, most) => {
        const ticks = timeTicks(from, from + length, most);
        expect(ticks.length).toBeLessThanOrEqual(most + 2);
        for (const [index, { at, label }] of ticks.entries()) {
          expect(at).toBeGreaterThanOrEqual(from);
          expect(at).toBeLessThanOrEqual(from + length);
          expect(label).not.toBe('');
          if (index > 0) expect(at).toBeGreaterThan(ticks[index - 1]?.at ?? 0);
        }
      }),
    );
  });

  it('shows seconds, minutes, days or months as the length asks', () => {
    const labels = (length: number) => timeTicks(from, from + length, 8).map((tick) => tick.label);
    expect(labels(60_000).slice(0, 2)).toEqual(['13:07:20', '13:07:30']);
    expect(labels(3_600_000).slice(0, 2)).toEqual(['13:10', '13:20']);
    expect(labels(86_400_000)).toEqual(['15:00', '18:00', '21:00', '11 Mar', '03:00', '06:00', '09:00', '12:00']);
    expect(labels(7 * 86_400_000)[0]).toBe('11 Mar');
    expect(labels(365 * 86_400_000).slice(0, 2)).toEqual(['May', 'Jul']);
    expect(labels(365 * 86_400_000)).toContain('Jan 2027');
  });

  it('names the date only where it is needed', () => {
    expect(rangeText(from, from + 3_600_000)).toBe('Tue 10 Mar, 13:07 – 14:07');
    expect(rangeText(from, from + 86_400_000)).toBe('Tue 10 Mar, 13:07 – Wed 11 Mar, 13:07');
  });
});
