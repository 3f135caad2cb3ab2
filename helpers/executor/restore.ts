/** Taking steps back, newest first: the one piece of code behind a failed apply, an undo, recovery and the boot watchdog. */
import type { UndoResult } from '../../src-main/contracts/executor.ts';
import type { PlanState, StepState } from '../../src-main/contracts/plan.ts';
import type { Core } from './core.ts';
import { timestamp } from './core.ts';
import type { JournalPlan, JournalStep } from './journal.ts';
import { bound } from './operations/index.ts';
import type { BoundOperation } from './operations/kind.ts';
import { problemText } from './problem.ts';

export type StepOutcome = UndoResult['steps'][number];

export interface RestoreOptions {
  /** Also where somebody else changed the value since. */
  readonly force: boolean;
  readonly because: string;
  readonly uid: number | null;
  /** Goes on when the journal cannot be written; for a failed apply and a missed confirmation, where the machine matters more than the record. */
  readonly evenWithoutJournal: boolean;
  readonly onStep?: (outcome: StepOutcome) => void;
}

/** The part of a journalled Plan that is needed; a failed apply has it in memory when the journal cannot be read. */
export type RestoredPlan = Pick<JournalPlan, 'sequence' | 'plan'>;

interface Decision {
  readonly act: boolean;
  readonly outcome: StepOutcome['outcome'];
  readonly detail: string;
}

/** Steps that still hold the machine in a state of ours. */
export function isInForce(step: JournalStep): boolean {
  return step.state === 'applied' || step.state === 'captured' || step.state === 'undoSkipped';
}

/** Cut off in the middle of apply or undo: nobody can say how far it came. */
export function isInFlight(step: JournalStep): boolean {
  return step.state === 'captured' || step.undoStarted;
}

function decide(core: Core, entry: RestoredPlan, step: JournalStep, operation: BoundOperation, force: boolean): Decision {
  const prior = step.prior ?? '';
  const standing = operation.standing(prior, core.machine);
  if (standing === 'gone') return { act: false, outcome: 'alreadyStock', detail: operation.goneText };
  if (standing === 'past') return { act: false, outcome: 'alreadyStock', detail: 'it was done once and cannot be taken back' };
  const restarted = operation.volatile && step.bootId !== core.machine.bootId;
  if (restarted && standing !== 'applied')
    return { act: false, outcome: 'alreadyStock', detail: 'the machine was restarted since, which took it back' };
  // A file may be back while what follows from it (a boot menu, a leftover) is not, so doing it again is the safe way.
  if (isInFlight(step) && !operation.volatile) return { act: true, outcome: 'restored', detail: restoredText(step) };
  if (standing === 'prior') return { act: false, outcome: 'alreadyStock', detail: 'it already has its old value' };
  if (standing === 'other' && !force && !isInFlight(step))
    return { act: false, outcome: 'conflict', detail: conflictText(core, entry, step) };
  return { act: true, outcome: 'restored', detail: restoredText(step) };
}

function restoredText(step: JournalStep): string {
  return step.priorText === null || step.priorText === '' ? 'its old state is back' : `back to ${step.priorText}`;
}

function conflictText(core: Core, entry: RestoredPlan, step: JournalStep): string {
  const planStep = entry.plan.steps[step.position];
  const found = planStep === undefined ? null : bound(planStep.operation).verify(core.machine).found;
  const [later] = core.journal.laterPlans(entry.sequence, step.target);
  const who = later === undefined ? 'somebody else changed it since' : `the later Plan "${later}" changed it; undo that one first`;
  return `it is now ${found ?? 'gone'}: ${who}`;
}

/** Journal writes wait here, so that the end of one step and the start of the next are one durable transaction. */
class Pending {
  readonly #core: Core;
  readonly #optional: boolean;
  #changes: (() => void)[] = [];
  /** Set when the journal could not be written and that was allowed. */
  problem: string | null = null;

  constructor(core: Core, optional: boolean) {
    this.#core = core;
    this.#optional = optional;
  }

  add(change: () => void): void {
    this.#changes.push(change);
  }

  /** After a failure only the `last` one tries again: each try waits for the journal, and the machine must not wait with it. */
  flush(last = false): void {
    const changes = this.#changes;
    if (changes.length === 0 || (this.problem !== null && !last)) return;
    try {
      this.#core.journal.transaction(() => {
        for (const change of changes) change();
      });
      this.#changes = [];
      this.problem = null;
    } catch (error) {
      if (!this.#optional) throw error;
      this.problem = problemText(error);
    }
  }
}

const stateAfter: Readonly<Record<StepOutcome['outcome'], StepState | null>> = {
  restored: 'undone',
  alreadyStock: 'undone',
  conflict: 'undoSkipped',
  failed: null,
};

function record(core: Core, entry: RestoredPlan, step: JournalStep, result: StepOutcome, options: RestoreOptions): void {
  const state = stateAfter[result.outcome];
  const problem = result.outcome === 'conflict' || result.outcome === 'failed' ? result.detail : null;
  // A failed undo keeps its state and its problem, so that the next start tries again.
  core.journal.changeStep(entry.sequence, step.position, state === null ? { problem } : { state, problem, undo_started: 0 });
  const at = timestamp(core.machine);
  const planStep = entry.plan.steps[step.position];
  core.journal.audit(
    {
      verb: 'undo.step',
      uid: options.uid,
      planId: entry.plan.id,
      subject: step.target,
      oldValue: planStep?.after ?? null,
      newValue: step.priorText,
      outcome: `${result.outcome} (${options.because}): ${result.detail}`,
    },
    at,
  );
}

function restoreStep(core: Core, entry: RestoredPlan, step: JournalStep, options: RestoreOptions, pending: Pending): StepOutcome {
  const planStep = entry.plan.steps[step.position];
  if (planStep === undefined) throw new Error(`the journal of ${entry.plan.id} has a step too many`);
  const result = (outcome: StepOutcome['outcome'], detail: string): StepOutcome => ({
    planId: entry.plan.id,
    stepId: planStep.id,
    title: planStep.title,
    outcome,
    detail,
  });
  try {
    const operation = bound(planStep.operation);
    const decision = decide(core, entry, step, operation, options.force);
    if (!decision.act) return result(decision.outcome, decision.detail);
    pending.add(() => {
      core.journal.changeStep(entry.sequence, step.position, { undo_started: 1 });
    });
    pending.flush();
    operation.undo(step.prior ?? '', core.machine);
    return result(decision.outcome, decision.detail);
  } catch (error) {
    return result('failed', problemText(error));
  }
}

export interface RestoreReport {
  readonly outcomes: readonly StepOutcome[];
  /** Set when the journal could not be written (only with evenWithoutJournal). */
  readonly journalProblem: string | null;
}

/** Takes the given steps of one Plan back in reverse order and records each. Throws only when the journal fails and that is not allowed. */
export function restoreSteps(core: Core, entry: RestoredPlan, steps: readonly JournalStep[], options: RestoreOptions): RestoreReport {
  const outcomes: StepOutcome[] = [];
  const pending = new Pending(core, options.evenWithoutJournal);
  for (const step of [...steps].sort((a, b) => b.position - a.position)) {
    if (!isInForce(step) || step.prior === null) continue;
    const outcome = restoreStep(core, entry, step, options, pending);
    outcomes.push(outcome);
    pending.add(() => {
      record(core, entry, step, outcome, options);
    });
    options.onStep?.(outcome);
  }
  pending.flush(true);
  return { outcomes, journalProblem: pending.problem };
}

/** Writes what a Plan has become after steps of it were taken back. */
export function settle(core: Core, sequence: number, because: string): PlanState {
  return core.journal.transaction(() => {
    const now = core.journal.findBySequence(sequence);
    const state: PlanState = now?.steps.some(isInForce) === true ? 'partlyUndone' : 'undone';
    core.journal.changePlan(sequence, {
      state,
      undone_at: timestamp(core.machine),
      undone_because: because,
      confirm_by: null,
      undo_scope: null,
    });
    return state;
  });
}
