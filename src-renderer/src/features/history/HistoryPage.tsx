import { Button, Skeleton } from '@mantine/core';
import { IconArrowBackUpDouble, IconHistory } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';
import { useWhenConnected } from '../../app/useWhenConnected.ts';
import { EmptyNote } from '../../ui/EmptyNote.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useNow } from '../../ui/useNow.ts';
import styles from './HistoryPage.module.css';
import { byDay, canUndo } from './history.ts';
import type { HistoryPages } from './historyStore.ts';
import { PlanLine } from './PlanLine.tsx';

const route = getRouteApi('/history');

function Nothing(): ReactElement {
  return (
    <Panel>
      <EmptyNote
        icon={IconHistory}
        title="Nothing was ever changed"
        text="Every Plan that is applied appears here, with each value before and after, and stays undoable, also after a reboot. What proofs tried and took back is in their reports on the Proof page."
        action={<LinkButton to="/tuning">See the plan for this machine</LinkButton>}
      />
    </Panel>
  );
}

function Days({ pages }: { readonly pages: HistoryPages }): ReactElement {
  const now = useNow();
  const { plan: wanted } = route.useSearch();
  return (
    <>
      {byDay(pages.plans, now).map(({ day, plans }) => (
        <section key={day} aria-label={day}>
          <h2 className={styles['day']}>{day}</h2>
          <ul className={styles['plans']}>
            {plans.map((plan) => (
              <PlanLine key={plan.planId} plan={plan} wanted={plan.planId === wanted} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

/** Every Plan ever, newest first, and the way back. */
export function HistoryPage(): ReactElement {
  const { history, tuning, change, inBackground } = useFeatures();
  const { value, error, loading } = useStore(history.store);
  const load = (): void => {
    inBackground(history.load());
  };
  useWhenConnected(history.load);
  // The units of the values come with the settings; without them the values stand as the kernel writes them.
  useWhenConnected(tuning.loadPreview);
  const anythingInForce = value?.plans.some(canUndo) ?? false;
  return (
    <Page
      title="History"
      subtitle="Every change this product ever made, and the way back."
      actions={
        <Button
          variant="default"
          disabled={!anythingInForce}
          leftSection={<IconArrowBackUpDouble size={16} aria-hidden />}
          onClick={() => {
            change.reviewUndo({ input: { planId: null, knobId: null, all: true, force: false }, what: 'everything' });
          }}
        >
          Everything back to stock
        </Button>
      }
    >
      {error === null ? null : <ErrorNotice error={error} onRetry={load} retrying={loading} />}
      {value === null && error === null ? <Skeleton height={300} /> : null}
      {value !== null && value.plans.length === 0 ? <Nothing /> : null}
      {value === null ? null : <Days pages={value} />}
      {value?.mayHaveOlder === true ? (
        <div className={styles['more']}>
          <Button
            variant="default"
            loading={loading}
            onClick={() => {
              inBackground(history.loadOlder());
            }}
          >
            Older Plans
          </Button>
        </div>
      ) : null}
    </Page>
  );
}
