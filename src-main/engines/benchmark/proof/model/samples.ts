/** What was measured in one trial. Pure. */
import type { MetricInfo } from '../../../../contracts/benchmarkResult.ts';
import type { ProofArm } from '../../../../contracts/proof.ts';
import type { Comparison } from '../../../../contracts/statistics.ts';
import { compareSamples, median } from '../../model/statistics/index.ts';

/** One stay in one state. It counts as one sample however many rounds it had: rounds of one stay resemble each other. */
export interface Stay {
  readonly arm: ProofArm;
  readonly rounds: readonly Readonly<Record<string, number>>[];
}

/** Median over the rounds of each stay; a stay that could not tell the metric is left out. */
export function samplesOf(stays: readonly Stay[], arm: ProofArm, metricId: string): readonly number[] {
  return stays
    .filter((stay) => stay.arm === arm)
    .map((stay) => stay.rounds.flatMap((round) => (round[metricId] === undefined ? [] : [round[metricId]])))
    .filter((values) => values.length > 0)
    .map((values) => median(values));
}

/** Candidate against stock; null when one side has no figures. */
export function compareArms(stays: readonly Stay[], metric: Pick<MetricInfo, 'id' | 'direction'>, alpha: number): Comparison | null {
  const stock = samplesOf(stays, 'stock', metric.id);
  const candidate = samplesOf(stays, 'candidate', metric.id);
  if (stock.length === 0 || candidate.length === 0) return null;
  return compareSamples(stock, candidate, metric.direction, { alpha });
}

/** How much better, in percent; negative when it got worse. */
export interface Gain {
  readonly percent: number;
  readonly low: number | null;
  readonly high: number | null;
}

export function gainOf(comparison: Comparison, direction: MetricInfo['direction']): Gain | null {
  const { changePercent, lowPercent, highPercent } = comparison;
  if (changePercent === null) return null;
  if (direction === 'higher') return { percent: changePercent, low: lowPercent, high: highPercent };
  const turned = (value: number | null): number | null => (value === null ? null : -value);
  return { percent: -changePercent, low: turned(highPercent), high: turned(lowPercent) };
}

/** The order of the stays, A for stock and B for the candidate. */
export function orderOf(stays: readonly Stay[]): string {
  return stays.map((stay) => (stay.arm === 'stock' ? 'A' : 'B')).join('');
}
