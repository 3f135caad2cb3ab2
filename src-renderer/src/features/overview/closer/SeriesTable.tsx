import type { ReactElement } from 'react';
import { exactText, type Quantity } from './axes.ts';
import styles from './Closer.module.css';
import type { CloserSeries } from './closerSeries.ts';
import type { Span } from './rows.ts';
import type { Shown } from './shown.ts';
import { slotStyle } from './slotStyle.ts';

export interface SeriesTableProps {
  readonly quantity: Quantity;
  readonly series: readonly CloserSeries[];
  readonly spans: ReadonlyMap<string, Span | null>;
  readonly shown: Shown;
  readonly onToggle: (id: string) => void;
}

function Swatch({ slot }: { readonly slot: number | undefined }): ReactElement {
  if (slot === undefined) return <span className={`${styles['swatch'] ?? ''} ${styles['swatchOff'] ?? ''}`} aria-hidden />;
  const { color, dashed } = slotStyle(slot);
  const background = dashed ? `repeating-linear-gradient(90deg, ${color} 0 3px, transparent 3px 5px)` : color;
  return <span className={styles['swatch']} style={{ background }} aria-hidden />;
}

/** The legend: which line is which, what it reached, and a switch for each. */
export function SeriesTable({ quantity, series, spans, shown, onToggle }: SeriesTableProps): ReactElement {
  return (
    <table className={styles['table']}>
      <thead>
        <tr>
          <th scope="col">Series</th>
          <th scope="col">Min</th>
          <th scope="col">Mean</th>
          <th scope="col">Max</th>
        </tr>
      </thead>
      <tbody>
        {series.map(({ id, name, note }) => {
          const span = spans.get(id) ?? null;
          return (
            <tr key={id} data-hidden={shown.has(id) ? undefined : true}>
              <th scope="row">
                <button
                  type="button"
                  className={styles['toggle']}
                  aria-pressed={shown.has(id)}
                  onClick={() => {
                    onToggle(id);
                  }}
                >
                  <Swatch slot={shown.get(id)} />
                  <span>
                    {name}
                    {note === null ? null : <span className={styles['note']}>{note}</span>}
                  </span>
                </button>
              </th>
              {span === null ? (
                <td colSpan={3} className="dim">
                  not measured
                </td>
              ) : (
                <>
                  <td>{exactText(quantity, span.least)}</td>
                  <td>{exactText(quantity, span.mean)}</td>
                  <td>{exactText(quantity, span.most)}</td>
                </>
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
