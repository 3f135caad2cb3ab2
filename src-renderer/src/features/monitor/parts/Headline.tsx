import type { ReactElement } from 'react';
import { metricById } from '../../../../../src-main/contracts/metrics.ts';
import type { Resource } from '../model/resources.ts';
import { LiveFigure } from './LiveFigure.tsx';
import styles from './parts.module.css';

export interface HeadlineProps {
  readonly resource: Resource;
  readonly known: ReadonlySet<string>;
  /** What does not change from second to second. */
  readonly facts: string | null;
}

/** The figures of the whole machine that say at a glance how a resource is doing. */
export function Headline({ resource, known, facts }: HeadlineProps): ReactElement | null {
  const shown = resource.headline.filter((metric) => known.has(metric) && metricById(metric)?.perDevice === false);
  if (shown.length === 0) return null;
  return (
    <div className={styles['headline']}>
      <dl className={styles['figures']}>
        {shown.map((metric) => (
          <div key={metric} className={styles['figure']}>
            <dt>{metricById(metric)?.title}</dt>
            <dd>
              <LiveFigure series={metric} size="large" />
            </dd>
          </div>
        ))}
      </dl>
      {facts === null ? null : <p className={styles['facts']}>{facts}</p>}
    </div>
  );
}
