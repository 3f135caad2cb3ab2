import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { IconArrowBackUp, IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { type ReactElement, useEffect, useId, useRef, useState } from 'react';
import type { PlanRecord } from '../../../../src-main/contracts/plan.ts';
import { useFeatures } from '../../app/context.ts';
import { counted, dateAndTime, upperFirst } from '../../lib/format.ts';
import { WordBadge } from '../../ui/WordBadge.tsx';
import changeStyles from '../tuning/ChangeDialog.module.css';
import { StepDiff } from '../tuning/StepDiff.tsx';
import { useKnobUnits } from '../tuning/useKnobUnits.ts';
import { planStateWords, riskWords, stepStateWords, undoneBecause } from '../tuning/words.ts';
import styles from './HistoryPage.module.css';
import { canUndo, stepSummary } from './history.ts';

function timeOfDay(iso: string): string {
  return new Date(iso).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

function Details({ plan, id }: { readonly plan: PlanRecord; readonly id: string }): ReactElement {
  const unitOf = useKnobUnits();
  return (
    <div className={styles['details']} id={id}>
      <ul className={changeStyles['steps']} aria-label={`Steps of ${plan.title}`}>
        {plan.steps.map(({ step, state, prior, problem }) => (
          <li key={step.id} className={changeStyles['step']}>
            <span className={changeStyles['stepTitle']}>{step.title}</span>
            <WordBadge wording={stepStateWords[state]} />
            <StepDiff step={step} prior={prior} unit={unitOf(step.knobId)} />
            <WordBadge wording={riskWords[step.risk]} />
            <span className={changeStyles['stepWhy']}>{upperFirst(problem ?? step.why)}</span>
          </li>
        ))}
      </ul>
      <Text size="xs" c="dimmed" mt="xs">
        Plan {plan.planId}
        {plan.uid === null ? '' : `, asked for by user ${String(plan.uid)}`}
        {plan.appliedAt === null ? ', never fully applied' : `, applied ${dateAndTime(plan.appliedAt)}`}
        {plan.undoneAt === null ? '' : `, undone ${dateAndTime(plan.undoneAt)}`}
      </Text>
    </div>
  );
}

export interface PlanLineProps {
  readonly plan: PlanRecord;
  /** A link asked for this one. */
  readonly wanted: boolean;
}

/** One Plan of the history: what, when, what became of it, and the way back. */
export function PlanLine({ plan, wanted }: PlanLineProps): ReactElement {
  const { change } = useFeatures();
  const [open, setOpen] = useState(wanted);
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (wanted) line.current?.scrollIntoView({ block: 'center' });
  }, [wanted]);
  const id = useId();
  const Chevron = open ? IconChevronUp : IconChevronDown;
  return (
    <li className={styles['plan']} ref={line}>
      <div className={styles['row']}>
        <span className={styles['time']}>{timeOfDay(plan.createdAt)}</span>
        <div>
          <div className={styles['title']}>
            {plan.title}
            <WordBadge wording={planStateWords[plan.state]} />
          </div>
          <div className={styles['summary']}>
            {counted(plan.steps.length, 'change')}: {stepSummary(plan)}
            {plan.undoneBecause === null ? '' : ` · undone because ${undoneBecause(plan.undoneBecause)}`}
          </div>
        </div>
        <Group gap="xs">
          {canUndo(plan) ? (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconArrowBackUp size={14} aria-hidden />}
              aria-label={`Undo ${plan.title} of ${dateAndTime(plan.createdAt)}`}
              onClick={() => {
                change.reviewUndo({ input: { planId: plan.planId, knobId: null, all: false, force: false }, what: `“${plan.title}”` });
              }}
            >
              Undo
            </Button>
          ) : null}
        </Group>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-expanded={open}
          aria-controls={id}
          aria-label={`${open ? 'Hide' : 'Show'} the changes of ${plan.title}`}
          onClick={() => {
            setOpen(!open);
          }}
        >
          <Chevron size={18} aria-hidden />
        </ActionIcon>
      </div>
      {open ? <Details plan={plan} id={id} /> : null}
    </li>
  );
}
