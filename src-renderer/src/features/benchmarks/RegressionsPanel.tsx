import { Alert } from '@mantine/core';
import { IconTrendingDown } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';
import { counted } from '../../lib/format.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { LinkButton } from '../../ui/LinkButton.tsx';
import styles from './BenchmarksPage.module.css';
import { intervalWords, regressionWords } from './model/words.ts';

/** What got worse since the kernel or a driver changed; nothing when nothing did. */
export function RegressionsPanel(): ReactElement | null {
  const { benchmarks, inBackground } = useFeatures();
  const { value: regressions, error, loading } = useStore(benchmarks.store, (state) => state.regressions);
  // When the list of runs cannot be had either, it says so itself.
  const listFailed = useStore(benchmarks.store, (state) => state.runs.error !== null);
  const first = regressions?.[0];
  if (error !== null && !listFailed) {
    return (
      <div style={{ marginBottom: '0.75rem' }}>
        <ErrorNotice
          error={error}
          retrying={loading}
          onRetry={() => {
            inBackground(benchmarks.loadRuns());
          }}
        />
      </div>
    );
  }
  if (regressions === null || first === undefined) return null;
  return (
    <Alert
      color="madder"
      variant="light"
      icon={<IconTrendingDown aria-hidden />}
      title={`${counted(regressions.length, 'figure')} got worse since ${first.changed}`}
      role="alert"
      mb="sm"
    >
      <ul className={styles['plain']}>
        {regressions.map((one) => (
          <li key={`${one.testId} ${one.metricId}`} className={styles['mark']}>
            <span>
              <strong>{one.title}</strong>: {regressionWords(one)}, {intervalWords(one.comparison)}
            </span>
          </li>
        ))}
      </ul>
      <LinkButton
        to="/benchmarks"
        search={{ view: 'compare', base: first.baseRunId, other: first.otherRunId }}
        size="xs"
        variant="default"
        mt="sm"
      >
        Compare the two runs
      </LinkButton>
    </Alert>
  );
}
