/**
 * What the list, scores and trends need of a run: a few kilobytes instead of
 * every sample. Kept beside the runs, so that hundreds of them are listed
 * without reading them. Pure.
 */
import { z } from 'zod';
import { type BenchmarkRun, benchmarkArea, benchmarkRun, runSummary, type TestResult } from '../../../contracts/benchmarkResult.ts';
import { direction } from '../../../contracts/statistics.ts';
import { okValue } from '../../../contracts/value.ts';
import { headlineOf } from './headline.ts';

const digestMetric = z.object({
  testId: z.string(),
  testVersion: z.number().int(),
  area: benchmarkArea,
  metricId: z.string(),
  direction,
  headline: z.boolean(),
  /** That of the test: figures with another one are figures of something else. */
  label: z.string().nullable(),
  median: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  warnings: z.number().int(),
});
export type DigestMetric = z.infer<typeof digestMetric>;

export const runDigest = runSummary.omit({ reference: true, score: true }).extend({
  suiteVersion: benchmarkRun.shape.suiteVersion,
  /** One line for each GPU: name and driver. */
  drivers: z.array(z.string()),
  metrics: z.array(digestMetric),
});
export type RunDigest = z.infer<typeof runDigest>;

export function digestOf(run: BenchmarkRun): RunDigest {
  const kinds = run.tests.map(outcomeOf);
  const count = (kind: Outcome): number => kinds.filter((one) => one === kind).length;
  const marks = [...run.marks, ...run.tests.flatMap((test) => test.marks)];
  return {
    id: run.id,
    title: run.title,
    group: run.group,
    state: run.state,
    origin: run.origin,
    machine: run.machine,
    startedAt: run.startedAt,
    seconds: run.endedAt === null ? null : Math.max(0, (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000),
    kernel: run.environment === null ? null : (okValue(run.environment.kernel) ?? null),
    measured: count('measured'),
    skipped: count('skipped'),
    failed: count('failed'),
    warnings: marks.filter(({ severity }) => severity !== 'note').length,
    suiteVersion: run.suiteVersion,
    drivers: (run.environment?.gpus ?? []).map(({ name, driver }) => `${name}: ${driver}`),
    metrics: run.tests.flatMap(metricsOf),
  };
}

type Outcome = 'measured' | 'skipped' | 'failed';

/** A test that was cancelled has measured when it has samples; each test is one of the three. */
function outcomeOf({ state, metrics }: TestResult): Outcome {
  if (state === 'failed') return 'failed';
  return metrics.some(({ samples }) => samples.length > 0) ? 'measured' : 'skipped';
}

/** Those of a test that failed in the middle are shown, but nothing is worked out of them: its last result was wrong. */
function metricsOf(test: TestResult): DigestMetric[] {
  if (test.state === 'failed') return [];
  const headline = new Set(headlineOf(test.metrics).map(({ id }) => id));
  const warnings = test.marks.filter(({ severity }) => severity !== 'note').length;
  return test.metrics.flatMap((metric) => {
    if (metric.summary === null) return [];
    const { median, low, high } = metric.summary;
    return [
      {
        testId: test.testId,
        testVersion: test.testVersion,
        area: test.area,
        metricId: metric.id,
        direction: metric.direction,
        headline: headline.has(metric.id),
        label: test.label,
        median,
        low,
        high,
        warnings,
      },
    ];
  });
}
