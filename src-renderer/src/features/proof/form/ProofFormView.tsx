import { Skeleton } from '@mantine/core';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../../app/context.ts';
import { useWhenConnected } from '../../../app/useWhenConnected.ts';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import styles from '../../benchmarks/BenchmarksPage.module.css';
import { type FormPartProps, GoalPanel } from './GoalPanel.tsx';
import { LimitsPanel } from './LimitsPanel.tsx';
import { SubjectPanel } from './SubjectPanel.tsx';

/** What should become better, what is tried for it, and within which limits. */
export function ProofFormView(part: FormPartProps): ReactElement {
  const { benchmarks, proof, inBackground } = useFeatures();
  const { value: tests, error, loading } = useStore(benchmarks.store, (state) => state.tests);
  useWhenConnected(benchmarks.loadTests);
  useWhenConnected(proof.loadCandidates);
  return (
    <div className={styles['stack']}>
      {error === null ? null : (
        <ErrorNotice
          error={error}
          retrying={loading}
          onRetry={() => {
            inBackground(benchmarks.loadTests());
          }}
        />
      )}
      {tests === null && error === null ? <Skeleton height={140} /> : null}
      {tests === null ? null : <GoalPanel {...part} tests={tests} />}
      <SubjectPanel {...part} />
      <LimitsPanel {...part} />
    </div>
  );
}
