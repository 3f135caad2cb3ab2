import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type KeyboardEvent, type ReactElement, useMemo, useRef, useState } from 'react';
import type { ProcessTable } from '../../../../src-main/contracts/processes.ts';
import { type Column, type ColumnId, columns, firstDirection, nextSorting, phoneColumns, type Sorting } from './columns.ts';
import { filterOf } from './filtering.ts';
import { gridMove } from './gridKeys.ts';
import { comparison, processKey, rowsByKey } from './ordering.ts';
import styles from './ProcessesPage.module.css';
import { ProcessRow } from './ProcessRow.tsx';
import { type HeadColumn, TableHead, tracksOf } from './TableHead.tsx';
import { flatRows, treeRows } from './tree.ts';

/** As in the style sheet. */
const rowHeight = 30;
const headHeight = 34;

export interface ProcessGridProps {
  readonly table: ProcessTable;
  readonly tree: boolean;
  readonly filter: string;
  readonly onOpen: (row: number) => void;
  /** A character that was typed into the table belongs into the filter. */
  readonly onType: (text: string) => void;
  readonly onClearFilter: () => void;
}

interface Sheet {
  readonly columns: readonly Column[];
  readonly heads: readonly HeadColumn<ColumnId>[];
  readonly tracks: CSSProperties;
}

function sheetOf(shown: readonly Column[]): Sheet {
  const heads = shown.map(({ id, title, hint, numbers }) => ({ id, title, hint, numeric: numbers !== undefined }));
  return { columns: shown, heads, tracks: tracksOf(shown) };
}

const sheets = { wide: sheetOf(columns), phone: sheetOf(phoneColumns) } as const;

function toggled(keys: ReadonlySet<string>, key: string, present: boolean): ReadonlySet<string> {
  const next = new Set(keys);
  if (present) next.add(key);
  else next.delete(key);
  return next;
}

/** Any number of processes; only the rows that can be seen are in the document. */
export function ProcessGrid({ table, tree, filter, onOpen, onType, onClearFilter }: ProcessGridProps): ReactElement {
  const [sorting, setSorting] = useState<Sorting>(() => firstDirection('cpu'));
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  // By what names the process for ever, not by its place: the selection stays on it while the rows move.
  const [selected, setSelected] = useState<string | null>(null);
  const sheet = useMediaQuery('(max-width: 640px)') ? sheets.phone : sheets.wide;
  const scroller = useRef<HTMLDivElement>(null);

  const shown = useMemo(() => {
    const compare = comparison(table, sorting);
    const filtering = filterOf(table, filter);
    return tree ? treeRows(table, compare, filtering, collapsed) : flatRows(table, compare, filtering);
  }, [table, sorting, filter, tree, collapsed]);
  const byKey = useMemo(() => rowsByKey(table), [table]);
  const selectedRow = selected === null ? undefined : byKey.get(selected);
  const place = selectedRow === undefined ? -1 : shown.rows.indexOf(selectedRow);

  // eslint-disable-next-line react-hooks/incompatible-library -- what it returns is used here only, not handed on
  const virtual = useVirtualizer({
    count: shown.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    paddingStart: headHeight,
    scrollPaddingStart: headHeight,
    initialRect: { width: 1000, height: 600 },
  });

  const keyAt = (wanted: number): string | null => {
    const row = shown.rows[wanted];
    return row === undefined ? null : processKey(table, row);
  };
  const setOpen = (at: number, open: boolean): void => {
    const key = keyAt(at);
    if (key !== null) setCollapsed(toggled(collapsed, key, !open));
  };
  const select = (wanted: number): void => {
    setSelected(keyAt(wanted));
    virtual.scrollToIndex(wanted);
  };
  /** Left on a closed or childless row goes to its parent, as in every tree. */
  const collapse = (): void => {
    const depth = shown.depths?.[place] ?? 0;
    const key = keyAt(place);
    if (key !== null && shown.parents?.has(selectedRow ?? -1) === true && !collapsed.has(key)) setOpen(place, false);
    else if (depth > 0) {
      for (let above = place - 1; above >= 0; above -= 1) {
        if ((shown.depths?.[above] ?? 0) === depth - 1) {
          select(above);
          return;
        }
      }
    }
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? rowHeight) - headHeight) / rowHeight) - 1);
    const move = gridMove(event, { place, count: shown.rows.length, page, tree });
    if (move === null) return;
    event.preventDefault();
    if (move.kind === 'select') select(move.place);
    else if (move.kind === 'open') onOpen(selectedRow ?? -1);
    else if (move.kind === 'expand') setOpen(place, true);
    else if (move.kind === 'collapse') collapse();
    else if (move.kind === 'type') onType(move.text);
    else onClearFilter();
  };

  return (
    <div ref={scroller} className={styles['grid']}>
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles are composite widgets, which support it */}
      <table
        className={styles['sheet']}
        style={{ ...sheet.tracks, height: virtual.getTotalSize() }}
        role={tree ? 'treegrid' : 'grid'}
        aria-label="Processes"
        aria-rowcount={shown.rows.length + 1}
        aria-activedescendant={place === -1 || selected === null ? undefined : `process-${selected}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <TableHead
          columns={sheet.heads}
          sorting={sorting}
          onSort={(by) => {
            setSorting(nextSorting(sorting, by));
          }}
        />
        <tbody className={styles['rows']}>
          {virtual.getVirtualItems().map((item) => {
            const row = shown.rows[item.index];
            if (row === undefined) return null;
            const key = processKey(table, row);
            const hasChildren = shown.parents?.has(row) === true;
            return (
              <ProcessRow
                key={key}
                id={`process-${key}`}
                table={table}
                columns={sheet.columns}
                row={row}
                place={item.index}
                top={item.start}
                selected={key === selected}
                depth={shown.depths?.[item.index] ?? null}
                open={hasChildren ? filter !== '' || !collapsed.has(key) : null}
                onSelect={() => {
                  setSelected(key);
                }}
                onOpen={() => {
                  onOpen(row);
                }}
                onToggle={() => {
                  setOpen(item.index, collapsed.has(key));
                }}
              />
            );
          })}
        </tbody>
      </table>
      {shown.rows.length === 0 ? <p className={styles['none']}>No process matches the filter.</p> : null}
    </div>
  );
}
