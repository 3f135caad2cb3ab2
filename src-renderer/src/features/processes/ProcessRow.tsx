import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import type { CSSProperties, ReactElement } from 'react';
import type { ProcessTable } from '../../../../src-main/contracts/processes.ts';
import type { Column } from './columns.ts';
import { NotKnown } from './NotKnown.tsx';
import styles from './ProcessesPage.module.css';
import { cellText, isNothing } from './words.ts';

export interface ProcessRowProps {
  readonly table: ProcessTable;
  readonly columns: readonly Column[];
  readonly row: number;
  readonly id: string;
  /** Place among the shown rows, from 0. */
  readonly place: number;
  readonly top: number;
  readonly selected: boolean;
  /** null in a flat list. */
  readonly depth: number | null;
  /** null: nothing below it. */
  readonly open: boolean | null;
  readonly onSelect: () => void;
  readonly onOpen: () => void;
  readonly onToggle: () => void;
}

/** Deeper levels are not indented further: the name must stay readable. */
const deepest = 12;

function NameCell({ table, row, depth, open, onToggle }: ProcessRowProps): ReactElement {
  const indent: CSSProperties = depth === null ? {} : { paddingLeft: `${String(0.5 + Math.min(depth, deepest) * 0.875)}rem` };
  const Chevron = open === true ? IconChevronDown : IconChevronRight;
  return (
    <td className={`${styles['cell'] ?? ''} ${styles['nameCell'] ?? ''}`} style={indent}>
      {depth === null ? null : (
        // The keyboard has the arrow keys for it; a hundred buttons in a grid would be a hundred stops.
        <button
          type="button"
          tabIndex={-1}
          className={styles['twist']}
          aria-hidden={open === null}
          disabled={open === null}
          aria-label={open === true ? 'Close' : 'Open'}
          onClick={(event) => {
            event.stopPropagation();
            onToggle();
          }}
        >
          {open === null ? null : <Chevron size={14} aria-hidden />}
        </button>
      )}
      <span className={styles['name']}>{table.name[row]}</span>
      <span className={styles['command']}>{table.command[row]}</span>
    </td>
  );
}

function Cell({ table, row, column }: { readonly table: ProcessTable; readonly row: number; readonly column: Column }): ReactElement {
  const shown = cellText(table, row, column.id);
  const figure = column.numbers === undefined ? '' : (styles['figure'] ?? '');
  const faint = 'why' in shown || isNothing(table, row, column.id) ? (styles['faint'] ?? '') : '';
  return (
    <td className={`${styles['cell'] ?? ''} ${figure} ${faint}`} title={'why' in shown ? shown.why : undefined}>
      {'why' in shown ? <NotKnown why={shown.why} /> : shown.text}
    </td>
  );
}

/** One process. Names and commands are whatever a program calls itself; they are only ever text. */
export function ProcessRow(props: ProcessRowProps): ReactElement {
  const { table, columns, row, id, place, top, selected, depth, open, onSelect, onOpen } = props;
  return (
    // The grid around it has the focus and the keys; a row only takes the pointer.
    <tr
      id={id}
      className={styles['row']}
      style={{ transform: `translateY(${String(top)}px)` }}
      aria-rowindex={place + 2}
      aria-selected={selected}
      aria-level={depth === null ? undefined : depth + 1}
      aria-expanded={open ?? undefined}
      // A second click opens, with a mouse as with a finger.
      onClick={selected ? onOpen : onSelect}
      title={table.command[row]}
    >
      <NameCell {...props} />
      {columns.slice(1).map((column) => (
        <Cell key={column.id} table={table} row={row} column={column} />
      ))}
    </tr>
  );
}
