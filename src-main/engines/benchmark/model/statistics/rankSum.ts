/**
 * Mann and Whitney’s test, "On a Test of Whether one of Two Random Variables is Stochastically Larger than the Other"
 * (Annals of Mathematical Statistics 18, 1947).
 */
import { normalCdf, normalQuantile } from './normal.ts';

/** Up to this many samples in both groups together every way to divide them is counted; above, the normal distribution is near enough. */
const mostCounted = 50;

export interface RankSum {
  /** Pairs in which the other value is above the base value, ties counted half. */
  readonly above: number;
  readonly pairs: number;
  /** Two-sided. */
  readonly pValue: number;
}

/** Both lists are sorted and not empty. */
export function rankSumTest(base: readonly number[], other: readonly number[]): RankSum {
  const pairs = base.length * other.length;
  const { doubledRanks, otherSum, tieSizes } = doubledMidRanks(base, other);
  const above = (otherSum - other.length * (other.length + 1)) / 2;
  const counted = base.length + other.length <= mostCounted;
  const countedPValue = (): number =>
    tieSizes.length === 0
      ? shareBeyond(untiedCounts(base.length, other.length), above)
      : shareBeyond(subsetSums(doubledRanks, other.length), otherSum);
  const pValue = counted ? countedPValue() : approximatePValue(above, base.length, other.length, tieSizes);
  return { above, pairs, pValue };
}

/**
 * For the interval of the shift: how many of the sorted differences to leave out at each end, plus one. Zero when there are
 * too few samples for an interval with this error. `error` is what the interval really has, at most `alpha`.
 */
export function intervalRank(baseCount: number, otherCount: number, alpha: number): { readonly rank: number; readonly error: number } {
  const pairs = baseCount * otherCount;
  if (baseCount + otherCount > mostCounted) {
    const spread = Math.sqrt((pairs * (baseCount + otherCount + 1)) / 12);
    const rank = Math.floor(pairs / 2 - normalQuantile(1 - alpha / 2) * spread);
    return { rank: Math.max(0, rank), error: alpha };
  }
  const counts = untiedCounts(baseCount, otherCount);
  const total = counts.reduce((sum, count) => sum + count, 0);
  let rank = 0;
  let below = 0;
  for (; rank <= pairs; rank += 1) {
    const next = below + (counts[rank] ?? 0);
    if ((2 * next) / total >= alpha) break;
    below = next;
  }
  return { rank, error: (2 * below) / total };
}

/** Ranks over both lists, times two so that the mean rank of ties is a whole number. */
function doubledMidRanks(
  base: readonly number[],
  other: readonly number[],
): { readonly doubledRanks: readonly number[]; readonly otherSum: number; readonly tieSizes: readonly number[] } {
  const doubledRanks: number[] = [];
  const tieSizes: number[] = [];
  let otherSum = 0;
  let inBase = 0;
  let inOther = 0;
  while (inBase < base.length || inOther < other.length) {
    const value = Math.min(base[inBase] ?? Infinity, other[inOther] ?? Infinity);
    const before = inBase + inOther;
    while (base[inBase] === value) inBase += 1;
    const otherBefore = inOther;
    while (other[inOther] === value) inOther += 1;
    const size = inBase + inOther - before;
    const doubledRank = 2 * before + size + 1;
    for (let member = 0; member < size; member += 1) doubledRanks.push(doubledRank);
    otherSum += doubledRank * (inOther - otherBefore);
    if (size > 1) tieSizes.push(size);
  }
  return { doubledRanks, otherSum, tieSizes };
}

/** Two-sided; given the ranks, ties and all, every division into two groups is equally likely when nothing differs. */
function shareBeyond(counts: Float64Array, sum: number): number {
  let below = 0;
  let above = 0;
  let total = 0;
  for (const [index, count] of counts.entries()) {
    total += count;
    if (index <= sum) below += count;
    if (index >= sum) above += count;
  }
  return Math.min(1, (2 * Math.min(below, above)) / total);
}

/** Without ties the counts depend on nothing but the sizes, and are asked for again and again; at most 625 of them, 6 KB each. */
const untied = new Map<string, Float64Array>();

/** For each number of pairs with the other above, how many divisions have it. */
function untiedCounts(baseCount: number, otherCount: number): Float64Array {
  const size = Math.min(baseCount, otherCount);
  const key = `${String(size)} of ${String(baseCount + otherCount)}`;
  const known = untied.get(key);
  if (known !== undefined) return known;
  const ranks = Array.from({ length: baseCount + otherCount }, (_, index) => index + 1);
  const counts = subsetSums(ranks, size).slice((size * (size + 1)) / 2);
  untied.set(key, counts);
  return counts;
}

/** For each sum, how many subsets of the given size have it. Exact: 50 over 25 is far below 2⁵³. */
function subsetSums(ranks: readonly number[], size: number): Float64Array {
  const largest = ranks.slice(-size).reduce((sum, rank) => sum + rank, 0);
  const width = largest + 1;
  const counts = new Float64Array((size + 1) * width);
  counts[0] = 1;
  for (const [index, rank] of ranks.entries()) {
    for (let chosen = Math.min(size, index + 1); chosen > 0; chosen -= 1) {
      const to = chosen * width;
      const from = to - width - rank;
      for (let sum = rank; sum < width; sum += 1) {
        const ways = counts[from + sum] ?? 0;
        if (ways > 0) counts[to + sum] = (counts[to + sum] ?? 0) + ways;
      }
    }
  }
  return counts.subarray(size * width);
}

/** With the variance of Hollander and Wolfe for ties, and half a step off for continuity. */
function approximatePValue(above: number, baseCount: number, otherCount: number, tieSizes: readonly number[]): number {
  const count = baseCount + otherCount;
  const ties = tieSizes.reduce((sum, size) => sum + size ** 3 - size, 0);
  const variance = ((baseCount * otherCount) / 12) * (count + 1 - ties / (count * (count - 1)));
  if (variance <= 0) return 1;
  const distance = Math.max(0, Math.abs(above - (baseCount * otherCount) / 2) - 0.5);
  return Math.min(1, 2 * normalCdf(-distance / Math.sqrt(variance)));
}
