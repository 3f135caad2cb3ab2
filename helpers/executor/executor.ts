/** The verbs of the contract over one journal and one machine: one Plan at a time, whoever asks. */
import type { Disposable } from '../../src-main/base/disposable.ts';
import { productVersion } from '../../src-main/base/version.ts';
import { AppError } from '../../src-main/contracts/errors.ts';
import type { executorContract } from '../../src-main/contracts/executor.ts';
import type { Implementation } from '../../src-main/contracts/kit/define.ts';
import type { RiskClass } from '../../src-main/contracts/operations.ts';
import type { PlanRecord } from '../../src-main/contracts/plan.ts';
import { applyPlan, stateWhenKept } from './apply.ts';
import { acceptPlan, checkPlan } from './check.ts';
import type { Core } from './core.ts';
import { timestamp } from './core.ts';
import type { Grant } from './grant.ts';
import { firstRecords } from './historyPage.ts';
import type { Journal, JournalPlan, UndoScope } from './journal.ts';
import { planRecord } from './journal.ts';
import type { Machine } from './machine.ts';
import { bound } from './operations/index.ts';
import { problemText } from './problem.ts';
import type { Recovered } from './recover.ts';
import { recover } from './recover.ts';
import { higherRisk, riskAllows } from './risk.ts';
import { plansToUndo, takeBackUnconfirmed, undo } from './undo.ts';
import { verifyPlans } from './verify.ts';

type ExecutorImplementation = Implementation<typeof executorContract>;
type Apply = Parameters<ExecutorImplementation['apply']>;
type Undo = Parameters<ExecutorImplementation['undo']>;

export interface ExecutorOptions {
  readonly machine: Machine;
  readonly stateFolder: string;
  readonly uid: number;
  /** undefined: read-only; journals are then opened for each answer. */
  readonly journal: Journal | undefined;
  readonly openForReading: () => Journal | undefined;
  readonly tryLock: () => Disposable | undefined;
  readonly log: (message: string) => void;
}

/** A Plan that waits for its confirmation; the machine stays locked meanwhile. */
interface Waiting {
  readonly sequence: number;
  readonly planId: string;
  readonly owner: Grant;
  readonly deadlineMs: number;
  readonly timer: NodeJS.Timeout;
}

const waitingTickMs = 250;
/** The other executor looks once in a tick; it may be slow, but is not waited for without end. */
const takeOverTicks = 40;

export class Executor {
  readonly #options: ExecutorOptions;
  #recovered: readonly Recovered[] = [];
  #lock: Disposable | undefined;
  #running: string | undefined;
  #waiting: Waiting | undefined;
  readonly #gone = new Set<Grant>();
  readonly #idleListeners = new Set<() => void>();

  constructor(options: ExecutorOptions) {
    this.#options = options;
  }

  /** Takes back what was cut off. Skipped when another executor is at work: then nothing was cut off. */
  recover(): readonly Recovered[] {
    if (this.#options.journal === undefined) return [];
    const lock = this.#options.tryLock();
    if (lock === undefined) return [];
    try {
      this.#recovered = recover(this.#core());
      this.#publish();
    } finally {
      lock.dispose();
    }
    return this.#recovered;
  }

  /** True while a Plan is being worked on or waits for its confirmation. */
  get busy(): boolean {
    return this.#running !== undefined || this.#waiting !== undefined;
  }

  /** Resolves when nothing is under way any more. */
  whenIdle(): Promise<void> {
    if (!this.busy) return Promise.resolve();
    return new Promise((resolve) => this.#idleListeners.add(resolve));
  }

  /** A client has gone: what it did not confirm is taken back, what it started is finished first. */
  clientGone(owner: Grant): void {
    this.#gone.add(owner);
    if (this.#waiting?.owner === owner && this.#running === undefined) this.#giveUp();
  }

  implementationFor(owner: Grant): ExecutorImplementation {
    return {
      hello: () => ({
        version: productVersion,
        uid: this.#options.uid,
        stateFolder: this.#options.stateFolder,
        recovered: [...this.#recovered],
      }),
      check: ({ plan }) =>
        this.#reading((journal) => {
          const checked = checkPlan(plan, this.#options.machine, journal ?? noKnowledge);
          return { accepted: checked.refusals.length === 0, risk: checked.risk, refusals: [...checked.refusals] };
        }),
      verify: ({ planId }) => this.#reading((journal) => ({ steps: [...verifyPlans(journal, this.#options.machine, planId)] })),
      history: ({ limit, before, proofs }) =>
        this.#reading((journal) => ({ plans: firstRecords(journal?.history(limit, before, proofs) ?? []) })),
      read: ({ operation }) => {
        const { found, detail } = bound(operation).verify(this.#options.machine);
        return { found, detail };
      },
      apply: (input, context) => this.#apply(owner, input, context),
      confirm: ({ planId }) => this.#confirm(owner, planId),
      undo: (input, context) => this.#undo(owner, input, context),
    };
  }

  #core(): Core {
    const { journal, machine } = this.#options;
    if (journal === undefined) throw new AppError('privilege.denied', 'this executor was started for reading only', { details: {} });
    return { journal, machine };
  }

  #reading<T>(use: (journal: Journal | undefined) => T): T {
    if (this.#options.journal !== undefined) return use(this.#options.journal);
    const journal = this.#options.openForReading();
    try {
      return use(journal);
    } finally {
      journal?.close();
    }
  }

  async #apply(owner: Grant, input: Apply[0], context: Apply[1]): Promise<PlanRecord> {
    const core = this.#core();
    const { plan, risk } = acceptPlan(input.plan, core.machine, core.journal);
    await this.#authorised(owner, 'apply', plan.id, () => owner.authorise(risk));
    return this.#exclusively(plan.id, async () => {
      if (this.#waiting !== undefined) throw busy(this.#waiting.planId);
      const record = await applyPlan(core, {
        plan,
        risk,
        uid: owner.uid,
        confirmWithinSeconds: input.confirmWithinSeconds,
        report: context.report,
        signal: context.signal,
      });
      if (record.state === 'awaitingConfirmation') this.#wait(owner, record);
      return record;
    });
  }

  async #confirm(owner: Grant, planId: string): Promise<PlanRecord> {
    const core = this.#core();
    const entry = core.journal.find(planId);
    const late = entry?.confirmBy !== null && entry?.confirmBy !== undefined && Date.parse(entry.confirmBy) < core.machine.nowMs();
    if (entry?.state !== 'awaitingConfirmation' || late) throw notWaiting(planId);
    await this.#authorised(owner, 'confirm', planId, () => owner.authorise(entry.risk));
    const change = { state: stateWhenKept(entry), confirm_by: null };
    if (!core.journal.swapState(entry.sequence, 'awaitingConfirmation', change)) throw notWaiting(planId);
    this.#audit(owner, 'confirm', planId, 'kept');
    this.#publish();
    if (this.#waiting?.planId === planId) this.#endWaiting();
    const now = core.journal.find(planId);
    if (now === undefined) throw notWaiting(planId);
    return planRecord(now);
  }

  async #undo(owner: Grant, input: Undo[0], context: Undo[1]): ReturnType<ExecutorImplementation['undo']> {
    const core = this.#core();
    const risk = riskOf(plansToUndo(core, input));
    await this.#authorised(owner, 'undo', input.planId, () => owner.authorise(risk));
    await this.#takeOver(core, input);
    return this.#exclusively(input.planId ?? undefined, async () => {
      // While polkit was asked, somebody else may have applied a Plan of a higher class.
      if (!riskAllows(risk, riskOf(plansToUndo(core, input)))) throw busy(undefined);
      const result = await undo(core, { input, uid: owner.uid, because: 'user', report: context.report });
      if (this.#waiting !== undefined && core.journal.findBySequence(this.#waiting.sequence)?.state !== 'awaitingConfirmation')
        this.#endWaiting();
      return result;
    });
  }

  /**
   * A Plan that nobody confirmed may keep the machine busy for hours in another executor, for example one that pkexec
   * started. Whoever may undo it need not wait for that: the journal says that it is being undone, upon which the other
   * one lets go of the machine, as it does after a confirmation. When this one dies now, recovery goes on with the undo.
   */
  async #takeOver(core: Core, input: Undo[0]): Promise<void> {
    if (input.knobId !== null || this.busy) return;
    const waiting = plansToUndo(core, input).find((entry) => entry.state === 'awaitingConfirmation');
    if (waiting === undefined) return;
    const scope: UndoScope = { knobId: null, force: input.force, because: 'user' };
    for (let left = takeOverTicks; left > 0; left -= 1) {
      this.#lock ??= this.#options.tryLock();
      if (this.#lock !== undefined) return;
      if (left === takeOverTicks)
        core.journal.swapState(waiting.sequence, 'awaitingConfirmation', { state: 'undoing', undo_scope: JSON.stringify(scope) });
      await new Promise((resolve) => setTimeout(resolve, waitingTickMs));
    }
  }

  /** Runs work while this process holds the machine. Throws AppError plan.busy. */
  async #exclusively<T>(planId: string | undefined, work: () => Promise<T>): Promise<T> {
    if (this.#running !== undefined) throw busy(this.#running === '' ? undefined : this.#running);
    this.#lock ??= this.#options.tryLock();
    if (this.#lock === undefined) throw busy(this.#otherPlan());
    this.#running = planId ?? '';
    try {
      return await work();
    } finally {
      this.#publish();
      this.#running = undefined;
      if (this.#waiting !== undefined && this.#gone.has(this.#waiting.owner)) this.#giveUp();
      this.#settleDown();
    }
  }

  /** The Plan of another executor, for the message. */
  #otherPlan(): string | undefined {
    return this.#options.journal?.inState('applying', 'undoing', 'awaitingConfirmation')[0]?.plan.id;
  }

  async #authorised(owner: Grant, verb: string, planId: string | null, ask: () => Promise<void>): Promise<void> {
    try {
      await ask();
    } catch (error) {
      this.#audit(owner, verb, planId, `refused: ${problemText(error)}`);
      throw error;
    }
  }

  #audit(owner: Grant, verb: string, planId: string | null, outcome: string): void {
    const { journal, machine } = this.#core();
    journal.transaction(() => {
      journal.audit({ verb, uid: owner.uid, planId, outcome }, timestamp(machine));
    });
  }

  #wait(owner: Grant, record: PlanRecord): void {
    const entry = this.#core().journal.find(record.planId);
    if (entry?.confirmBy === null || entry === undefined) return;
    // A short tick instead of one long timer: another executor may confirm the Plan through the journal meanwhile.
    const timer = setInterval(() => {
      this.#tick();
    }, waitingTickMs);
    this.#waiting = { sequence: entry.sequence, planId: record.planId, owner, deadlineMs: Date.parse(entry.confirmBy), timer };
  }

  #tick(): void {
    const waiting = this.#waiting;
    if (waiting === undefined || this.#running !== undefined) return;
    const { journal, machine } = this.#core();
    if (journal.findBySequence(waiting.sequence)?.state !== 'awaitingConfirmation') this.#endWaiting();
    else if (machine.nowMs() >= waiting.deadlineMs) this.#giveUp();
  }

  #giveUp(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const core = this.#core();
    const entry = core.journal.findBySequence(waiting.sequence);
    if (entry?.state === 'awaitingConfirmation') takeBackUnconfirmed(core, entry);
    this.#publish();
    this.#endWaiting();
  }

  /** What others read may lag behind, for example on a full disk; what was done is in the journal all the same. */
  #publish(): void {
    try {
      this.#options.journal?.publish();
    } catch (error) {
      this.#options.log(`the copy of the journal for other users is out of date: ${problemText(error)}`);
    }
  }

  #endWaiting(): void {
    if (this.#waiting !== undefined) clearInterval(this.#waiting.timer);
    this.#waiting = undefined;
    if (this.#running === undefined) this.#settleDown();
  }

  #settleDown(): void {
    if (this.busy) return;
    this.#lock?.dispose();
    this.#lock = undefined;
    for (const listener of this.#idleListeners) listener();
    this.#idleListeners.clear();
  }
}

function riskOf(plans: readonly JournalPlan[]): RiskClass {
  return plans.map((entry) => entry.risk).reduce(higherRisk, 'reversible');
}

const noKnowledge = { ownContents: () => [] };

function busy(planId: string | undefined): AppError {
  const message =
    planId === undefined ? 'another change is being made' : `the Plan ${planId} is being worked on or waits for its confirmation`;
  return new AppError('plan.busy', message, { details: planId === undefined ? {} : { planId }, retryable: true });
}

function notWaiting(planId: string): AppError {
  return new AppError('plan.notFound', `no Plan ${planId} waits for a confirmation`, { details: { planId } });
}
