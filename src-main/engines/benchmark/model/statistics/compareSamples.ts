/** Whether two lists of samples differ, which way, and by how much. */
import type { Comparison, Direction } from '../../../../contracts/statistics.ts';
import { medianOfSorted } from './averages.ts';
import { sortedSamples } from './checked.ts';
import { normalQuantile } from './normal.ts';
import { intervalRank, rankSumTest } from './rankSum.ts';
import { differenceOfRank, medianDifference } from './shift.ts';

const usualAlpha = 0.05;
/** Four times out of five. */
const statedPower = 0.8;

/**
 * Two-sided Mann-Whitney test, Hodges-Lehmann estimate with the interval that belongs to that test, Cliff’s delta. The change is
 * a ratio when all values are above zero, else a difference in percent of the median of the base. A difference is claimed only
 * when the p value is below `alpha` and the interval excludes zero. `alpha` also sets the interval: 0.05 makes it one of 95 %.
 * Too few samples to claim anything at `alpha` give null for p value and interval, and no difference.
 * @throws RangeError for a value that is not finite or beyond ±1e150, and for an `alpha` that is not between 0 and 1
 */
export function compareSamples(
  base: readonly number[],
  other: readonly number[],
  direction: Direction,
  { alpha = usualAlpha }: { readonly alpha?: number } = {},
): Comparison {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha must be between 0 and 1, not ${String(alpha)}`);
  const sortedBase = sortedSamples(base);
  const sortedOther = sortedSamples(other);
  const counts = { baseCount: base.length, otherCount: other.length };
  if (base.length === 0 || other.length === 0) return { ...nothingToTell, ...counts };

  const scale = scaleFor(sortedBase, sortedOther);
  const { above, pairs, pValue } = rankSumTest(sortedBase, sortedOther);
  const told = { ...nothingToTell, ...counts, effectSize: (2 * above) / pairs - 1, changePercent: scale.percent(scale.estimate()) };
  const { rank, error } = intervalRank(base.length, other.length, alpha);
  if (rank === 0) return told;
  const low = scale.ofRank(rank);
  const high = scale.ofRank(pairs + 1 - rank);
  const differs = pValue < alpha && (low > 0 || high < 0);
  return {
    ...told,
    pValue,
    lowPercent: scale.percent(low),
    highPercent: scale.percent(high),
    detectablePercent: detectable(scale, high - low, error),
    verdict: differs ? verdictOf(low > 0, direction) : 'noDifference',
  };
}

const nothingToTell = {
  verdict: 'noDifference',
  changePercent: null,
  lowPercent: null,
  highPercent: null,
  pValue: null,
  effectSize: null,
  detectablePercent: null,
} satisfies Omit<Comparison, 'baseCount' | 'otherCount'>;

function verdictOf(isHigher: boolean, direction: Direction): Comparison['verdict'] {
  return isHigher === (direction === 'higher') ? 'better' : 'worse';
}

/** Where differences are taken, and what they are in percent of the base. */
interface Scale {
  estimate(): number;
  ofRank(rank: number): number;
  /** null where a percentage means nothing, or would not be finite. */
  percent(difference: number): number | null;
}

function scaleFor(base: readonly number[], other: readonly number[]): Scale {
  const areRatios = (base[0] ?? 0) > 0 && (other[0] ?? 0) > 0;
  const [from, to] = areRatios ? [base.map(Math.log), other.map(Math.log)] : [base, other];
  const size = Math.abs(medianOfSorted(base));
  return {
    estimate: () => medianDifference(from, to),
    ofRank: (rank) => differenceOfRank(from, to, rank),
    percent: (difference) => finite(100 * (areRatios ? Math.expm1(difference) : difference / size)),
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/**
 * The half width of the interval is what the noise lets through with `error`: z(1 − error/2) standard errors of the estimate.
 * To be found with the stated power a shift must be z(power) standard errors larger. This takes the spread as the rank test
 * sees it (Lehmann 1963), so that a few outliers do not count more here than they do there. Tests hold it to simulation.
 */
function detectable(scale: Scale, width: number, error: number): number | null {
  // Without any spread it cannot be told what would be found: the clock or the program rounds.
  if (width === 0) return null;
  const forError = normalQuantile(1 - error / 2);
  return scale.percent((width / 2) * ((forError + normalQuantile(statedPower)) / forError));
}
