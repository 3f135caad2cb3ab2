/**
 * 95 % interval of the median. The ends are order statistics, so that nothing is assumed about the shape of the noise:
 * the number of samples below the true median is binomial with one half. Between the two nearest pairs of order statistics
 * it is interpolated by Hettmansperger and Sheather, "Confidence intervals based on interpolated order statistics"
 * (Statistics & Probability Letters 4, 1986); the plain pair would cover up to 99 % and cost up to twice the samples.
 */

/** Below this not even the smallest and the largest sample enclose the median in 95 % of all cases (n = 5: 93.75 %). */
const fewestSamples = 6;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** @returns null with fewer than 6 samples */
export function medianInterval(sorted: readonly number[], coverage = 0.95): Interval | null {
  const count = sorted.length;
  if (count < fewestSamples) return null;
  const { rank, wider, narrower } = rankFor(count, coverage);
  const part = (wider - coverage) / (wider - narrower);
  const weight = ((count - rank) * part) / (rank + (count - 2 * rank) * part);
  const at = (position: number): number => sorted[position - 1] ?? Number.NaN;
  const between = (outer: number, inner: number): number => outer + (inner - outer) * weight;
  return {
    low: between(at(rank), at(rank + 1)),
    high: between(at(count - rank + 1), at(count - rank)),
  };
}

/** The innermost pair (rank from both ends, counted from 1) that covers enough, its coverage, and that of the next pair. */
function rankFor(count: number, coverage: number): { readonly rank: number; readonly wider: number; readonly narrower: number } {
  const tails = lowerTails(count);
  let rank = 1;
  while (1 - 2 * (tails[rank] ?? 1) >= coverage) rank += 1;
  return { rank, wider: 1 - 2 * (tails[rank - 1] ?? 0), narrower: 1 - 2 * (tails[rank] ?? 0.5) };
}

/** P(X ≤ k) of a binomial with one half, for k up to half of the count. Weights from the middle outwards cannot underflow the sum. */
function lowerTails(count: number): readonly number[] {
  const middle = Math.floor(count / 2);
  const weights = new Array<number>(middle + 1).fill(0);
  weights[middle] = 1;
  for (let k = middle; k > 0; k -= 1) weights[k - 1] = ((weights[k] ?? 0) * k) / (count - k + 1);
  const half = weights.reduce((sum, weight) => sum + weight, 0);
  const total = count % 2 === 1 ? 2 * half : 2 * half - 1;
  let below = 0;
  return weights.map((weight) => {
    below += weight;
    return below / total;
  });
}
