/**
 * What the list, scores and trends need of a run: a few kilobytes instead of
 * every sample. Kept beside the runs, so that hundreds of them are listed
 * without reading them. Pure.
 */
import { z } from 'zod';
import { type BenchmarkRun, benchmarkArea, benchmarkRun, runSummary } from '../../../contracts/benchmarkResult.ts';
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
  const count = (state: string): number => run.tests.filter((test) => test.state === state).length;
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

function metricsOf(test: BenchmarkRun['tests'][number]): DigestMetric[] {
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
        median,
        low,
        high,
        warnings,
      },
    ];
  });
}
