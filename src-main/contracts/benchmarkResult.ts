/** A stored benchmark run. The same shape is the JSON report and the share file. */
import { z } from 'zod';
import { direction, sampleSummary } from './statistics.ts';
import { reading } from './value.ts';

export const runSchemaName = 'hecate.benchmark.run';
export const runSchemaVersion = 1;
/** Raised when the set of tests or the way they are driven changes; scores compare only within one version. */
export const suiteVersion = 1;

export const benchmarkArea = z.enum(['cpu', 'memory', 'disk', 'network', 'scheduler', 'gpu', 'ai']);
export type BenchmarkArea = z.infer<typeof benchmarkArea>;

export const benchmarkGroup = z.enum(['quick', 'standard', 'full', 'stress']);
export type BenchmarkGroup = z.infer<typeof benchmarkGroup>;

/** Seconds of measuring that the tests of a group share when nobody sets a time; a burn-in takes all of them. */
export const groupSeconds: Readonly<Record<BenchmarkGroup, number>> = { quick: 52, standard: 600, full: 2400, stress: 300 };

const identifier = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,79}$/, 'letters, digits, dot, dash and underscore, 80 at most');

/** What one round of a test measures once. */
export const metricInfo = z.object({
  id: identifier.describe('Unique inside its test, for example bandwidth or l1'),
  title: z.string().max(120),
  unit: z.string().max(32).describe('As it is printed, for example MB/s, ns, IOPS'),
  direction,
  headline: z.boolean().describe('Counts for the score and for the stop rule; the others are shown beside it'),
  descriptive: z.boolean().optional().describe('Only says how the others came about: no guard, and never better or worse than another'),
});
export type MetricInfo = z.infer<typeof metricInfo>;

export const metricResult = metricInfo.extend({
  samples: z.array(z.number()).max(10_000),
  warmUps: z.array(z.number()).max(1000).describe('Discarded rounds, kept for whoever doubts'),
  summary: sampleSummary.nullable().describe('null when no round ended'),
});
export type MetricResult = z.infer<typeof metricResult>;

/** A curve of the last round, for example latency over working-set size. */
export const resultSeries = z.object({
  id: identifier,
  title: z.string().max(120),
  xTitle: z.string().max(60),
  xUnit: z.string().max(32),
  yTitle: z.string().max(60),
  yUnit: z.string().max(32),
  points: z.array(z.tuple([z.number(), z.number()])).max(2000),
});
export type ResultSeries = z.infer<typeof resultSeries>;

/** Something about the machine that makes a figure worth less; blocking ones stop a run unless it is forced. */
export const gateMark = z.object({
  kind: z
    .enum([
      'load',
      'pressure',
      'temperature',
      'throttle',
      'governor',
      'battery',
      'gpuClients',
      'virtual',
      'memory',
      'changed',
      'time',
      'verdict',
    ])
    .describe('verdict: how a burn-in ended; time: fewer rounds than the test needs'),
  severity: z.enum(['note', 'warning', 'blocking']),
  text: z.string().max(300),
});
export type GateMark = z.infer<typeof gateMark>;

/** What changes while the machine works. Taken before and after each test. */
export const conditions = z.object({
  at: z.iso.datetime(),
  load1: reading(z.number()),
  cpuPressurePercent: reading(z.number()).describe('PSI some avg10'),
  ioPressurePercent: reading(z.number()),
  memoryAvailableBytes: reading(z.number()),
  cpuTempC: reading(z.number()),
  cpuClockMHz: reading(z.number()).describe('Mean over the processors'),
  throttleCount: reading(z.number()).describe('Sum of the core throttle counters since boot'),
  gpuTempC: reading(z.number()),
});
export type Conditions = z.infer<typeof conditions>;

/** What a figure depends on and what stays the same during a run. */
export const runEnvironment = z.object({
  product: z.string(),
  kernel: reading(z.string()),
  commandLine: reading(z.string()),
  distribution: reading(z.string()),
  cpu: reading(z.string()),
  cpuThreads: reading(z.number()),
  governor: reading(z.string()),
  energyPreference: reading(z.string()),
  boost: reading(z.string()),
  memoryBytes: reading(z.number()),
  numaNodes: reading(z.number()),
  transparentHugePages: reading(z.string()),
  mitigations: reading(z.string()),
  virtualization: reading(z.string()),
  power: reading(z.enum(['mains', 'battery'])),
  gpus: z.array(z.object({ name: z.string(), driver: z.string(), link: z.string() })),
  profileId: z.string().nullable(),
  stepsInForce: z
    .number()
    .int()
    .nonnegative()
    .nullable()
    .describe('Plan steps of this product in force; null when it could not be found out'),
});
export type RunEnvironment = z.infer<typeof runEnvironment>;

export const testResult = z.object({
  testId: identifier,
  testVersion: z.number().int().positive(),
  title: z.string().max(120),
  area: benchmarkArea,
  state: z.enum(['measured', 'skipped', 'failed', 'cancelled']),
  why: z.string().max(1000).nullable().describe('Why it is not measured, and how to get there'),
  label: z
    .string()
    .max(120)
    .nullable()
    .describe('What the figure really is where its name says too much, for example: processor test over loopback'),
  method: z.string().max(1000),
  tool: z.object({ name: z.string().max(80), version: z.string().max(200) }).nullable(),
  parameters: z.record(z.string().max(64), z.union([z.string().max(500), z.number(), z.boolean()])),
  metrics: z.array(metricResult).max(200),
  series: z.array(resultSeries).max(20),
  marks: z.array(gateMark).max(50),
  before: conditions.nullable(),
  after: conditions.nullable(),
  startedAt: z.iso.datetime(),
  seconds: z.number().nonnegative(),
});
export type TestResult = z.infer<typeof testResult>;

export const scorePart = z.object({
  area: benchmarkArea,
  score: z.number(),
  metrics: z.number().int().positive().describe('How many metrics it is the geometric mean of'),
});

/** 100 is the reference run, which has no score itself. Never shown without the raw figures. */
export const score = z.object({
  referenceRunId: z.string(),
  total: z.number().describe('Geometric mean of the areas, so that one with many tests does not drown the others'),
  parts: z.array(scorePart),
  missing: z.array(z.string()).describe('Metrics that do not count, because not both runs have an interval for them'),
});
export type Score = z.infer<typeof score>;

export const benchmarkRun = z.object({
  schema: z.literal(runSchemaName),
  version: z.literal(runSchemaVersion),
  suiteVersion: z.number().int().positive(),
  id: identifier,
  title: z.string().max(200),
  group: benchmarkGroup.nullable().describe('null: tests chosen one by one'),
  state: z.enum(['running', 'finished', 'cancelled', 'failed']),
  note: z.string().max(500).nullable(),
  origin: z.enum(['measured', 'imported']),
  originDetail: z.string().max(300).nullable().describe('For an imported run: what it came from'),
  machine: z.string().max(200).describe('Host name; a hash of it in a share file'),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  targetPercent: z.number().nullable(),
  environment: runEnvironment.nullable().describe('null for an imported run that does not say'),
  marks: z.array(gateMark),
  tests: z.array(testResult).max(500),
});
export type BenchmarkRun = z.infer<typeof benchmarkRun>;

/** One line of the list of runs. */
export const runSummary = z.object({
  id: z.string(),
  title: z.string(),
  group: benchmarkGroup.nullable(),
  state: benchmarkRun.shape.state,
  origin: benchmarkRun.shape.origin,
  machine: z.string(),
  startedAt: z.iso.datetime(),
  seconds: z.number().nullable(),
  kernel: z.string().nullable(),
  measured: z.number().int().describe('Tests with figures, also of those that were cancelled'),
  skipped: z.number().int().describe('Tests without figures that did not fail'),
  failed: z.number().int(),
  warnings: z.number().int(),
  reference: z.boolean(),
  score: z.number().nullable().describe('Against the reference run; null for that run itself, and when they share nothing'),
});
export type RunSummary = z.infer<typeof runSummary>;
