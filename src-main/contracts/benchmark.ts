/** The benchmark suite: what can be measured here, runs, results and what they say beside each other. */
import { z } from 'zod';
import { benchmarkArea, benchmarkGroup, benchmarkRun, conditions, gateMark, metricInfo, runSummary, score } from './benchmarkResult.ts';
import { call, defineContract, event, job } from './kit/define.ts';
import { comparison, sampleSummary } from './statistics.ts';

export const availability = z.discriminatedUnion('state', [
  z.object({ state: z.literal('ready') }),
  z.object({ state: z.literal('missing'), why: z.string(), howToGet: z.string().describe('What a user can do about it') }),
  z.object({ state: z.literal('absent'), why: z.string().describe('This machine has nothing of the kind') }),
]);
export type Availability = z.infer<typeof availability>;

export const testInfo = z.object({
  id: z.string(),
  version: z.number().int().positive(),
  title: z.string(),
  area: benchmarkArea,
  groups: z.array(benchmarkGroup).describe('Empty: only as a goal of a proof, or when named'),
  method: z.string().describe('Plain words: what is done, with which settings, and what is thrown away'),
  engine: z.string().describe('The program that does the work'),
  seconds: z.number().positive().describe('About how long it takes with the default target'),
  scratchBytes: z.number().int().nonnegative().describe('Disk space it needs for a file of its own'),
  metrics: z.array(metricInfo).describe('What it measures; a test may find more of them on this machine'),
  availability,
});
export type TestInfo = z.infer<typeof testInfo>;

export const testParameters = z.object({
  folder: z.string().max(1024).nullable().default(null).describe('Disk tests write below this folder; null: the folder of the results'),
  peer: z
    .string()
    .max(253)
    .regex(/^[A-Za-z0-9][A-Za-z0-9.:%-]*$/, 'a host name or address')
    .nullable()
    .default(null)
    .describe('A machine on which iperf3 -s runs; null: this machine, which measures the processor'),
  python: z.string().max(1024).nullable().default(null).describe('Python of the environment with PyTorch or ONNX Runtime; null: python3'),
});
export type TestParameters = z.infer<typeof testParameters>;

export const runInput = z.object({
  group: benchmarkGroup.nullable().default('quick'),
  tests: z.array(z.string().max(80)).max(200).nullable().default(null).describe('Test ids instead of a group'),
  parameters: testParameters.default({ folder: null, peer: null, python: null }),
  targetPercent: z.number().min(0.1).max(50).default(1).describe('Stop when half of the 95 % interval is at most this'),
  maxSeconds: z
    .number()
    .int()
    .min(5)
    .max(86_400)
    .nullable()
    .default(null)
    .describe('For the whole run, waiting included; what does not fit is cut short with a mark, or left out. null: what the group needs'),
  note: z.string().max(500).nullable().default(null),
  wait: z.boolean().default(true).describe('Wait for a quiet and cool machine before each test, two minutes at most'),
  force: z.boolean().default(false).describe('Measure also on a busy, hot or throttled machine; the results are marked'),
  temperatureLimitC: z
    .number()
    .min(40)
    .max(120)
    .nullable()
    .default(null)
    .describe('Stress: stop above this; null: the sensor’s own limit, or 95 °C'),
});
export type RunInput = z.infer<typeof runInput>;

export const runPhase = z.enum(['checking', 'waiting', 'preparing', 'warmUp', 'measuring', 'cleaning', 'done']);

export const runProgress = z.object({
  runId: z.string(),
  message: z.string(),
  done: z.number().nonnegative().describe('Tests that ended'),
  total: z.number().int().positive(),
  phase: runPhase,
  testId: z.string().nullable(),
  metricId: z.string().nullable(),
  value: z.number().nullable().describe('A new sample of the headline metric'),
  unit: z.string().nullable(),
  summary: sampleSummary.nullable().describe('Of the samples so far'),
  leftSeconds: z.number().nonnegative().nullable().describe('About how long the run still takes, by what its tests usually take'),
  conditions: conditions.nullable().describe('Now and then, and all the time in a stress run'),
});
export type RunProgress = z.infer<typeof runProgress>;

const runId = z.object({ id: z.string().max(80) });

export const comparedMetric = z.object({
  testId: z.string(),
  metricId: z.string(),
  title: z.string(),
  unit: z.string(),
  direction: metricInfo.shape.direction,
  headline: z.boolean(),
  base: sampleSummary.nullable(),
  other: sampleSummary.nullable(),
  comparison: comparison.nullable().describe('null when only one of the two has it, or when the test changed between them'),
  why: z.string().nullable().describe('Why there is no comparison'),
});
export type ComparedMetric = z.infer<typeof comparedMetric>;

export const runComparison = z.object({
  base: runSummary,
  other: runSummary,
  differences: z.array(z.object({ what: z.string(), base: z.string(), other: z.string() })).describe('What differs in their environments'),
  metrics: z.array(comparedMetric),
  score: score.nullable(),
});
export type RunComparison = z.infer<typeof runComparison>;

/** A metric that got worse after the kernel or a driver changed. */
export const regression = z.object({
  testId: z.string(),
  metricId: z.string(),
  title: z.string(),
  unit: z.string(),
  changed: z.string().describe('What changed between the two, for example: kernel 6.1.0-20 to 6.1.0-21'),
  baseRunId: z.string(),
  otherRunId: z.string(),
  comparison,
});
export type Regression = z.infer<typeof regression>;

export const trendPoint = z.object({
  runId: z.string(),
  at: z.iso.datetime(),
  median: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  kernel: z.string().nullable(),
  warnings: z.number().int(),
});

export const reportFormat = z.enum(['text', 'json', 'csv', 'markdown', 'html']);
export type ReportFormat = z.infer<typeof reportFormat>;

export const benchmarkContract = defineContract({
  name: 'benchmark',
  title: 'Benchmarks',
  description: 'Real figures of this machine with their uncertainty, and what they say beside each other.',
  members: {
    tests: call({
      title: 'List tests',
      description: 'Every test with its method, and whether it can run here; what is missing says how to get it.',
      scope: 'read',
      input: z.object({ parameters: testParameters.default({ folder: null, peer: null, python: null }) }),
      output: z.object({ tests: z.array(testInfo) }),
    }),
    gate: call({
      title: 'Check the machine',
      description: 'Whether the machine is quiet, cool and set up for figures that mean something.',
      scope: 'read',
      input: z.object({}),
      output: z.object({ marks: z.array(gateMark), conditions }),
    }),
    run: job({
      title: 'Run benchmarks',
      description:
        'Measures until the interval of each headline figure is narrow enough or the time is used up, and keeps the result. Cancelling keeps what was measured.',
      scope: 'write',
      lock: 'machine',
      input: runInput,
      progress: runProgress,
      output: benchmarkRun,
    }),
    list: call({
      title: 'List runs',
      description: 'Stored runs, newest first.',
      scope: 'read',
      input: z.object({ limit: z.number().int().min(1).max(1000).default(100) }),
      output: z.object({ runs: z.array(runSummary), problems: z.array(z.object({ file: z.string(), problem: z.string() })) }),
    }),
    show: call({
      title: 'Show a run',
      description: 'One run with every raw sample, and its score against the reference run.',
      scope: 'read',
      input: z.object({ id: z.string().max(80).nullable().describe('null: the newest') }),
      output: z.object({
        run: benchmarkRun,
        score: score.nullable(),
        reference: z.boolean().describe('This is the reference run, which has no score'),
      }),
    }),
    compare: call({
      title: 'Compare runs',
      description: 'Two runs metric by metric. No difference shown is an answer.',
      scope: 'read',
      input: z.object({ baseId: z.string().max(80), otherId: z.string().max(80).nullable().describe('null: the newest') }),
      output: runComparison,
    }),
    trend: call({
      title: 'Trend of a metric',
      description: 'One metric over all comparable runs of this machine, oldest first.',
      scope: 'read',
      input: z.object({ testId: z.string().max(80), metricId: z.string().max(80) }),
      output: z.object({ points: z.array(trendPoint) }),
    }),
    regressions: call({
      title: 'What got slower',
      description: 'Metrics whose newest figures are worse than before the last change of kernel or driver.',
      scope: 'read',
      input: z.object({}),
      output: z.object({ regressions: z.array(regression) }),
    }),
    setReference: call({
      title: 'Choose the reference run',
      description: 'Scores are relative to it. null goes back to the oldest comparable run of this machine.',
      scope: 'write',
      input: z.object({ id: z.string().max(80).nullable() }),
      output: z.object({ referenceRunId: z.string().nullable() }),
    }),
    remove: call({
      title: 'Remove a run',
      description: 'Deletes one stored run.',
      scope: 'write',
      input: runId,
      output: z.object({ removed: z.string() }),
    }),
    report: call({
      title: 'Report',
      description: 'One run, or two beside each other, as the text of a file. HTML needs no other file and no network.',
      scope: 'read',
      input: z.object({
        id: z.string().max(80).nullable(),
        compareWith: z.string().max(80).nullable().default(null),
        format: reportFormat.default('text'),
      }),
      output: z.object({ fileName: z.string(), mediaType: z.string(), text: z.string() }),
    }),
    share: call({
      title: 'Make a share file',
      description: 'The run without names, addresses and serial numbers, exactly as it would leave this machine. Nothing is sent.',
      scope: 'read',
      input: z.object({ id: z.string().max(80).nullable() }),
      output: z.object({
        fileName: z.string(),
        text: z.string(),
        removed: z.array(z.object({ what: z.string(), count: z.number().int() })),
      }),
    }),
    import: call({
      title: 'Import a run',
      description: 'A share file, or composite.xml of the Phoronix Test Suite.',
      scope: 'write',
      input: z.object({ text: z.string().max(4_194_304), fileName: z.string().max(255) }),
      output: runSummary,
    }),
    changed: event({
      title: 'Benchmarks changed',
      description: 'Sent when a run starts, moves, ends or is removed; `progress` is null when none goes on.',
      scope: 'read',
      payload: z.object({ progress: runProgress.nullable(), newestId: z.string().nullable() }),
    }),
  },
});
