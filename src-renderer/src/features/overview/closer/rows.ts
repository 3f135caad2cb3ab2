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
