/** Proof: a tuning stays only when it was measured to help this machine. */
import { z } from 'zod';
import { testParameters } from './benchmark.ts';
import { conditions, gateMark, runEnvironment } from './benchmarkResult.ts';
import { call, defineContract, event, job } from './kit/define.ts';
import { comparison, direction } from './statistics.ts';

export const proofSchemaName = 'hecate.proof';
export const proofSchemaVersion = 1;

export const commandMeasure = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('wallTime') }),
  z.object({
    kind: z.literal('printed'),
    pattern: z
      .string()
      .min(1)
      .max(300)
      .describe('Regular expression; its first group is the number, the last match counts. For example: ([0-9.]+) tokens/s'),
    unit: z.string().max(32),
    direction,
  }),
]);

export const proofGoal = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('test'),
    testId: z.string().max(80),
    metricId: z.string().max(80).nullable().describe('null: its first headline metric'),
    parameters: testParameters,
  }),
  z.object({
    kind: z.literal('command'),
    command: z
      .array(z.string().max(4096))
      .min(1)
      .max(256)
      .describe(
        'Program and arguments; no shell. It should not leave its work to children: these are ended with a cancel, but not when hecated is killed',
      ),
    folder: z.string().max(1024).nullable().describe('Working folder; null: the home folder'),
    measure: commandMeasure,
    timeoutSeconds: z.number().int().min(1).max(3600),
  }),
]);
export type ProofGoal = z.infer<typeof proofGoal>;

/** What is tried. `values` null: the values that the catalogue knows evidence for. */
export const proofSubject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('knob'), knobId: z.string().max(64), values: z.array(z.string().max(256)).min(1).max(16).nullable() }),
  z.object({ kind: z.literal('profile'), profileId: z.string().max(48) }),
  z.object({
    kind: z.literal('search'),
    knobIds: z
      .array(z.string().max(64))
      .min(1)
      .max(64)
      .nullable()
      .describe('null: every tier A and B knob of this machine that can be tried without a reboot'),
  }),
]);
export type ProofSubject = z.infer<typeof proofSubject>;

export const proofInput = z.object({
  goal: proofGoal,
  subject: proofSubject,
  maxSeconds: z.number().int().min(30).max(86_400).default(1800),
  minGainPercent: z.number().min(0).max(50).default(1).describe('A smaller gain is not worth a change'),
  guardPercent: z.number().min(0.5).max(100).default(5).describe('A guard metric may get this much worse'),
  keep: z
    .boolean()
    .default(false)
    .describe('Apply what was shown to help over reboot, and save it as a profile; otherwise everything is stock again'),
  overrideOwners: z.boolean().default(false).describe('Also try knobs that the administrator or another tuning program owns'),
  force: z.boolean().default(false).describe('Also on a busy, hot or throttled machine, without waiting for it; the report says so'),
});
export type ProofInput = z.infer<typeof proofInput>;

/** `helps` is kept; `guard`: it helped the goal but made something else worse. */
export const trialVerdict = z.enum(['helps', 'hurts', 'noDifference', 'guard', 'refused', 'notFinished']);
export type TrialVerdict = z.infer<typeof trialVerdict>;

export const proofArm = z.enum(['stock', 'candidate']);
export type ProofArm = z.infer<typeof proofArm>;

export const guardResult = z.object({
  id: z.string(),
  title: z.string(),
  unit: z.string(),
  comparison: comparison.nullable(),
  tripped: z.boolean(),
  why: z.string(),
});

export const trial = z.object({
  id: z.string(),
  title: z.string().describe('For example: Read-ahead of virtual disks: 128 KiB → 4 MiB'),
  values: z.record(z.string(), z.string()).describe('Knob ids with the value that was tried'),
  before: z.record(z.string(), z.string()).describe('The same knobs at stock'),
  round: z.enum(['screening', 'final']).describe('Only a final round, with samples of its own, can end in helps'),
  verdict: trialVerdict,
  why: z.string(),
  comparison: comparison.nullable(),
  stock: z.array(z.number()),
  candidate: z.array(z.number()),
  order: z.string().describe('The order of the measurements, A for stock and B for the candidate'),
  rounds: z
    .array(z.array(z.number()))
    .optional()
    .describe('Single rounds of each measurement in that order, where a measurement is the median of several'),
  guards: z.array(guardResult),
  planIds: z.array(z.string()).describe('Plans of the journal with which it was tried'),
  seconds: z.number().nonnegative(),
});
export type Trial = z.infer<typeof trial>;

export const proofState = z.enum(['running', 'finished', 'cancelled', 'interrupted', 'failed']);

export const proofReport = z.object({
  schema: z.literal(proofSchemaName),
  version: z.literal(proofSchemaVersion),
  id: z.string().max(80),
  title: z.string(),
  state: proofState,
  input: proofInput,
  goalTitle: z.string(),
  unit: z.string(),
  direction,
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  seconds: z.number().nonnegative().describe('Time spent, over all sittings'),
  environment: runEnvironment.nullable(),
  before: conditions.nullable(),
  after: conditions.nullable(),
  marks: z.array(gateMark),
  start: z.record(z.string(), z.string()).optional().describe('Knobs that it may touch, as they were before the first trial'),
  plannedFinals: z.number().int().optional().describe('How many finals share the chance of a false gain; fixed before the first one'),
  begunFinals: z
    .array(z.record(z.string(), z.string()))
    .optional()
    .describe('Values of each final that was begun, also of one that was cut off: a new try may claim half as much by chance'),
  trials: z.array(trial),
  skipped: z.array(z.object({ knobId: z.string(), why: z.string() })).describe('Knobs that were not tried, and why'),
  best: z
    .object({ values: z.record(z.string(), z.string()), comparison })
    .nullable()
    .describe('What was shown to help, against stock; null when nothing was'),
  kept: z.object({ planId: z.string(), profileId: z.string() }).nullable(),
  machineState: z.enum(['stock', 'kept', 'unknown']).describe('Read back at the end'),
  machineStateDetail: z.string(),
  story: z.array(z.string()).describe('Plain sentences: what was tried, what helped by how much, what hurt'),
});
export type ProofReport = z.infer<typeof proofReport>;

export const proofSummary = proofReport
  .pick({ id: true, title: true, state: true, goalTitle: true, startedAt: true, seconds: true, machineState: true, kept: true })
  .extend({ trials: z.number().int(), gainPercent: z.number().nullable(), resumable: z.boolean() });
export type ProofSummary = z.infer<typeof proofSummary>;

export const proofProgress = z.object({
  proofId: z.string(),
  message: z.string(),
  done: z.number().nonnegative().describe('Seconds used'),
  total: z.number().positive().describe('Seconds allowed'),
  phase: z.enum(['checking', 'waiting', 'warmUp', 'screening', 'final', 'restoring', 'keeping', 'done']),
  trialId: z.string().nullable(),
  trialTitle: z.string().nullable(),
  arm: proofArm.nullable(),
  value: z.number().nullable().describe('A new measurement'),
  unit: z.string(),
});
export type ProofProgress = z.infer<typeof proofProgress>;

/** A setting that was proven once and should be looked at again. */
export const staleProof = z.object({
  proofId: z.string(),
  title: z.string(),
  changed: z.string().describe('What changed since, for example: kernel 6.1.0-20 to 6.1.0-21'),
});

const proofId = z.object({ id: z.string().max(80) });

export const proofContract = defineContract({
  name: 'proof',
  title: 'Proof',
  description: 'Tries settings one after the other against stock, keeps what was shown to help, and takes everything else back.',
  members: {
    candidates: call({
      title: 'What can be tried',
      description: 'Knobs of this machine that can be tried without a reboot and have another value for which there is evidence.',
      scope: 'read',
      input: z.object({}),
      output: z.object({
        knobs: z.array(
          z.object({
            knobId: z.string(),
            title: z.string(),
            tier: z.enum(['A', 'B']),
            now: z.string(),
            values: z.array(z.string()).describe('Worth a measurement, the one with the most evidence first'),
            nowTitle: z.string().describe('The value in force for people, with its unit'),
            valueTitles: z.array(z.string()).describe('The same for each of the values, in their order'),
            problem: z.string().nullable().describe('Why it would be left out of a search, for example because the administrator owns it'),
          }),
        ),
      }),
    }),
    prove: job({
      title: 'Prove a tuning',
      description:
        'Measures stock and candidate in turns (A B B A). A candidate helps only when the interval of its gain excludes none and no guard got worse. Cancelling restores stock.',
      scope: 'write',
      lock: 'machine',
      input: proofInput,
      progress: proofProgress,
      output: proofReport,
    }),
    resume: job({
      title: 'Go on with a proof',
      description: 'Continues one that was cancelled or cut off, with the time that it has left.',
      scope: 'write',
      lock: 'machine',
      input: proofId,
      progress: proofProgress,
      output: proofReport,
    }),
    list: call({
      title: 'List proofs',
      description: 'Newest first.',
      scope: 'read',
      input: z.object({ limit: z.number().int().min(1).max(1000).default(100) }),
      output: z.object({ proofs: z.array(proofSummary), stale: z.array(staleProof) }),
    }),
    show: call({
      title: 'Show a proof',
      description: 'The whole report with every measurement.',
      scope: 'read',
      input: z.object({ id: z.string().max(80).nullable().describe('null: the newest') }),
      output: proofReport,
    }),
    report: call({
      title: 'Report of a proof',
      description: 'As the text of a file.',
      scope: 'read',
      input: z.object({ id: z.string().max(80).nullable(), format: z.enum(['text', 'json', 'markdown', 'html']).default('text') }),
      output: z.object({ fileName: z.string(), mediaType: z.string(), text: z.string() }),
    }),
    remove: call({
      title: 'Remove a proof',
      description: 'Deletes one report. Settings that it kept stay in force.',
      scope: 'write',
      input: proofId,
      output: z.object({ removed: z.string() }),
    }),
    changed: event({
      title: 'Proof changed',
      description: 'Sent when a proof starts, moves or ends; `progress` is null when none goes on.',
      scope: 'read',
      payload: z.object({ progress: proofProgress.nullable(), newestId: z.string().nullable() }),
    }),
  },
});
