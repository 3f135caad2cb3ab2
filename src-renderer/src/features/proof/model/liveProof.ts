/** What is known about the proof that goes on, from its progress alone. Pure. */
import type { ProofProgress } from '../../../../../src-main/contracts/proof.ts';

export interface ArmSample {
  /** Of this trial, from 1. */
  readonly turn: number;
  readonly stock: number | null;
  readonly candidate: number | null;
}

export interface LiveProof {
  readonly proofId: string;
  readonly message: string;
  readonly phase: ProofProgress['phase'];
  /** Waiting or warming up in between does not end a round. */
  readonly round: 'screening' | 'final' | null;
  /** Seconds. */
  readonly done: number;
  readonly total: number;
  readonly trialId: string | null;
  readonly trialTitle: string | null;
  readonly arm: ProofProgress['arm'];
  readonly unit: string;
  /** Of the current trial. */
  readonly samples: readonly ArmSample[];
  /** Titles of trials that were seen before this one, each once, the newest last. */
  readonly before: readonly string[];
}

const mostSamples = 400;
const mostBefore = 200;

function sampleOf(progress: ProofProgress, turn: number): readonly ArmSample[] {
  const { value, arm } = progress;
  if (value === null || arm === null) return [];
  return [{ turn, stock: arm === 'stock' ? value : null, candidate: arm === 'candidate' ? value : null }];
}

/** The proof after one more report; another trial begins with an empty chart. */
export function withProofProgress(last: LiveProof | null, progress: ProofProgress): LiveProof {
  const same = last?.proofId === progress.proofId ? last : null;
  const sameTitle = same !== null && same.trialId === progress.trialId ? same : null;
  const round = progress.phase === 'screening' || progress.phase === 'final' ? progress.phase : (sameTitle?.round ?? null);
  const sameTrial = sameTitle?.round === round ? sameTitle : null;
  const samples = sameTrial?.samples ?? [];
  const ended = same !== null && same.trialTitle !== null && same.trialId !== progress.trialId ? [same.trialTitle] : [];
  return {
    proofId: progress.proofId,
    message: progress.message,
    phase: progress.phase,
    round,
    done: progress.done,
    total: progress.total,
    trialId: progress.trialId,
    trialTitle: progress.trialTitle,
    arm: progress.arm,
    unit: progress.unit,
    samples: [...samples, ...sampleOf(progress, (samples.at(-1)?.turn ?? 0) + 1)].slice(-mostSamples),
    before: [...(same?.before ?? []).filter((title) => !ended.includes(title)), ...ended].slice(-mostBefore),
  };
}

/** Whether the page should know at once, and not only with the next measurement. */
export function isProofTurn(last: LiveProof | null, progress: ProofProgress): boolean {
  return last?.proofId !== progress.proofId || last.trialId !== progress.trialId || last.phase !== progress.phase;
}
