/**
 * Order of the rows, as arrays of row numbers: the table itself stays as it
 * came, one array per column, so that 10,000 rows cost no 10,000 objects.
 */
import type { ProcessTable } from '../../../../src-main/contracts/processes.ts';
import { type ColumnId, columns, type Sorting } from './columns.ts';

export type Compare = (a: number, b: number) => number;

const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

/** The place of every distinct word; comparing places is a hundred times cheaper than comparing words. */
function places(words: readonly string[]): Float64Array {
  const distinct = [...new Set(words)].sort(collator.compare);
  const place = new Map(distinct.map((word, index) => [word, index]));
  return Float64Array.from(words, (word) => place.get(word) ?? 0);
}

/** What a column is sorted by, one figure per row; NaN where the value is not known. */
export function sortKeys(table: ProcessTable, by: ColumnId): Float64Array {
  const column = columns.find((one) => one.id === by);
  if (column?.words !== undefined) return places(column.words(table));
  const numbers = column?.numbers?.(table) ?? [];
  return Float64Array.from(numbers, (value) => value ?? Number.NaN);
}

/** Unknown values are last in both directions, and equal rows stay in the order of their pids. */
export function comparison(table: ProcessTable, { by, descending }: Sorting): Compare {
  const keys = sortKeys(table, by);
  const sign = descending ? -1 : 1;
  return (a, b) => {
    const left = keys[a] ?? Number.NaN;
    const right = keys[b] ?? Number.NaN;
    if (left === right) return (table.pid[a] ?? 0) - (table.pid[b] ?? 0);
    if (Number.isNaN(left)) return Number.isNaN(right) ? (table.pid[a] ?? 0) - (table.pid[b] ?? 0) : 1;
    if (Number.isNaN(right)) return -1;
    return left < right ? -sign : sign;
  };
}

/** Every row number, 0 to count - 1. */
export function allRows(table: ProcessTable): number[] {
  return Array.from({ length: table.count }, (_, row) => row);
}

/** Names one process for ever: a pid is given again, but not with the same start. */
export function processKey(table: ProcessTable, row: number): string {
  return `${String(table.pid[row])}.${String(table.startTicks[row])}`;
}

/** Rows by their key. */
export function rowsByKey(table: ProcessTable): ReadonlyMap<string, number> {
  return new Map(allRows(table).map((row) => [processKey(table, row), row]));
}
