import { Button } from '@mantine/core';
import { IconChartLine, IconCheck } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { Alert } from '../../../../src-main/contracts/alerts.ts';
import { metricById } from '../../../../src-main/contracts/metrics.ts';
import { useFeatures } from '../../app/context.ts';
import { dateAndTime, timeAgo } from '../../lib/format.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { useAction } from '../../ui/useAction.ts';
import styles from './AlertsPage.module.css';
import { chartAddress } from './chartAddress.ts';
import { SeverityBadge } from './SeverityBadge.tsx';
import { lastedText, metricText } from './words.ts';

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function figures(alert: Alert): string | null {
  const unit = metricById(alert.metric)?.unit;
  if (unit === undefined) return null;
  const parts = [
    alert.value === null ? null : `${alert.endedAt === null ? 'now' : 'at its end'} ${metricText(unit, alert.value)}`,
    alert.peak === null || alert.peak === alert.value ? null : `at its worst ${metricText(unit, alert.peak)}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}

function times(alert: Alert, now: number): string {
  if (alert.endedAt === null) return `since ${dateAndTime(iso(alert.startedAt))}, for ${lastedText(now - alert.startedAt)}`;
  return `${dateAndTime(iso(alert.startedAt))}, for ${lastedText(alert.endedAt - alert.startedAt)}`;
}

function Acknowledge({ alert }: { readonly alert: Alert }): ReactElement {
  const { alerts } = useFeatures();
  const action = useAction();
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={action.running}
        leftSection={<IconCheck size={14} aria-hidden />}
        onClick={() => {
          action.run(() => alerts.acknowledge(alert.id));
        }}
      >
        I know
      </Button>
      {action.error === null ? null : <ErrorNotice error={action.error} />}
    </>
  );
}

export interface AlertCardProps {
  readonly alert: Alert;
  readonly now: number;
}

/** One alert: how bad, what, since when, and the way to its figures. Device names in it are only ever text. */
export function AlertCard({ alert, now }: AlertCardProps): ReactElement {
  const { surface } = useFeatures();
  const detail = figures(alert);
  const open = alert.endedAt === null;
  return (
    <li className={styles['alert']} data-severity={open ? alert.severity : undefined}>
      <div className={styles['alertHead']}>
        <SeverityBadge severity={alert.severity} />
        <span className={styles['alertTitle']}>{alert.title}</span>
      </div>
      <p className={styles['alertText']}>{alert.text}</p>
      <p className={styles['alertTimes']}>
        {times(alert, now)}
        {detail === null ? null : ` · ${detail}`}
        {alert.acknowledgedAt === null ? null : ` · seen ${timeAgo(iso(alert.acknowledgedAt), now)}`}
        {alert.quiet ? ' · began in quiet hours: nobody was disturbed' : null}
      </p>
      <div className={styles['alertActions']}>
        <Button component="a" href={chartAddress(alert)} size="xs" variant="default" leftSection={<IconChartLine size={14} aria-hidden />}>
          Show in chart
        </Button>
        {surface === 'full' && open && alert.acknowledgedAt === null ? <Acknowledge alert={alert} /> : null}
      </div>
    </li>
  );
}
