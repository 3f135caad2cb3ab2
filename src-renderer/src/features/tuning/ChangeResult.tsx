import { Button, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { isAppError } from '../../../../src-main/contracts/errors.ts';
import type { UndoResult } from '../../../../src-main/contracts/executor.ts';
import type { PlanRecord } from '../../../../src-main/contracts/plan.ts';
import { useFeatures } from '../../app/context.ts';
import { counted } from '../../lib/format.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { WordBadge } from '../../ui/WordBadge.tsx';
import styles from './ChangeDialog.module.css';
import type { ChangeState, UndoRequest } from './changeFlow.ts';
import { StepDiff } from './StepDiff.tsx';
import { planStateWords, stepStateWords, undoneBecause, undoOutcomeWords } from './words.ts';

function recordSentence(record: PlanRecord): string {
  const written = record.steps.filter((entry) => entry.state === 'applied').length;
  if (record.state === 'undone') return `Everything was put back: ${undoneBecause(record.undoneBecause ?? 'a step failed')}.`;
  if (record.state === 'awaitingBoot') return `${counted(written, 'change')} written. A part takes effect after the next start.`;
  return `${counted(written, 'change')} written and read back.`;
}

/** What happened to each step. */
export function AppliedResult({ record }: { readonly record: PlanRecord }): ReactElement {
  const { change } = useFeatures();
  return (
    <>
      <Text mb="sm">
        <WordBadge wording={planStateWords[record.state]} /> {recordSentence(record)}
      </Text>
      <ul className={styles['steps']} aria-label="Result of each step">
        {record.steps.map(({ step, state, problem, prior }) => (
          <li key={step.id} className={styles['step']}>
            <span className={styles['stepTitle']}>{step.title}</span>
            <WordBadge wording={stepStateWords[state]} />
            <StepDiff step={step} prior={prior} />
            <span />
            {problem === null ? null : <span className={styles['stepWhy']}>{problem}</span>}
          </li>
        ))}
      </ul>
      <div className={styles['foot']}>
        <LinkButton to="/history" variant="default" onClick={change.close}>
          Show in History
        </LinkButton>
        <Button onClick={change.close} data-autofocus>
          Done
        </Button>
      </div>
    </>
  );
}

/** Undo again, also where somebody else changed the value since. */
function ForceUndo({ request }: { readonly request: UndoRequest }): ReactElement {
  const { change, inBackground } = useFeatures();
  return (
    <>
      <Text size="sm" mt="sm">
        Those values are no longer the ones that were set here, so they were left alone: whoever changed them may rely on it. You can put
        the old values back all the same.
      </Text>
      <Button
        mt="xs"
        color="madder"
        variant="light"
        onClick={() => {
          inBackground(change.undo({ ...request, input: { ...request.input, force: true } }));
        }}
      >
        Put the old values back anyway
      </Button>
    </>
  );
}

export function UndoneResult({ request, result }: { readonly request: UndoRequest; readonly result: UndoResult }): ReactElement {
  const { change } = useFeatures();
  const conflicts = result.steps.some((step) => step.outcome === 'conflict');
  const restored = result.steps.filter((step) => step.outcome === 'restored').length;
  return (
    <>
      <Text mb="sm">
        {result.steps.length === 0 ? 'There was nothing to undo.' : `${counted(restored, 'change')} put back to what was there before.`}
      </Text>
      {result.steps.length === 0 ? null : (
        <ul className={styles['steps']} aria-label="Result of each step">
          {result.steps.map((step) => (
            <li key={`${step.planId} ${step.stepId}`} className={styles['step']}>
              <span className={styles['stepTitle']}>{step.title}</span>
              <WordBadge wording={undoOutcomeWords[step.outcome]} />
              <span className={styles['stepWhy']}>{step.detail}</span>
            </li>
          ))}
        </ul>
      )}
      {conflicts && !request.input.force ? <ForceUndo request={request} /> : null}
      <div className={styles['foot']}>
        <Button onClick={change.close} data-autofocus>
          Done
        </Button>
      </div>
    </>
  );
}

export function ChangeFailure({ state }: { readonly state: Extract<ChangeState, { phase: 'failed' }> }): ReactElement {
  const { change } = useFeatures();
  const conflict = state.undo !== null && !state.undo.input.force && isAppError(state.error, 'plan.conflict');
  return (
    <>
      <ErrorNotice error={state.error} />
      {conflict ? <ForceUndo request={state.undo} /> : null}
      <div className={styles['foot']}>
        <Button onClick={change.close} data-autofocus>
          Close
        </Button>
      </div>
    </>
  );
}
