import { Modal, Skeleton, Text } from '@mantine/core';
import { type ReactElement, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Alert } from '../../../../src-main/contracts/alerts.ts';
import { metricById } from '../../../../src-main/contracts/metrics.ts';
import { useFeatures } from '../../app/context.ts';
import { useWhenConnected } from '../../app/useWhenConnected.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { useNow } from '../../ui/useNow.ts';
import { AlertCard } from './AlertCard.tsx';
import styles from './AlertsPage.module.css';
import { ruleText } from './words.ts';

type Found = { readonly alert: Alert | null } | { readonly error: unknown };

/** Why it fired: the rule's own words. */
function Rule({ alert }: { readonly alert: Alert }): ReactElement | null {
  const { alerts } = useFeatures();
  const rule = useStore(alerts.store, (state) => state.rules.value?.rules.rules.find((one) => one.id === alert.ruleId) ?? null);
  useWhenConnected(alerts.loadRules);
  if (rule === null) return null;
  return (
    <>
      <h3 className={styles['section']}>The rule</h3>
      <Text size="sm">{ruleText(rule)}.</Text>
      {rule.why === '' ? null : (
        <Text size="sm" c="dimmed" mt={4}>
          {rule.why}
        </Text>
      )}
    </>
  );
}

function Body({ id }: { readonly id: string }): ReactElement {
  const { alerts, session } = useFeatures();
  const [found, setFound] = useState<Found | null>(null);
  // What is known by event is newer than what was fetched.
  const active = useStore(alerts.store, (state) => state.active.value?.alerts.find((alert) => alert.id === id) ?? null);
  const now = useNow(5_000);
  useEffect(
    () =>
      session.onOpen(() => {
        let stopped = false;
        alerts.find(id).then(
          (alert) => {
            if (!stopped) setFound({ alert });
          },
          (error: unknown) => {
            if (!stopped) setFound({ error });
          },
        );
        return () => {
          stopped = true;
        };
      }),
    [session, alerts, id],
  );
  if (found !== null && 'error' in found) return <ErrorNotice error={found.error} />;
  const alert = active ?? found?.alert ?? null;
  if (alert === null) return found === null ? <Skeleton height={120} /> : <Text size="sm">This alert is not known here (any more).</Text>;
  return (
    <>
      <ul className={styles['alerts']}>
        <AlertCard alert={alert} now={now} />
      </ul>
      {metricById(alert.metric) === undefined ? null : <Rule alert={alert} />}
    </>
  );
}

export interface OneAlertDialogProps {
  /** null: closed. */
  readonly id: string | null;
  readonly onClose: () => void;
}

/** One alert, opened by a link of a notification. */
export function OneAlertDialog({ id, onClose }: OneAlertDialogProps): ReactElement {
  // Keeps its content while it fades out.
  const [last, setLast] = useState(id);
  if (id !== null && id !== last) setLast(id);
  return (
    <Modal opened={id !== null} onClose={onClose} title="Alert" size={620} closeButtonProps={{ 'aria-label': 'Close' }}>
      {last === null ? null : <Body key={last} id={last} />}
    </Modal>
  );
}
