/**
 * Order statistics of all differences between two lists, without making the list of them: two lists of the most samples that
 * a result may hold have 10⁸ differences.
 */

/** The `rank`-th smallest (from 1) of all other − base. Both lists are sorted and not empty; 1 ≤ rank ≤ their product. */
export function differenceOfRank(base: readonly number[], other: readonly number[], rank: number): number {
  // Halving the range finds the place; the last step takes the difference that is really there, so that a zero stays a zero.
  let low = smallest(base, other, -Infinity);
  if (countUpTo(base, other, low) >= rank) return low;
  let high = (other.at(-1) ?? 0) - (base[0] ?? 0);
  const narrow = (high - low) * 1e-13;
  while (high - low > narrow) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (countUpTo(base, other, middle) >= rank) high = middle;
    else low = middle;
  }
  return smallest(base, other, low);
}

/** Median of all differences (Hodges and Lehmann, "Estimates of Location Based on Rank Tests", 1963). */
export function medianDifference(base: readonly number[], other: readonly number[]): number {
  const pairs = base.length * other.length;
  const upper = differenceOfRank(base, other, Math.floor(pairs / 2) + 1);
  if (pairs % 2 === 1) return upper;
  const lower = differenceOfRank(base, other, pairs / 2);
  return lower + (upper - lower) / 2;
}

function countUpTo(base: readonly number[], other: readonly number[], limit: number): number {
  let count = 0;
  let end = 0;
  for (const value of base) {
    while (end < other.length && (other[end] ?? Infinity) - value <= limit) end += 1;
    count += end;
  }
  return count;
}

/** The smallest difference above `limit`. */
function smallest(base: readonly number[], other: readonly number[], limit: number): number {
  let found = Infinity;
  let start = 0;
  for (const value of base) {
    while (start < other.length && (other[start] ?? Infinity) - value <= limit) start += 1;
    const next = other[start];
    if (next !== undefined) found = Math.min(found, next - value);
  }
  return found;
}
