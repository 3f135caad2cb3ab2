/** How the time of a proof is divided. Pure. */
import type { Trial } from '../../../../contracts/proof.ts';
import type { Direction } from '../../../../contracts/statistics.ts';
import { gainOf } from './samples.ts';

/** Chance, over all finals of a proof together, of calling something a gain that is none. */
export const proofAlpha = 0.05;
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

/** By Bonferroni; one more than the finalists, because gains of different knobs are measured together once more. */
export function finalAlpha(finals: number): number {
  return proofAlpha / Math.max(1, finals);
}

/** The best of a ranking. */
export function finalistsOf<T>(ranked: readonly T[]): readonly T[] {
  return ranked.slice(0, mostFinalists);
}

/** Values of different finals that helped, together; null when they are not about different knobs. */
export function combined(winners: readonly Trial[]): Readonly<Record<string, string>> | null {
  const entries = winners.flatMap((trial) => Object.entries(trial.values));
  const knobs = new Set(entries.map(([id]) => id));
  return winners.length < 2 || knobs.size < entries.length ? null : Object.fromEntries(entries);
}

/** Of the finals that helped the one with the largest gain. */
export function bestOf(trials: readonly Trial[], direction: Direction): Trial | null {
  const winners = trials.filter((trial) => trial.round === 'final' && trial.verdict === 'helps');
  const gain = (trial: Trial): number => (trial.comparison === null ? 0 : (gainOf(trial.comparison, direction)?.percent ?? 0));
  return winners.reduce<Trial | null>((best, trial) => (best === null || gain(trial) > gain(best) ? trial : best), null);
}
