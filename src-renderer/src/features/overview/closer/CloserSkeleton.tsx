import { Skeleton } from '@mantine/core';
import type { ReactElement } from 'react';
import styles from './Closer.module.css';

/** Same size as the drawing, while the chart library or the past is on its way. */
export function CloserSkeleton(): ReactElement {
  return (
    <>
      <p className={styles['words']}>Reading the last 15 minutes …</p>
      <div className={styles['columns']}>
        <Skeleton className={styles['chart'] ?? ''} />
        <Skeleton className={styles['legend'] ?? ''} />
      </div>
    </>
  );
}
