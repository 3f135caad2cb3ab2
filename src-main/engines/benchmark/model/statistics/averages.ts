/** Middles of a list. */
import { sortedSamples } from './checked.ts';

/** @throws RangeError on an empty list or values that are not finite */
export function median(values: readonly number[]): number {
  return medianOfSorted(sortedSamples(values));
}

/** @throws RangeError on an empty list */
export function medianOfSorted(sorted: readonly number[]): number {
  const upper = sorted[Math.floor(sorted.length / 2)];
  if (upper === undefined) throw new RangeError('there is no median of nothing');
  if (sorted.length % 2 === 1) return upper;
  const lower = sorted[sorted.length / 2 - 1] ?? upper;
  return lower + (upper - lower) / 2;
}

/** @throws RangeError on an empty list or values that are not finite */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('there is no mean of nothing');
  return values.reduce((sum, value) => sum + value / values.length, 0);
}

/** @throws RangeError on an empty list, or when a value is not above zero */
export function geometricMean(values: readonly number[]): number {
  const wrong = values.find((value) => !(value > 0) || !Number.isFinite(value));
  if (wrong !== undefined) throw new RangeError(`a geometric mean needs finite values above zero, not ${String(wrong)}`);
  return Math.exp(mean(values.map(Math.log)));
}
