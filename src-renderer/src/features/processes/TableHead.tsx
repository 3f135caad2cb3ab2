import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { CSSProperties, ReactElement } from 'react';
import styles from './ProcessesPage.module.css';

export interface HeadColumn<Id extends string> {
  readonly id: Id;
  readonly title: string;
  readonly hint: string;
  readonly numeric: boolean;
}

export interface TableHeadProps<Id extends string> {
  readonly columns: readonly HeadColumn<Id>[];
  readonly sorting: { readonly by: Id; readonly descending: boolean };
  readonly onSort: (by: Id) => void;
}

/** The widths of the columns, for the heading and every row alike. */
export function tracksOf(columns: readonly { readonly track: string }[]): CSSProperties {
  // React passes custom properties on; its types do not know them.
  return { '--tracks': columns.map((column) => column.track).join(' ') } as CSSProperties;
}

/** Headings that sort; the one in force says so with an arrow and to a screen reader. */
export function TableHead<Id extends string>({ columns, sorting, onSort }: TableHeadProps<Id>): ReactElement {
  const Arrow = sorting.descending ? IconArrowDown : IconArrowUp;
  return (
    <thead className={styles['head']}>
      <tr className={styles['headRow']}>
        {columns.map((column) => {
          const inForce = sorting.by === column.id;
          return (
            <th
              key={column.id}
              scope="col"
              className={styles['headCell']}
              aria-sort={inForce ? (sorting.descending ? 'descending' : 'ascending') : 'none'}
            >
              <button
                type="button"
                className={`${styles['sort'] ?? ''} ${column.numeric ? (styles['figure'] ?? '') : ''}`}
                title={column.hint}
                onClick={() => {
                  onSort(column.id);
                }}
              >
                {inForce ? <Arrow size={12} aria-hidden /> : null}
                {column.title}
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
