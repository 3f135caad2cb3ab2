import { Alert, Button, Switch, Text } from '@mantine/core';
import { IconClockShield, IconReload } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import type { PlanStep } from '../../../../src-main/contracts/plan.ts';
import { useFeatures } from '../../app/context.ts';
import { counted, upperFirst } from '../../lib/format.ts';
import { Diff } from '../../ui/Diff.tsx';
import { WordBadge } from '../../ui/WordBadge.tsx';
import styles from './ChangeDialog.module.css';
import type { ChangeState } from './changeFlow.ts';
import { valueWithUnit } from './valueText.ts';
import { riskWords } from './words.ts';

/** Used until the settings have been read; the same as their default. */
const defaultConfirmSeconds = 30;

function StepLine({ step, unit }: { readonly step: PlanStep; readonly unit: string | null }): ReactElement {
  return (
    <li className={styles['step']}>
      <span className={styles['stepTitle']}>{step.title}</span>
      <WordBadge wording={riskWords[step.risk]} />
      <Diff before={step.before === null ? null : valueWithUnit(step.before, unit)} after={valueWithUnit(step.after, unit)} />
      <span />
      {step.why === '' ? null : <span className={styles['stepWhy']}>{upperFirst(step.why)}</span>}
    </li>
  );
}

/** The last look before anything is written: every step, from what to what. */
export function ApplyReview({ state }: { readonly state: Extract<ChangeState, { phase: 'review' }> }): ReactElement {
  const { change, settings, session, inBackground } = useFeatures();
  const confirmSeconds = useStore(settings.store, (one) => one.settings.value?.confirmSeconds ?? defaultConfirmSeconds);
  const readOnly = useStore(session.state, (one) => one.status === 'open' && (one.hello.scope === 'read' || one.hello.recorded));
  const { plan, knobs, rebootNeeded, confirmAdvised } = state.preview;
  if (plan === null) {
    return (
      <>
        <Text>There is nothing to do: the machine already has every value that you chose.</Text>
        <div className={styles['foot']}>
          <Button onClick={change.close} data-autofocus>
            Close
          </Button>
        </div>
      </>
    );
  }
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {counted(plan.steps.length, 'change')}. Old values are saved first, each change is read back, and if one fails all are undone.
      </Text>
      <ul className={styles['steps']} aria-label="Steps of the Plan">
        {plan.steps.map((step) => (
          <StepLine key={step.id} step={step} unit={knobs.find((knob) => knob.id === step.knobId)?.unit ?? null} />
        ))}
      </ul>
      <div className={styles['options']}>
        {rebootNeeded ? (
          <Alert color="ember" variant="light" icon={<IconReload aria-hidden />} py="xs">
            A part of this takes effect only after a reboot. If that start is not healthy, it is undone by itself.
          </Alert>
        ) : null}
        <Switch
          label="Keep over reboot"
          description="Writes managed files. Without it, everything is stock again after the next start."
          checked={state.input.persist}
          onChange={(event) => {
            inBackground(change.setPersist(event.currentTarget.checked));
          }}
        />
        <Switch
          label={`Ask me afterwards, and undo it if I do not answer within ${String(confirmSeconds)} s`}
          description={
            confirmAdvised
              ? 'Advised here: a step can blank a screen or make the machine hang.'
              : 'A way back even if you lose control of the machine.'
          }
          checked={state.countdown}
          onChange={(event) => {
            change.setCountdown(event.currentTarget.checked);
          }}
          thumbIcon={state.countdown ? <IconClockShield size={11} color="var(--hecate-accent)" aria-hidden /> : null}
        />
      </div>
      {readOnly ? (
        <Text size="sm" mt="sm" c="var(--hecate-warn)">
          This connection may only look. Open the window on the machine itself to apply the Plan.
        </Text>
      ) : null}
      <div className={styles['foot']}>
        <Button variant="default" onClick={change.close}>
          Not now
        </Button>
        <Button
          data-autofocus
          disabled={readOnly}
          onClick={() => {
            inBackground(change.apply(confirmSeconds));
          }}
        >
          Apply {counted(plan.steps.length, 'change')}
        </Button>
      </div>
    </>
  );
}
