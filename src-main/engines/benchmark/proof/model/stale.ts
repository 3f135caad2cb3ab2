/** Proofs that say something about another kernel or driver than the one that runs now. Pure. */
import type { RunEnvironment } from '../../../../contracts/benchmarkResult.ts';
import type { ProofReport } from '../../../../contracts/proof.ts';
import { okValue } from '../../../../contracts/value.ts';

export interface StaleProof {
  readonly proofId: string;
  readonly title: string;
  readonly changed: string;
}

export function staleProofs(reports: readonly ProofReport[], now: RunEnvironment): StaleProof[] {
  return reports.flatMap((report) => {
    const changes = report.environment === null ? [] : changesBetween(report.environment, now);
    return changes.length === 0 ? [] : [{ proofId: report.id, title: report.title, changed: changes.join('; ') }];
  });
}

/** A value that was not known on one of the two sides is no change. */
export function changesBetween(then: RunEnvironment, now: RunEnvironment): readonly string[] {
  const kernels = [okValue(then.kernel), okValue(now.kernel)] as const;
  const [before, after] = kernels;
  const kernel = before === undefined || after === undefined || before === after ? [] : [`kernel ${before} to ${after}`];
  const drivers = now.gpus.flatMap((gpu) => {
    const known = then.gpus.find((one) => one.name === gpu.name);
    return known === undefined || known.driver === gpu.driver ? [] : [`driver of ${gpu.name}: ${known.driver} to ${gpu.driver}`];
  });
  return [...kernel, ...drivers];
}
