/** What got slower since the kernel or a driver changed. Pure. */
import type { Regression } from '../../../contracts/benchmark.ts';
import type { BenchmarkRun, TestResult } from '../../../contracts/benchmarkResult.ts';
import { obstacleOf } from './compareRuns.ts';
import type { DigestMetric, RunDigest } from './digest.ts';
import { isComparable, metricKey } from './score.ts';
import { compareSamples } from './statistics/index.ts';

/**
 * A run has dozens of metrics, and runs of the same machine differ a little by
 * themselves. So an alarm needs more than one comparison that came out: a
 * stricter error rate, and figures below those of every run of the old software.
 */
const alpha = 0.01;
const earlierRunsAsked = 5;

/**
 * `runs` newest first; `load` reads one of them. Each metric is judged by its newest figures on the software of the newest run,
 * so that a run of other tests takes no alarm away.
 */
export function regressionsOf(
  runs: readonly RunDigest[],
  machine: string,
  suiteVersion: number,
  load: (id: string) => BenchmarkRun,
): Regression[] {
  const own = runs.filter((run) => isComparable(run, machine, suiteVersion) && run.state !== 'running' && run.metrics.length > 0);
  const newest = own[0];
  if (newest === undefined) return [];
  const loaded = new Map<string, BenchmarkRun>();
  const runOf = (id: string): BenchmarkRun => {
    const known = loaded.get(id) ?? load(id);
    loaded.set(id, known);
    return known;
  };
  const otherSoftware = own.findIndex((run) => changesBetween(run, newest).length > 0);
  const judged = new Set<string>();
  return own.slice(0, Math.max(0, otherSoftware)).flatMap((run, index) =>
    run.metrics.flatMap((metric) => {
      const key = metricKey(metric);
      if (!metric.headline || judged.has(key)) return [];
      judged.add(key);
      return regressionOf(metric, run, own.slice(index + 1), runOf);
    }),
  );
}

function regressionOf(
  metric: DigestMetric,
  newest: RunDigest,
  earlier: readonly RunDigest[],
  runOf: (id: string) => BenchmarkRun,
): Regression[] {
  const key = metricKey(metric);
  const having = earlier.filter((run) => run.metrics.some((one) => metricKey(one) === key));
  const baseAt = having.findIndex((run) => changesBetween(run, newest).length > 0);
  const base = having[baseAt];
  if (base === undefined) return [];
  // What the newest run was disturbed by, and the base was not, is a better reason than the software.
  const baseMetric = base.metrics.find((one) => metricKey(one) === key);
  if (baseMetric === undefined || metric.warnings > baseMetric.warnings) return [];
  const oldSoftware = having
    .slice(baseAt)
    .filter((run) => changesBetween(run, base).length === 0)
    .slice(0, earlierRunsAsked);
  const oldMedians = oldSoftware.flatMap((run) => run.metrics.filter((one) => metricKey(one) === key).map(({ median }) => median));
  if (!oldMedians.every((median) => isWorse(metric, median))) return [];
  const [baseRun, newestRun] = [runOf(base.id), runOf(newest.id)];
  // Another disk or number of threads is a better reason, too.
  if (obstacleOf(baseRun, newestRun, testIn(baseRun, metric), testIn(newestRun, metric)) !== null) return [];
  const before = metricIn(baseRun, metric);
  const after = metricIn(newestRun, metric);
  if (before === undefined || after === undefined) return [];
  const comparison = compareSamples(before.samples, after.samples, metric.direction, { alpha });
  if (comparison.verdict !== 'worse') return [];
  return [
    {
      testId: metric.testId,
      metricId: metric.metricId,
      title: after.title,
      unit: after.unit,
      changed: changesBetween(base, newest).join('; '),
      baseRunId: base.id,
      otherRunId: newest.id,
      comparison,
    },
  ];
}

/** In words; empty when kernel and drivers are the same. What a run does not tell is no change. */
export function changesBetween(base: RunDigest, other: RunDigest): string[] {
  const kernel =
    base.kernel !== null && other.kernel !== null && base.kernel !== other.kernel ? [`kernel ${base.kernel} to ${other.kernel}`] : [];
  const drivers = other.drivers.flatMap((after, index) => {
    const before = base.drivers[index];
    return before === undefined || before === after ? [] : [`driver ${before} to ${after}`];
  });
  return [...kernel, ...drivers];
}

function isWorse(metric: DigestMetric, before: number): boolean {
  return metric.direction === 'higher' ? metric.median < before : metric.median > before;
}

function testIn(run: BenchmarkRun, { testId }: DigestMetric): TestResult | undefined {
  return run.tests.find((one) => one.testId === testId);
}

function metricIn(
  run: BenchmarkRun,
  wanted: DigestMetric,
): { readonly samples: readonly number[]; readonly title: string; readonly unit: string } | undefined {
  const test = testIn(run, wanted);
  const metric = test?.metrics.find(({ id }) => id === wanted.metricId);
  if (test === undefined || metric === undefined || metric.samples.length === 0) return undefined;
  return { samples: metric.samples, title: `${test.title}: ${metric.title}`, unit: metric.unit };
}
