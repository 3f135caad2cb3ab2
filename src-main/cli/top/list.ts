/** The table of `hecate top`: columns for the width that there is, and the rows in the window. */
import { type GroupRow, type GroupSort, ioOf, type ProcessRow, type ProcessSort, type TreeRow } from '../format/processRows.ts';
import { safe } from '../format/reading.ts';
import type { Style } from '../terminal/style.ts';
import { cut, padEnd, textWidth } from '../terminal/width.ts';
import { bytesCell, left, percentCell, rateCell, right } from './cells.ts';

interface Column<Row, Sort> {
  readonly title: string;
  readonly sort: Sort | null;
  /** null: what is left of the line; only the last column. */
  readonly width: number | null;
  readonly alignRight?: true;
  readonly cell: (row: Row, width: number) => string;
}

type ProcessColumn = Column<TreeRow, ProcessSort>;
type GroupColumn = Column<GroupRow, GroupSort>;

const gap = 1;

function processColumns(columns: number, gpus: boolean): readonly ProcessColumn[] {
  const wide = columns >= 120;
  const number = (
    title: string,
    sort: ProcessSort | null,
    width: number,
    show: (row: ProcessRow, width: number) => string,
  ): ProcessColumn => ({
    title,
    sort,
    width,
    alignRight: true,
    cell: ({ row }, room) => show(row, room),
  });
  const text = (title: string, sort: ProcessSort | null, width: number, show: (row: ProcessRow) => string): ProcessColumn => ({
    title,
    sort,
    width,
    cell: ({ row }, room) => left(show(row), room),
  });
  return [
    number('PID', 'pid', 7, (row, width) => right(String(row.pid), width)),
    text('USER', 'user', wide ? 12 : 8, (row) => row.user),
    text('S', null, 1, (row) => row.state),
    number('NI', null, 3, (row, width) => right(String(row.nice), width)),
    ...(wide ? [number('THR', 'threads', 5, (row, width) => right(String(row.threads), width))] : []),
    number('CPU', 'cpu', 8, (row, width) => percentCell(row.cpuPercent, width)),
    number('MEMORY', 'memory', 9, (row, width) => bytesCell(row.memoryBytes, width)),
    ...(wide
      ? [
          number('READ', 'io', 11, (row, width) => rateCell(row.readBytesPerSecond, width)),
          number('WRITE', 'io', 11, (row, width) => rateCell(row.writeBytesPerSecond, width)),
        ]
      : [number('I/O', 'io', 10, (row, width) => rateCell(ioOf(row), width))]),
    ...(gpus ? [number('GPU MEM', 'gpu', 9, (row, width) => bytesCell(row.gpuMemoryBytes, width))] : []),
    ...(columns >= 160 ? [text('SERVICE', null, 24, (row) => row.cgroup)] : []),
    { title: 'COMMAND', sort: 'name', width: null, cell: ({ row, branch }, width) => commandCell(branch, row.command, width) },
  ];
}

function groupColumns(columns: number): readonly GroupColumn[] {
  const text = (title: string, sort: GroupSort | null, width: number | null, show: (row: GroupRow) => string): GroupColumn => ({
    title,
    sort,
    width,
    cell: (row, room) => left(show(row), room),
  });
  return [
    { title: 'CPU', sort: 'cpu', width: 8, alignRight: true, cell: (row, width) => percentCell(row.cpuPercent, width) },
    { title: 'MEMORY', sort: 'memory', width: 9, alignRight: true, cell: (row, width) => bytesCell(row.memoryBytes, width) },
    { title: 'READ', sort: 'io', width: 11, alignRight: true, cell: (row, width) => rateCell(row.readBytesPerSecond, width) },
    { title: 'WRITE', sort: 'io', width: 11, alignRight: true, cell: (row, width) => rateCell(row.writeBytesPerSecond, width) },
    {
      title: 'PROCS',
      sort: 'processes',
      width: 6,
      alignRight: true,
      cell: (row, width) => right(row.processes === null ? '-' : String(row.processes), width),
    },
    text('KIND', null, 9, (row) => row.kind),
    text('NAME', 'name', columns >= 120 ? 40 : null, (row) => row.name),
    ...(columns >= 120 ? [text('PATH', null, null, (row) => row.path)] : []),
  ];
}

export interface ListOptions<Sort> {
  readonly style: Style;
  readonly columns: number;
  /** Lines that there are, the title among them. */
  readonly lines: number;
  readonly sort: Sort;
  readonly reversed: boolean;
  /** Position of the cursor among all rows. */
  readonly selected: number;
}

export function processLines(rows: readonly TreeRow[], options: ListOptions<ProcessSort>): readonly string[] {
  const gpus = rows.some(({ row }) => row.gpuMemoryBytes !== null);
  return listLines(rows, processColumns(options.columns, gpus), options);
}

export function groupLines(rows: readonly GroupRow[], options: ListOptions<GroupSort>): readonly string[] {
  return listLines(rows, groupColumns(options.columns), options);
}

function listLines<Row, Sort>(rows: readonly Row[], columns: readonly Column<Row, Sort>[], options: ListOptions<Sort>): readonly string[] {
  const { style, selected } = options;
  const fixed = columns.reduce((sum, column) => sum + (column.width ?? 0) + gap, -gap);
  const rest = Math.max(8, options.columns - fixed);
  const widthOf = (column: Column<Row, Sort>): number => column.width ?? rest;
  const head = columns.map((column) => titleCell(column, widthOf(column), options)).join(' '.repeat(gap));
  const room = Math.max(0, options.lines - 1);
  const first = firstOf(selected, rows.length, room);
  const body = rows.slice(first, first + room).map((row, index) => {
    const line = columns.map((column) => column.cell(row, widthOf(column))).join(' '.repeat(gap));
    return first + index === selected ? style.inverse(padEnd(line, options.columns)) : line.trimEnd();
  });
  return [style.strong(padEnd(head, options.columns)), ...body];
}

function titleCell<Row, Sort>(column: Column<Row, Sort>, width: number, options: ListOptions<Sort>): string {
  const mark = column.sort !== null && column.sort === options.sort ? (options.reversed ? '▲' : '▼') : '';
  const text = textWidth(column.title + mark) <= width ? column.title + mark : column.title.slice(0, width - 1) + mark;
  return column.alignRight === true ? right(text, width) : left(text, width);
}

/** The branches are ours, with spaces that mean something; the command is anybody's. */
function commandCell(branch: string, command: string, width: number): string {
  return padEnd(cut(branch + safe(command), width), width);
}

/** The first row of the window: the cursor stays in its middle, so that one sees where it goes in both directions. */
export function firstOf(selected: number, count: number, room: number): number {
  return Math.max(0, Math.min(selected - Math.floor(room / 2), count - room));
}
