import { Loader } from '@mantine/core';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../../app/context.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { isRunning } from '../../jobs/jobsStore.ts';
import styles from '../BenchmarksPage.module.css';

export interface AwaitedJobProps {
  /** While the list of jobs does not know it yet. */
  readonly title: string;
  readonly isMethod: (method: string) => boolean;
  readonly cancel: ReactElement;
}

/** Work that was asked for and has told nothing yet; it may wait for its turn behind other work. */
export function AwaitedJob({ title, isMethod, cancel }: AwaitedJobProps): ReactElement {
  const { jobs } = useFeatures();
  const job = useStore(jobs.store, (state) => state.jobs.find((one) => isMethod(one.method) && isRunning(one)));
  return (
    <Panel>
      <div className={styles['now']}>
        <div>
          <div className={styles['nowTitle']}>{job?.title ?? title}</div>
          <div className={styles['nowText']} role="status">
            <Loader size={12} mr={6} /> {job === undefined || job.phase === '' ? 'Waiting for the first report …' : job.phase}
          </div>
        </div>
        {cancel}
      </div>
    </Panel>
  );
}
