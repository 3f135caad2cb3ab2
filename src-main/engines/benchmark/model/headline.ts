import type { MetricInfo } from '../../../contracts/benchmarkResult.ts';

/** The metrics that the stop rule and the scores go by; a test without any goes by the first that can be better or worse. */
export function headlineOf<M extends MetricInfo>(metrics: readonly M[]): readonly M[] {
  const marked = metrics.filter(({ headline }) => headline);
  return marked.length > 0 ? marked : metrics.filter(({ descriptive }) => descriptive !== true).slice(0, 1);
}
