/** One metric's samples in a few figures. Nothing is left out of any of them: outliers and a second mode are told, not hidden. */
import type { SampleSummary } from '../../../../contracts/statistics.ts';
import { mean, medianOfSorted } from './averages.ts';
import { sortedSamples } from './checked.ts';
import { type Interval, medianInterval } from './medianInterval.ts';
import { twoModes } from './modes.ts';
import { outlierPositions } from './outliers.ts';

/** @throws RangeError on an empty list, or a value that is not finite or beyond ±1e150 */
export function summarise(samples: readonly number[], stoppedBecause: SampleSummary['stoppedBecause']): SampleSummary {
  const sorted = sortedSamples(samples);
  const middle = medianOfSorted(sorted);
  const interval = medianInterval(sorted);
  return {
    count: samples.length,
    median: middle,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    halfWidthPercent: halfWidthPercent(middle, interval),
    mean: mean(samples),
    minimum: sorted[0] ?? middle,
    maximum: sorted.at(-1) ?? middle,
    standardDeviation: standardDeviation(samples),
    outliers: outlierPositions(samples),
    modes: twoModes(sorted),
    stoppedBecause,
  };
}

/** Half of the interval in percent of the median; null without an interval, and around zero, where a percentage means nothing. */
export function halfWidthPercent(middle: number, interval: Interval | null): number | null {
  if (interval === null) return null;
  const half = (interval.high - interval.low) / 2;
  if (half === 0) return 0;
  const percent = (half / Math.abs(middle)) * 100;
  return Number.isFinite(percent) ? percent : null;
}

/** Over n - 1; null for one sample. */
function standardDeviation(samples: readonly number[]): number | null {
  if (samples.length < 2) return null;
  const middle = mean(samples);
  return Math.sqrt(samples.reduce((sum, value) => sum + (value - middle) ** 2 / (samples.length - 1), 0));
}
