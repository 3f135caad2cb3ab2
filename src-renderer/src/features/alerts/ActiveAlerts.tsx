import { Skeleton } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';
import { EmptyNote } from '../../ui/EmptyNote.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useNow } from '../../ui/useNow.ts';
import { AlertCard } from './AlertCard.tsx';
import styles from './AlertsPage.module.css';

/** What is wrong now, worst first. */
export function ActiveAlerts(): ReactElement {
  const { alerts, inBackground } = useFeatures();
  const { value, error, loading } = useStore(alerts.store, (state) => state.active);
  const now = useNow(5_000);
  if (value === null) {
    if (error === null) return <Skeleton height={160} />;
    return (
      <ErrorNotice
        error={error}
        retrying={loading}
        onRetry={() => {
          inBackground(alerts.load());
        }}
      />
    );
  }
  if (value.alerts.length === 0) {
    return (
      <Panel>
        <EmptyNote
          icon={IconCircleCheck}
          title="Nothing is wrong"
          text="No rule has anything to report. What was reported before is under Past."
        />
      </Panel>
    );
  }
  return (
    <ul className={styles['alerts']} aria-label="Active alerts">
      {value.alerts.map((alert) => (
        <AlertCard key={alert.id} alert={alert} now={now} />
      ))}
    </ul>
  );
}
