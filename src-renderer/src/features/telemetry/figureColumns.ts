/**
 * Every figure of the last frames as columns of numbers. Frames themselves
 * would be a dozen times the memory for 15 minutes of a large machine.
 */
import { type Metric, seriesId, visitFigures } from '../../../../src-main/contracts/metrics.ts';
import type { MonitorFrame } from '../../../../src-main/contracts/monitor.ts';

export interface FigureColumns {
  push(frame: MonitorFrame): void;
  clear(): void;
  /** Times of the rows, ascending, milliseconds since 1970. A view: valid until the next push. */
  times(): Float64Array;
  /** Values of a series in the same rows, seven digits exact; NaN where nothing was measured. Undefined for a series not seen in them. */
  column(series: string): Float32Array | undefined;
  /** Newest value; null when it was not measured in the newest frame. */
  latest(series: string): number | null;
  newestAt(): number | null;
  /** Ids seen in these rows. */
  series(): readonly string[];
  /** Counts up when a series appears: a cheap "look again". */
  readonly generation: () => number;
}

/** A clock that was set back by more than this starts a new past; less is a correction. */
const setBackMs = 5_000;

/** Whether something is missing between two neighbours: marked by the monitor, a new monitor, or frames that never arrived here. */
function missed(before: Pick<MonitorFrame, 'sequence'>, frame: MonitorFrame): boolean {
  return frame.gap || frame.intervalMs === null || frame.sequence > before.sequence + 1 || frame.sequence < before.sequence;
}

/** `capacity` rows are kept at least, twice as many at most: rows move together once per `capacity` frames instead of with each. */
export function createFigureColumns(capacity: number): FigureColumns {
  const room = capacity * 2;
  let times = new Float64Array(room);
  let rows = 0;
  let generation = 0;
  let newest: Pick<MonitorFrame, 'sequence' | 'at'> | null = null;
  const columns = new Map<string, Float32Array>();
  /** By metric and device, so that no text is put together for each figure of each frame. */
  const byMetric = new Map<Metric, Map<string, Float32Array>>();

  function columnOf(metric: Metric, instance: string): Float32Array {
    let devices = byMetric.get(metric);
    if (devices === undefined) {
      devices = new Map();
      byMetric.set(metric, devices);
    }
    let column = devices.get(instance);
    if (column === undefined) {
      column = new Float32Array(room).fill(Number.NaN);
      devices.set(instance, column);
      columns.set(seriesId(metric.id, instance), column);
      generation += 1;
    }
    return column;
  }

  /** Keeps the newer half. What is only in the older one is forgotten: containers bring and take network interfaces all day. */
  function moveUp(): void {
    times.copyWithin(0, room - capacity);
    rows = capacity;
    for (const [metric, devices] of byMetric) {
      for (const [instance, column] of devices) {
        column.copyWithin(0, room - capacity);
        column.fill(Number.NaN, capacity);
        if (!column.every(Number.isNaN)) continue;
        devices.delete(instance);
        columns.delete(seriesId(metric.id, instance));
        generation += 1;
      }
    }
  }

  function nextRow(at: number): number {
    if (rows === room) moveUp();
    times[rows] = at;
    rows += 1;
    return rows - 1;
  }

  function clear(): void {
    times = new Float64Array(room);
    rows = 0;
    newest = null;
    columns.clear();
    byMetric.clear();
    generation += 1;
  }

  return {
    push: (frame) => {
      if (newest !== null && frame.at <= newest.at) {
        if (frame.at > newest.at - setBackMs) return;
        clear();
      }
      // An empty row between two frames that are no neighbours breaks every line there.
      if (newest !== null && missed(newest, frame)) nextRow((newest.at + frame.at) / 2);
      const row = nextRow(frame.at);
      newest = { sequence: frame.sequence, at: frame.at };
      visitFigures(frame, (metric, instance, value) => {
        if (value !== null) columnOf(metric, instance)[row] = value;
      });
    },
    clear,
    times: () => times.subarray(0, rows),
    column: (series) => columns.get(series)?.subarray(0, rows),
    latest: (series) => {
      const value = rows === 0 ? Number.NaN : (columns.get(series)?.[rows - 1] ?? Number.NaN);
      return Number.isNaN(value) ? null : value;
    },
    newestAt: () => newest?.at ?? null,
    series: () => [...columns.keys()],
    generation: () => generation,
  };
}
