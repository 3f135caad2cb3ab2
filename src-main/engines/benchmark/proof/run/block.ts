/** Measures one block: stock and candidate in turns. */
import { AppError } from '../../../../contracts/errors.ts';
import type { Plan } from '../../../../contracts/plan.ts';
import type { ProofArm } from '../../../../contracts/proof.ts';
import type { Stay } from '../model/samples.ts';
import type { Bench, Pace } from './bench.ts';
import { settleMs } from './bench.ts';

export type Block =
  | { readonly state: 'measured'; readonly stays: readonly Stay[] }
  /** The candidate was not in force all the time; nothing of the block counts. */
  | { readonly state: 'lost'; readonly why: string }
  | { readonly state: 'conflict'; readonly why: string };

/**
 * Measures stays in the order of the letters (A stock, B candidate) and ends at stock.
 * @throws AppError of the executor, of the goal, and cancelled; then the candidate may still be in force
 */
export async function measureBlock(bench: Bench, plan: Plan, order: string, pace: Pace, confirmSeconds: number): Promise<Block> {
  const stays: Stay[] = [];
  let arm: ProofArm = 'stock';
  const goToStock = async (): Promise<Block | null> => {
    const wayBack = await bench.arms.stock();
    return wayBack.outcome === 'restored' ? null : { state: wayBack.outcome, why: wayBack.why };
  };
  for (const letter of order) {
    const wanted: ProofArm = letter === 'A' ? 'stock' : 'candidate';
    if (wanted !== arm || stays.length === 0) {
      if (wanted === 'candidate') await bench.arms.candidate(plan, confirmSeconds, bench.signal);
      else {
        const problem = await goToStock();
        if (problem !== null) return problem;
      }
      arm = wanted;
      await bench.clock.sleep(settleMs, bench.signal);
    }
    stays.push(await measureStay(bench, arm, pace));
  }
  return (await goToStock()) ?? { state: 'measured', stays };
}

async function measureStay(bench: Bench, arm: ProofArm, pace: Pace): Promise<Stay> {
  const rounds: Readonly<Record<string, number>>[] = [];
  if (pace.discardFirst) await measureRound(bench);
  for (let round = 0; round < pace.rounds; round += 1) {
    const values = await measureRound(bench);
    const conditions = round === pace.rounds - 1 ? await bench.readConditions() : {};
    rounds.push({ ...conditions, ...values });
    const headline = values[bench.goal.metric.id];
    if (headline !== undefined) bench.onMeasured(arm, headline);
  }
  return { arm, rounds };
}

/** One round with the goal's figure in it. */
async function measureRound(bench: Bench): Promise<Readonly<Record<string, number>>> {
  if (bench.signal.aborted) throw new AppError('cancelled', 'the proof was cancelled', { details: {} });
  const { goal } = bench;
  const values = await bench.goal.round(bench.signal);
  const headline = values[goal.metric.id];
  if (headline === undefined || !Number.isFinite(headline)) {
    const problem = `${goal.title} gave no figure`;
    throw new AppError('proof.measureFailed', `The measurement failed: ${problem}.`, { details: { problem } });
  }
  return values;
}
