import { Alert, Button, Switch, Text } from '@mantine/core';
import { IconClockShield, IconReload } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import type { PlanStep } from '../../../../src-main/contracts/plan.ts';
import type { KnobState } from '../../../../src-main/contracts/tuning.ts';
import { useFeatures } from '../../app/context.ts';
import { counted, upperFirst } from '../../lib/format.ts';
import { WordBadge } from '../../ui/WordBadge.tsx';
import styles from './ChangeDialog.module.css';
import type { ChangeState } from './changeFlow.ts';
import { StepDiff } from './StepDiff.tsx';
import { riskWords } from './words.ts';

/** Used until the settings have been read; the same as their default. */
const defaultConfirmSeconds = 30;

interface StepGroup {
  readonly knob: KnobState | undefined;
  /** Never empty. */
  readonly steps: readonly PlanStep[];
}

/** Steps of one setting belong together: writing it now, and keeping it over a reboot. */
function byKnob(steps: readonly PlanStep[], knobs: readonly KnobState[]): readonly StepGroup[] {
  const groups = new Map<string, readonly PlanStep[]>();
  for (const step of steps) {
    const key = step.knobId ?? step.id;
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  return [...groups].map(([key, members]) => ({ knob: knobs.find((knob) => knob.id === key), steps: members }));
}

function GroupLine({ group }: { readonly group: StepGroup }): ReactElement | null {
  const [first, ...rest] = group.steps;
  if (first === undefined) return null;
  const unit = group.knob?.unit ?? null;
  return (
    <li className={styles['step']}>
      <span className={styles['stepTitle']}>{group.knob?.title ?? first.title}</span>
      <WordBadge wording={riskWords[first.risk]} />
      <StepDiff step={first} unit={unit} />
      <span />
      {first.why === '' ? null : <span className={styles['stepWhy']}>{upperFirst(first.why)}</span>}
      {rest.map((step) => (
        <span key={step.id} className={styles['also']}>
          <WordBadge wording={riskWords[step.risk]} />
          <StepDiff step={step} unit={unit} />
        </span>
      ))}
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
  const groups = byKnob(plan.steps, knobs);
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {counted(groups.length, 'setting')}. Old values are saved first, each change is read back, and if one fails all are undone.
      </Text>
      <ul className={styles['steps']} aria-label="Steps of the Plan">
        {groups.map((group) => (
          <GroupLine key={group.steps[0]?.id} group={group} />
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
          Apply {counted(groups.length, 'change')}
        </Button>
      </div>
    </>
  );
}
