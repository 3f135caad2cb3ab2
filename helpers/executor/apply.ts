/** Journals, applies and reads back every step of a Plan; on any failure everything is taken back in reverse order. */

import { AppError, isAppError } from '../../src-main/contracts/errors.ts';
import type { ApplyProgress } from '../../src-main/contracts/executor.ts';
import type { RiskClass } from '../../src-main/contracts/operations.ts';
import type { Plan, PlanRecord, PlanState, PlanStep } from '../../src-main/contracts/plan.ts';
import type { Core } from './core.ts';
import { breathe, timestamp } from './core.ts';
import type { JournalPlan, JournalStep } from './journal.ts';
import { planRecord } from './journal.ts';
import { bound } from './operations/index.ts';
import { problemText, Refusal } from './problem.ts';
import { isInForce, restoreSteps, settle } from './restore.ts';
import { higherRisk } from './risk.ts';

export interface ApplyRequest {
  /** Already accepted by acceptPlan. */
  readonly plan: Plan;
  readonly risk: RiskClass;
  readonly uid: number | null;
  readonly confirmWithinSeconds: number | null;
  readonly report: (progress: ApplyProgress) => void;
  readonly signal: AbortSignal;
}

/** One step that went wrong, with the step's id. */
class StepFailure extends Error {
  override readonly name = 'StepFailure';
  readonly stepId: string;
  readonly position: number;

  constructor(stepId: string, position: number, cause: unknown) {
    super(problemText(cause), { cause });
    this.stepId = stepId;
    this.position = position;
  }
}

/** One apply under way. */
interface Run {
  readonly core: Core;
  readonly sequence: number;
  readonly request: ApplyRequest;
  /** What has to be taken back on a failure, also when the journal cannot be read then. */
  readonly taken: JournalStep[];
}

/** The end of one step and the capture of the next are one transaction: half the waiting for the disk. */
type Finish = () => void;

function applyStep(run: Run, position: number, step: PlanStep, finishPrevious: Finish): Finish {
  const { sequence, taken } = run;
  const { journal, machine } = run.core;
  const operation = bound(step.operation);
  // Once more right before the write: an earlier step or somebody else may have changed what the device offers.
  const problem = operation.check(machine, journal)[0];
  if (problem !== undefined) throw new Refusal(problem.field, problem.problem);
  const captured = operation.capture(machine);
  const unchanged = !operation.isAct && operation.verify(machine).verdict === 'applied';
  const change = { prior: captured.prior, prior_text: captured.text, boot_id: machine.bootId };
  journal.transaction(() => {
    finishPrevious();
    journal.changeStep(sequence, position, { ...change, state: unchanged ? 'unchanged' : 'captured' });
  });
  if (unchanged) return () => undefined;
  taken.push({
    position,
    target: operation.target,
    state: 'captured',
    prior: captured.prior,
    priorText: captured.text,
    bootId: machine.bootId,
    undoStarted: false,
    problem: null,
  });
  operation.apply(captured.prior, machine);
  const now = operation.verify(machine);
  if (!operation.isAct && now.verdict !== 'applied')
    throw new Refusal('value', `read back ${now.found ?? 'nothing'} instead of ${now.expected}: ${now.detail}`);
  return () => {
    journal.changeStep(sequence, position, { state: 'applied' });
    journal.audit(
      {
        verb: 'apply.step',
        uid: run.request.uid,
        planId: run.request.plan.id,
        subject: operation.target,
        oldValue: captured.text,
        newValue: now.found,
        outcome: 'applied',
      },
      timestamp(machine),
    );
  };
}

async function applySteps(run: Run): Promise<Finish> {
  const { request } = run;
  const total = request.plan.steps.length;
  let finish: Finish = () => undefined;
  for (const [position, step] of request.plan.steps.entries()) {
    if (request.signal.aborted) throw new AppError('cancelled', 'cancelled; everything was taken back', { details: {} });
    request.report({ stepId: step.id, done: position, total, message: step.title });
    await breathe();
    try {
      finish = applyStep(run, position, step, finish);
    } catch (error) {
      throw new StepFailure(step.id, position, error);
    }
  }
  request.report({ stepId: null, done: total, total, message: 'Every step was read back' });
  return finish;
}

/** What a Plan is after its last step. */
export function stateWhenKept(entry: JournalPlan): PlanState {
  const bootStep = entry.steps.some((step) => {
    const planStep = entry.plan.steps[step.position];
    return step.state === 'applied' && planStep !== undefined && higherRisk(planStep.risk, bound(planStep.operation).riskClass) === 'boot';
  });
  return bootStep ? 'awaitingBoot' : 'applied';
}

function finishPlan(run: Run, finish: Finish): void {
  const { sequence, request } = run;
  const { journal, machine } = run.core;
  journal.transaction(() => {
    finish();
    const entry = journal.findBySequence(sequence);
    if (entry === undefined) throw new Error('the Plan is not in the journal');
    const seconds = request.confirmWithinSeconds;
    const waits = seconds !== null && entry.steps.some(isInForce);
    journal.changePlan(sequence, {
      state: waits ? 'awaitingConfirmation' : stateWhenKept(entry),
      applied_at: timestamp(machine),
      confirm_by: waits ? new Date(machine.nowMs() + seconds * 1000).toISOString() : null,
    });
    journal.audit(
      { verb: 'apply', uid: request.uid, planId: request.plan.id, subject: request.plan.title, outcome: 'applied' },
      timestamp(machine),
    );
  });
}

function insert(core: Core, request: ApplyRequest): number {
  const { journal, machine } = core;
  return journal.transaction(() => {
    if (journal.find(request.plan.id) !== undefined) {
      const issues = [{ field: 'id', problem: `${request.plan.id} was used before; every Plan needs a new one` }];
      throw new AppError('plan.invalid', 'this Plan was already applied once', { details: { issues } });
    }
    const { plan, risk, uid } = request;
    return journal.insertPlan({ plan, risk, uid, bootId: machine.bootId, confirmSeconds: request.confirmWithinSeconds });
  });
}

/** Takes a half-applied Plan back. The machine comes first: a journal that cannot be written is mended by the next start. */
function takeBack(run: Run, because: string): { readonly undone: boolean; readonly journalProblem: string | null } {
  const plan = { sequence: run.sequence, plan: run.request.plan };
  const options = { force: false, because, uid: run.request.uid, evenWithoutJournal: true };
  const report = restoreSteps(run.core, plan, run.taken, options);
  return {
    undone: report.outcomes.every(({ outcome }) => outcome !== 'failed' && outcome !== 'conflict'),
    journalProblem: report.journalProblem,
  };
}

function recordFailure(run: Run, because: string, error: unknown): void {
  const { journal, machine } = run.core;
  const { plan, uid } = run.request;
  journal.transaction(() => {
    if (error instanceof StepFailure) {
      const kept = journal.findBySequence(run.sequence)?.steps[error.position];
      const problem = error.message;
      journal.changeStep(run.sequence, error.position, kept !== undefined && isInForce(kept) ? { problem } : { state: 'failed', problem });
    }
    journal.audit(
      { verb: 'apply', uid, planId: plan.id, subject: plan.title, outcome: `${because}: ${problemText(error)}` },
      timestamp(machine),
    );
  });
  settle(run.core, run.sequence, because);
}

function failed(run: Run, error: unknown): AppError {
  const because = isAppError(error, 'cancelled') ? 'user' : 'failure';
  const { undone, journalProblem } = takeBack(run, because);
  let recordProblem = journalProblem;
  try {
    if (recordProblem === null) recordFailure(run, because, error);
  } catch (journalError) {
    recordProblem = problemText(journalError);
  }
  if (isAppError(error, 'cancelled') && undone) return error;
  const stepId = error instanceof StepFailure ? error.stepId : '';
  const mended = recordProblem === null ? '' : `; the journal could not be written (${recordProblem}) and is mended at the next start`;
  const problem = `${problemText(error)}${mended}`;
  const back = undone ? 'everything was taken back' : 'not everything could be taken back; see the history';
  return new AppError('plan.applyFailed', `step ${stepId}: ${problem}; ${back}`, { details: { stepId, problem, undone }, cause: error });
}

/** Applies an accepted Plan. Throws AppError plan.applyFailed or cancelled after everything was taken back, plan.invalid for an id that was used before. */
export async function applyPlan(core: Core, request: ApplyRequest): Promise<PlanRecord> {
  const run: Run = { core, sequence: insert(core, request), request, taken: [] };
  try {
    const finish = await applySteps(run);
    finishPlan(run, finish);
  } catch (error) {
    throw failed(run, error);
  }
  const entry = core.journal.findBySequence(run.sequence);
  if (entry === undefined) throw new Error('the Plan is not in the journal');
  return planRecord(entry);
}
