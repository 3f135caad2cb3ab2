/** The measurements of a trial in the order in which they were taken. Pure. */
import type { Trial } from '../../../../../src-main/contracts/proof.ts';
import type { ArmSample } from './liveProof.ts';

export function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

/** A of the order takes the next of stock, B the next of the candidate; what the order does not name comes last. */
export function armSamples({ order, stock, candidate }: Pick<Trial, 'order' | 'stock' | 'candidate'>): readonly ArmSample[] {
  const left = { A: [...stock], B: [...candidate] };
  const samples: ArmSample[] = [];
  const take = (letter: 'A' | 'B'): void => {
    const value = left[letter].shift();
    if (value === undefined) return;
    const turn = samples.length + 1;
    samples.push(letter === 'A' ? { turn, stock: value, candidate: null } : { turn, stock: null, candidate: value });
  };
  for (const letter of order) if (letter === 'A' || letter === 'B') take(letter);
  while (left.A.length > 0) take('A');
  while (left.B.length > 0) take('B');
  return samples;
}
