import { Skeleton } from '@mantine/core';
import { IconBox } from '@tabler/icons-react';
import { type ReactElement, type ReactNode, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';
import { figureText, memoryFigure, percentFigure, rateFigure } from '../../lib/format.ts';
import { EmptyNote } from '../../ui/EmptyNote.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { type GroupColumn, type GroupSorting, groupColumns, groupSorting, sortedGroups } from './groups.ts';
import { NotKnown } from './NotKnown.tsx';
import styles from './ProcessesPage.module.css';
import { TableHead, tracksOf } from './TableHead.tsx';
import { useWatched } from './useWatched.ts';
import { groupKindWords } from './words.ts';

const tracks = tracksOf(groupColumns);

type Group = ReturnType<typeof sortedGroups>[number];

const notCounted = 'The kernel does not count this for the group: the controller is not switched on for it.';

function figure(value: number | null, text: (value: number) => string): ReactNode {
  return value === null ? <NotKnown why={notCounted} /> : text(value);
}

const cells: Readonly<Record<GroupColumn, (group: Group) => ReactNode>> = {
  name: (group) => (
    <span title={group.path} className={styles['name']}>
      {group.name}
    </span>
  ),
  kind: (group) => groupKindWords[group.kind],
  cpu: (group) => figure(group.cpuPercent, (value) => figureText(percentFigure(value))),
  memory: (group) => figure(group.memoryBytes, (value) => figureText(memoryFigure(value))),
  read: (group) => figure(group.readBytesPerSecond, (value) => figureText(rateFigure(value))),
  write: (group) => figure(group.writeBytesPerSecond, (value) => figureText(rateFigure(value))),
  processes: (group) => figure(group.processes, String),
};

function cellClass({ id, numeric }: (typeof groupColumns)[number]): string {
  const kind = id === 'name' ? 'nameCell' : numeric ? 'figure' : 'words';
  return `${styles['cell'] ?? ''} ${styles[kind] ?? ''}`;
}

export interface GroupsViewProps {
  readonly filter: string;
  /** Shows the processes of a group. */
  readonly onChoose: (name: string) => void;
}

/** Services, containers and sessions with all their processes together. */
export function GroupsView({ filter, onChoose }: GroupsViewProps): ReactElement {
  const { processes } = useFeatures();
  useWatched(processes.watchGroups);
  const { value, error } = useStore(processes.store, (state) => state.groups);
  const [sorting, setSorting] = useState<GroupSorting>({ by: 'cpu', descending: true });
  const groups = useMemo(() => sortedGroups(value?.groups ?? [], sorting, filter), [value, sorting, filter]);
  if (value === null) return error === null ? <Skeleton height={320} /> : <ErrorNotice error={error} />;
  if (value.why !== null) {
    return (
      <Panel>
        <EmptyNote icon={IconBox} title="No services to show" text={value.why} />
      </Panel>
    );
  }
  return (
    <div className={styles['grid']}>
      <table className={styles['groupSheet']} style={tracks} aria-label="Services">
        <TableHead
          columns={groupColumns}
          sorting={sorting}
          onSort={(by) => {
            setSorting(groupSorting(sorting, by));
          }}
        />
        <tbody className={styles['rows']}>
          {groups.map((group) => (
            <tr key={group.path} className={`${styles['row'] ?? ''} ${styles['groupRow'] ?? ''}`}>
              {groupColumns.map((column) => (
                <td key={column.id} className={cellClass(column)}>
                  {column.id === 'name' ? (
                    <button
                      type="button"
                      className={styles['link']}
                      onClick={() => {
                        onChoose(group.name);
                      }}
                    >
                      {cells.name(group)}
                    </button>
                  ) : (
                    cells[column.id](group)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {groups.length === 0 ? <p className={styles['none']}>No service matches the filter.</p> : null}
    </div>
  );
}
