import { Modal } from '@mantine/core';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';
import { ApplyReview } from './ApplyReview.tsx';
import { AppliedResult, ChangeFailure, UndoneResult } from './ChangeResult.tsx';
import { ChangeRunning, Planning } from './ChangeRunning.tsx';
import { type ChangeState, isBusy } from './changeFlow.ts';
import { UndoReview } from './UndoReview.tsx';

function titleOf(state: ChangeState): string {
  switch (state.phase) {
    case 'idle':
      return '';
    case 'planning':
      return 'Making the Plan';
    case 'review':
      return 'Review the Plan';
    case 'applying':
      return 'Applying the Plan';
    case 'applied':
      return state.record.state === 'awaitingConfirmation' ? 'Applied: keep it?' : 'The Plan is in force';
    case 'undoReview':
      return `Undo ${state.request.what}?`;
    case 'undoing':
      return `Undoing ${state.request.what}`;
    case 'undone':
      return 'What was undone';
    case 'failed':
      return { plan: 'No Plan could be made', apply: 'The Plan was not applied', undo: 'Undo did not work' }[state.doing];
  }
}

function body(state: ChangeState): ReactElement | null {
  switch (state.phase) {
    case 'idle':
      return null;
    case 'planning':
      return <Planning />;
    case 'review':
      return <ApplyReview state={state} />;
    case 'applying':
    case 'undoing':
      return <ChangeRunning state={state} />;
    case 'applied':
      return <AppliedResult record={state.record} />;
    case 'undoReview':
      return <UndoReview request={state.request} />;
    case 'undone':
      return <UndoneResult request={state.request} result={state.result} />;
    case 'failed':
      return <ChangeFailure state={state} />;
  }
}

/** The one dialog through which the machine is changed, from any page. */
export function ChangeDialog(): ReactElement {
  const { change, tuning } = useFeatures();
  const state = useStore(change.store);
  // The countdown has its own dialog, and it must be the one in front.
  const countdownInFront = useStore(tuning.store, (one) => one.status.value?.awaitingConfirmation != null);
  const busy = isBusy(state);
  return (
    <Modal
      opened={state.phase !== 'idle' && !(countdownInFront && state.phase === 'applied')}
      onClose={change.close}
      title={titleOf(state)}
      size={720}
      withCloseButton={!busy}
      closeOnEscape={!busy}
      closeOnClickOutside={false}
      // Giving the focus back would take it away from the countdown.
      returnFocus={!countdownInFront}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {body(state)}
    </Modal>
  );
}
