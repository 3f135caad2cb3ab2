/** Applies what was shown to help for good, and saves it as a profile. */
import { trialPlanPrefix } from '../../../../contracts/plan.ts';
import type { Trial } from '../../../../contracts/proof.ts';
import { gainText } from '../model/story.ts';
import { takeBack } from './arms.ts';
import type { Draft, SittingOptions } from './draft.ts';
import { compareWithStart, problemOfKept } from './readBack.ts';

/** It is in force, read back and saved afterwards, or the report says why not and nothing of it stays. Never throws. */
export async function keepWinner(
  best: Trial,
  draft: Draft,
  atStart: Readonly<Record<string, string>>,
  options: SittingOptions,
): Promise<void> {
  draft.tell('keeping', `Keeping ${best.title}`);
  const planId = keptPlanId(draft.now.id);
  try {
    await applyForGood(planId, best, draft, options);
    const profile = await options.profiles.saveProven({
      values: best.values,
      title: best.title.slice(0, 80),
      description: descriptionOf(best, draft).slice(0, 1000),
      date: new Date(options.clock.nowMs()).toISOString().slice(0, 10),
    });
    draft.change({
      kept: { planId, profileId: profile.id },
      machineState: 'kept',
      machineStateDetail: `every step was read back; saved as the profile ${profile.id}`,
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : 'for a reason that was not told';
    await leaveNothing(planId, `it could not be kept: ${why}`, draft, atStart, options);
  }
  await options.tuning.announce().catch((error: unknown) => {
    options.log.error('tuning was not told of what a proof kept', error);
  });
}

/** No trial any more, so that it is listed and undone like every other Plan; new each time, because no two Plans share an id. */
function keptPlanId(proofId: string): string {
  return `proved-${proofId.replace(trialPlanPrefix, '')}-${crypto.randomUUID().slice(0, 4)}`;
}

async function applyForGood(planId: string, best: Trial, draft: Draft, options: SittingOptions): Promise<void> {
  const { executor, signal } = options;
  const { overrideOwners } = draft.now.input;
  const plan = await options.tuning.planFor({ values: best.values, persist: true, overrideOwners, title: `Proved: ${best.title}` });
  if (plan === null) throw new Error('the machine has these values by now');
  options.mark(planId);
  await executor.apply({ ...plan, id: planId }, { confirmWithinSeconds: null, signal });
  const problem = await problemOfKept(executor, planId);
  if (problem !== null) throw new Error(`it did not read back: ${problem}`);
}

function descriptionOf(best: Trial, draft: Draft): string {
  const gain = best.comparison === null ? '' : ` ${gainText(best.comparison, draft.now.direction)}`;
  return `Shown by the proof ${draft.now.id} on this machine. ${draft.now.goalTitle}:${gain}.`;
}

async function leaveNothing(
  planId: string,
  problem: string,
  draft: Draft,
  atStart: Readonly<Record<string, string>>,
  { executor, clock, tuning, log }: SittingOptions,
): Promise<void> {
  try {
    await takeBack(executor, clock, planId);
    const state = compareWithStart(atStart, await tuning.knobs());
    draft.change({ ...state, machineStateDetail: `${state.machineStateDetail}; ${problem}` });
  } catch (error) {
    log.error('a proved setting that could not be kept was not taken back', error);
    draft.change({ machineState: 'unknown', machineStateDetail: `${problem}; ${planId} may be in force in part` });
  }
}
