/** What the samples of a trial say. Pure. */
import type { MetricInfo } from '../../../../contracts/benchmarkResult.ts';
import type { Trial, TrialVerdict } from '../../../../contracts/proof.ts';
import type { Comparison } from '../../../../contracts/statistics.ts';
import { compareArms, type Gain, gainOf, type Stay } from './samples.ts';

export type GuardResult = Trial['guards'][number];

export interface Limits {
  readonly minGainPercent: number;
  readonly guardPercent: number;
}

export interface Finding {
  /** null: go on measuring. */
  readonly verdict: TrialVerdict | null;
  readonly why: string;
  readonly comparison: Comparison | null;
  readonly guards: readonly GuardResult[];
}

/** Chance at which a guard is taken for worse. Not corrected for their number: a false alarm costs a gain, a missed one costs more. */
const guardAlpha = 0.05;

/** `alpha` is what this look may spend; `last`: no further look follows. */
export function judgeFinal(
  stays: readonly Stay[],
  metric: MetricInfo,
  guardMetrics: readonly MetricInfo[],
  limits: Limits,
  look: { readonly alpha: number; readonly last: boolean },
): Finding {
  const comparison = compareArms(stays, metric, look.alpha);
  const gain = comparison === null ? null : gainOf(comparison, metric.direction);
  const guards = judgeGuards(stays, guardMetrics, limits.guardPercent);
  const tell = (verdict: TrialVerdict | null, why: string): Finding => ({ verdict, why, comparison, guards });
  if (comparison === null || gain === null) {
    return look.last ? tell('notFinished', 'there were too few figures for a comparison') : tell(null, '');
  }
  const { minGainPercent } = limits;
  if (comparison.verdict === 'worse') return tell('hurts', `it made the goal worse by ${percent(-gain.percent)}`);
  const excludesNone = comparison.verdict === 'better' && (gain.low === null || gain.low > 0);
  if (excludesNone && gain.percent >= minGainPercent) {
    const tripped = guards.filter((guard) => guard.tripped);
    if (tripped.length === 0) return tell('helps', `it gained ${percent(gain.percent)}, and the interval excludes no gain`);
    return tell('guard', `it gained ${percent(gain.percent)}, but ${tripped.map((guard) => guard.why).join('; ')}`);
  }
  if (excludesNone && look.last)
    return tell('noDifference', `it gained ${percent(gain.percent)}, less than the ${percent(minGainPercent)} that make a change worth it`);
  if (hopeless(gain, minGainPercent))
    return tell('noDifference', `a gain of ${percent(minGainPercent)} is out of reach: at most ${percent(gain.high ?? 0)}`);
  return look.last ? tell('noDifference', noDifference(comparison)) : tell(null, '');
}

/** Whether to stop for lack of a chance does not add to the chance of a false gain, so that it may be asked at each look. */
function hopeless(gain: Gain, minGainPercent: number): boolean {
  return gain.high !== null && gain.high < minGainPercent;
}

function noDifference({ detectablePercent }: Comparison): string {
  const power =
    detectablePercent === null ? '' : `; a difference of ${percent(detectablePercent)} would have been seen four times out of five`;
  return `no difference was shown${power}`;
}

/** What this machine or this test does not tell is no guard. */
function judgeGuards(stays: readonly Stay[], metrics: readonly MetricInfo[], limitPercent: number): readonly GuardResult[] {
  const told = metrics.filter(({ id }) => stays.some((stay) => stay.rounds.some((round) => round[id] !== undefined)));
  return told.map((metric) => judgeGuard(stays, metric, limitPercent));
}

function judgeGuard(stays: readonly Stay[], metric: MetricInfo, limitPercent: number): GuardResult {
  const comparison = compareArms(stays, metric, guardAlpha);
  const gain = comparison === null ? null : gainOf(comparison, metric.direction);
  // Without a percentage it was zero at stock, such as lost packets: more than none is beyond every limit.
  const tripped = comparison?.verdict === 'worse' && (gain === null || -gain.percent > limitPercent);
  const why = (): string => {
    if (comparison === null) return `${metric.title} could not be compared`;
    if (gain === null) return tripped ? `${metric.title} got worse than at stock, where it was zero` : `${metric.title} did not get worse`;
    if (tripped) return `${metric.title} got worse by ${percent(-gain.percent)}`;
    return `${metric.title} did not get worse by more than ${percent(limitPercent)}`;
  };
  return { id: metric.id, title: metric.title, unit: metric.unit, comparison, tripped, why: why() };
}

/** Two digits that count, for sentences. */
export function percent(value: number): string {
  const size = Math.abs(value);
  return `${value < 0 ? '−' : ''}${size.toFixed(size >= 10 ? 0 : size >= 1 ? 1 : 2)} %`;
}

/** Of a first look with few measurements: it may end a candidate that hurts, and never says that one helps. */
export function judgeScreening(
  stays: readonly Stay[],
  metric: MetricInfo,
  guardMetrics: readonly MetricInfo[],
  limits: Limits,
  look: { readonly alpha: number },
): Finding {
  const comparison = compareArms(stays, metric, look.alpha);
  const gain = comparison === null ? null : gainOf(comparison, metric.direction);
  const guards = judgeGuards(stays, guardMetrics, limits.guardPercent);
  if (comparison === null || gain === null) return { verdict: 'notFinished', why: 'there were too few figures', comparison, guards };
  const first = `at first sight ${percent(Math.abs(gain.percent))} ${gain.percent >= 0 ? 'better' : 'worse'}`;
  return {
    verdict: comparison.verdict === 'worse' ? 'hurts' : 'noDifference',
    why: `${first}; few measurements prove nothing`,
    comparison,
    guards,
  };
}
