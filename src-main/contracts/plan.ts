/**
 * A Plan: the only way the machine is changed. Shown first, journalled, read
 * back, and undone in reverse order.
 */
import { z } from 'zod';
import { operation, riskClass } from './operations.ts';

export const planVersion = 1;

/** Plans with which a proof tries something out; nobody is meant to confirm them, and hundreds of them are no history. */
export const trialPlanPrefix = 'proof-';

export function isTrialPlan(planId: string): boolean {
  return planId.startsWith(trialPlanPrefix);
}

/** A proof takes such a Plan back by itself. One that was confirmed is a Plan like any other, whatever its name. */
export function isTrialUnderWay({ planId, state }: { readonly planId: string; readonly state: PlanState }): boolean {
  return state === 'awaitingConfirmation' && isTrialPlan(planId);
}

export const evidence = z.object({
  url: z.url().describe('Public source'),
  note: z.string().describe('What that source measured or recommends'),
});
export type Evidence = z.infer<typeof evidence>;

const text = z.string().max(2000);
const identifier = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$/, 'letters, digits, dot, dash and underscore, 64 at most');

export const planStep = z.strictObject({
  id: identifier.describe('Unique inside the Plan'),
  knobId: identifier.nullable().describe('The knob this step belongs to, when it is a tuning'),
  title: text.min(1),
  operation,
  risk: riskClass.describe('At least the operation’s own class; the executor raises it when it is too low'),
  before: text.nullable().describe('Value when the Plan was made, for the diff'),
  after: text.describe('Value afterwards, for the diff'),
  why: text,
  evidence: z.array(evidence).max(16),
});
export type PlanStep = z.infer<typeof planStep>;

export const plan = z
  .strictObject({
    version: z.literal(planVersion),
    id: identifier.describe('Unique; made by the engine'),
    title: text.min(1),
    createdAt: z.iso.datetime(),
    profileId: identifier.nullable(),
    // A governor is set once for each of up to 1,000 processors.
    steps: z.array(planStep).min(1).max(4096),
  })
  .refine((value) => new Set(value.steps.map((step) => step.id)).size === value.steps.length, {
    message: 'step ids must be unique',
    path: ['steps'],
  });
export type Plan = z.infer<typeof plan>;

/**
 * applying → applied | awaitingConfirmation | undone (a failure undid it) ;
 * awaitingConfirmation → applied | undone ; applied → undoing → undone | partlyUndone.
 * `awaitingBoot`: applied, needs a reboot, and the boot watchdog is armed.
 */
export const planState = z.enum(['applying', 'awaitingConfirmation', 'awaitingBoot', 'applied', 'undoing', 'undone', 'partlyUndone']);
export type PlanState = z.infer<typeof planState>;

/** `unchanged`: the machine already had the value, nothing was written and nothing will be undone. */
export const stepState = z.enum(['pending', 'captured', 'applied', 'unchanged', 'undone', 'undoSkipped', 'failed']);
export type StepState = z.infer<typeof stepState>;

export const stepRecord = z.object({
  step: planStep,
  state: stepState,
  prior: z.string().nullable().describe('What was there before, in words for the diff'),
  problem: z.string().nullable(),
});
export type StepRecord = z.infer<typeof stepRecord>;

/** One line of the history. */
export const planRecord = z.object({
  planId: z.string(),
  title: z.string(),
  profileId: z.string().nullable(),
  state: planState,
  risk: riskClass,
  createdAt: z.iso.datetime(),
  appliedAt: z.iso.datetime().nullable(),
  undoneAt: z.iso.datetime().nullable(),
  undoneBecause: z.string().nullable().describe('user, failure, notConfirmed, recovery or bootWatchdog'),
  confirmBy: z.iso.datetime().nullable(),
  uid: z.number().int().nullable().describe('User who asked'),
  steps: z.array(stepRecord),
});
export type PlanRecord = z.infer<typeof planRecord>;
