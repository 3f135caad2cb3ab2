/** Services and containers in order. Pure. */
import type { GroupTable } from '../../../../src-main/contracts/processes.ts';

type Group = GroupTable['groups'][number];

export type GroupColumn = 'name' | 'kind' | 'cpu' | 'memory' | 'read' | 'write' | 'processes';

export interface GroupSorting {
  readonly by: GroupColumn;
  readonly descending: boolean;
}

export const groupColumns: readonly {
  readonly id: GroupColumn;
  readonly title: string;
  readonly hint: string;
  readonly track: string;
  readonly numeric: boolean;
}[] = [
  { id: 'name', title: 'Name', hint: 'Name of the service, container or session', track: 'minmax(180px, 3fr)', numeric: false },
  { id: 'cpu', title: 'CPU', hint: 'Share of one CPU; 200 % is two CPUs', track: '80px', numeric: true },
  { id: 'memory', title: 'Memory', hint: 'With its share of the file cache', track: '96px', numeric: true },
  { id: 'read', title: 'Read', hint: 'Read from disks, per second', track: '96px', numeric: true },
  { id: 'write', title: 'Written', hint: 'Written to disks, per second', track: '96px', numeric: true },
  { id: 'processes', title: 'Processes', hint: 'Number of processes', track: '88px', numeric: true },
  { id: 'kind', title: 'Kind', hint: 'What it is', track: 'minmax(120px, 1fr)', numeric: false },
];

const keys: Readonly<Record<GroupColumn, (group: Group) => string | number | null>> = {
  name: (group) => group.name.toLowerCase(),
  kind: (group) => group.kind,
  cpu: (group) => group.cpuPercent,
  memory: (group) => group.memoryBytes,
  read: (group) => group.readBytesPerSecond,
  write: (group) => group.writeBytesPerSecond,
  processes: (group) => group.processes,
};

export function groupSorting(current: GroupSorting, by: GroupColumn): GroupSorting {
  if (current.by === by) return { by, descending: !current.descending };
  return { by, descending: by !== 'name' && by !== 'kind' };
}

/** Groups whose name or path holds every word, sorted; unknown values last, equal ones by path. */
export function sortedGroups(groups: readonly Group[], { by, descending }: GroupSorting, filter: string): readonly Group[] {
  const words = filter.toLowerCase().split(/\s+/);
  const shown = groups.filter((group) => words.every((word) => `${group.name}\n${group.path}`.toLowerCase().includes(word)));
  const key = keys[by];
  return shown.sort((a, b) => {
    const left = key(a);
    const right = key(b);
    if (left === right) return a.path < b.path ? -1 : 1;
    if (left === null) return 1;
    if (right === null) return -1;
    return left < right === descending ? 1 : -1;
  });
}
