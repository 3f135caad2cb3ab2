import { CloseButton, SegmentedControl, Skeleton, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { ProcessTable } from '../../../../src-main/contracts/processes.ts';
import { useFeatures } from '../../app/context.ts';
import { counted } from '../../lib/format.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Page } from '../../ui/Page.tsx';
import { DetailDrawer } from './DetailDrawer.tsx';
import { GroupsView } from './GroupsView.tsx';
import styles from './ProcessesPage.module.css';
import { ProcessGrid } from './ProcessGrid.tsx';
import type { NamedTarget } from './processesStore.ts';
import { useWatched } from './useWatched.ts';

const views = [
  { value: 'list', label: 'List' },
  { value: 'tree', label: 'Tree' },
  { value: 'groups', label: 'Services' },
] as const;
type View = (typeof views)[number]['value'];

const route = getRouteApi('/processes');

interface TableViewProps {
  readonly tree: boolean;
  readonly filter: string;
  readonly onFilter: (text: string) => void;
  readonly focusFilter: () => void;
  readonly onOpen: (opened: NamedTarget) => void;
}

function openedOf(table: ProcessTable, row: number): NamedTarget {
  return { pid: table.pid[row] ?? 0, startTicks: table.startTicks[row] ?? 0, name: table.name[row] ?? '' };
}

function TableView({ tree, filter, onFilter, focusFilter, onOpen }: TableViewProps): ReactElement {
  const { processes } = useFeatures();
  useWatched(processes.watchTable);
  const { value, error } = useStore(processes.store, (state) => state.table);
  if (value === null) return error === null ? <Skeleton height={320} /> : <ErrorNotice error={error} />;
  return (
    <>
      <ProcessGrid
        table={value}
        tree={tree}
        filter={filter}
        onOpen={(row) => {
          onOpen(openedOf(value, row));
        }}
        onType={(text) => {
          onFilter(filter + text);
          focusFilter();
        }}
        onClearFilter={() => {
          onFilter('');
        }}
      />
      <p className={styles['count']}>
        {counted(value.count, 'process', 'processes')}
        {value.hidden ? '. The kernel hides the processes of other users (hidepid).' : null}
      </p>
    </>
  );
}

/** Who uses the machine, as a list, as a tree, or by service. */
export function ProcessesPage(): ReactElement {
  const { view = 'list' } = route.useSearch();
  const navigate = route.useNavigate();
  const { inBackground } = useFeatures();
  const [filter, setFilter] = useState('');
  // The target outlives `shown`, so that the drawer keeps its content while it slides out.
  const [drawer, setDrawer] = useState<{ readonly target: NamedTarget | null; readonly shown: boolean }>({ target: null, shown: false });
  const filterField = useRef<HTMLInputElement>(null);
  const setView = (next: View): void => {
    inBackground(navigate({ search: next === 'list' ? {} : { view: next }, replace: true }));
  };
  return (
    <Page title="Processes" subtitle="Who uses this machine, every two seconds. Enter opens one; just type to filter.">
      <div className={styles['whole']}>
        <div className={styles['bar']}>
          <TextInput
            ref={filterField}
            className={styles['filter'] ?? ''}
            aria-label="Filter by name, command, user, PID or service"
            placeholder="Name, command, user, PID, service"
            leftSection={<IconFilter size={16} aria-hidden />}
            rightSection={
              filter === '' ? null : (
                <CloseButton
                  size="sm"
                  aria-label="Clear the filter"
                  onClick={() => {
                    setFilter('');
                  }}
                />
              )
            }
            value={filter}
            onChange={(event) => {
              setFilter(event.currentTarget.value);
            }}
          />
          <SegmentedControl
            aria-label="View"
            size="xs"
            data={[...views]}
            value={view}
            onChange={(value) => {
              setView(views.find((one) => one.value === value)?.value ?? 'list');
            }}
          />
        </div>
        {view === 'groups' ? (
          <GroupsView
            filter={filter}
            onChoose={(name) => {
              setFilter(name);
              setView('list');
            }}
          />
        ) : (
          <TableView
            tree={view === 'tree'}
            filter={filter}
            onFilter={setFilter}
            focusFilter={() => filterField.current?.focus()}
            onOpen={(target) => {
              setDrawer({ target, shown: true });
            }}
          />
        )}
      </div>
      <DetailDrawer
        target={drawer.target}
        opened={drawer.shown}
        onClose={() => {
          setDrawer({ ...drawer, shown: false });
        }}
      />
    </Page>
  );
}
