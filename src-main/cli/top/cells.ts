/** Cells of fixed width, so that a column stays where it is while its figures change. */
import { safe } from '../format/reading.ts';
import { formatBytes, formatBytesPerSecond, formatPercent } from '../format/units.ts';
import { cut, padEnd, padStart } from '../terminal/width.ts';

export function left(text: string, width: number): string {
  return padEnd(cut(safe(text), width), width);
}

export function right(text: string, width: number): string {
  return padStart(cut(text, width), width);
}

export function percentCell(value: number | null, width: number): string {
  if (value === null) return right('-', width);
  return right(value >= 1000 ? `${String(Math.round(value))} %` : formatPercent(value), width);
}

export function bytesCell(value: number | null, width: number): string {
  return right(value === null ? '-' : formatBytes(value), width);
}

/** A rate of nothing is blank: most processes do not touch a disk, and what does stands out. */
export function rateCell(value: number | null, width: number): string {
  if (value === null) return right('-', width);
  return right(value === 0 ? '' : formatBytesPerSecond(value), width);
}
