/** One line of the list of proofs. Pure. */
import type { ProofReport, proofSummary } from '../../../../contracts/proof.ts';
import { gainOf } from './samples.ts';

type ProofSummary = (typeof proofSummary)['_output'];

export function summaryOf(report: ProofReport, resumable: boolean): ProofSummary {
  const { id, title, state, goalTitle, startedAt, seconds, machineState, kept, best, direction } = report;
  const gain = best === null ? null : gainOf(best.comparison, direction);
  return {
    id,
    title,
    state,
    goalTitle,
    startedAt,
    seconds,
    machineState,
    kept,
    trials: report.trials.length,
    gainPercent: gain?.percent ?? null,
    resumable,
  };
}
