/** One metric over all runs of this machine. Pure. */
import type { z } from 'zod';
import type { trendPoint } from '../../../contracts/benchmark.ts';
import type { RunDigest } from './digest.ts';
import { isComparable } from './score.ts';

export type TrendPoint = z.infer<typeof trendPoint>;

/** Oldest first. Only figures of the test as it is now: an older version of it measured something else. */
export function trendOf(
  runs: readonly RunDigest[],
  wanted: { readonly testId: string; readonly metricId: string },
  machine: string,
  suiteVersion: number,
): TrendPoint[] {
  const points = runs
    .filter((run) => isComparable(run, machine, suiteVersion))
    .flatMap((run) =>
      run.metrics
        .filter((metric) => metric.testId === wanted.testId && metric.metricId === wanted.metricId)
        .map(({ median, low, high, warnings, testVersion }) => ({
          testVersion,
          point: { runId: run.id, at: run.startedAt, median, low, high, kernel: run.kernel, warnings },
        })),
    );
  const newestVersion = Math.max(0, ...points.map(({ testVersion }) => testVersion));
  return points
    .filter(({ testVersion }) => testVersion === newestVersion)
    .map(({ point }) => point)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
