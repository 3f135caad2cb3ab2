/** Durations and times: as people write them on the command line, and as they are shown. */
import { UsageProblem } from '../commandLine/parse.ts';
import { safe } from './reading.ts';
import { dayOf, timeOf, twoDigits } from './units.ts';

const unitsMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};
const mostMs = 10 * 31_536_000_000;

/** `90m` in milliseconds. Throws a UsageProblem. */
export function parseDuration(text: string, field: string): number {
  const parts = /^(\d{1,9}(?:\.\d{1,3})?)([smhdwy])$/.exec(text);
  const ms = Number(parts?.[1]) * (unitsMs[parts?.[2] ?? ''] ?? Number.NaN);
  if (ms >= 1000 && ms <= mostMs) return ms;
  throw new UsageProblem(
    `${field} cannot be "${safe(text).slice(0, 64)}"`,
    field,
    'a number and s, m, h, d, w or y, from 1s to 10y, for example 90m',
  );
}

/** Date and time of ISO 8601 in milliseconds since 1970; local time unless it says otherwise. Throws a UsageProblem. */
export function parseTime(text: string, field: string): number {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/.exec(text);
  // A date alone would be taken as UTC by the parser of ECMAScript.
  const ms = parts === null ? Number.NaN : Date.parse(`${parts[1] ?? ''}T${parts[2] ?? '00:00'}${parts[3] ?? ''}`);
  if (!Number.isNaN(ms)) return ms;
  throw new UsageProblem(
    `${field} cannot be "${safe(text).slice(0, 64)}"`,
    field,
    'a date, or date and time, for example 2026-11-23, 2026-11-23T14:00 or 2026-11-23T13:00Z',
  );
}

/** `2 h 5 min`: the two largest parts. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  if (first === -1) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${String(value)} ${unit}`)
    .join(' ');
}

/** Local time to the second, for example `2026-11-23 14:05:09`. */
export function formatMoment(atMs: number): string {
  const date = new Date(atMs);
  return `${dayOf(date)} ${timeOf(date)}:${twoDigits(date.getSeconds())}`;
}

/** As short as the span allows: time of day, or date and time. */
export function formatAxisTime(atMs: number, spanMs: number): string {
  const date = new Date(atMs);
  if (spanMs <= 10 * 60_000) return `${timeOf(date)}:${twoDigits(date.getSeconds())}`;
  if (spanMs <= 24 * 3_600_000) return timeOf(date);
  return spanMs <= 60 * 86_400_000 ? `${dayOf(date).slice(5)} ${timeOf(date)}` : dayOf(date);
}
