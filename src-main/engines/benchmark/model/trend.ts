/** One metric over all runs of this machine. Pure. */
import type { z } from 'zod';
import type { trendPoint } from '../../../contracts/benchmark.ts';
import type { RunDigest } from './digest.ts';
import { isComparable } from './score.ts';

export type TrendPoint = z.infer<typeof trendPoint>;

/** Oldest first. Only figures of what the newest of them measured: another version or label of the test is something else. */
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
        .map(({ median, low, high, warnings, testVersion, label }) => ({
          testVersion,
          label,
          point: { runId: run.id, at: run.startedAt, median, low, high, kernel: run.kernel, warnings },
        })),
    )
    .sort((a, b) => Date.parse(a.point.at) - Date.parse(b.point.at));
  const newestVersion = Math.max(0, ...points.map(({ testVersion }) => testVersion));
  const current = points.filter(({ testVersion }) => testVersion === newestVersion);
  const label = current.at(-1)?.label;
  return current.filter((one) => one.label === label).map(({ point }) => point);
}
