/** A range of history as comma-separated values (RFC 4180) and as one JSON object a line. */
import { printable } from '../../base/text.ts';
import type { HistoryRange } from '../../contracts/history.ts';
import { metricById, partsOfSeries } from '../../contracts/metrics.ts';
import { jsonText } from './json.ts';

export const csvHead = 'time,step_seconds,series,unit,min,mean,max';

/** One line for each step of each series in which something was measured, by time. */
export function* csvLines(range: HistoryRange): Generator<string> {
  for (const point of pointsOf(range)) {
    yield [
      point.time,
      String(point.stepSeconds),
      quoted(point.series),
      point.unit,
      String(point.min),
      String(point.mean),
      String(point.max),
    ].join(',');
  }
}

export function* jsonLines(range: HistoryRange): Generator<string> {
  for (const point of pointsOf(range)) yield jsonText(point);
}

interface Point {
  readonly time: string;
  readonly stepSeconds: number;
  readonly series: string;
  readonly unit: string;
  readonly min: number | null;
  readonly mean: number;
  readonly max: number | null;
}

function* pointsOf(range: HistoryRange): Generator<Point> {
  for (let step = 0; step < range.count; step += 1) {
    const time = new Date(range.fromMs + step * range.stepMs).toISOString();
    for (const series of range.series) {
      const mean = series.mean[step] ?? null;
      if (mean === null) continue;
      const unit = metricById(partsOfSeries(series.id).metric)?.unit ?? '';
      yield {
        time,
        stepSeconds: range.stepMs / 1000,
        series: series.id,
        unit,
        min: series.min[step] ?? null,
        mean,
        max: series.max[step] ?? null,
      };
    }
  }
}

/** Without control characters: `--output -` may be a terminal. */
function quoted(name: string): string {
  const text = printable(name);
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
