/** Squares and differences of larger values would leave the range of a double; no measurement is near it. */
const largest = 1e150;

/** @throws RangeError for a value that is no number, infinite, or beyond ±1e150 */
export function sortedSamples(samples: readonly number[]): readonly number[] {
  const wrong = samples.find((value) => !Number.isFinite(value) || Math.abs(value) > largest);
  if (wrong !== undefined) throw new RangeError(`a sample must be a finite number up to 1e150, not ${String(wrong)}`);
  return samples.toSorted((a, b) => a - b);
}
