/**
 * What the root helper answers. It is reached over stdio or its own socket,
 * never from the network, and asks polkit about every change.
 */
import { z } from 'zod';
import { call, defineContract, job } from './kit/define.ts';
import { operation, riskClass } from './operations.ts';
import { plan, planRecord } from './plan.ts';

export const stepVerdict = z.enum(['applied', 'drifted', 'refused', 'absent']);
export type StepVerdict = z.infer<typeof stepVerdict>;

/** One step of an applied Plan, read back. */
export const verifiedStep = z.object({
  planId: z.string(),
  stepId: z.string(),
  knobId: z.string().nullable(),
  title: z.string(),
  verdict: stepVerdict,
  expected: z.string(),
  found: z.string().nullable(),
  detail: z.string(),
});

const planId = z.object({ planId: z.string().min(1).max(64) });

/** Six hours, seconds: no single measurement of a proof takes longer. */
export const longestConfirmSeconds = 21_600;

export const applyProgress = z.object({
  stepId: z.string().nullable(),
  done: z.number().int().nonnegative(),
  total: z.number().int().positive(),
  message: z.string(),
});
export type ApplyProgress = z.infer<typeof applyProgress>;

export const undoInput = z.object({
  planId: z
    .string()
    .max(64)
    .nullable()
    .describe('null with all=false: the last Plan that can be undone, never one with which a proof tries something'),
  knobId: z.string().max(64).nullable().describe('Only the steps of this knob, over all Plans that touched it'),
  all: z.boolean().describe('Every Plan, newest first: back to stock'),
  force: z.boolean().describe('Also where somebody else changed the value since'),
});
export type UndoInput = z.infer<typeof undoInput>;

export const undoResult = z.object({
  undonePlans: z.array(z.string()),
  steps: z.array(
    z.object({
      planId: z.string(),
      stepId: z.string(),
      title: z.string(),
      outcome: z.enum(['restored', 'alreadyStock', 'conflict', 'failed']),
      detail: z.string(),
    }),
  ),
});
export type UndoResult = z.infer<typeof undoResult>;

export const executorContract = defineContract({
  name: 'executor',
  title: 'Executor',
  description: 'Applies, verifies and undoes Plans as root. Started on demand, one Plan at a time.',
  members: {
    hello: call({
      title: 'Who is there',
      description: 'Version, user, and where the journal is. Also reports what recovery did at this start.',
      scope: 'read',
      input: z.object({}),
      output: z.object({
        version: z.string(),
        uid: z.number().int(),
        stateFolder: z.string(),
        recovered: z.array(z.object({ planId: z.string(), outcome: z.string() })),
      }),
    }),
    check: call({
      title: 'Check a Plan',
      description: 'Validates a Plan against this machine without changing anything. Needs no root.',
      scope: 'read',
      input: z.object({ plan: z.unknown() }),
      output: z.object({
        accepted: z.boolean(),
        risk: riskClass.nullable(),
        refusals: z.array(z.object({ stepId: z.string(), field: z.string(), problem: z.string() })),
      }),
    }),
    apply: job({
      title: 'Apply a Plan',
      description:
        'Journals, applies and reads back every step; on any failure everything is undone in reverse order. With confirmWithinSeconds the Plan is undone unless confirm arrives in time.',
      scope: 'admin',
      lock: 'machine',
      input: z.object({
        plan,
        confirmWithinSeconds: z
          .number()
          .int()
          .min(5)
          .max(longestConfirmSeconds)
          .nullable()
          .describe('A person gets ten minutes at most; a proof needs as long as its measurements take'),
      }),
      progress: applyProgress,
      output: planRecord,
    }),
    confirm: call({
      title: 'Keep a Plan',
      description: 'Ends the confirm-or-revert countdown and keeps the Plan.',
      scope: 'admin',
      input: planId,
      output: planRecord,
    }),
    undo: job({
      title: 'Undo',
      description: 'Undoes one knob, one Plan or everything, newest first.',
      scope: 'admin',
      lock: 'machine',
      input: undoInput,
      progress: applyProgress,
      output: undoResult,
    }),
    verify: call({
      title: 'Verify applied Plans',
      description: 'Reads back every step that should be in force. Needs no root where the files are readable.',
      scope: 'read',
      input: z.object({ planId: z.string().max(64).nullable() }),
      output: z.object({
        steps: z.array(verifiedStep),
      }),
    }),
    history: call({
      title: 'History',
      description: 'Every Plan ever applied, newest first. Needs no root.',
      scope: 'read',
      input: z.object({
        limit: z.number().int().min(1).max(1000),
        before: z.iso.datetime().nullable(),
        proofs: z.boolean().default(true).describe('Also the Plans with which proofs tried something and that were taken back'),
      }),
      output: z.object({ plans: z.array(planRecord) }),
    }),
    read: call({
      title: 'Read a target',
      description: 'Current value of the thing an operation would change, as the executor sees it.',
      scope: 'read',
      input: z.object({ operation }),
      output: z.object({ found: z.string().nullable(), detail: z.string() }),
    }),
  },
});
