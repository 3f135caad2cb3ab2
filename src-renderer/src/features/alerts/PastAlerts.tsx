import { SegmentedControl, Select, Skeleton } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { lazy, type ReactElement, Suspense, useCallback, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';
import { useWhenConnected } from '../../app/useWhenConnected.ts';
import { counted, upperFirst } from '../../lib/format.ts';
import { EmptyNote } from '../../ui/EmptyNote.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useNow } from '../../ui/useNow.ts';
import { AlertCard } from './AlertCard.tsx';
import styles from './AlertsPage.module.css';
import { mostFirings } from './alertsStore.ts';
import { firingCounts } from './firingCounts.ts';
import { severities, severityWords } from './words.ts';

// The chart library is large, and the list below says the same.
const FiringChart = lazy(async () => ({ default: (await import('./FiringChart.tsx')).FiringChart }));

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const spans = [
  { value: '1', label: 'Last 24 hours' },
  { value: '7', label: 'Last 7 days' },
  { value: '30', label: 'Last 30 days' },
  { value: '366', label: 'Last year' },
] as const;

const everySeverity = [
  { value: 'all', label: 'All' },
  ...severities.map((value) => ({ value, label: upperFirst(severityWords[value].label) })),
];

/** A thousand cards are heavy; a person reads the first ones and narrows the rest. */
const shownAtOnce = 100;

/** What fired in a span of time, ended or not, newest first. */
export function PastAlerts(): ReactElement {
  const { alerts, inBackground } = useFeatures();
  const { value, error, loading } = useStore(alerts.store, (state) => state.past);
  const [days, setDays] = useState('7');
  const [severity, setSeverity] = useState('all');
  const [shown, setShown] = useState(shownAtOnce);
  const now = useNow();
  const load = useCallback(() => alerts.loadPast(Number(days) * dayMs), [alerts, days]);
  useWhenConnected(load);
  const chosen = useMemo(() => (value ?? []).filter((alert) => severity === 'all' || alert.severity === severity), [value, severity]);
  // The columns move with the hour, not with the second.
  const hour = Math.floor(now / hourMs);
  const counts = useMemo(() => firingCounts(chosen, Number(days), hour * hourMs), [chosen, days, hour]);
  return (
    <>
      <div className={styles['filters']}>
        <Select
          aria-label="Time"
          size="xs"
          w={150}
          data={spans}
          value={days}
          allowDeselect={false}
          onChange={(next) => {
            setDays(next ?? '7');
          }}
        />
        <SegmentedControl aria-label="Severity" size="xs" data={everySeverity} value={severity} onChange={setSeverity} />
        <span className="dim" aria-live="polite">
          {value === null
            ? ''
            : value.length === mostFirings
              ? `the newest ${counted(mostFirings, 'alert')}`
              : counted(chosen.length, 'alert')}
        </span>
      </div>
      {error === null ? null : (
        <ErrorNotice
          error={error}
          retrying={loading}
          onRetry={() => {
            inBackground(load());
          }}
        />
      )}
      {value === null && error === null ? <Skeleton height={200} /> : null}
      {value !== null && chosen.length === 0 ? (
        <Panel>
          <EmptyNote icon={IconHistory} title="Nothing was reported" text="No alert of this kind fired in this time." />
        </Panel>
      ) : null}
      {chosen.length === 0 ? null : (
        <Suspense fallback={<div className={styles['firings']} />}>
          <FiringChart counts={counts} />
        </Suspense>
      )}
      {chosen.length === 0 ? null : (
        <ul className={styles['alerts']} aria-label="Past alerts">
          {chosen.slice(0, shown).map((alert) => (
            <AlertCard key={alert.id} alert={alert} now={now} />
          ))}
        </ul>
      )}
      {chosen.length > shown ? (
        <button
          type="button"
          className={styles['more']}
          onClick={() => {
            setShown(shown + shownAtOnce);
          }}
        >
          Show older ones
        </button>
      ) : null}
    </>
  );
}
