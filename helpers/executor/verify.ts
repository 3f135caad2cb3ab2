/** Reads back every step that should be in force. */

import { AppError } from '../../src-main/contracts/errors.ts';
import type { StepVerdict } from '../../src-main/contracts/executor.ts';
import type { Journal, JournalPlan } from './journal.ts';
import type { Machine } from './machine.ts';
import { bound } from './operations/index.ts';
import { problemText } from './problem.ts';

export interface VerifiedStep {
  readonly planId: string;
  readonly stepId: string;
  readonly knobId: string | null;
  readonly title: string;
  readonly verdict: StepVerdict;
  readonly expected: string;
  readonly found: string | null;
  readonly detail: string;
}

const keptStates = ['applied', 'awaitingBoot', 'awaitingConfirmation', 'partlyUndone'] as const;

/** Of two Plans about the same target only the newer one says what should be there. */
export function verifyPlans(journal: Journal | undefined, machine: Machine, planId: string | null): readonly VerifiedStep[] {
  const plans = journal === undefined ? [] : chosenPlans(journal, planId);
  const seen = new Set<string>();
  return plans.flatMap((entry) =>
    [...entry.steps].reverse().flatMap((step) => {
      const planStep = entry.plan.steps[step.position];
      if ((step.state !== 'applied' && step.state !== 'unchanged') || planStep === undefined || seen.has(step.target)) return [];
      if (bound(planStep.operation).isAct) return [];
      seen.add(step.target);
      const { id: stepId, knobId, title } = planStep;
      const found = readBack(planStep.operation, machine);
      if (found.verdict === 'absent' && bound(planStep.operation).isMortal) return [];
      return [{ planId: entry.plan.id, stepId, knobId, title, ...found }];
    }),
  );
}

function chosenPlans(journal: Journal, planId: string | null): readonly JournalPlan[] {
  if (planId === null) return journal.inState(...keptStates);
  const entry = journal.find(planId);
  if (entry === undefined) throw new AppError('plan.notFound', `there is no Plan ${planId}`, { details: { planId } });
  return [entry];
}

function readBack(
  operation: Parameters<typeof bound>[0],
  machine: Machine,
): Pick<VerifiedStep, 'verdict' | 'expected' | 'found' | 'detail'> {
  try {
    const { verdict, expected, found, detail } = bound(operation).verify(machine);
    return { verdict, expected, found, detail };
  } catch (error) {
    return { verdict: 'refused', expected: '', found: null, detail: problemText(error) };
  }
}
