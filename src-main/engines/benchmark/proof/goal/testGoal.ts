/** A metric of a test of the suite as the goal. */
import type { MetricInfo } from '../../../../contracts/benchmarkResult.ts';
import { AppError } from '../../../../contracts/errors.ts';
import { headlineOf, prepareTest } from '../../suite/session.ts';
import type { BenchmarkTest, TestContext } from '../../suite/test.ts';
import type { Goal } from './goal.ts';

/** @throws AppError benchmark.unavailable, benchmark.noSpace, proof.notPossible when it has no such metric, cancelled */
export async function prepareTestGoal(test: BenchmarkTest, metricId: string | null, context: TestContext): Promise<Goal> {
  const prepared = await prepareTest(test, context);
  const metrics = prepared.metrics.filter(({ descriptive }) => descriptive !== true);
  const metric = metricId === null ? headlineOf(metrics)[0] : metrics.find((one) => one.id === metricId);
  if (metric === undefined) {
    await prepared.dispose();
    throw noSuchMetric(test.title, metricId, metrics);
  }
  return {
    title: `${test.title}: ${metric.title}`,
    metric,
    guards: metrics.filter((one) => one.id !== metric.id),
    warmUpRounds: prepared.warmUpRounds,
    round: async (signal) => (await prepared.round(signal)).values,
    dispose: () => prepared.dispose(),
  };
}

function noSuchMetric(title: string, metricId: string | null, metrics: readonly MetricInfo[]): AppError {
  const known = metrics.map((one) => one.id).join(', ');
  const problem = `${title} has no metric ${metricId ?? ''} to go by; it has ${known}`;
  return new AppError('proof.notPossible', `${problem}.`, { details: { problem } });
}
