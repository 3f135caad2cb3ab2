/** Order of the risk classes (docs/adr/0003-risk-classes.md). */
import type { RiskClass } from '../../src-main/contracts/operations.ts';
import type { Plan } from '../../src-main/contracts/plan.ts';
import { bound } from './operations/index.ts';

const rank: Readonly<Record<RiskClass, number>> = { reversible: 0, persistent: 1, boot: 2, irreversible: 3 };

export function higherRisk(one: RiskClass, other: RiskClass): RiskClass {
  return rank[one] >= rank[other] ? one : other;
}

export function riskAllows(granted: RiskClass, needed: RiskClass): boolean {
  return rank[granted] >= rank[needed];
}

/** A step may state a higher class than its operation has, never a lower one. */
export function planRisk(plan: Plan): RiskClass {
  return plan.steps.map((step) => higherRisk(step.risk, bound(step.operation).riskClass)).reduce(higherRisk, 'reversible');
}
