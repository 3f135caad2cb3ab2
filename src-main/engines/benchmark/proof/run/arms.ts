/**
 * The two states that are compared: stock, and a candidate that is in force.
 *
 * A candidate is a Plan that nobody confirms (tested with the real executor in src-main/daemon/proof.test.ts):
 * - This process is killed: the executor sees its pipe end and takes the Plan back at once.
 * - The executor is killed: the value stays until any privileged start of an executor, whose recovery takes it back before
 *   it does anything else. `stock` makes such a start, and so does the start of hecated after a proof that was cut off.
 * - Both are killed, or the machine loses power: the same; a value below /proc or /sys does not survive a restart anyway.
 * - Nobody comes back at all: the executor takes the Plan back when its time to be confirmed is over.
 * So `stock` is the only way back, and asking for it once too often does no harm.
 */
import { AppError, isAppError } from '../../../../contracts/errors.ts';
import type { Plan } from '../../../../contracts/plan.ts';
import type { HostClock } from '../../../../host/port.ts';
import type { ExecutorPort } from '../../../../services/ports.ts';

export type WayBack =
  /** It was in force until now. */
  | { readonly outcome: 'restored' }
  /** It is stock, but was so already for an unknown time: what was measured last is worth nothing. */
  | { readonly outcome: 'lost'; readonly why: string }
  /** Somebody else changed the value since, and keeps it. */
  | { readonly outcome: 'conflict'; readonly why: string };

export interface Arms {
  /** Puts the Plan in force under a new id; nothing is done when one is. @throws AppError plan.*, privilege.*, cancelled */
  candidate(plan: Plan, confirmWithinSeconds: number, signal: AbortSignal): Promise<void>;
  /** Never stops for a cancellation. @throws AppError plan.undoFailed, privilege.*, transport.* when the way back is not to be had */
  stock(): Promise<WayBack>;
  /** Of the last change, milliseconds; null before the first one. */
  readonly switchMs: number | null;
  /** Ids since the last call. */
  takePlanIds(): readonly string[];
}

export interface ArmsOptions {
  readonly executor: Pick<ExecutorPort, 'apply' | 'undo'>;
  readonly clock: HostClock;
  readonly newPlanId: () => string;
  /** Called before a Plan may be in force, so that a later start of this product knows about it. */
  readonly onApply: (planId: string) => void;
}

/** An executor that was left alone takes its Plan back within a fraction of this. */
const patienceMs = 15_000;
const retryMs = 250;

export function createArms({ executor, clock, newPlanId, onApply }: ArmsOptions): Arms {
  let inForce: string | null = null;
  let switchMs: number | null = null;
  let planIds: readonly string[] = [];
  return {
    async candidate(plan, confirmWithinSeconds, signal) {
      if (inForce !== null) return;
      const id = newPlanId();
      onApply(id);
      inForce = id;
      planIds = [...planIds, id];
      const started = clock.monotonicMs();
      const record = await executor.apply(
        { ...plan, id, createdAt: new Date(clock.nowMs()).toISOString() },
        { confirmWithinSeconds, signal },
      );
      switchMs = clock.monotonicMs() - started;
      if (record.state !== 'awaitingConfirmation') throw nothingChanged(plan);
    },
    async stock() {
      if (inForce === null) return { outcome: 'restored' };
      const started = clock.monotonicMs();
      const wayBack = await takeBack(executor, clock, inForce);
      inForce = null;
      switchMs = clock.monotonicMs() - started;
      return wayBack;
    },
    get switchMs() {
      return switchMs;
    },
    takePlanIds() {
      const taken = planIds;
      planIds = [];
      return taken;
    },
  };
}

/** A Plan without a step in force waits for nobody: the machine has the values already. */
function nothingChanged(plan: Plan): AppError {
  const problem = `${plan.title}: the machine has these values already`;
  return new AppError('proof.notPossible', problem, { details: { problem } });
}

/** Undoes one Plan whatever became of its executor. Its own start is the recovery. */
export async function takeBack(executor: Pick<ExecutorPort, 'undo'>, clock: HostClock, planId: string): Promise<WayBack> {
  const giveUpAtMs = clock.monotonicMs() + patienceMs;
  for (;;) {
    try {
      const { steps } = await executor.undo({ planId, knobId: null, all: false, force: false }, {});
      const conflict = steps.find((step) => step.outcome === 'conflict');
      if (conflict !== undefined) return { outcome: 'conflict', why: `${conflict.title}: ${conflict.detail}` };
      const failures = steps.filter((step) => step.outcome === 'failed');
      if (failures.length > 0) throw undoFailed(failures);
      if (steps.every((step) => step.outcome === 'restored')) return { outcome: 'restored' };
      return { outcome: 'lost', why: 'something else brought the old value back' };
    } catch (error) {
      if (isAppError(error, 'plan.nothingToUndo')) return { outcome: 'lost', why: 'the executor had taken it back' };
      if (isAppError(error, 'plan.notFound')) return { outcome: 'lost', why: 'it was never put in force' };
      // Busy: an executor whose client was killed is taking the Plan back. Closed: the executor was killed just now.
      const passing = isAppError(error, 'plan.busy') || isAppError(error, 'transport.closed');
      if (!passing || clock.monotonicMs() >= giveUpAtMs) throw error;
      await clock.sleep(retryMs);
    }
  }
}

function undoFailed(failures: readonly { readonly title: string; readonly detail: string }[]): AppError {
  const words = failures.map(({ title, detail }) => `${title}: ${detail}`).join('; ');
  return new AppError('plan.undoFailed', `Not everything could be taken back: ${words}.`, {
    details: { failures: failures.map(({ title, detail }) => ({ target: title, problem: detail })) },
  });
}
