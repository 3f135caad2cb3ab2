/**
 * Samples far from the rest, by the modified z score of Iglewicz and Hoaglin ("How to Detect and Handle Outliers", 1993):
 * distance from the median in units of the median absolute deviation, which outliers themselves cannot stretch.
 */
import { mean, median } from './averages.ts';

const limit = 3.5;
/** They make the two measures of spread equal to a standard deviation when the noise is normal. */
const perMedianDeviation = 1.4826;
const perMeanDeviation = 1.2533;
/** Of fewer samples none can be called the odd one. */
const fewestSamples = 5;

/** @returns positions in the list, ascending */
export function outlierPositions(samples: readonly number[]): number[] {
  if (samples.length < fewestSamples) return [];
  const middle = median(samples);
  const distances = samples.map((value) => Math.abs(value - middle));
  const medianDeviation = median(distances);
  // More than half of the samples are equal: the mean deviation is what is left to measure by.
  const spread = medianDeviation > 0 ? medianDeviation * perMedianDeviation : mean(distances) * perMeanDeviation;
  if (spread === 0) return [];
  return distances.flatMap((distance, position) => (distance / spread > limit ? [position] : []));
}
