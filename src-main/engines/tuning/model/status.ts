/** What is in force, made from the history, and the drift that was seen last. Pure. */
import type { executorContract } from '../../../contracts/executor.ts';
import type { Client } from '../../../contracts/kit/define.ts';
import { isTrialUnderWay, type PlanRecord, type PlanState } from '../../../contracts/plan.ts';
import type { TuningStatus } from '../../../contracts/tuning.ts';

/** One step as the executor read it back. */
export type VerifiedStep = Awaited<ReturnType<Client<typeof executorContract>['verify']>>['steps'][number];

/** What the last look at the machine found, kept until the next one. */
export interface DriftMemory {
  readonly checkedAt: string | null;
  /** Everything that was not found as it was left. */
  readonly steps: readonly VerifiedStep[];
}

export const nothingChecked: DriftMemory = { checkedAt: null, steps: [] };

/** A half undone Plan still has settings in force. */
const inForce: readonly PlanState[] = ['applied', 'awaitingConfirmation', 'awaitingBoot', 'partlyUndone'];

/** A check of one Plan replaces what is known of that Plan only. */
export function rememberDrift(memory: DriftMemory, planId: string | null, checked: readonly VerifiedStep[], at: string): DriftMemory {
  const kept = planId === null ? [] : memory.steps.filter((step) => step.planId !== planId);
  return { checkedAt: planId === null ? at : memory.checkedAt, steps: [...kept, ...checked.filter((step) => step.verdict !== 'applied')] };
}

/** True when the same steps are away from their value; a value that keeps moving is no news. */
export function sameDrift(a: DriftMemory, b: DriftMemory): boolean {
  const keys = (memory: DriftMemory): string => memory.steps.map(keyOf).sort().join('\n');
  return keys(a) === keys(b);
}

/** Drift of steps that were undone since is left out. */
export function statusOf(profileId: string, plans: readonly PlanRecord[], drift: DriftMemory): TuningStatus {
  // What a proof tries out is gone in a moment: it is no tuning of this machine, and nobody is asked about it.
  const active = plans.filter((record) => inForce.includes(record.state) && !isTrialUnderWay(record));
  const steps = active.flatMap((record) =>
    record.steps.filter((entry) => entry.state === 'applied').map((entry) => keyOf({ planId: record.planId, stepId: entry.step.id })),
  );
  const stepKeys = new Set(steps);
  const waiting = active.find((record) => record.state === 'awaitingConfirmation');
  return {
    profileId,
    appliedPlans: active.length,
    stepsInForce: steps.length,
    drifted: drift.steps.filter((step) => stepKeys.has(keyOf(step))),
    awaitingConfirmation:
      waiting?.confirmBy === undefined || waiting.confirmBy === null ? null : { planId: waiting.planId, confirmBy: waiting.confirmBy },
    awaitingReboot: active.some((record) => record.state === 'awaitingBoot'),
    lastCheckedAt: drift.checkedAt,
  };
}

function keyOf(step: { readonly planId: string; readonly stepId: string }): string {
  return `${step.planId} ${step.stepId}`;
}
