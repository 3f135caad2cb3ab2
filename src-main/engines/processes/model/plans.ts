/** Plans about one process, for what the user's own right does not reach. Pure. */
import { ioPriorityText } from '../../../base/ioPriority.ts';
import { printable } from '../../../base/text.ts';
import type { Operation, RiskClass } from '../../../contracts/operations.ts';
import { type Plan, planVersion } from '../../../contracts/plan.ts';
import type { ProcessAdjustment, ProcessDetail } from '../../../contracts/processes.ts';
import type { ProcessSignal } from '../../../contracts/processValues.ts';

export interface PlanFacts {
  readonly id: string;
  readonly createdAt: string;
}

const why = 'The process belongs to another user, or the kernel keeps this for root; it was asked for by name.';
const maxNameCharacters = 64;

export function adjustPlan(facts: PlanFacts, now: ProcessDetail, change: ProcessAdjustment): Plan {
  const operation: Operation = {
    kind: 'process.adjust',
    pid: now.pid,
    startTicks: now.startTicks,
    nice: change.nice ?? null,
    ioPriority: change.ioPriority ?? null,
    affinity: change.affinity ?? null,
  };
  const title = `Priority of ${processName(now)}`;
  return onePlan(facts, title, operation, 'persistent', adjustmentText(present(now, change)), adjustmentText(change));
}

export function signalPlan(facts: PlanFacts, now: ProcessDetail, signal: ProcessSignal): Plan {
  const operation: Operation = { kind: 'process.signal', pid: now.pid, startTicks: now.startTicks, signal };
  const title = `${signal} to ${processName(now)}`;
  return onePlan(facts, title, operation, 'irreversible', null, `${signal} was sent`);
}

function onePlan(facts: PlanFacts, title: string, operation: Operation, risk: RiskClass, before: string | null, after: string): Plan {
  const step = { id: 'process', knobId: null, title, operation, risk, before, after, why, evidence: [] };
  return { version: planVersion, ...facts, title, profileId: null, steps: [step] };
}

/** The name comes from the process itself. */
function processName({ name, pid }: ProcessDetail): string {
  return `${printable(name).slice(0, maxNameCharacters)} (${String(pid)})`;
}

/** What there is now of what shall change. */
function present(now: ProcessDetail, change: ProcessAdjustment): Parameters<typeof adjustmentText>[0] {
  return {
    ...(change.nice === undefined ? {} : { nice: now.nice }),
    ...(change.ioPriority === undefined || now.ioPriority === null ? {} : { ioPriority: now.ioPriority }),
    ...(change.affinity === undefined || now.affinity === null ? {} : { affinity: now.affinity }),
  };
}

function adjustmentText({
  nice,
  ioPriority,
  affinity,
}: {
  readonly nice?: number | undefined;
  readonly ioPriority?: ProcessDetail['ioPriority'] | undefined;
  readonly affinity?: string | undefined;
}): string {
  return [
    ...(nice === undefined ? [] : [`nice ${String(nice)}`]),
    ...(ioPriority === undefined || ioPriority === null ? [] : [`I/O priority ${ioPriorityText(ioPriority)}`]),
    ...(affinity === undefined ? [] : [`CPUs ${affinity}`]),
  ].join(', ');
}
