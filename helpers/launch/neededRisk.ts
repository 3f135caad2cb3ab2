/** Which class an undo needs, from the history that anybody may read. The executor decides again. */
import { isAppError } from '../../src-main/contracts/errors.ts';
import type { UndoInput } from '../../src-main/contracts/executor.ts';
import type { RiskClass } from '../../src-main/contracts/operations.ts';
import { riskClass } from '../../src-main/contracts/operations.ts';
import { isTrialUnderWay, type PlanRecord } from '../../src-main/contracts/plan.ts';

const inForce = new Set(['applied', 'captured', 'undoSkipped']);

function touches(record: PlanRecord, knobId: string | null): boolean {
  return record.steps.some((entry) => inForce.has(entry.state) && (knobId === null || entry.step.knobId === knobId));
}

/** `history` is newest first. */
export function riskOfUndo(input: UndoInput, history: readonly PlanRecord[]): RiskClass {
  const open = history.filter((record) => touches(record, input.knobId));
  const chosen =
    input.planId !== null
      ? open.filter((record) => record.planId === input.planId)
      : input.all || input.knobId !== null
        ? open
        : open.filter((record) => !isTrialUnderWay(record)).slice(0, 1);
  const ranks = chosen.map((record) => riskClass.options.indexOf(record.risk));
  return riskClass.options[Math.max(0, ...ranks)] ?? 'irreversible';
}

/** The class that a refused change needs, when it is above the one it was tried with; undefined for every other failure. */
export function higherClassAsked(error: unknown, tried: RiskClass): RiskClass | undefined {
  if (!isAppError(error, 'privilege.denied')) return undefined;
  const { actionId } = error.details;
  const needed = riskClass.options.find((risk) => actionId?.endsWith(`.${risk}`));
  return needed !== undefined && riskClass.options.indexOf(needed) > riskClass.options.indexOf(tried) ? needed : undefined;
}
