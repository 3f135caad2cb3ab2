/** `hecate tune apply` and `hecate tune confirm`: show, ask, apply, and where it is risky ask again in time. */
import { AppError, isAppError } from '../../contracts/errors.ts';
import type { Client } from '../../contracts/kit/define.ts';
import type { PlanRecord } from '../../contracts/plan.ts';
import { settingsContract } from '../../contracts/settings.ts';
import { type PlanPreview, tuningContract } from '../../contracts/tuning.ts';
import { UsageProblem } from '../commandLine/parse.ts';
import { type CommandContext, clientOf, type Handler, note, print, printJson } from '../context.ts';
import { type ExitCode, exitCodes } from '../exitCodes.ts';
import { formatPreview } from '../format/plan.ts';
import { safe } from '../format/reading.ts';
import { formatRecord, stateWords } from '../format/tuning.ts';
import { formatTime } from '../format/units.ts';
import { mayGoOn } from './ask.ts';
import { planInputOf } from './planInput.ts';
import { progressLine } from './progress.ts';

type Tuning = Client<typeof tuningContract>;

export const apply: Handler = async (context) => {
  const input = planInputOf(context.values);
  const tuning = await clientOf(context, tuningContract);
  const preview = await tuning.plan(input, { signal: context.signal });
  const { plan } = preview;
  if (!context.json) for (const line of formatPreview(context.page, preview, input.only ?? null)) context.console.write(`${line}\n`);
  if (plan === null) {
    if (context.json) printJson(context, { plan: null, record: null });
    return exitCodes.ok;
  }
  note(context, '');
  if (!(await mayGoOn(context, 'Apply this?'))) return saidNo(context);
  const confirmWithinSeconds = await countdownSeconds(context, preview);
  const progress = progressLine(context);
  const applied = await tuning
    .apply({ plan, confirmWithinSeconds }, { signal: context.signal, onProgress: progress.report })
    .catch((error: unknown) => sayWhatIsNow(error, tuning, plan.id))
    .finally(progress.end);
  const record = applied.state === 'awaitingConfirmation' ? await keepOrRevert(context, tuning, applied) : applied;
  print(context, { plan, record }, () => formatRecord(context.page, record));
  if (record.state === 'applied' || record.state === 'awaitingBoot' || record.state === 'awaitingConfirmation') {
    note(context, `To go back: hecate undo ${safe(record.planId)}`);
    return exitCodes.ok;
  }
  if (record.undoneBecause === 'failure' || record.state === 'partlyUndone') return exitCodes.failed;
  return context.signal.aborted ? exitCodes.interrupted : exitCodes.refused;
};

/** "Cancelled" alone leaves open whether something was changed; the journal knows. */
async function sayWhatIsNow(error: unknown, tuning: Tuning, planId: string): Promise<never> {
  if (!isAppError(error, 'cancelled')) throw error;
  const { plans } = await tuning.history({ limit: 50 });
  const record = plans.find((plan) => plan.planId === planId);
  const now = record === undefined ? 'nothing was changed' : `the plan is ${stateWords[record.state]}`;
  throw new AppError('cancelled', `stopped; ${now}`, { details: {}, cause: error });
}

function saidNo(context: CommandContext): ExitCode {
  note(context, 'Nothing was changed.');
  return context.signal.aborted ? exitCodes.interrupted : exitCodes.refused;
}

/** What was asked for; else the user's own time when the Plan is risky and somebody sits there to answer. */
async function countdownSeconds(context: CommandContext, preview: PlanPreview): Promise<number | null> {
  const asked = context.values.number('confirm-within');
  if (asked !== undefined) return asked;
  if (!preview.confirmAdvised || context.json || !context.console.canAsk) return null;
  const { settings } = await (await clientOf(context, settingsContract)).get({});
  return settings.confirmSeconds;
}

/** Asks on a terminal; elsewhere somebody else must say it in time, and this says how. */
async function keepOrRevert(context: CommandContext, tuning: Tuning, record: PlanRecord): Promise<PlanRecord> {
  const until = record.confirmBy ?? new Date().toISOString();
  if (context.json || !context.console.canAsk) {
    note(context, `It is undone at ${formatTime(until)} unless you run: hecate tune confirm ${safe(record.planId)}`);
    return (await context.session()).hosted ? waitForOthers(context, tuning, record) : record;
  }
  const seconds = Math.max(1, Math.floor((Date.parse(until) - Date.now()) / 1000) - 1);
  const key = await context.console.askKey(
    (left) => {
      context.console.writeError(`\rKeep it? [y/N] undone in ${String(left)} s \u001b[K`);
    },
    seconds,
    context.signal,
  );
  context.console.writeError('\r\u001b[K');
  if (key === 'y' || key === 'Y') return tuning.confirm({ planId: record.planId });
  note(context, key === null ? 'Nobody said keep, so it is undone.' : 'Not kept, so it is undone.');
  await tuning.undo({ planId: record.planId, knobId: null, all: false, force: false });
  return recordOf(tuning, record);
}

/** Taking a Plan back has begun but not ended: leaving now would cut it off. */
const undecided: ReadonlySet<PlanRecord['state']> = new Set(['awaitingConfirmation', 'undoing']);
const undoWithinMs = 30_000;

/** The countdown ends with the process that holds it, so a process that hosts the engines stays until it is decided. */
async function waitForOthers(context: CommandContext, tuning: Tuning, record: PlanRecord): Promise<PlanRecord> {
  const deadline = Date.parse(record.confirmBy ?? '') + undoWithinMs;
  let current = record;
  while (undecided.has(current.state) && Date.now() < deadline && !context.signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    current = await recordOf(tuning, current);
  }
  return current;
}

async function recordOf(tuning: Tuning, record: PlanRecord): Promise<PlanRecord> {
  const { plans } = await tuning.history({ limit: 50 });
  return plans.find((plan) => plan.planId === record.planId) ?? record;
}

export const confirm: Handler = async (context) => {
  const tuning = await clientOf(context, tuningContract);
  const waiting = context.values.argument('plan') ?? (await tuning.status({})).awaitingConfirmation?.planId;
  if (waiting === undefined) throw new UsageProblem('no plan waits to be kept', 'PLAN', 'a plan that was applied with a countdown');
  print(context, await tuning.confirm({ planId: waiting }), (record) => formatRecord(context.page, record));
  return exitCodes.ok;
};
