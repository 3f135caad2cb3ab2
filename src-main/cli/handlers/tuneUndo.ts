/** `hecate tune undo`. */
import { isAppError } from '../../contracts/errors.ts';
import type { UndoResult } from '../../contracts/executor.ts';
import { tuningContract } from '../../contracts/tuning.ts';
import { UsageProblem } from '../commandLine/parse.ts';
import { type CommandContext, clientOf, type Handler, note, print } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { formatUndo } from '../format/tuning.ts';
import { mayGoOn } from './ask.ts';
import { progressLine } from './progress.ts';

export const undo: Handler = async (context) => {
  const { values } = context;
  const planId = values.argument('plan') ?? null;
  const knobId = values.text('knob') ?? null;
  const all = values.flag('all');
  if ([planId !== null, knobId !== null, all].filter(Boolean).length > 1) {
    throw new UsageProblem('PLAN, --knob and --all exclude each other', 'PLAN', 'only one of PLAN, --knob ID, --all');
  }
  const tuning = await clientOf(context, tuningContract);
  if (!(await mayGoOn(context, question(context, planId, knobId, all)))) {
    note(context, 'Nothing was changed.');
    return context.signal.aborted ? exitCodes.interrupted : exitCodes.refused;
  }
  const progress = progressLine(context);
  const result = await tuning
    .undo({ planId, knobId, all, force: values.flag('force') }, { signal: context.signal, onProgress: progress.report })
    .catch(nothingIsFine)
    .finally(progress.end);
  print(context, result, () => formatUndo(context.page, result));
  const open = result.steps.some((step) => step.outcome === 'conflict' || step.outcome === 'failed');
  return open ? exitCodes.failed : exitCodes.ok;
};

/** Asked to go back to stock, and there already: that is success. A plan or knob that was named must exist, though. */
function nothingIsFine(error: unknown): UndoResult {
  if (isAppError(error, 'plan.nothingToUndo')) return { undonePlans: [], steps: [] };
  throw error;
}

function question(context: CommandContext, planId: string | null, knobId: string | null, all: boolean): string {
  const { strong } = context.page.style;
  if (all) return `Undo ${strong('every plan')}, back to stock?`;
  if (knobId !== null) return `Undo the knob ${strong(knobId)}?`;
  return planId === null ? 'Undo the last plan?' : `Undo plan ${strong(planId)}?`;
}
