/** Undo of one knob, one Plan or everything, newest first. */

import { AppError } from '../../src-main/contracts/errors.ts';
import type { ApplyProgress, UndoInput, UndoResult } from '../../src-main/contracts/executor.ts';
import { isTrialUnderWay } from '../../src-main/contracts/plan.ts';
import type { Core } from './core.ts';
import { breathe, timestamp } from './core.ts';
import type { JournalPlan, JournalStep, UndoScope } from './journal.ts';
import { bound } from './operations/index.ts';
import type { StepOutcome } from './restore.ts';
import { isInForce, restoreSteps, settle } from './restore.ts';

export interface UndoRequest {
  readonly input: UndoInput;
  readonly uid: number | null;
  /** user, notConfirmed, recovery or bootWatchdog. */
  readonly because: string;
  readonly report: (progress: ApplyProgress) => void;
}

/** The steps of a Plan that an undo with this scope is about. */
export function stepsInScope(entry: JournalPlan, knobId: string | null): readonly JournalStep[] {
  return entry.steps.filter(
    (step) => isInForce(step) && !isPast(entry, step) && (knobId === null || entry.plan.steps[step.position]?.knobId === knobId),
  );
}

/** Done once, with nothing to bring back; one that was cut off still has to be closed. */
function isPast(entry: JournalPlan, step: JournalStep): boolean {
  const planStep = entry.plan.steps[step.position];
  return step.state === 'applied' && planStep !== undefined && bound(planStep.operation).isAct;
}

/** Plans that an undo would touch, newest first. Throws AppError plan.notFound and plan.nothingToUndo. */
export function plansToUndo(core: Core, input: UndoInput): readonly JournalPlan[] {
  if (input.planId !== null) {
    const entry = core.journal.find(input.planId);
    if (entry === undefined) throw new AppError('plan.notFound', `there is no Plan ${input.planId}`, { details: { planId: input.planId } });
    if (stepsInScope(entry, input.knobId).length > 0) return [entry];
    return nothingToUndo(entry.steps.some((step) => isPast(entry, step)) ? 'a signal that was sent cannot be taken back' : undefined);
  }
  const candidates = core.journal
    .inState('applied', 'awaitingBoot', 'awaitingConfirmation', 'partlyUndone', 'undoing')
    .filter((entry) => stepsInScope(entry, input.knobId).length > 0);
  if (candidates.length > 0 && (input.all || input.knobId !== null)) return candidates;
  // Whoever says "the last one" means what a person did: a proof takes back by itself what it tries.
  const newest = candidates.find(({ plan, state }) => !isTrialUnderWay({ planId: plan.id, state }));
  return newest === undefined ? nothingToUndo() : [newest];
}

function nothingToUndo(why = 'there is nothing to undo'): never {
  throw new AppError('plan.nothingToUndo', why, { details: {} });
}

/** Takes back what is in scope of one Plan. The scope is journalled first, so that recovery goes on with it. */
export function undoPlan(
  core: Core,
  entry: JournalPlan,
  scope: UndoScope,
  uid: number | null,
  onStep?: (outcome: StepOutcome) => void,
): readonly StepOutcome[] {
  const { journal, machine } = core;
  journal.transaction(() => {
    journal.changePlan(entry.sequence, { state: 'undoing', undo_scope: JSON.stringify(scope) });
    journal.audit(
      { verb: 'undo', uid, planId: entry.plan.id, subject: scope.knobId ?? entry.plan.title, outcome: `started (${scope.because})` },
      timestamp(machine),
    );
  });
  const report = restoreSteps(core, entry, stepsInScope(entry, scope.knobId), {
    force: scope.force,
    because: scope.because,
    uid,
    evenWithoutJournal: false,
    ...(onStep === undefined ? {} : { onStep }),
  });
  settle(core, entry.sequence, scope.because);
  return report.outcomes;
}

/**
 * A journal that cannot be written must not keep an unconfirmed change alive:
 * any user may hold a lock on a file that all may read. The journal then still
 * says `awaitingConfirmation`, which the next start settles.
 */
export function takeBackUnconfirmed(core: Core, entry: JournalPlan): void {
  const because = 'notConfirmed';
  try {
    undoPlan(core, entry, { knobId: null, force: false, because }, null);
  } catch {
    restoreSteps(core, entry, stepsInScope(entry, null), { force: false, because, uid: null, evenWithoutJournal: true });
  }
}

/** Undoes what was asked for and says how each step went; a conflict is an outcome, not an error. */
export async function undo(core: Core, request: UndoRequest): Promise<UndoResult> {
  const plans = plansToUndo(core, request.input);
  const { knobId, force } = request.input;
  const total = plans.reduce((sum, entry) => sum + stepsInScope(entry, knobId).length, 0);
  const outcomes: StepOutcome[] = [];
  for (const entry of plans) {
    request.report({ stepId: null, done: outcomes.length, total, message: entry.plan.title });
    await breathe();
    undoPlan(core, entry, { knobId, force, because: request.because }, request.uid, (outcome) => {
      outcomes.push(outcome);
      request.report({ stepId: outcome.stepId, done: outcomes.length, total, message: `${outcome.title}: ${outcome.detail}` });
    });
  }
  return { undonePlans: plans.map((entry) => entry.plan.id), steps: outcomes };
}
