/** Charts of block characters: the mean as a filled area, the maximum as a mark above it. Nothing is drawn where nothing was measured. */
import type { MetricUnit } from '../../contracts/metrics.ts';
import type { Page } from '../terminal/layout.ts';
import { padStart, textWidth } from '../terminal/width.ts';
import { formatAxisTime } from './duration.ts';
import { formatFigure } from './figure.ts';

export interface ChartData {
  readonly unit: MetricUnit;
  readonly fromMs: number;
  readonly stepMs: number;
  readonly mean: readonly (number | null)[];
  readonly max: readonly (number | null)[];
}

const offZero: ReadonlySet<MetricUnit> = new Set(['celsius', 'MHz', 'rpm', 'watt']);
const rows = 8;
const labelWidth = 11;
const eighths = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** Columns of the drawing: a range with as many steps fits exactly. */
export function chartColumns(page: Page): number {
  return Math.max(20, page.width - labelWidth - 2);
}

export function formatChart(page: Page, data: ChartData): readonly string[] {
  const { bottom, top } = scaleOf(data);
  const each = Math.max(1, Math.floor(chartColumns(page) / Math.max(1, data.mean.length)));
  const columns = Math.min(chartColumns(page), data.mean.length * each);
  const level = (value: number | null | undefined): number | null =>
    value === null || value === undefined ? null : Math.min(1, Math.max(0, (value - bottom) / (top - bottom))) * rows * 8;
  const body = Array.from({ length: rows }, (_, index) => {
    const row = rows - 1 - index;
    const cells = Array.from({ length: columns }, (_unused, column) => {
      const step = Math.floor(column / each);
      return cell(page, row, level(data.mean[step]), level(data.max[step]));
    });
    return `${label(data, row, { bottom, top })} ${page.style.faint('│')}${cells.join('').trimEnd()}`;
  });
  return [...body, `${' '.repeat(labelWidth)} ${page.style.faint(`└${'─'.repeat(columns)}`)}`, timeLine(data, columns, each)];
}

function cell(page: Page, row: number, mean: number | null, max: number | null): string {
  if (mean === null) return ' ';
  // A measured zero is drawn as the thinnest line, so that it differs from nothing measured.
  const filled = Math.round(Math.max(row === 0 ? 1 : 0, Math.min(8, mean - row * 8)));
  if (filled > 0) return page.style.accent(eighths[filled] ?? ' ');
  const isPeak = max !== null && max > row * 8 && max <= (row + 1) * 8 && max - mean > 4;
  return isPeak ? page.style.faint('·') : ' ';
}

function label(data: ChartData, row: number, scale: Scale): string {
  const share = row === rows - 1 ? 1 : row === rows / 2 - 1 ? 0.5 : row === 0 ? 0 : null;
  const text = share === null ? '' : formatFigure(data.unit, scale.bottom + (scale.top - scale.bottom) * share);
  return padStart(text, labelWidth);
}

function timeLine(data: ChartData, columns: number, each: number): string {
  const spanMs = data.mean.length * data.stepMs;
  const at = (column: number): string => formatAxisTime(data.fromMs + (column / each) * data.stepMs, spanMs);
  const [first, middle, last] = [at(0), at(columns / 2), at(columns)];
  const width = textWidth(first);
  const indent = ' '.repeat(labelWidth + 2);
  if (columns < width * 2 + 2) return `${indent}${first}`;
  if (columns < width * 3 + 4) return `${indent}${first}${' '.repeat(columns - width * 2)}${last}`;
  const before = Math.floor(columns / 2) - width - Math.floor(width / 2);
  return `${indent}${first}${' '.repeat(before)}${middle}${' '.repeat(columns - before - width * 3)}${last}`;
}

interface Scale {
  readonly bottom: number;
  readonly top: number;
}

/** From zero, unless that would press the line flat against the top; ends on a round figure. */
function scaleOf(data: ChartData): Scale {
  const values = [...data.mean, ...data.max].filter((value) => value !== null);
  const most = values.reduce((found, value) => Math.max(found, value), Number.NEGATIVE_INFINITY);
  const least = values.reduce((found, value) => Math.min(found, value), Number.POSITIVE_INFINITY);
  if (!Number.isFinite(most) || !Number.isFinite(least)) return { bottom: 0, top: 1 };
  const binary = data.unit === 'bytes' || data.unit === 'bytesPerSecond';
  // Of a share, a rate or an amount the distance from nothing is what matters; of a temperature or a clock it is the change.
  const fromZero = least >= 0 && (!offZero.has(data.unit) || least < most * 0.7);
  if (fromZero) return { bottom: 0, top: most === 0 ? 1 : roundUp(most, binary) };
  const step = roundUp(Math.max(most - least, Math.abs(most) * 0.01) / 4, binary);
  const bottom = Math.floor(least / step) * step;
  return { bottom, top: Math.max(bottom + step, Math.ceil(most / step) * step) };
}

/** The next of 1, 2, 2.5, 5 times a power of ten; of 1024 and two for bytes. */
function roundUp(value: number, binary: boolean): number {
  if (binary) return 2 ** Math.ceil(Math.log2(value));
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= value) ?? 10;
  return factor * power;
}

/** One line; each column is the mean of the steps that fall into it. A blank is a time in which nothing was measured. */
export function sparkline(values: readonly (number | null)[], columns: number): string {
  const count = Math.min(columns, values.length);
  const means = Array.from({ length: count }, (_, column) => {
    const from = Math.floor((column * values.length) / count);
    const to = Math.max(from + 1, Math.floor(((column + 1) * values.length) / count));
    const part = values.slice(from, to).filter((value) => value !== null);
    return part.length === 0 ? null : part.reduce((sum, value) => sum + value, 0) / part.length;
  });
  const known = means.filter((value) => value !== null);
  const most = Math.max(0, ...known);
  const least = Math.min(0, ...known);
  return means
    .map((value) => (value === null ? ' ' : (eighths[1 + Math.round(most === least ? 0 : ((value - least) / (most - least)) * 7)] ?? '▁')))
    .join('');
}
