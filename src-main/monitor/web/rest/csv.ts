/** Figures over time as CSV (RFC 4180). */
import type { HistoryRange } from '../../../contracts/history.ts';

/**
 * A field of text. Spreadsheets run what starts like a formula, and a device
 * may call itself anything, so such a text gets an apostrophe in front
 * (OWASP, "CSV Injection").
 */
export function csvText(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const number = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value));

/** One line per step; an empty field is "not measured". */
export function historyCsv(range: HistoryRange): string {
  const heads = range.series.flatMap(({ id }) => ['min', 'mean', 'max'].map((kind) => csvText(`${id} ${kind}`)));
  const lines = [['time', ...heads].join(',')];
  for (let step = 0; step < range.count; step += 1) {
    const at = new Date(range.fromMs + step * range.stepMs).toISOString();
    const values = range.series.flatMap(({ min, mean, max }) => [number(min[step]), number(mean[step]), number(max[step])]);
    lines.push([at, ...values].join(','));
  }
  return `${lines.join('\r\n')}\r\n`;
}
