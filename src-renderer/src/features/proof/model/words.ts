/** The vocabulary of proofs in plain words, in one place. */
import type { ProofProgress, ProofReport, TrialVerdict } from '../../../../../src-main/contracts/proof.ts';
import { upperFirst } from '../../../lib/format.ts';
import type { Wording } from '../../tuning/words.ts';

export const proofPhaseWords: Readonly<Record<ProofProgress['phase'], string>> = {
  checking: 'Looking whether the machine is quiet and cool',
  waiting: 'Waiting for a quiet and cool machine',
  warmUp: 'Warming up; these measurements are thrown away',
  screening: 'Trying: a few measurements tell what is worth a closer look',
  final: 'Deciding: new measurements, which alone can say that it helps',
  restoring: 'Putting everything back to stock',
  keeping: 'Keeping what was shown to help',
  done: 'Finishing',
};

export const verdictWords: Readonly<Record<TrialVerdict, Wording>> = {
  helps: { label: 'helps', hint: 'The interval of its gain excludes none, and nothing else got worse.', color: 'verdigris' },
  hurts: { label: 'hurts', hint: 'It made the goal worse.', color: 'madder' },
  noDifference: { label: 'no difference shown', hint: 'It may do nothing, or too little to be seen in this time.', color: 'gray' },
  guard: {
    label: 'helps, but harms something else',
    hint: 'It helped the goal and made a guard worse, so it is not kept.',
    color: 'ember',
  },
  refused: { label: 'could not be set', hint: 'The machine did not take the value.', color: 'gray' },
  notFinished: { label: 'not finished', hint: 'The time ended, or it was stopped, before it could be told.', color: 'gray' },
};

/** Reasons come as parts of sentences. */
export function sentenceOf(text: string): string {
  return upperFirst(text).replace(/[^.!?…]$/, '$&.');
}

export const proofStateWords: Readonly<Record<ProofReport['state'], Wording>> = {
  running: { label: 'running', hint: 'It goes on right now.', color: 'dusk' },
  finished: { label: 'finished', hint: 'Everything had its turn.', color: 'verdigris' },
  cancelled: { label: 'stopped', hint: 'It was stopped, and everything was put back.', color: 'gray' },
  interrupted: { label: 'cut off', hint: 'Its program ended in the middle; the settings were put back.', color: 'ember' },
  failed: { label: 'failed', hint: 'It could not be measured.', color: 'madder' },
};

export const machineStateWords: Readonly<Record<ProofReport['machineState'], Wording>> = {
  stock: { label: 'machine is at stock', hint: 'Read back at the end: nothing of this proof is in force.', color: 'gray' },
  kept: { label: 'gain is kept', hint: 'Read back at the end: what was shown to help is in force.', color: 'verdigris' },
  unknown: { label: 'machine state not known', hint: 'It could not be read back. Look at Tuning, Verify.', color: 'madder' },
};
