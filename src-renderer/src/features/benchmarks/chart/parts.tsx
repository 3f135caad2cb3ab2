/** What the charts of this page share. Their files hold the chart library, so that only views with charts load it. */
import type { ReactElement, ReactNode } from 'react';
import styles from '../BenchmarksPage.module.css';

export const tick = { fill: 'var(--mantine-color-dimmed)', fontSize: 11 } as const;
export const axisLine = { stroke: 'var(--hecate-line)' } as const;
export const margin = { top: 8, right: 12, bottom: 0, left: 0 } as const;

export function ChartTip({ children }: { readonly children: ReactNode }): ReactElement {
  return <div className={styles['tip']}>{children}</div>;
}

export interface LegendEntry {
  readonly label: string;
  readonly color: string;
}

export function Legend({ entries }: { readonly entries: readonly LegendEntry[] }): ReactElement {
  return (
    <ul className={styles['legend']}>
      {entries.map(({ label, color }) => (
        <li key={label}>
          <span className={styles['key']} style={{ background: color }} aria-hidden />
          {label}
        </li>
      ))}
    </ul>
  );
}
