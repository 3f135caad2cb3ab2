/** Aligned blocks of text: tables, and lists of names with values that wrap. Everything returns lines without line breaks. */
import type { Style } from './style.ts';
import { padEnd, padStart, textWidth, wrap } from './width.ts';

/** What a formatter needs to know of the place it prints to. */
export interface Page {
  readonly style: Style;
  /** Columns. */
  readonly width: number;
}

export interface Column {
  readonly title: string;
  readonly align?: 'right';
}

const gap = 2;

/**
 * Rows below their titles. All columns but the last take their natural width;
 * the last takes what is left and wraps below itself.
 */
export function table(page: Page, columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = columns.map((column, index) => Math.max(textWidth(column.title), ...rows.map((row) => textWidth(row[index] ?? ''))));
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + gap, 0);
  const lastWidth = Math.max(20, page.width - before);
  const line = (cells: readonly string[]): string => joinCells(cells, columns, widths);
  const head = page.style.faint(line(columns.map((column) => column.title.toUpperCase())));
  const body = rows.flatMap((row) => {
    const [first = '', ...more] = wrapColoured(row.at(-1) ?? '', lastWidth);
    return [line([...row.slice(0, -1), first]), ...more.map((text) => ' '.repeat(before) + text)];
  });
  return [head, ...body];
}

function joinCells(cells: readonly string[], columns: readonly Column[], widths: readonly number[]): string {
  return cells
    .map((cell, index) => {
      const width = widths[index] ?? 0;
      if (columns[index]?.align === 'right') return padStart(cell, width);
      return index === cells.length - 1 ? cell : padEnd(cell, width);
    })
    .join(' '.repeat(gap))
    .trimEnd();
}

/** Coloured text is one unit: cutting inside a colour sequence would leak it into the next cell. */
function wrapColoured(text: string, width: number): readonly string[] {
  return text.includes('\u001b') ? [text] : wrap(text, width);
}

export interface Field {
  readonly name: string;
  readonly value: string;
  /** Applied after wrapping, so that colours never take part in it. */
  readonly paint?: (text: string) => string;
}

/** `name  value` with the values aligned and wrapped below themselves. */
export function fields(page: Page, list: readonly Field[], indent = 2): readonly string[] {
  const nameWidth = Math.max(0, ...list.map((field) => textWidth(field.name)));
  const left = indent + nameWidth + gap;
  return list.flatMap((field) => {
    const paint = field.paint ?? ((text: string) => text);
    return wrap(field.value, page.width - left).map((part, index) =>
      index === 0
        ? `${' '.repeat(indent)}${page.style.faint(padEnd(field.name, nameWidth))}${' '.repeat(gap)}${paint(part)}`
        : ' '.repeat(left) + paint(part),
    );
  });
}

/** Wrapped text, indented. */
export function paragraph(page: Page, text: string, indent = 0): readonly string[] {
  return wrap(text, page.width - indent).map((line) => ' '.repeat(indent) + line);
}

/** Blocks with one empty line between those that have lines. */
export function blocks(...parts: readonly (readonly string[])[]): readonly string[] {
  return parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? part : ['', ...part]));
}
