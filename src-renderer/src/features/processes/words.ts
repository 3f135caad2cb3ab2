/** What a process table says in words. Pure. */
import type { GroupTable, ProcessTable } from '../../../../src-main/contracts/processes.ts';
import { type Figure, figureText, memoryFigure, percentFigure, rateFigure } from '../../lib/format.ts';
import type { ColumnId } from './columns.ts';

/** States of proc_pid_stat(5). */
const states: ReadonlyMap<string, string> = new Map(
  Object.entries({
    R: 'running',
    S: 'sleeping',
    D: 'waiting for a disk or a device',
    T: 'paused',
    t: 'held by a debugger',
    Z: 'ended, not yet collected by its parent',
    X: 'ended',
    I: 'idle kernel thread',
  }),
);

export function stateWords(state: string): string {
  return states.get(state) ?? `state ${state}`;
}

export type CellText = { readonly text: string } | { readonly why: string };

const hiddenIo = 'Only root may know what this process reads and writes.';
const firstSight = 'Seen for the first time: a share needs two looks.';
const noGpuFigure = 'The driver does not say how much GPU memory this process has.';

function known(value: number | null | undefined, figure: (value: number) => Figure, why: string): CellText {
  return value === null || value === undefined ? { why } : { text: figureText(figure(value)) };
}

/** Text of one cell, or why there is none. */
export function cellText(table: ProcessTable, row: number, column: ColumnId): CellText {
  switch (column) {
    case 'name':
      return { text: table.name[row] ?? '' };
    case 'pid':
      return { text: String(table.pid[row]) };
    case 'user':
      return { text: table.user[row] ?? '' };
    case 'cpu':
      return known(table.cpuPercent[row], percentFigure, firstSight);
    case 'memory':
      return known(table.memoryBytes[row], memoryFigure, '');
    case 'read':
      return known(table.readBytesPerSecond[row], rateFigure, hiddenIo);
    case 'write':
      return known(table.writeBytesPerSecond[row], rateFigure, hiddenIo);
    case 'gpu':
      return known(table.gpuMemoryBytes[row], memoryFigure, noGpuFigure);
    case 'threads':
      return { text: String(table.threads[row]) };
    case 'nice':
      return { text: String(table.nice[row]) };
    case 'service':
      return { text: table.cgroup[row] ?? '' };
  }
}

/** A figure of nothing is drawn faintly, so that the busy rows stand out. Keys: columns where nothing is usual. */
const leastWorthSeeing: Readonly<
  Partial<Record<ColumnId, readonly [least: number, values: (table: ProcessTable) => readonly (number | null)[]]>>
> = {
  cpu: [0.05, (table) => table.cpuPercent],
  read: [1, (table) => table.readBytesPerSecond],
  write: [1, (table) => table.writeBytesPerSecond],
  gpu: [1, (table) => table.gpuMemoryBytes],
};

export function isNothing(table: ProcessTable, row: number, column: ColumnId): boolean {
  const known = leastWorthSeeing[column];
  return known !== undefined && (known[1](table)[row] ?? 0) < known[0];
}

export const groupKindWords: Readonly<Record<GroupTable['groups'][number]['kind'], string>> = {
  service: 'service',
  scope: 'session or program',
  slice: 'group of services',
  container: 'container',
  other: 'other',
};
