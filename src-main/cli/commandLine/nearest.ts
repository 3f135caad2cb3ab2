/** "Did you mean …?": the known word with the smallest edit distance, when it is close enough to be meant. */
import { editDistance } from '../../base/editDistance.ts';

/** The only word that begins so; else the closest. Undefined when nothing is within a third of the word's length (at least 1, at most 3 edits). */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const begun = word.length < 2 ? [] : known.filter((candidate) => candidate.startsWith(word));
  if (begun.length === 1) return begun[0];
  const limit = Math.min(3, Math.max(1, Math.floor(word.length / 3)));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase().slice(0, 64), candidate.toLowerCase());
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}
