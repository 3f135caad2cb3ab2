/** Validation of a Plan against the contract, the closed lists and this machine. Changes nothing. */
import type { z } from 'zod';
import { AppError } from '../../src-main/contracts/errors.ts';
import type { RiskClass } from '../../src-main/contracts/operations.ts';
import type { Plan } from '../../src-main/contracts/plan.ts';
import { plan as planSchema } from '../../src-main/contracts/plan.ts';
import type { Machine } from './machine.ts';
import { bound } from './operations/index.ts';
import type { Knowledge } from './operations/kind.ts';
import { planRisk } from './risk.ts';

export interface StepRefusal {
  /** Empty when the Plan as a whole is wrong. */
  readonly stepId: string;
  readonly field: string;
  readonly problem: string;
}

export interface CheckedPlan {
  readonly plan: Plan | undefined;
  readonly risk: RiskClass | null;
  readonly refusals: readonly StepRefusal[];
}

function fieldPath(path: readonly PropertyKey[]): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${String(part)}]` : `${index === 0 ? '' : '.'}${String(part)}`)).join('');
}

function schemaRefusal(issue: z.core.$ZodIssue): StepRefusal {
  return { stepId: '', field: fieldPath(issue.path), problem: issue.message };
}

/** Never throws for bad input; a machine that cannot be read is a refusal too. */
export function checkPlan(input: unknown, machine: Machine, knowledge: Knowledge): CheckedPlan {
  const parsed = planSchema.safeParse(input);
  if (!parsed.success) return { plan: undefined, risk: null, refusals: parsed.error.issues.slice(0, 64).map(schemaRefusal) };
  const refusals = parsed.data.steps.flatMap((step) =>
    bound(step.operation)
      .check(machine, knowledge)
      .map((problem) => ({ stepId: step.id, field: problem.field, problem: problem.problem })),
  );
  return { plan: parsed.data, risk: planRisk(parsed.data), refusals };
}

/** The Plan, or AppError plan.invalid (shape) or plan.refused (lists, device). */
export function acceptPlan(input: unknown, machine: Machine, knowledge: Knowledge): { readonly plan: Plan; readonly risk: RiskClass } {
  const checked = checkPlan(input, machine, knowledge);
  const first = checked.refusals[0];
  if (checked.plan === undefined || checked.risk === null) {
    const issues = checked.refusals.map(({ field, problem }) => ({ field, problem }));
    throw new AppError('plan.invalid', `this is not a Plan: ${issues.map((issue) => `${issue.field} ${issue.problem}`).join('; ')}`, {
      details: { issues },
    });
  }
  if (first !== undefined) throw new AppError('plan.refused', `step ${first.stepId}, ${first.field}: ${first.problem}`, { details: first });
  return { plan: checked.plan, risk: checked.risk };
}
