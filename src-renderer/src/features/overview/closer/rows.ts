/** Frames as rows of a chart, and figures over their span. Pure. */
import type { MonitorFrame } from '../../../../../src-main/contracts/monitor.ts';
import type { CloserSeries } from './closerSeries.ts';

export interface Row {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** One value per series, in their order; null where nothing was measured, which breaks the line. */
  readonly values: readonly (number | null)[];
}

/** The frames of the last `seconds` before the newest one. */
export function lastSeconds(frames: readonly MonitorFrame[], seconds: number): readonly MonitorFrame[] {
  const newest = frames.at(-1)?.at ?? 0;
  return frames.filter((frame) => frame.at >= newest - seconds * 1000);
}

/** Whether something is missing between two neighbours: marked by the monitor, a new monitor, or frames that never arrived here. */
function missed(before: MonitorFrame, frame: MonitorFrame): boolean {
  return frame.gap || frame.intervalMs === null || frame.sequence > before.sequence + 1;
}

/** One row per frame, and an empty one between two frames that are not neighbours. */
export function rowsOf(frames: readonly MonitorFrame[], series: readonly CloserSeries[]): readonly Row[] {
  return frames.flatMap((frame, index) => {
    const row = { at: frame.at, values: series.map((one) => one.pick(frame)) };
    const before = frames[index - 1];
    if (before === undefined || !missed(before, frame)) return [row];
    return [{ at: (before.at + frame.at) / 2, values: series.map(() => null) }, row];
  });
}

function meanOf(rows: readonly Row[], index: number): number | null {
  const values = rows.map((row) => row.values[index] ?? null).filter((value) => value !== null);
  // One missing value leaves the whole point open: a gap must not be averaged away.
  return values.length < rows.length ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function isBreak(row: Row): boolean {
  return row.values.every((value) => value === null);
}

/** Every `stride` neighbours as one row of their means, at the time of the middle one. Breaks stay where they are. */
export function thinned(rows: readonly Row[], stride: number): readonly Row[] {
  if (stride <= 1) return rows;
  const result: Row[] = [];
  let start = 0;
  while (start < rows.length) {
    const group = rows.slice(start, start + stride);
    const breakAt = group.findIndex(isBreak);
    const members = breakAt === -1 ? group : group.slice(0, Math.max(1, breakAt));
    const middle = members[Math.floor(members.length / 2)];
    if (middle !== undefined) result.push({ at: middle.at, values: middle.values.map((_, index) => meanOf(members, index)) });
    start += members.length;
  }
  return result;
}

export interface Span {
  readonly least: number;
  readonly mean: number;
  readonly most: number;
}

/** Least, mean and most of what was measured; null when nothing was. */
export function spanOf(frames: readonly MonitorFrame[], series: CloserSeries): Span | null {
  const known = frames.map((frame) => series.pick(frame)).filter((value) => value !== null);
  if (known.length === 0) return null;
  return {
    least: known.reduce((least, value) => Math.min(least, value)),
    mean: known.reduce((sum, value) => sum + value, 0) / known.length,
    most: known.reduce((most, value) => Math.max(most, value)),
  };
}
