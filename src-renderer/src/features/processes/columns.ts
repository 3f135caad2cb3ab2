/** The columns of the process table: what they show, and how they are sorted. */
import type { ProcessTable } from '../../../../src-main/contracts/processes.ts';

export type ColumnId = 'name' | 'pid' | 'user' | 'cpu' | 'memory' | 'read' | 'write' | 'gpu' | 'threads' | 'nice' | 'service';

type Words = (table: ProcessTable) => readonly string[];
type Numbers = (table: ProcessTable) => readonly (number | null)[];

export interface Column {
  readonly id: ColumnId;
  readonly title: string;
  /** Said on hover and to screen readers, where the title is short. */
  readonly hint: string;
  /** Width as a grid track. */
  readonly track: string;
  readonly words?: Words;
  readonly numbers?: Numbers;
}

export const columns: readonly Column[] = [
  { id: 'name', title: 'Name', hint: 'Name of the program', track: 'minmax(160px, 3fr)', words: (table) => table.name },
  { id: 'pid', title: 'PID', hint: 'Process id', track: '68px', numbers: (table) => table.pid },
  { id: 'user', title: 'User', hint: 'Whose process it is', track: 'minmax(68px, 1fr)', words: (table) => table.user },
  { id: 'cpu', title: 'CPU', hint: 'Share of one CPU; 200 % is two CPUs', track: '64px', numbers: (table) => table.cpuPercent },
  {
    id: 'memory',
    title: 'Memory',
    hint: 'Resident set: memory that it occupies now',
    track: '82px',
    numbers: (table) => table.memoryBytes,
  },
  { id: 'read', title: 'Read', hint: 'Read from disks, per second', track: '84px', numbers: (table) => table.readBytesPerSecond },
  { id: 'write', title: 'Written', hint: 'Written to disks, per second', track: '84px', numbers: (table) => table.writeBytesPerSecond },
  {
    id: 'gpu',
    title: 'GPU memory',
    hint: 'GPU memory, where the driver says it',
    track: '96px',
    numbers: (table) => table.gpuMemoryBytes,
  },
  { id: 'threads', title: 'Threads', hint: 'Number of threads', track: '68px', numbers: (table) => table.threads },
  { id: 'nice', title: 'Nice', hint: 'Priority: -20 is the highest, 19 the lowest', track: '50px', numbers: (table) => table.nice },
  { id: 'service', title: 'Service', hint: 'Service, container or session', track: 'minmax(100px, 1.4fr)', words: (table) => table.cgroup },
];

/** On a phone the figures come first; the rest is a swipe away. */
const phoneOrder: readonly ColumnId[] = ['name', 'cpu', 'memory', 'gpu', 'read', 'write', 'pid', 'user', 'threads', 'nice', 'service'];
export const phoneColumns: readonly Column[] = phoneOrder.flatMap((id) => columns.filter((column) => column.id === id));

export interface Sorting {
  readonly by: ColumnId;
  readonly descending: boolean;
}

/** Figures are first looked at from the top, words from A. */
export function firstDirection(by: ColumnId): Sorting {
  const numeric = columns.find((column) => column.id === by)?.numbers !== undefined;
  return { by, descending: numeric && by !== 'pid' && by !== 'nice' };
}

export function nextSorting(current: Sorting, by: ColumnId): Sorting {
  return current.by === by ? { by, descending: !current.descending } : firstDirection(by);
}
