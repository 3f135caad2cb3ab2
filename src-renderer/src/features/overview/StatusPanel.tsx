import { Skeleton } from '@mantine/core';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import type { TuningStatus } from '../../../../src-main/contracts/tuning.ts';
import { useFeatures } from '../../app/context.ts';
import { counted, timeAgo } from '../../lib/format.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useNow } from '../../ui/useNow.ts';
import styles from './OverviewPage.module.css';

/** One line that says how the tuning is doing. */
export function statusHeadline(status: TuningStatus): string {
  if (status.awaitingConfirmation !== null) return 'Waiting for your answer';
  if (status.drifted.length > 0) return 'Something changed since';
  if (status.awaitingReboot) return 'Waiting for a reboot';
  return status.stepsInForce === 0 ? 'Stock: nothing is tuned' : 'Tuned, and as it should be';
}

function Facts({ status }: { readonly status: TuningStatus }): ReactElement {
  const now = useNow();
  const checked = status.lastCheckedAt === null ? 'not yet' : timeAgo(status.lastCheckedAt, now);
  return (
    <dl className={styles['statusList']}>
      <dt>Settings in force</dt>
      <dd className="figures">
        {status.stepsInForce === 0 ? 'none' : `${String(status.stepsInForce)} from ${counted(status.appliedPlans, 'Plan')}`}
      </dd>
      <dt>Drifted</dt>
      <dd className="figures">{status.drifted.length === 0 ? 'none' : status.drifted.length}</dd>
      <dt>Last checked</dt>
      <dd>{checked}</dd>
    </dl>
  );
}

/** What is in force and whether it still is. */
export function StatusPanel(): ReactElement {
  const { tuning, inBackground } = useFeatures();
  const status = useStore(tuning.store, (state) => state.status);
  const retry = (): void => {
    inBackground(tuning.loadStatus());
  };
  return (
    <Panel
      title={status.value === null ? 'Tuning' : <span className={styles['profileName']}>{statusHeadline(status.value)}</span>}
      className={styles['status']}
    >
      {status.value === null && status.error !== null ? (
        <ErrorNotice error={status.error} onRetry={retry} retrying={status.loading} />
      ) : status.value === null ? (
        <Skeleton height={108} />
      ) : (
        <>
          <Facts status={status.value} />
          <div className={styles['buttons']}>
            <LinkButton to="/history" variant="default">
              History and undo
            </LinkButton>
          </div>
        </>
      )}
    </Panel>
  );
}
