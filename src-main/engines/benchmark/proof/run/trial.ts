/** One trial: blocks of one candidate against stock until the answer is there or the time is used up. */
import { isAppError } from '../../../../contracts/errors.ts';
import { longestConfirmSeconds } from '../../../../contracts/executor.ts';
import type { Plan } from '../../../../contracts/plan.ts';
import type { Trial } from '../../../../contracts/proof.ts';
import { abba, type Look } from '../../model/statistics/index.ts';
import type { Candidate } from '../model/candidates.ts';
import { orderOf, type Stay, samplesOf } from '../model/samples.ts';
import type { Finding } from '../model/verdict.ts';
import { type Bench, confirmSecondsFor, type Pace } from './bench.ts';
import { measureBlock } from './block.ts';

export interface TrialRequest {
  readonly id: string;
  readonly candidate: Candidate;
  readonly round: Trial['round'];
  readonly plan: Plan;
  readonly pace: Pace;
  /** When the samples are looked at, rising; the last one ends the trial. */
  readonly looks: readonly Look[];
  readonly judge: (stays: readonly Stay[], look: { readonly alpha: number; readonly last: boolean }) => Finding;
}

/** Two blocks. */
const fewestStays = 8;
/** So often a block may be spoilt from outside before the candidate is given up. */
const mostSpoilt = 3;

/** @throws AppError privilege.*, transport.*, plan.undoFailed, proof.measureFailed, cancelled; the candidate may then be in force */
export async function runTrial(bench: Bench, request: TrialRequest): Promise<Trial> {
  const started = bench.clock.monotonicMs();
  const { plan, pace, looks } = request;
  const lastBlocks = looks.at(-1)?.blocks ?? 0;
  const letters = abba(lastBlocks);
  const lettersInBlock = lastBlocks === 0 ? 0 : letters.length / lastBlocks;
  let stays: readonly Stay[] = [];
  let spoilt = 0;
  let finding = notFinished('there was no time for it');
  const end = (found: Finding): Trial => trialOf(request, stays, found, bench, started);

  for (const [index, look] of looks.entries()) {
    for (let done = blocksIn(stays, lettersInBlock); done < look.blocks; done = blocksIn(stays, lettersInBlock)) {
      if (bench.clock.monotonicMs() + pace.blockMs > bench.deadlineMs) return end(outOfTime(request, stays, look.alpha));
      const order = letters.slice(done * lettersInBlock, (done + 1) * lettersInBlock);
      const block = await measuredOrRefused(bench, plan, order, pace);
      if (block.state === 'measured') stays = [...stays, ...block.stays];
      else if (block.state === 'lost' && spoilt < mostSpoilt) spoilt += 1;
      else return end({ ...finding, verdict: 'refused', why: `it did not stay in force: ${block.why}` });
    }
    finding = request.judge(stays, { alpha: look.alpha, last: index === looks.length - 1 });
    if (finding.verdict !== null) break;
  }
  return end(finding);
}

type Outcome = Awaited<ReturnType<typeof measureBlock>>;

/** A Plan that the executor will not have is an answer about this candidate, not the end of the proof. */
async function measuredOrRefused(bench: Bench, plan: Plan, order: string, pace: Pace): Promise<Outcome> {
  try {
    return await measureBlock(bench, plan, order, pace, confirmSecondsFor(pace, longestConfirmSeconds));
  } catch (error) {
    const refused = isAppError(error, 'plan.refused') || isAppError(error, 'plan.applyFailed') || isAppError(error, 'proof.notPossible');
    const killed = isAppError(error, 'transport.closed');
    if (!refused && !killed) throw error;
    // Whatever came of it is taken back before anything else is done.
    const wayBack = await bench.arms.stock();
    if (killed) return { state: 'lost', why: 'the executor was ended from outside' };
    const extra = wayBack.outcome === 'conflict' ? `; ${wayBack.why}` : '';
    return { state: 'conflict', why: `${error.message}${extra}` };
  }
}

function blocksIn(stays: readonly Stay[], lettersInBlock: number): number {
  return lettersInBlock === 0 ? 0 : Math.floor(stays.length / lettersInBlock);
}

function notFinished(why: string): Finding {
  return { verdict: 'notFinished', why, comparison: null, guards: [] };
}

/**
 * The next look is held early, and is the last one. It may spend what was meant for it: closer to the look before, it finds
 * less by chance than it was given.
 */
function outOfTime(request: TrialRequest, stays: readonly Stay[], alpha: number): Finding {
  if (stays.length === 0) return notFinished('there was no time for it');
  const finding = request.judge(stays, { alpha, last: true });
  // With a handful of measurements "no difference was shown" would be true of anything.
  return stays.length >= fewestStays ? finding : { ...finding, verdict: 'notFinished', why: `the time ended: ${finding.why}` };
}

function trialOf(request: TrialRequest, stays: readonly Stay[], finding: Finding, bench: Bench, startedMs: number): Trial {
  const { candidate, pace } = request;
  const metricId = bench.goal.metric.id;
  return {
    id: request.id,
    title: candidate.title,
    values: { ...candidate.values },
    before: { ...candidate.before },
    round: request.round,
    verdict: finding.verdict ?? 'notFinished',
    why: finding.why,
    comparison: finding.comparison,
    stock: [...samplesOf(stays, 'stock', metricId)],
    candidate: [...samplesOf(stays, 'candidate', metricId)],
    order: orderOf(stays),
    ...(pace.rounds === 1 ? {} : { rounds: stays.map((stay) => stay.rounds.flatMap((round) => round[metricId] ?? [])) }),
    guards: [...finding.guards],
    planIds: [...bench.arms.takePlanIds()],
    seconds: (bench.clock.monotonicMs() - startedMs) / 1000,
  };
}
