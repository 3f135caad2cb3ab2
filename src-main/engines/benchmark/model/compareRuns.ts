/** Two runs metric by metric. Pure. */
import type { ComparedMetric, RunComparison } from '../../../contracts/benchmark.ts';
import type { BenchmarkRun, MetricResult, TestResult } from '../../../contracts/benchmarkResult.ts';
import { environmentDifferences } from './environmentDifferences.ts';
import { compareSamples } from './statistics/index.ts';

export function compareRuns(base: BenchmarkRun, other: BenchmarkRun): Pick<RunComparison, 'differences' | 'metrics'> {
  const tests = pairs(base.tests, other.tests, ({ testId }) => testId);
  return {
    differences: [
      ...machineDifference(base, other),
      ...environmentDifferences(base.environment, other.environment),
      ...tests.flatMap(([before, after]) => testDifferences(before, after)),
    ],
    metrics: tests.flatMap(([before, after]) => comparedTest(base, other, before, after)),
  };
}

type Pair<T> = readonly [base: T | undefined, other: T | undefined];

function comparedTest(
  base: BenchmarkRun,
  other: BenchmarkRun,
  before: TestResult | undefined,
  after: TestResult | undefined,
): ComparedMetric[] {
  const shown = after ?? before;
  if (shown === undefined) return [];
  const obstacle = obstacleOf(base, other, before, after);
  return pairs(before?.metrics ?? [], after?.metrics ?? [], ({ id }) => id).flatMap(([left, right]) => {
    const metric = right ?? left;
    if (metric === undefined) return [];
    const why = obstacle ?? metricObstacle(left, right);
    return [
      {
        testId: shown.testId,
        metricId: metric.id,
        title: `${shown.title}: ${metric.title}`,
        unit: metric.unit,
        direction: metric.direction,
        headline: metric.headline,
        base: left?.summary ?? null,
        other: right?.summary ?? null,
        comparison:
          why === null && left !== undefined && right !== undefined ? compareSamples(left.samples, right.samples, metric.direction) : null,
        why,
      },
    ];
  });
}

/** Why the figures of a test in two runs cannot be held against each other; null when they can. */
export function obstacleOf(
  base: Pick<BenchmarkRun, 'suiteVersion'>,
  other: Pick<BenchmarkRun, 'suiteVersion'>,
  before: TestResult | undefined,
  after: TestResult | undefined,
): string | null {
  if (before === undefined) return 'only the other run has this test';
  if (after === undefined) return 'only the base run has this test';
  if (before.testVersion !== after.testVersion) {
    return `the test changed between the two: version ${String(before.testVersion)} and ${String(after.testVersion)}`;
  }
  if (base.suiteVersion !== other.suiteVersion) {
    return `tests are driven in another way: suite version ${String(base.suiteVersion)} and ${String(other.suiteVersion)}`;
  }
  if (before.label !== after.label) {
    return `they measured different things: ${before.label ?? 'the usual'} and ${after.label ?? 'the usual'}`;
  }
  const setting = differentSetting(before.parameters, after.parameters);
  if (setting !== null) return setting;
  const hasFigures = (test: TestResult): boolean => test.state !== 'failed' && test.metrics.some(({ samples }) => samples.length > 0);
  const state = (test: TestResult): string => (hasFigures(test) ? '' : test.state);
  if (state(before) !== '') return `in the base run it was ${state(before)}${because(before)}`;
  if (state(after) !== '') return `in the other run it was ${state(after)}${because(after)}`;
  return null;
}

/** A test puts into its parameters what its figures depend on. */
function differentSetting(base: TestResult['parameters'], other: TestResult['parameters']): string | null {
  const keys = [...new Set([...Object.keys(base), ...Object.keys(other)])];
  const key = keys.find((one) => base[one] !== other[one] && !isPath(base[one]) && !isPath(other[one]));
  if (key === undefined) return null;
  return `it ran with other settings: ${key} ${String(base[key] ?? 'not set').slice(0, 100)} and ${String(other[key] ?? 'not set').slice(0, 100)}`;
}

/** Where a file or a program is says little by itself; it is named among the differences. */
function isPath(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('/');
}

/** Differences that are worth knowing and do not forbid the comparison. */
function testDifferences(before: TestResult | undefined, after: TestResult | undefined): RunComparison['differences'] {
  if (before === undefined || after === undefined) return [];
  const tool = (test: TestResult): string => (test.tool === null ? 'not known' : `${test.tool.name} ${test.tool.version}`);
  const tools = tool(before) === tool(after) ? [] : [{ what: `${after.title}: program`, base: tool(before), other: tool(after) }];
  const paths = Object.keys(before.parameters)
    .filter((key) => isPath(before.parameters[key]) && before.parameters[key] !== after.parameters[key])
    .map((key) => ({
      what: `${after.title}: ${key}`,
      base: String(before.parameters[key]),
      other: String(after.parameters[key] ?? 'not set'),
    }));
  return [...tools, ...paths];
}

function metricObstacle(left: MetricResult | undefined, right: MetricResult | undefined): string | null {
  if (left === undefined || left.samples.length === 0) return 'only the other run has it';
  if (right === undefined || right.samples.length === 0) return 'only the base run has it';
  if (left.unit !== right.unit || left.direction !== right.direction) return `it has other units: ${left.unit} and ${right.unit}`;
  if (left.descriptive === true || right.descriptive === true) return 'it only describes; more of it is neither better nor worse';
  return null;
}

function because({ why }: TestResult): string {
  return why === null ? '' : `: ${why.slice(0, 200)}`;
}

function machineDifference(base: BenchmarkRun, other: BenchmarkRun): RunComparison['differences'] {
  return base.machine === other.machine ? [] : [{ what: 'Machine', base: base.machine, other: other.machine }];
}

/** In the order of the base, then what only the other has. */
function pairs<T>(base: readonly T[], other: readonly T[], keyOf: (one: T) => string): readonly Pair<T>[] {
  const others = new Map(other.map((one) => [keyOf(one), one]));
  const known = new Set(base.map(keyOf));
  return [
    ...base.map((one): Pair<T> => [one, others.get(keyOf(one))]),
    ...other.filter((one) => !known.has(keyOf(one))).map((one): Pair<T> => [undefined, one]),
  ];
}
