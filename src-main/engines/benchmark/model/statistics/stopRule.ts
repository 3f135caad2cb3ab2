/** When a test has been measured often enough. */
import { medianOfSorted } from './averages.ts';
import { sortedSamples } from './checked.ts';
import { medianInterval } from './medianInterval.ts';
import { halfWidthPercent } from './summarise.ts';

export interface StopRule {
  /** Half of the 95 % interval of the median, in percent of the median. */
  readonly targetPercent: number;
  readonly minimumRounds: number;
  readonly maximumRounds: number;
  readonly budgetSeconds: number;
}

/**
 * Asked after each round. `headline`: the samples of each headline metric so far, without the warm-up; all of them must be
 * narrow enough. The budget also ends a test that has not had its minimum of rounds, and the limit one without figures.
 * @returns `again`, or why to stop
 */
export function nextRound(
  rule: StopRule,
  headline: readonly (readonly number[])[],
  elapsedSeconds: number,
): 'again' | 'target' | 'budget' | 'limit' {
  const rounds = Math.max(0, ...headline.map((samples) => samples.length));
  const enough = headline.length > 0 && rounds >= rule.minimumRounds;
  if (enough && headline.every((samples) => isNarrow(samples, rule.targetPercent))) return 'target';
  if (rounds >= rule.maximumRounds) return 'limit';
  return elapsedSeconds >= rule.budgetSeconds ? 'budget' : 'again';
}

function isNarrow(samples: readonly number[], targetPercent: number): boolean {
  const sorted = sortedSamples(samples);
  const interval = medianInterval(sorted);
  if (interval === null) return false;
  const half = halfWidthPercent(medianOfSorted(sorted), interval);
  return half !== null && half <= targetPercent;
}
