/** The normal distribution. */

/**
 * Probability below z. Marsaglia’s series for the middle ("Evaluating the Normal Distribution", Journal of Statistical
 * Software 11, 2004) and the continued fraction for the tails, where the series would lose all digits.
 */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  if (z > 38) return 1;
  if (z < -38) return 0;
  if (z > 5) return 1 - upperTail(z);
  if (z < -5) return upperTail(-z);
  let sum = z;
  let term = z;
  for (let odd = 3; Math.abs(term) > 1e-17; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 + sum * normalDensity(z);
}

export function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** Where the probability below is `share`; found by halving, so that it is as exact as the other direction. */
export function normalQuantile(share: number): number {
  if (!(share > 0 && share < 1)) throw new RangeError(`a share must be between 0 and 1, not ${String(share)}`);
  let low = -39;
  let high = 39;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function upperTail(z: number): number {
  let fraction = z;
  for (let level = 60; level > 0; level -= 1) fraction = z + level / fraction;
  return normalDensity(z) / fraction;
}
