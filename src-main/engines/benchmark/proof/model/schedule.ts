/** How the time of a proof, and its chance to be wrong, are divided. Pure. */
import type { Trial } from '../../../../contracts/proof.ts';
import type { Direction } from '../../../../contracts/statistics.ts';
import { type KnobValues, keyOf } from '../../model/search/index.ts';
import { gainOf } from './samples.ts';

/**
 * Error of all finals together, two-sided: a gain and a loss by chance are equally likely, so that a proof which is never cut
 * off finds a gain that is none in half of it. The other half is for finals that are begun again: see `finalAlpha`.
 */
const proofAlpha = 0.05;
/** Of the time that is left, when there is more than one candidate. */
const screeningShare = 0.45;
/** Undo, read back and, when asked for, keep. */
export const endingMs = 5000;
const mostFinalists = 3;
/** A final has at most so many blocks: 48 measurements on each side find a third of their spread. */
const mostBlocks = 24;
/** Six measurements on each side exclude chance to 0.2 %, enough for each of a few finals; four would be enough for none of them. */
export const fewestBlocks = 3;
/** With so many candidates or fewer, looking at them briefly first would cost more than it saves. */
export const fewestToScreen = mostFinalists + 1;

export function screeningMs(remainingMs: number): number {
  return Math.max(0, remainingMs - endingMs) * screeningShare;
}

/** Blocks for the next of the finals that are still to come; 0 when the time is not enough for an answer. */
export function finalBlocks(remainingMs: number, finalsLeft: number, blockMs: number): number {
  const blocks = Math.floor(Math.max(0, remainingMs - endingMs) / Math.max(1, finalsLeft) / blockMs);
  return blocks < fewestBlocks ? 0 : Math.min(mostBlocks, blocks);
}

/** The best of the finalists, as many as there is time for; a final that is too short proves nothing. */
export function affordable<T>(finalists: readonly T[], remainingMs: number, blockMs: number): readonly T[] {
  const finals = Math.floor(Math.max(0, remainingMs - endingMs) / (fewestBlocks * blockMs));
  return finalists.slice(0, Math.max(1, finals));
}

/**
 * By Bonferroni over the finals that are planned. One that was begun before and cut off has had looks already, and each new try
 * gets half of the one before: 1 + ½ + ¼ + … stays below twice the share, however often a proof is cut off and gone on with.
 */
export function finalAlpha(finals: number, triesBefore: number): number {
  return proofAlpha / Math.max(1, finals) / 2 ** triesBefore;
}

/**
 * Single values, those of the best sets first. A set is never a finalist: it would take along a value that does nothing. What
 * helps by itself is put together afterwards.
 */
export function finalistsOf(ranked: readonly KnobValues[]): readonly KnobValues[] {
  const singles = ranked.flatMap((values) => Object.entries(values).map(([id, value]): KnobValues => ({ [id]: value })));
  return [...new Map(singles.map((single) => [keyOf(single), single])).values()].slice(0, mostFinalists);
}

/** The best value of each knob that helped by itself, together; null when there are not two. */
export function combined(trials: readonly Trial[], direction: Direction): KnobValues | null {
  const singles = helpful(trials, direction).filter((trial) => Object.keys(trial.values).length === 1);
  // From the worst to the best: the better of two values of one knob is the one that is left.
  const values: KnobValues = Object.fromEntries(singles.toReversed().flatMap((trial) => Object.entries(trial.values)));
  return Object.keys(values).length < 2 ? null : values;
}

/** Of the finals that helped the one with the largest gain. */
export function bestOf(trials: readonly Trial[], direction: Direction): Trial | null {
  return helpful(trials, direction)[0] ?? null;
}

/** Finals that helped, the largest gain first. */
function helpful(trials: readonly Trial[], direction: Direction): readonly Trial[] {
  const gain = (trial: Trial): number => (trial.comparison === null ? 0 : (gainOf(trial.comparison, direction)?.percent ?? 0));
  return trials.filter((trial) => trial.round === 'final' && trial.verdict === 'helps').sort((a, b) => gain(b) - gain(a));
}
