/** What to see in a metric over months. Pure. */
import type { TestInfo } from '../../../../../src-main/contracts/benchmark.ts';
import type { TrendPoint } from '../benchmarksStore.ts';

export interface KernelChange {
  /** Time of the first run with it. */
  readonly at: string;
  readonly from: string;
  readonly to: string;
}

/** Where a run had another kernel than the last run before it that knew its own. */
export function kernelChanges(points: readonly TrendPoint[]): readonly KernelChange[] {
  const changes: KernelChange[] = [];
  let kernel: string | null = null;
  for (const point of points) {
    if (point.kernel !== null && kernel !== null && point.kernel !== kernel) changes.push({ at: point.at, from: kernel, to: point.kernel });
    kernel = point.kernel ?? kernel;
  }
  return changes;
}

export interface MetricOption {
  /** Test and metric, apart by a space, which neither has in it. */
  readonly value: string;
  readonly label: string;
  readonly unit: string;
}

/** Every headline metric of the suite, and the one that a link asked for. */
export function metricOptions(tests: readonly TestInfo[], asked: string | null): readonly MetricOption[] {
  const known = tests.flatMap((test) =>
    test.metrics
      .filter((metric) => metric.headline)
      .map((metric) => ({ value: `${test.id} ${metric.id}`, label: `${test.title}: ${metric.title}`, unit: metric.unit })),
  );
  if (asked === null || known.some((option) => option.value === asked)) return known;
  return [{ value: asked, label: asked.replace(' ', ': '), unit: '' }, ...known];
}
