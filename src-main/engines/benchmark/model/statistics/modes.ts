/** Two groups of values where one figure would hide them, for example one that fits a cache and one that does not. */
import type { SampleSummary } from '../../../../contracts/statistics.ts';
import { mean, medianOfSorted } from './averages.ts';

type TwoModes = NonNullable<SampleSummary['modes']>;

/** A smaller group is a few outliers, which are told by themselves. */
const smallestShare = 0.15;
const smallestGroup = 3;
/** Part that is cut off at each end before looking, so that one stray value does not stretch a group. */
const trimmedShare = 0.05;

/**
 * Cuts the list where both groups become narrowest, and believes in two groups when the cut explains more of the variance than
 * it does for evenly spread values, which are the unimodal values nearest to two modes (Hartigan and Hartigan, "The Dip Test of
 * Unimodality", 1985). With positive values the same must hold for their logarithms, or a long tail would look like a group.
 */
export function twoModes(sorted: readonly number[]): TwoModes | null {
  const cut = Math.floor(sorted.length * trimmedShare);
  const inner = sorted.slice(cut, sorted.length - cut);
  const fewest = Math.max(smallestGroup, Math.ceil(inner.length * smallestShare));
  if (inner.length < 2 * fewest) return null;
  const limit = limitFor(inner.length);
  const best = bestSplit(inner, fewest);
  if (best.explained < limit || !isWiderThanStep(inner, best.at)) return null;
  if ((inner[0] ?? 0) > 0 && explainedBy(inner.map(Math.log), best.at) < limit) return null;
  const lower = sorted.slice(0, cut + best.at);
  const upper = sorted.slice(cut + best.at);
  return { lowerMedian: medianOfSorted(lower), upperMedian: medianOfSorted(upper), upperShare: upper.length / sorted.length };
}

/** Evenly spread values give 0.75, and more by chance when they are few; held to 2 % of false alarms by simulation, and other shapes give fewer. */
function limitFor(count: number): number {
  return 0.75 + 0.68 / Math.sqrt(count);
}

function bestSplit(sorted: readonly number[], fewest: number): { readonly at: number; readonly explained: number } {
  let best = { at: fewest, explained: -1 };
  const explained = explainedBySplits(sorted);
  for (let at = fewest; at <= sorted.length - fewest; at += 1) {
    const value = explained[at] ?? 0;
    if (value > best.explained) best = { at, explained: value };
  }
  return best;
}

function explainedBy(sorted: readonly number[], at: number): number {
  return explainedBySplits(sorted)[at] ?? 0;
}

/** For each position of a cut, the part of the variance that lies between the two groups. */
function explainedBySplits(sorted: readonly number[]): readonly number[] {
  const middle = mean(sorted);
  const total = sorted.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  let left = 0;
  return sorted.map((value, at) => {
    const between = at === 0 ? 0 : (left * left) / at + (left * left) / (sorted.length - at);
    left += value - middle;
    return total === 0 ? 0 : between / total;
  });
}

/** Rounded values lie a step apart; neighbours on both sides of a rounding border are no two modes. */
function isWiderThanStep(sorted: readonly number[], at: number): boolean {
  const gap = (index: number): number => (sorted[index] ?? 0) - (sorted[index - 1] ?? 0);
  const steps = sorted.map((_, index) => (index === 0 ? 0 : gap(index))).filter((step) => step > 0);
  return gap(at) > 2 * Math.min(...steps);
}
