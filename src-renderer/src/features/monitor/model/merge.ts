/** Kept history and live figures as one set of points on one time axis. Pure. */
import type { HistoryRange } from '../../../../../src-main/contracts/history.ts';
import type { FigureColumns } from '../../telemetry/figureColumns.ts';
import type { TimeWindow } from './timeView.ts';

export type Values = readonly (number | null)[];

export interface Line {
  readonly mean: Values;
  readonly min: Values;
  readonly max: Values;
}

/** What `history.range` answered, in one piece. */
export interface Past {
  readonly tier: HistoryRange['tier'];
  readonly stepMs: number;
  /** Start of each step, ascending. */
  readonly starts: readonly number[];
  readonly lines: ReadonlyMap<string, Line>;
}

export interface Points {
  /** Middle of each step, and the moment of each live frame; ascending. */
  readonly times: readonly number[];
  readonly lines: ReadonlyMap<string, Line>;
  /** Length of a step where it is longest: how exact a moment is. */
  readonly stepMs: number;
}

/** Puts answers together that were asked for in parts, by series or by time. */
export function pastOf(ranges: readonly HistoryRange[]): Past | null {
  const [first] = ranges;
  if (first === undefined) return null;
  const starts = [
    ...new Set(ranges.flatMap((range) => Array.from({ length: range.count }, (_, index) => range.fromMs + index * range.stepMs))),
  ].sort((a, b) => a - b);
  const position = new Map(starts.map((start, index) => [start, index]));
  const lines = new Map<string, { mean: (number | null)[]; min: (number | null)[]; max: (number | null)[] }>();
  const empty = (): (number | null)[] => starts.map(() => null);
  for (const range of ranges) {
    for (const series of range.series) {
      const line = lines.get(series.id) ?? { mean: empty(), min: empty(), max: empty() };
      lines.set(series.id, line);
      for (let index = 0; index < range.count; index += 1) {
        const row = position.get(range.fromMs + index * range.stepMs);
        if (row === undefined) continue;
        line.mean[row] = series.mean[index] ?? null;
        line.min[row] = series.min[index] ?? null;
        line.max[row] = series.max[index] ?? null;
      }
    }
  }
  return { tier: first.tier, stepMs: Math.max(...ranges.map((range) => range.stepMs)), starts, lines };
}

/** Up to this step the live frames are as exact as what is kept, and always newer. */
const exactStepMs = 2_000;
/** In a window up to this every live frame is drawn. */
const exactWindowMs = 15 * 60_000;
/** From this step on a tail of single seconds is not worth a pixel. */
const coarseStepMs = 15 * 60_000;

interface Rows {
  readonly times: number[];
  readonly lines: ReadonlyMap<string, { mean: (number | null)[]; min: (number | null)[]; max: (number | null)[] }>;
}

function addRow(
  rows: Rows,
  at: number,
  value: (id: string) => readonly [mean: number | null, min: number | null, max: number | null],
): void {
  rows.times.push(at);
  for (const [id, line] of rows.lines) {
    const [mean, min, max] = value(id);
    line.mean.push(mean);
    line.min.push(min);
    line.max.push(max);
  }
}

const nothing = [null, null, null] as const;

function addPast(rows: Rows, past: Past, { fromMs, toMs }: TimeWindow, beforeMs: number): void {
  past.starts.forEach((start, index) => {
    const at = start + past.stepMs / 2;
    if (at < fromMs - past.stepMs || at > toMs + past.stepMs || at >= beforeMs) return;
    addRow(rows, at, (id) => {
      const line = past.lines.get(id);
      return line === undefined ? nothing : [line.mean[index] ?? null, line.min[index] ?? null, line.max[index] ?? null];
    });
  });
}

/** End of the last step in which anything was measured. */
function endOfPast(past: Past, ids: readonly string[]): number {
  for (let index = past.starts.length - 1; index >= 0; index -= 1) {
    if (ids.some((id) => (past.lines.get(id)?.mean[index] ?? null) !== null)) return (past.starts[index] ?? 0) + past.stepMs;
  }
  return Number.NEGATIVE_INFINITY;
}

/** Where live figures go on: after the last step, or at the beginning of it while it is not over, where they reach back so far. */
function tailStart(past: Past, ids: readonly string[], firstLiveMs: number, nowMs: number): number {
  const end = endOfPast(past, ids);
  const begin = end - past.stepMs;
  return end > nowMs && firstLiveMs <= begin ? begin : end;
}

function firstAtOrAfter(times: Float64Array, at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Live rows from `from` on; with `bucketMs` above 0 as means of so long a time each. */
function addLive(rows: Rows, live: FigureColumns, fromMs: number, toMs: number, bucketMs: number): void {
  const times = live.times();
  const columns = new Map([...rows.lines.keys()].map((id) => [id, live.column(id)]));
  const end = firstAtOrAfter(times, toMs + 1);
  for (let row = firstAtOrAfter(times, fromMs); row < end; ) {
    const start = row;
    const at = times[start] ?? 0;
    row += 1;
    while (bucketMs > 0 && row < end && (times[row] ?? 0) < at + bucketMs) row += 1;
    const last = times[row - 1] ?? at;
    addRow(rows, (at + last) / 2, (id) => summary(columns.get(id), start, row));
  }
}

function summary(column: Float32Array | undefined, start: number, end: number): readonly [number | null, number | null, number | null] {
  if (column === undefined) return nothing;
  let sum = 0;
  let count = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let row = start; row < end; row += 1) {
    const value = column[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return count === 0 ? nothing : [sum / count, least, most];
}

/** The points of `ids` in a window. Where nothing was measured every value is null, which leaves a hole in the line. */
export function merged(past: Past | null, live: FigureColumns, ids: readonly string[], window: TimeWindow): Points {
  const rows: Rows = { times: [], lines: new Map(ids.map((id) => [id, { mean: [], min: [], max: [] }])) };
  const marginMs = 2_000;
  const firstLive = live.times()[0] ?? Number.POSITIVE_INFINITY;
  // A monitor that has just been started answers for minutes with minutes: its seconds do not reach back so far.
  if (past === null || past.stepMs <= exactStepMs || window.toMs - window.fromMs <= exactWindowMs) {
    if (past !== null) addPast(rows, past, window, firstLive);
    if (firstLive <= window.toMs) addHole(rows, firstLive, past?.stepMs ?? 0);
    addLive(rows, live, window.fromMs - marginMs, window.toMs, 0);
    return { ...rows, stepMs: Math.min(past?.stepMs ?? 1000, 1000) };
  }
  addPast(rows, past, window, Number.POSITIVE_INFINITY);
  if (past.stepMs < coarseStepMs) {
    const tailFrom = Math.max(tailStart(past, ids, firstLive, window.toMs), window.fromMs);
    trimAfter(rows, tailFrom);
    addHole(rows, Math.max(firstLive, tailFrom), past.stepMs);
    addLive(rows, live, tailFrom, window.toMs, past.stepMs / 4);
  }
  return { ...rows, stepMs: past.stepMs };
}

/** Steps after the last measured one are empty because they are not kept yet: live figures take their place. */
function trimAfter(rows: Rows, at: number): void {
  while (rows.times.length > 0 && (rows.times.at(-1) ?? 0) > at) {
    rows.times.pop();
    for (const line of rows.lines.values()) {
      line.mean.pop();
      line.min.pop();
      line.max.pop();
    }
  }
}

/** A hole between what is kept and the first live frame, when more than two steps lie between them. */
function addHole(rows: Rows, nextAt: number, stepMs: number): void {
  const last = rows.times.at(-1);
  if (last === undefined || !Number.isFinite(nextAt)) return;
  if (nextAt - last > Math.max(2.5 * stepMs, 5_000)) addRow(rows, (last + nextAt) / 2, () => nothing);
}

/** Least, mean and most over all points; null when nothing was measured. */
export function spanOf(line: Line): { readonly least: number; readonly mean: number; readonly most: number } | null {
  let sum = 0;
  let count = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const [index, value] of line.mean.entries()) {
    if (value === null) continue;
    sum += value;
    count += 1;
    least = Math.min(least, line.min[index] ?? value);
    most = Math.max(most, line.max[index] ?? value);
  }
  return count === 0 ? null : { least, mean: sum / count, most };
}
