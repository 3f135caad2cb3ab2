import { Alert, Drawer, Skeleton } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useStore } from 'zustand';
import type { ProcessDetail } from '../../../../src-main/contracts/processes.ts';
import { useFeatures } from '../../app/context.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { useAction } from '../../ui/useAction.ts';
import { AdjustActions } from './AdjustActions.tsx';
import { DetailFacts } from './DetailFacts.tsx';
import { OutcomeNote } from './OutcomeNote.tsx';
import type { Outcome } from './outcome.ts';
import { type Me, meIn } from './ownRight.ts';
import styles from './ProcessesPage.module.css';
import type { NamedTarget } from './processesStore.ts';
import { SignalActions } from './SignalActions.tsx';
import { useDetail, type WatchedDetail } from './useDetail.ts';

function useMe(): Me | null {
  const { session, processes } = useFeatures();
  const hello = useStore(session.state, (state) => (state.status === 'open' ? state.hello : null));
  const table = useStore(processes.store, (state) => state.table.value);
  return meIn(table, hello === null || hello.uid === null ? null : { pid: hello.pid, uid: hello.uid });
}

interface ActionsProps {
  readonly watched: WatchedDetail;
  readonly detail: ProcessDetail;
}

/** The facts between what can be done at once and what needs a form. */
function WithActions({ watched, detail }: ActionsProps): ReactElement {
  const me = useMe();
  const action = useAction();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const { ended, accept, markEnded } = watched;
  const props = { detail, me, action, onOutcome: setOutcome };
  return (
    <>
      {ended ? null : <SignalActions {...props} onEnded={markEnded} />}
      <OutcomeNote outcome={outcome} error={action.error} />
      <DetailFacts detail={detail} />
      {ended ? null : (
        <>
          <h3 className={styles['section']}>Change priority and CPUs</h3>
          <AdjustActions {...props} onChanged={accept} />
        </>
      )}
    </>
  );
}

function Body({ target }: { readonly target: NamedTarget }): ReactElement {
  const { surface } = useFeatures();
  const watched = useDetail(target);
  const { detail, ended, error } = watched;
  return (
    <>
      {ended ? (
        <Alert color="dusk" variant="light" role="status" mb="sm">
          This process has ended. {detail === null ? null : 'What you see is from before.'}
        </Alert>
      ) : null}
      {error === null ? null : <ErrorNotice error={error} />}
      {detail === null && error === null && !ended ? <Skeleton height={360} /> : null}
      {detail === null ? null : surface === 'full' ? <WithActions watched={watched} detail={detail} /> : <DetailFacts detail={detail} />}
    </>
  );
}

export interface DetailDrawerProps {
  readonly target: NamedTarget | null;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Everything about one process, and what may be done about it. */
export function DetailDrawer({ target, opened, onClose }: DetailDrawerProps): ReactElement {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={520}
      title={target === null ? '' : `${target.name}, process ${String(target.pid)}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
      styles={{ title: { fontWeight: 650, fontSize: '1.0625rem', overflowWrap: 'anywhere' } }}
    >
      {target === null ? null : <Body key={`${String(target.pid)}.${String(target.startTicks)}`} target={target} />}
    </Drawer>
  );
}
