import { describe, expect, it } from 'vitest';
import type { HistoryRange } from '../../../../../src-main/contracts/history.ts';
import { emptyCpu, emptyFrame } from '../../../../../src-main/contracts/testSupport/emptyFrame.ts';
import { createFigureColumns, type FigureColumns } from '../../telemetry/figureColumns.ts';
import { merged, pastOf, spanOf } from './merge.ts';

const id = 'cpu.load1';
const minute = 60_000;
const hour = 60 * minute;

function range(over: Partial<HistoryRange> & { readonly mean: readonly (number | null)[] }): HistoryRange {
  const { mean, ...rest } = over;
  const shifted = (by: number) => mean.map((value) => (value === null ? null : value + by));
  return {
    tier: 'minute',
    fromMs: 0,
    stepMs: minute,
    count: mean.length,
    series: [{ id, mean: [...mean], min: shifted(-1), max: shifted(1) }],
    ...rest,
  };
}

/** Frames with a load that is their second. */
function live(seconds: readonly number[], gapAt: number | null = null): FigureColumns {
  const columns = createFigureColumns(900);
  for (const [index, second] of seconds.entries()) {
    columns.push(
      emptyFrame({ sequence: index, at: second * 1000, intervalMs: 1000, gap: second === gapAt, cpu: emptyCpu({ load1: second }) }),
    );
  }
  return columns;
}

const nothingLive = createFigureColumns(10);

describe('answers in parts', () => {
  it('become one, by time and by series', () => {
    const past = pastOf([
      range({ mean: [1, 2] }),
      range({ fromMs: 2 * minute, mean: [3, null] }),
      { ...range({ mean: [] }), count: 2, series: [{ id: 'other', mean: [7, 8], min: [7, 8], max: [7, 8] }] },
    ]);
    expect(past?.starts).toEqual([0, minute, 2 * minute, 3 * minute]);
    expect(past?.lines.get(id)?.mean).toEqual([1, 2, 3, null]);
    expect(past?.lines.get('other')?.max).toEqual([7, 8, null, null]);
    expect(pastOf([])).toBeNull();
  });
});

describe('history and live figures', () => {
  it('stand at the middle of their step, and a hole stays a hole', () => {
    const points = merged(pastOf([range({ mean: [1, null, 3] })]), nothingLive, [id], { fromMs: 0, toMs: 3 * minute });
    expect(points.times).toEqual([minute / 2, 1.5 * minute, 2.5 * minute]);
    expect(points.lines.get(id)).toEqual({ mean: [1, null, 3], min: [0, null, 2], max: [2, null, 4] });
  });

  it('lets live seconds take the place of kept ones', () => {
    const past = pastOf([range({ tier: 'second', stepMs: 1000, mean: [10, 11, 12, 13, 14] })]);
    const points = merged(past, live([3, 4, 5, 6]), [id], { fromMs: 0, toMs: 6000 });
    expect(points.times).toEqual([500, 1500, 2500, 3000, 4000, 5000, 6000]);
    expect(points.lines.get(id)?.mean).toEqual([10, 11, 12, 3, 4, 5, 6]);
  });

  it('goes on with live figures after the last full minute, as short means', () => {
    const past = pastOf([range({ mean: [1, 2, null] })]);
    const seconds = Array.from({ length: 40 }, (_, index) => 110 + index);
    const points = merged(past, live(seconds), [id], { fromMs: 149_000 - hour, toMs: 149_000 });
    expect(points.times.slice(0, 2)).toEqual([minute / 2, 1.5 * minute]);
    // From 120 s on, in quarters of the step: 120 … 134 and 135 … 149.
    expect(points.times.slice(2)).toEqual([127_000, 142_000]);
    expect(points.lines.get(id)).toMatchObject({ mean: [1, 2, 127, 142], min: [0, 1, 120, 135], max: [2, 3, 134, 149] });
  });

  it('takes live seconds instead of a minute that is not over, where they cover it', () => {
    const past = pastOf([range({ mean: [1, 2, 99] })]);
    const seconds = Array.from({ length: 40 }, (_, index) => 110 + index);
    const window = { fromMs: 149_000 - hour, toMs: 149_000 };
    expect(merged(past, live(seconds), [id], window).lines.get(id)?.mean).toEqual([1, 2, 127, 142]);
    expect(merged(past, live([148, 149]), [id], window).lines.get(id)?.mean).toEqual([1, 2, 99]);
  });

  it('draws every live second of a short window, also when only minutes reach back so far', () => {
    const past = pastOf([range({ mean: [1, 2, 99] })]);
    const points = merged(past, live([118, 119, 120, 121]), [id], { fromMs: 0, toMs: 121_000 });
    expect(points.lines.get(id)?.mean).toEqual([1, 2, 118, 119, 120, 121]);
  });

  it('leaves a hole where the window was shut for long', () => {
    const past = pastOf([range({ tier: 'second', stepMs: 1000, mean: [1, 2] })]);
    const points = merged(past, live([60, 61]), [id], { fromMs: 0, toMs: 61_000 });
    expect(points.lines.get(id)?.mean).toEqual([1, 2, null, 60, 61]);
  });

  it('breaks the line at a gap of the monitor', () => {
    const points = merged(null, live([1, 2, 30, 31], 30), [id], { fromMs: 0, toMs: 31_000 });
    expect(points.lines.get(id)?.mean).toEqual([1, 2, null, 30, 31]);
  });

  it('does not count single seconds into a year', () => {
    const past = pastOf([range({ tier: 'quarter', stepMs: 12 * 3_600_000, mean: [1, 2] })]);
    const points = merged(past, live([1, 2, 3]), [id], { fromMs: 0, toMs: 24 * 3_600_000 });
    expect(points.times).toHaveLength(2);
  });

  it('knows nothing of a series that nobody measured', () => {
    const points = merged(null, live([1, 2]), ['gpu.busyPercent/0'], { fromMs: 0, toMs: 2000 });
    expect(points.lines.get('gpu.busyPercent/0')?.mean).toEqual([null, null]);
    expect(spanOf(points.lines.get('gpu.busyPercent/0')!)).toBeNull();
  });

  it('finds least and most in the edges, not in the means', () => {
    const points = merged(pastOf([range({ mean: [1, null, 3] })]), nothingLive, [id], { fromMs: 0, toMs: 3 * minute });
    expect(spanOf(points.lines.get(id)!)).toEqual({ least: 0, mean: 2, most: 4 });
  });
});
