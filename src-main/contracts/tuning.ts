/** Knobs, what a profile wants of them, and the way there and back. */
import { z } from 'zod';
import { applyProgress, undoInput, undoResult, verifiedStep } from './executor.ts';
import { call, defineContract, event, job } from './kit/define.ts';
import { riskClass } from './operations.ts';
import { evidence, plan, planRecord } from './plan.ts';
import { reading } from './value.ts';

/** A: by default; B: offered, to be measured; C: never without an explicit opt-in that states the danger. */
export const tier = z.enum(['A', 'B', 'C']);
export type Tier = z.infer<typeof tier>;

export const knobGroup = z.enum(['cpu', 'memory', 'storage', 'network', 'limits', 'power', 'interrupts', 'boot']);
export type KnobGroup = z.infer<typeof knobGroup>;

/** What the device says is possible. */
export const allowedValues = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('choice'), values: z.array(z.string()) }),
  z.object({ kind: z.literal('range'), min: z.number(), max: z.number(), unit: z.string() }),
  z.object({ kind: z.literal('text'), hint: z.string() }),
]);
export type AllowedValues = z.infer<typeof allowedValues>;

export const knobOwner = z.object({
  kind: z.enum(['product', 'administrator', 'rival', 'kernelCommandLine', 'host', 'nobody']),
  name: z.string().describe('File, program or parameter'),
  why: z.string(),
});
export type KnobOwner = z.infer<typeof knobOwner>;

export const knobDecision = z.enum(['propose', 'alreadyThere', 'leftAlone', 'offered', 'needsConsent', 'notApplicable']);
export type KnobDecision = z.infer<typeof knobDecision>;

/** One knob on this machine under one profile. */
export const knobState = z.object({
  id: z.string(),
  title: z.string(),
  meaning: z.string().describe('Plain words: what it does and what it costs'),
  group: knobGroup,
  tier,
  risk: riskClass,
  danger: z.string().nullable().describe('What can go wrong; always set for tier C'),
  location: z.string().describe('Where it lives, for example /proc/sys/vm/swappiness'),
  now: reading(z.string()),
  allowed: reading(allowedValues),
  proposed: z.string().nullable().describe('null: the profile leaves it alone'),
  /** Why this value on this machine, or why not. */
  why: z.string(),
  decision: knobDecision,
  owner: knobOwner,
  evidence: z.array(evidence),
  unit: z.string().nullable(),
});
export type KnobState = z.infer<typeof knobState>;

export const rival = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['running', 'enabled', 'installed']),
  owns: z.array(knobGroup),
  knobIds: z.array(z.string()),
  detail: z.string(),
  advice: z.string(),
});
export type Rival = z.infer<typeof rival>;

export const planInput = z.object({
  profileId: z.string().max(48).nullable().default(null).describe('null: the profile in force'),
  only: z.array(z.string().max(64)).max(256).nullable().default(null).describe('Knob ids; null takes all tier A'),
  values: z.record(z.string().max(64), z.string().max(256)).default({}).describe('Values for single knobs, over the profile'),
  includeTierB: z.boolean().default(false),
  acceptDangers: z.array(z.string().max(64)).default([]).describe('Tier C knob ids the user accepted'),
  overrideOwners: z.boolean().default(false).describe('Also where the administrator or a rival owns the knob'),
  persist: z.boolean().default(true).describe('Keep over reboot with managed drop-ins'),
});
export type PlanInput = z.infer<typeof planInput>;

export const planPreview = z.object({
  profileId: z.string(),
  plan: plan.nullable().describe('null: nothing to do'),
  knobs: z.array(knobState),
  rivals: z.array(rival),
  rebootNeeded: z.boolean(),
  confirmAdvised: z.boolean().describe('A step can blank a screen or hang: use the countdown'),
});
export type PlanPreview = z.infer<typeof planPreview>;

export const tuningStatus = z.object({
  profileId: z.string(),
  appliedPlans: z.number().int(),
  stepsInForce: z.number().int(),
  drifted: z.array(verifiedStep),
  awaitingConfirmation: z.object({ planId: z.string(), confirmBy: z.iso.datetime() }).nullable(),
  awaitingReboot: z.boolean(),
  lastCheckedAt: z.iso.datetime().nullable(),
});
export type TuningStatus = z.infer<typeof tuningStatus>;

export const tuningContract = defineContract({
  name: 'tuning',
  title: 'Tuning',
  description: 'Kernel and system settings: what they are, what a profile proposes and why, and how to go back.',
  members: {
    plan: call({
      title: 'Make a Plan',
      description: 'Compares every knob with the profile and returns the Plan and the reasons. Changes nothing.',
      scope: 'read',
      input: planInput,
      output: planPreview,
    }),
    apply: job({
      title: 'Apply a Plan',
      description: 'Hands a Plan to the executor. It is undone unless confirmed in time when confirmWithinSeconds is set.',
      scope: 'write',
      lock: 'machine',
      input: z.object({ plan: z.unknown(), confirmWithinSeconds: z.number().int().min(5).max(600).nullable().default(null) }),
      progress: applyProgress,
      output: planRecord,
    }),
    confirm: call({
      title: 'Keep a Plan',
      description: 'Stops the countdown.',
      scope: 'write',
      input: z.object({ planId: z.string().max(64) }),
      output: planRecord,
    }),
    verify: call({
      title: 'Verify',
      description: 'Reads back every setting in force: applied, drifted, refused or absent.',
      scope: 'read',
      input: z.object({ planId: z.string().max(64).nullable().default(null) }),
      output: z.object({ steps: z.array(verifiedStep) }),
    }),
    undo: job({
      title: 'Undo',
      description: 'One knob, one Plan, or everything back to stock.',
      scope: 'write',
      lock: 'machine',
      input: undoInput,
      progress: applyProgress,
      output: undoResult,
    }),
    status: call({
      title: 'Status',
      description: 'What is in force, what drifted, what waits for a confirmation or a reboot.',
      scope: 'read',
      input: z.object({}),
      output: tuningStatus,
    }),
    history: call({
      title: 'History',
      description: 'Every Plan ever, newest first.',
      scope: 'read',
      input: z.object({
        limit: z.number().int().min(1).max(1000).default(100),
        before: z.iso.datetime().nullable().default(null),
        proofs: z.boolean().default(false).describe('Also the Plans with which proofs tried something and that were taken back'),
      }),
      output: z.object({ plans: z.array(planRecord) }),
    }),
    changed: event({
      title: 'Tuning changed',
      description: 'Sent after a Plan was applied, confirmed or undone, and when drift was found.',
      scope: 'read',
      payload: tuningStatus,
    }),
  },
});
