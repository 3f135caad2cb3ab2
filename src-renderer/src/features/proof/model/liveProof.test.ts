import { expect, it } from 'vitest';
import { withProofProgress } from './liveProof.ts';

const progress = {
  ...{ proofId: 'p', message: '', done: 1, total: 60, phase: 'screening' as const, trialId: 't', trialTitle: 'T' },
  ...{ arm: 'stock' as const, value: 1, unit: 's' },
};

it('keeps the measurements of a trial over a wait, and begins anew for its last round and the next trial', () => {
  const one = withProofProgress(null, progress);
  const waited = withProofProgress(one, { ...progress, phase: 'waiting', arm: null, value: null });
  const two = withProofProgress(waited, { ...progress, arm: 'candidate', value: 2 });
  expect(two.samples).toEqual([
    { turn: 1, stock: 1, candidate: null },
    { turn: 2, stock: null, candidate: 2 },
  ]);
  expect(withProofProgress(two, { ...progress, phase: 'final' }).samples).toHaveLength(1);
  expect(withProofProgress(two, { ...progress, trialId: 'u', trialTitle: 'U' })).toMatchObject({ before: ['T'], samples: [{ turn: 1 }] });
});
