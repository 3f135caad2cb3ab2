/**
 * One sitting of a proof: from its first measurement, or where an earlier
 * sitting ended, to its answer. Whatever happens, it ends with the way back to
 * stock and a report that is stored.
 */

import type { RunEnvironment } from '../../../../contracts/benchmarkResult.ts';
import { AppError, isAppError } from '../../../../contracts/errors.ts';
import type { ProofProgress, ProofReport } from '../../../../contracts/proof.ts';
import { isBlocking } from '../../model/gate.ts';
import { median } from '../../model/statistics/index.ts';
import type { Goal } from '../goal/goal.ts';
import type { Intent } from '../model/plan.ts';
import { bestOf, endingMs } from '../model/schedule.ts';
import { storyOf } from '../model/story.ts';
import { conditionFigures, conditionGuards, longestWaitMs } from '../surroundings.ts';
import { findAnswer } from './answer.ts';
import { createArms, type WayBack } from './arms.ts';
import { type Bench, paceOf } from './bench.ts';
import { createDraft, type Draft, type SittingOptions } from './draft.ts';
import { keepWinner } from './keep.ts';
import { compareWithStart, type MachineState, valuesOf } from './readBack.ts';

/** What is being measured, for progress. */
interface Current {
  readonly phase: ProofProgress['phase'];
  readonly message: string;
  readonly trialId: string | null;
  readonly trialTitle: string | null;
}

/** A round in which nothing is measured yet, when the test asks for fewer. */
const fewestWarmUps = 2;
/** Until the first change has been timed. */
const assumedSwitchMs = 400;

/** @throws AppError cancelled, benchmark.*, proof.*, plan.undoFailed; the report is stored all the same */
export async function sit(start: ProofReport, intent: Intent, options: SittingOptions): Promise<ProofReport> {
  const { clock, signal } = options;
  const draft = createDraft(start, options);
  const knobIds = intent.kind === 'single' ? Object.keys(intent.candidate.values) : intent.knobs.map(({ knob }) => knob.id);
  const atStart = valuesOf(await options.tuning.knobs(), knobIds);
  const arms = createArms({
    executor: options.executor,
    clock,
    newPlanId: () => `${start.id}-${crypto.randomUUID().slice(0, 13)}`,
    onApply: options.mark,
  });
  draft.change({ state: 'running', skipped: intent.skipped, start: atStart });
  options.mark(null);
  let goal: Goal | undefined;
  let failure: unknown;
  try {
    draft.tell('checking', 'Looking at the machine');
    await checkMachine(draft, options);
    goal = await options.prepareGoal(signal);
    draft.change({ goalTitle: goal.title, unit: goal.metric.unit, direction: goal.metric.direction });
    const roundMs = await warmUp(draft, goal, options);
    let current: Current = { phase: 'screening', message: '', trialId: null, trialTitle: null };
    const bench: Bench = {
      goal,
      arms,
      clock,
      signal,
      deadlineMs: clock.monotonicMs() + draft.remainingMs() - endingMs,
      readConditions: async () => conditionFigures(await options.surroundings.conditions()),
      conditionGuards,
      onMeasured: (arm, value) => {
        draft.tell(current.phase, current.message, { trialId: current.trialId, trialTitle: current.trialTitle, arm, value });
      },
    };
    await findAnswer({
      bench,
      draft,
      intent,
      tuning: options.tuning,
      pace: () => paceOf(roundMs, arms.switchMs ?? assumedSwitchMs),
      onTrial: (phase, trialId, trialTitle) => {
        current = { phase, message: trialTitle, trialId, trialTitle };
        draft.tell(phase, trialTitle, { trialId, trialTitle });
      },
    });
  } catch (error) {
    failure = error;
  }
  await goal?.dispose();
  const best = bestOf(draft.now.trials, draft.now.direction);
  draft.change({ best: best?.comparison == null ? null : { values: best.values, comparison: best.comparison } });
  const machine = await backToStock(draft, arms, atStart, knobIds, options);
  draft.change(machine);
  if (failure === undefined && draft.now.input.keep && best !== null && machine.machineState === 'stock') {
    await keepWinner(best, draft, atStart, options);
  }
  return finish(draft, failure, options);
}

/**
 * Waits until the machine is quiet. One that stays busy is measured all the same, with marks: stock and candidate meet the same.
 * @throws AppError benchmark.notReady on a machine that stays too busy, too hot or too full, unless that was accepted; cancelled
 */
async function checkMachine(draft: Draft, { surroundings, signal }: SittingOptions): Promise<void> {
  const environment: RunEnvironment = await surroundings.environment();
  const { force } = draft.now.input;
  const { conditions: before, marks } = await surroundings.quiet(
    environment,
    force ? 0 : longestWaitMs(draft.remainingMs()),
    signal,
    (message) => {
      draft.tell('waiting', message);
    },
  );
  // Those of an earlier sitting say what its measurements are worth.
  const earlier = draft.now.marks.filter((mark) => !marks.some(({ text }) => text === mark.text));
  draft.change({ environment, before: draft.now.before ?? before, marks: [...earlier, ...marks].slice(-50) });
  if (!isBlocking(marks) || force) return;
  const texts = marks.filter((mark) => mark.severity === 'blocking').map((mark) => mark.text);
  throw new AppError('benchmark.notReady', `The machine is not fit for measurements: ${texts.join('; ')}.`, { details: { marks: texts } });
}

/** Throws the first rounds away, and takes from them how long one lasts. */
async function warmUp(draft: Draft, goal: Goal, { clock, signal }: SittingOptions): Promise<number> {
  const lasted: number[] = [];
  for (let round = 0; round < Math.max(fewestWarmUps, goal.warmUpRounds); round += 1) {
    draft.tell('warmUp', `Warming up: ${goal.title}`);
    const started = clock.monotonicMs();
    const values = await goal.round(signal);
    lasted.push(clock.monotonicMs() - started);
    draft.tell('warmUp', `Warming up: ${goal.title}`, { arm: 'stock', value: values[goal.metric.id] ?? null });
    if (draft.remainingMs() <= endingMs) throw outOfTime(draft, median(lasted));
  }
  // The first round of all is the slowest by far.
  return median(lasted.slice(1));
}

function outOfTime(draft: Draft, roundMs: number): AppError {
  const problem = `one measurement takes ${(roundMs / 1000).toFixed(1)} s, so ${String(draft.now.input.maxSeconds)} s are not enough for a comparison`;
  return new AppError('proof.notPossible', `This cannot be proved here: ${problem}.`, { details: { problem } });
}

/** Never throws: what goes wrong here is what the report has to say. */
async function backToStock(
  draft: Draft,
  arms: { stock(): Promise<WayBack> },
  atStart: Readonly<Record<string, string>>,
  knobIds: readonly string[],
  { tuning, log }: SittingOptions,
): Promise<MachineState> {
  draft.tell('restoring', 'Going back to stock');
  try {
    await arms.stock();
    return compareWithStart(atStart, await tuning.knobs());
  } catch (error) {
    log.error('a proof could not go back to stock', error);
    const why = error instanceof Error ? error.message : 'for a reason that was not told';
    return { machineState: 'unknown', machineStateDetail: `${knobIds.join(', ')} could not be taken back: ${why}` };
  }
}

async function finish(draft: Draft, failure: unknown, options: SittingOptions): Promise<ProofReport> {
  const { surroundings, clock, store, log } = options;
  const state = failure === undefined ? 'finished' : isAppError(failure, 'cancelled') ? 'cancelled' : 'failed';
  const after = await surroundings.conditions().catch((error: unknown) => {
    log.error('conditions after a proof', error);
    return null;
  });
  draft.change({ state, after, endedAt: new Date(clock.nowMs()).toISOString() });
  const report: ProofReport = { ...draft.now, story: storyOf(draft.now) };
  // What could not be taken back is tried again at the next start.
  if (report.machineState !== 'unknown') store.unmark();
  // Whoever asked gets the reason; a report that holds nothing else is no proof.
  if (isAppError(failure, 'benchmark.notReady') && report.trials.length === 0) store.remove(report.id);
  draft.tell('done', report.story.at(-1) ?? 'Done');
  if (failure === undefined) return report;
  throw toldFailure(failure, report);
}

/** The caller learns in the same sentence what became of the machine. */
function toldFailure(failure: unknown, report: ProofReport): unknown {
  const machine =
    report.machineState === 'stock' ? 'Everything is as before' : `The machine may not be as before: ${report.machineStateDetail}`;
  if (isAppError(failure, 'cancelled')) {
    return new AppError('cancelled', `The proof ${report.id} was cancelled. ${machine}.`, { details: {}, cause: failure });
  }
  return failure;
}
