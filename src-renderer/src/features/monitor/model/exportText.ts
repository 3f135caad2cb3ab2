/** Figures of a stretch of time as CSV and as JSON. Pure. */
import { metricById, partsOfSeries } from '../../../../../src-main/contracts/metrics.ts';
import type { Past } from './merge.ts';

/**
 * RFC 4180: quotes around what holds a comma, a quote or a line break; quotes
 * doubled. Names of devices are foreign text: one that begins like a formula
 * would be run by a spreadsheet, so that it gets a quote before it.
 */
function csvField(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function number(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}

/** One row per step; least, mean and most of each series. Empty where nothing was measured. */
export function csvOf(past: Past, ids: readonly string[]): string {
  const header = ['time', ...ids.flatMap((id) => ['min', 'mean', 'max'].map((part) => `${id} ${part}`))];
  const rows = past.starts.map((start, row) => [
    new Date(start).toISOString(),
    ...ids.flatMap((id) => {
      const line = past.lines.get(id);
      return [number(line?.min[row]), number(line?.mean[row]), number(line?.max[row])];
    }),
  ]);
  // Times and numbers need no quotes, and a number below zero must stay one.
  return [header.map(csvField), ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

/** The same as one object: times once, three arrays per series, with words and units. */
export function jsonOf(past: Past, ids: readonly string[]): string {
  return `${JSON.stringify(
    {
      resolution: past.tier,
      stepMs: past.stepMs,
      times: past.starts.map((start) => new Date(start).toISOString()),
      series: ids.flatMap((id) => {
        const line = past.lines.get(id);
        const { metric, instance } = partsOfSeries(id);
        const { title, unit } = metricById(metric) ?? { title: metric, unit: null };
        return line === undefined ? [] : [{ id, metric, instance, title, unit, min: line.min, mean: line.mean, max: line.max }];
      }),
    },
    null,
    1,
  )}\n`;
}

/** hecate-monitor-disk-2026-11-23-1405.csv, in local time. */
export function exportName(what: string, fromMs: number, extension: 'csv' | 'json'): string {
  const date = new Date(fromMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `hecate-monitor-${what}-${day}-${two(date.getHours())}${two(date.getMinutes())}.${extension}`;
}

export interface ExportPart {
  readonly fromMs: number;
  readonly toMs: number;
  readonly points: number;
}

/** A stretch in parts of at most `mostPoints` steps, so that each comes in the resolution that is kept. */
export function exportParts(fromMs: number, toMs: number, stepMs: number, mostPoints: number): readonly ExportPart[] {
  const start = Math.floor(fromMs / stepMs) * stepMs;
  const steps = Math.max(1, Math.ceil((toMs - start) / stepMs));
  return Array.from({ length: Math.ceil(steps / mostPoints) }, (_, index) => {
    const points = Math.min(mostPoints, steps - index * mostPoints);
    const from = start + index * mostPoints * stepMs;
    return { fromMs: from, toMs: from + points * stepMs, points };
  });
}
