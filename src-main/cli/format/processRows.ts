/** The process table as rows: filtered, ordered, as a tree. Pure. */

import type { GroupTable, ProcessTable } from '../../contracts/processes.ts';
import type { processSorts } from '../commandLine/monitorCommands.ts';

export type ProcessSort = (typeof processSorts)[number];

export interface ProcessRow {
  readonly pid: number;
  readonly parentPid: number;
  readonly startTicks: number;
  readonly name: string;
  readonly command: string;
  readonly user: string;
  readonly state: string;
  readonly cpuPercent: number | null;
  readonly memoryBytes: number;
  readonly readBytesPerSecond: number | null;
  readonly writeBytesPerSecond: number | null;
  readonly gpuMemoryBytes: number | null;
  readonly threads: number;
  readonly nice: number;
  readonly cgroup: string;
}

/** A row with the lines that lead to it from its parent, empty outside a tree. */
export interface TreeRow {
  readonly row: ProcessRow;
  readonly branch: string;
}

/** A column that is shorter than the others loses its figures, never its neighbours'. */
export function rowsOf(table: ProcessTable): readonly ProcessRow[] {
  const rows: ProcessRow[] = [];
  for (let index = 0; index < table.count; index += 1) {
    const pid = table.pid[index];
    if (pid === undefined) break;
    rows.push({
      pid,
      parentPid: table.parentPid[index] ?? 0,
      startTicks: table.startTicks[index] ?? 0,
      name: table.name[index] ?? '',
      command: table.command[index] ?? '',
      user: table.user[index] ?? '',
      state: table.state[index] ?? '?',
      cpuPercent: table.cpuPercent[index] ?? null,
      memoryBytes: table.memoryBytes[index] ?? 0,
      readBytesPerSecond: table.readBytesPerSecond[index] ?? null,
      writeBytesPerSecond: table.writeBytesPerSecond[index] ?? null,
      gpuMemoryBytes: table.gpuMemoryBytes[index] ?? null,
      threads: table.threads[index] ?? 0,
      nice: table.nice[index] ?? 0,
      cgroup: table.cgroup[index] ?? '',
    });
  }
  return rows;
}

export interface RowOrder {
  readonly sort: ProcessSort;
  /** Smallest first for figures, Z first for words. */
  readonly reversed: boolean;
}

export function filterRows(rows: readonly ProcessRow[], filter: string): readonly ProcessRow[] {
  const text = filter.toLowerCase();
  if (text === '') return rows;
  const has = (field: string): boolean => field.toLowerCase().includes(text);
  return rows.filter((row) => has(row.name) || has(row.command) || has(row.user) || has(row.cgroup) || String(row.pid) === text);
}

export function sortRows(rows: readonly ProcessRow[], order: RowOrder): readonly ProcessRow[] {
  const compare = comparisons[order.sort];
  const sign = order.reversed ? -1 : 1;
  return [...rows].sort((one, other) => sign * compare(one, other) || one.pid - other.pid);
}

type Compare = (one: ProcessRow, other: ProcessRow) => number;

/** Largest first; what is not known comes last. */
function largest(figure: (row: ProcessRow) => number | null): Compare {
  return (one, other) => (figure(other) ?? -1) - (figure(one) ?? -1);
}

function byText(text: (row: ProcessRow) => string): Compare {
  return (one, other) => compareText(text(one), text(other));
}

/** By code points: a locale's order costs a hundred times as much, for thousands of rows every two seconds. */
function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Read and written together; null where neither is known. */
export function ioOf(row: { readonly readBytesPerSecond: number | null; readonly writeBytesPerSecond: number | null }): number | null {
  if (row.readBytesPerSecond === null && row.writeBytesPerSecond === null) return null;
  return (row.readBytesPerSecond ?? 0) + (row.writeBytesPerSecond ?? 0);
}

const comparisons: Readonly<Record<ProcessSort, Compare>> = {
  cpu: largest((row) => row.cpuPercent),
  memory: largest((row) => row.memoryBytes),
  io: largest(ioOf),
  gpu: largest((row) => row.gpuMemoryBytes),
  threads: largest((row) => row.threads),
  pid: (one, other) => one.pid - other.pid,
  name: byText((row) => row.name),
  user: byText((row) => row.user),
};

/** Each process below its parent, siblings in the given order. Whose parent is not among the rows stands at the left. */
export function treeRows(rows: readonly ProcessRow[]): readonly TreeRow[] {
  const present = new Set(rows.map((row) => row.pid));
  const children = new Map<number, ProcessRow[]>();
  const roots: ProcessRow[] = [];
  for (const row of rows) {
    if (row.parentPid === row.pid || !present.has(row.parentPid)) roots.push(row);
    else childrenOf(children, row.parentPid).push(row);
  }
  const placed: TreeRow[] = [];
  const seen = new Set<number>();
  // A stack of its own: the depth of a tree is what a hostile program makes it.
  const stack = roots.map((row) => ({ row, branch: '', indent: '' })).reverse();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next.row.pid)) continue;
    seen.add(next.row.pid);
    placed.push({ row: next.row, branch: next.branch });
    const below = children.get(next.row.pid) ?? [];
    const isRoot = next.branch === '';
    for (let index = below.length - 1; index >= 0; index -= 1) {
      const row = below[index];
      if (row === undefined) continue;
      const last = index === below.length - 1;
      const indent = isRoot ? '' : next.indent;
      stack.push({ row, branch: `${indent}${last ? '└─' : '├─'}`, indent: `${indent}${last ? '  ' : '│ '}` });
    }
  }
  // Two processes that name each other as parent (a table taken while pids were reused) would be lost otherwise.
  for (const row of rows) if (!seen.has(row.pid)) placed.push({ row, branch: '' });
  return placed;
}

export interface RowChoice extends RowOrder {
  /** Empty takes all. */
  readonly filter: string;
  readonly tree: boolean;
  /** undefined takes all. */
  readonly limit: number | undefined;
}

/** The rows of a table that are wanted, in their order. */
export function chosenFrom(table: ProcessTable, choice: RowChoice): readonly TreeRow[] {
  const found = sortRows(filterRows(rowsOf(table), choice.filter), choice);
  const placed = choice.tree ? treeRows(found) : found.map((row) => ({ row, branch: '' }));
  return placed.slice(0, choice.limit);
}

function childrenOf(children: Map<number, ProcessRow[]>, pid: number): ProcessRow[] {
  const found = children.get(pid);
  if (found !== undefined) return found;
  const made: ProcessRow[] = [];
  children.set(pid, made);
  return made;
}

export type GroupSort = 'cpu' | 'memory' | 'io' | 'name' | 'processes';
export type GroupRow = GroupTable['groups'][number];

export function sortGroups(groups: readonly GroupRow[], sort: GroupSort, reversed: boolean): readonly GroupRow[] {
  const figure: Readonly<Record<Exclude<GroupSort, 'name'>, (row: GroupRow) => number | null>> = {
    cpu: (row) => row.cpuPercent,
    memory: (row) => row.memoryBytes,
    io: ioOf,
    processes: (row) => row.processes,
  };
  const sign = reversed ? -1 : 1;
  return [...groups].sort((one, other) => {
    const byPath = compareText(one.path, other.path);
    if (sort === 'name') return sign * (compareText(one.name, other.name) || byPath);
    return sign * ((figure[sort](other) ?? -1) - (figure[sort](one) ?? -1)) || byPath;
  });
}

export function filterGroups(groups: readonly GroupRow[], filter: string): readonly GroupRow[] {
  const text = filter.toLowerCase();
  return text === ''
    ? groups
    : groups.filter((group) => group.path.toLowerCase().includes(text) || group.name.toLowerCase().includes(text));
}
