/** The order of the trials: many candidates briefly, the best of them in full, and gains of different knobs together. */
import { isAppError } from '../../../../contracts/errors.ts';
import type { ProofProgress, Trial } from '../../../../contracts/proof.ts';
import type { KnobState } from '../../../../contracts/tuning.ts';
import type { TuningPort } from '../../../../services/ports.ts';
import { createSearch, keyOf } from '../../model/search/index.ts';
import { sequentialLooks } from '../../model/statistics/index.ts';
import { type Candidate, candidateOf, nowOf } from '../model/candidates.ts';
import type { Intent } from '../model/plan.ts';
import { gainOf } from '../model/samples.ts';
import { affordable, combined, fewestToScreen, finalAlpha, finalBlocks, finalistsOf, screeningMs } from '../model/schedule.ts';
import { judgeFinal, judgeScreening } from '../model/verdict.ts';
import type { Bench, Pace } from './bench.ts';
import type { Draft } from './draft.ts';
import { runTrial, type TrialRequest } from './trial.ts';

export interface AnswerOptions {
  readonly bench: Bench;
  readonly draft: Draft;
  readonly intent: Intent;
  readonly tuning: TuningPort;
  readonly pace: () => Pace;
  readonly onTrial: (phase: ProofProgress['phase'], trialId: string, title: string) => void;
}

type Values = Readonly<Record<string, string>>;

/** Adds the trials to the draft; what is there from an earlier sitting is not measured again. */
export async function findAnswer(options: AnswerOptions): Promise<void> {
  const { intent } = options;
  if (intent.kind === 'single') {
    await finals(options, [intent.candidate.values], [intent.candidate]);
    return;
  }
  const all: readonly Values[] = intent.knobs.flatMap(({ knob, values }) => values.map((value) => ({ [knob.id]: value })));
  if (all.length < fewestToScreen) {
    await finals(options, all, []);
    return;
  }
  await finals(options, await screen(options, intent), []);
}

/** One block for each question of the search; gives what looked best, best first. */
async function screen(options: AnswerOptions, intent: Extract<Intent, { kind: 'search' }>): Promise<readonly Values[]> {
  const { draft, bench } = options;
  const knobs = intent.knobs.map(({ knob }) => knob);
  const search = createSearch({ knobs: intent.knobs.map(({ knob, values }) => ({ knobId: knob.id, values, now: nowOf(knob) })) });
  const earlier = draft.now.trials.filter((trial) => trial.round === 'screening');
  const isOver = draft.now.trials.some((trial) => trial.round === 'final');
  const untilMs = bench.clock.monotonicMs() + screeningMs(draft.remainingMs());
  for (let asked = 0; ; asked += 1) {
    const values = search.next();
    if (values === null) break;
    const known = earlier[asked];
    if (known !== undefined && keyOf(known.values) === keyOf(values)) {
      search.tell(values, gainPercent(known, draft));
      continue;
    }
    if (isOver || bench.clock.monotonicMs() + options.pace().blockMs > untilMs) break;
    const trial = await tryOut(options, candidateFor(values, knobs), 'screening', {
      looks: [{ blocks: 1, alpha: 0.05 }],
      judge: (stays, look) => judgeScreening(stays, bench.goal.metric, guardsOf(bench), limitsOf(draft), look),
    });
    search.tell(values, gainPercent(trial, draft));
  }
  return finalistsOf(search.ranked().map(({ values }) => values));
}

async function finals(options: AnswerOptions, wanted: readonly Values[], candidates: readonly Candidate[]): Promise<void> {
  const { draft } = options;
  const knobs = await options.tuning.knobs();
  const answered = (): readonly Trial[] => draft.now.trials.filter((trial) => trial.round === 'final' && trial.verdict !== 'notFinished');
  const isOpen = (values: Values): boolean => !answered().some((trial) => keyOf(trial.values) === keyOf(values));
  const finalists = affordable(wanted.filter(isOpen), draft.remainingMs(), options.pace().blockMs);
  // Gains of different knobs are measured together once more, and that final counts too.
  const parts = [...answered().map((trial) => trial.values), ...finalists];
  const mayCombine = parts.length > 1 && new Set(parts.flatMap((values) => Object.keys(values))).size > 1;
  const planned = draft.now.plannedFinals ?? finalists.length + (mayCombine ? 1 : 0);
  draft.change({ plannedFinals: planned });
  for (const [index, values] of finalists.entries()) {
    const candidate = candidates.find((one) => keyOf(one.values) === keyOf(values)) ?? candidateFor(values, knobs);
    await final(options, candidate, planned, finalists.length - index + (mayCombine ? 1 : 0));
  }
  const together = combined(answered(), draft.now.direction);
  if (together !== null && isOpen(together)) await final(options, candidateFor(together, knobs), planned, 1);
}

/** `planned` finals share the chance of a false gain, `left` of them the time. */
async function final(options: AnswerOptions, candidate: Candidate, planned: number, left: number): Promise<void> {
  const { draft, bench } = options;
  const begun = draft.now.begunFinals ?? [];
  const triesBefore = begun.filter((values) => keyOf(values) === keyOf(candidate.values)).length;
  // What was planned at first is not exceeded, or the chance of a false gain would be.
  if (triesBefore === 0 && new Set(begun.map(keyOf)).size >= planned) return;
  const blocks = finalBlocks(draft.remainingMs(), left, options.pace().blockMs);
  // Stored before its first look: a program that is killed must not forget that it has looked.
  if (blocks > 0) draft.change({ begunFinals: [...begun, { ...candidate.values }] });
  await tryOut(options, candidate, 'final', {
    looks: blocks === 0 ? [] : sequentialLooks(blocks, finalAlpha(planned, triesBefore)),
    judge: (stays, look) => judgeFinal(stays, bench.goal.metric, guardsOf(bench), limitsOf(draft), look),
  });
}

/** Measures and stores; a candidate that tuning will not plan is a refused one. */
async function tryOut(
  options: AnswerOptions,
  candidate: Candidate,
  round: Trial['round'],
  how: Pick<TrialRequest, 'looks' | 'judge'>,
): Promise<Trial> {
  const { draft, bench } = options;
  const id = `t${String(draft.now.trials.length + 1)}`;
  options.onTrial(round, id, candidate.title);
  const plan = await planOrRefusal(options, candidate);
  const trial =
    'why' in plan
      ? refusedTrial(id, candidate, round, plan.why)
      : await runTrial(bench, { id, candidate, round, plan, pace: options.pace(), ...how });
  draft.addTrial(trial);
  return trial;
}

async function planOrRefusal(
  { tuning, draft }: AnswerOptions,
  candidate: Candidate,
): Promise<TrialRequest['plan'] | { readonly why: string }> {
  const { overrideOwners } = draft.now.input;
  try {
    const plan = await tuning.planFor({
      values: candidate.values,
      persist: false,
      overrideOwners,
      title: `Proof: ${candidate.title}`.slice(0, 200),
    });
    if (plan === null) return { why: 'the machine has these values already' };
    const lasting = plan.steps.find((step) => step.risk !== 'reversible');
    return lasting === undefined ? plan : { why: `${lasting.title} is not undone by a restart, so it is not tried out` };
  } catch (error) {
    const refused = isAppError(error, 'proof.notPossible') || isAppError(error, 'tuning.outOfRange');
    if (refused) return { why: error.message };
    throw error;
  }
}

function refusedTrial(id: string, candidate: Candidate, round: Trial['round'], why: string): Trial {
  return {
    id,
    title: candidate.title,
    values: { ...candidate.values },
    before: { ...candidate.before },
    round,
    verdict: 'refused',
    why,
    comparison: null,
    stock: [],
    candidate: [],
    order: '',
    guards: [],
    planIds: [],
    seconds: 0,
  };
}

function candidateFor(values: Readonly<Record<string, string>>, knobs: readonly KnobState[]): Candidate {
  return candidateOf(values, knobs);
}

function guardsOf(bench: Bench): readonly Bench['goal']['metric'][] {
  return [...bench.goal.guards, ...bench.conditionGuards];
}

function limitsOf(draft: Draft): { readonly minGainPercent: number; readonly guardPercent: number } {
  return draft.now.input;
}

function gainPercent(trial: Trial, draft: Draft): number | null {
  return trial.comparison === null ? null : (gainOf(trial.comparison, draft.now.direction)?.percent ?? null);
}
