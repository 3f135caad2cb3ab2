import type { MetricInfo } from '../../../contracts/benchmarkResult.ts';

/** The metrics that the stop rule and the scores go by; a test without any goes by its first one. */
export function headlineOf<M extends MetricInfo>(metrics: readonly M[]): readonly M[] {
  const marked = metrics.filter(({ headline }) => headline);
  return marked.length > 0 ? marked : metrics.slice(0, 1);
}
