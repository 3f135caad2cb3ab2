import { Button, Loader, Progress, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';
import { isRunning } from '../jobs/jobsStore.ts';
import styles from './ChangeDialog.module.css';
import type { ChangeState } from './changeFlow.ts';

export function Planning(): ReactElement {
  return (
    <div className={styles['running']} role="status">
      <Loader size="sm" /> <Text span>Reading the current values …</Text>
    </div>
  );
}

export interface ChangeRunningProps {
  readonly state: Extract<ChangeState, { phase: 'applying' | 'undoing' }>;
}

/** Progress of a change. It can be stopped while the service says that stopping is safe. */
export function ChangeRunning({ state }: ChangeRunningProps): ReactElement {
  const { change, jobs } = useFeatures();
  const method = state.phase === 'applying' ? 'tuning.apply' : 'tuning.undo';
  const job = useStore(jobs.store, (one) => one.jobs.find((candidate) => candidate.method === method && isRunning(candidate)));
  const { progress, cancelling } = state;
  const done = progress?.done ?? 0;
  const total = progress?.total ?? 0;
  const finishing = job !== undefined && !job.cancellable;
  return (
    <div className={styles['running']}>
      <Progress
        value={total === 0 ? 100 : (done / total) * 100}
        animated={total === 0}
        striped={total === 0}
        size="lg"
        aria-label={state.phase === 'applying' ? 'Applying' : 'Undoing'}
      />
      <Text mt="sm" className="figures" role="status" aria-live="polite">
        {progress === null
          ? 'Waiting for the helper with administrator rights …'
          : `${String(done)} of ${String(total)}: ${progress.message}`}
      </Text>
      <div className={styles['foot']}>
        <Button variant="default" onClick={change.cancel} disabled={cancelling || finishing} loading={cancelling}>
          {finishing ? 'Finishing: too late to stop' : 'Stop and put everything back'}
        </Button>
      </div>
    </div>
  );
}
