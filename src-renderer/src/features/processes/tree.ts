/** The rows as a flat list or as a tree of parents and children. */
import type { ProcessTable } from '../../../../src-main/contracts/processes.ts';
import type { Filter } from './filtering.ts';
import { allRows, type Compare, processKey } from './ordering.ts';

export interface ShownRows {
  /** Row numbers of the table, in the order in which they are shown. */
  readonly rows: readonly number[];
  /** Depth of each shown row; null in a flat list. */
  readonly depths: readonly number[] | null;
  /** Rows that have children below them, shown or collapsed; null in a flat list. */
  readonly parents: ReadonlySet<number> | null;
}

export function flatRows(table: ProcessTable, compare: Compare, filter: Filter | null): ShownRows {
  const rows = allRows(table);
  return { rows: (filter === null ? rows : rows.filter(filter)).sort(compare), depths: null, parents: null };
}

/**
 * Parent of each row, or -1. A parent that is not in the table (hidden, or
 * gone between two reads) makes a root of its child. Parents that lead in a
 * circle cannot come from one moment of a kernel, but pids are reused between
 * reads: the row at which the circle would close becomes a root.
 */
export function parentRows(table: ProcessTable): Int32Array {
  const rowOfPid = new Map(table.pid.map((pid, row) => [pid, row]));
  const parents = Int32Array.from(table.parentPid, (parent) => rowOfPid.get(parent) ?? -1);
  // 0: not looked at, 1: on the way being walked, 2: known to end at a root.
  const state = new Uint8Array(table.count);
  for (let start = 0; start < table.count; start += 1) {
    const way: number[] = [];
    let row = start;
    while (row !== -1 && state[row] === 0) {
      state[row] = 1;
      way.push(row);
      const parent = parents[row] ?? -1;
      if (parent !== -1 && state[parent] === 1) parents[row] = -1;
      row = parents[row] ?? -1;
    }
    for (const walked of way) state[walked] = 2;
  }
  return parents;
}

/** The rows that the filter finds, and everything above them. */
function withAncestors(table: ProcessTable, parents: Int32Array, filter: Filter): Uint8Array {
  const kept = new Uint8Array(table.count);
  for (let found = 0; found < table.count; found += 1) {
    if (kept[found] === 1 || !filter(found)) continue;
    let row = found;
    while (row !== -1 && kept[row] === 0) {
      kept[row] = 1;
      row = parents[row] ?? -1;
    }
  }
  return kept;
}

/** Children under their parents, siblings sorted by `compare`. `collapsed` holds process keys; a filter opens everything. */
export function treeRows(table: ProcessTable, compare: Compare, filter: Filter | null, collapsed: ReadonlySet<string>): ShownRows {
  const parentOf = parentRows(table);
  const kept = filter === null ? null : withAncestors(table, parentOf, filter);
  const children = new Map<number, number[]>();
  for (const row of allRows(table)) {
    if (kept !== null && kept[row] === 0) continue;
    const parent = parentOf[row] ?? -1;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [row]);
    else siblings.push(row);
  }
  const rows: number[] = [];
  const depths: number[] = [];
  // A stack instead of recursion: nothing limits how deep processes may nest.
  const waiting: { readonly row: number; readonly depth: number }[] = [];
  const queue = (parent: number, depth: number): void => {
    const siblings = (children.get(parent) ?? []).sort(compare);
    for (let index = siblings.length - 1; index >= 0; index -= 1) waiting.push({ row: siblings[index] ?? -1, depth });
  };
  queue(-1, 0);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    rows.push(next.row);
    depths.push(next.depth);
    if (filter !== null || !collapsed.has(processKey(table, next.row))) queue(next.row, next.depth + 1);
  }
  return { rows, depths, parents: new Set([...children.keys()].filter((row) => row !== -1)) };
}
