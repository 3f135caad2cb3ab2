/** What the rounds of one test gave, and how it becomes a result. */
import type { MetricInfo, MetricResult, ResultSeries } from '../../../contracts/benchmarkResult.ts';
import type { SampleSummary } from '../../../contracts/statistics.ts';
import { headlineOf } from '../model/headline.ts';
import { summarise } from '../model/statistics/index.ts';
import type { RoundResult } from './test.ts';

type Stop = SampleSummary['stoppedBecause'];

export interface RoundRecord {
  readonly rounds: number;
  warmUp(round: RoundResult): void;
  add(round: RoundResult): void;
  /** Samples of each headline metric that has any, for the stop rule. */
  headlineSamples(): readonly (readonly number[])[];
  /** The first headline metric, which progress shows. */
  readonly shown: MetricInfo | undefined;
  /** Of the samples so far; null before the first. */
  summaryOf(metricId: string, stop: Stop): SampleSummary | null;
  metrics(stop: Stop): MetricResult[];
  readonly series: readonly ResultSeries[];
}

const mostWarmUps = 1000;

export function createRoundRecord(metrics: readonly MetricInfo[]): RoundRecord {
  const samples = new Map(metrics.map(({ id }): [string, number[]] => [id, []]));
  const warmUps = new Map(metrics.map(({ id }): [string, number[]] => [id, []]));
  const headline = headlineOf(metrics);
  let rounds = 0;
  let series: readonly ResultSeries[] = [];
  const put = (into: ReadonlyMap<string, number[]>, round: RoundResult): void => {
    for (const [id, value] of Object.entries(round.values)) into.get(id)?.push(value);
  };
  const summaryOf = (metricId: string, stop: Stop): SampleSummary | null => {
    const values = samples.get(metricId) ?? [];
    return values.length === 0 ? null : summarise(values, stop);
  };
  return {
    get rounds() {
      return rounds;
    },
    get series() {
      return series;
    },
    shown: headline[0],
    warmUp(round) {
      put(warmUps, round);
    },
    add(round) {
      rounds += 1;
      put(samples, round);
      series = round.series ?? series;
    },
    headlineSamples: () => headline.map(({ id }) => samples.get(id) ?? []).filter((values) => values.length > 0),
    summaryOf,
    metrics: (stop) =>
      metrics.map((metric) => ({
        ...metric,
        samples: [...(samples.get(metric.id) ?? [])],
        warmUps: (warmUps.get(metric.id) ?? []).slice(0, mostWarmUps),
        summary: summaryOf(metric.id, stop),
      })),
  };
}
