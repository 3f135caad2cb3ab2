/** What a proof asks of this engine. The values are named by the caller, so that a profile does not decide about them. */
import { AppError } from '../../contracts/errors.ts';
import { type KnobState, type PlanInput, type PlanPreview, planInput } from '../../contracts/tuning.ts';
import type { TuningPort } from '../../services/ports.ts';

/** Looks at the machine as `tuning.plan` does. */
export type Preview = (input: PlanInput) => Promise<PlanPreview>;

export function createTuningPort(preview: Preview, announce: () => Promise<void>): TuningPort {
  return {
    announce,
    /** @throws AppError proof.notPossible when a knob may not be set, tuning.unknownKnob, tuning.outOfRange */
    async planFor({ values, persist, overrideOwners, title }) {
      const named = Object.keys(values);
      const shown = await preview(planInput.parse({ only: named, values, includeTierB: true, overrideOwners, persist }));
      for (const state of shown.knobs) if (named.includes(state.id)) refuseBlocked(state);
      return shown.plan === null ? null : { ...shown.plan, title };
    },
    async knobs() {
      return (await preview(planInput.parse({}))).knobs;
    },
    async profileValues(profileId) {
      const { knobs } = await preview(planInput.parse({ profileId }));
      return Object.fromEntries(knobs.flatMap((state) => (isOfProfile(state) ? [[state.id, state.proposed]] : [])));
    },
  };
}

/** What applying the profile would change, and what it would if nobody else owned the knob. */
function isOfProfile(state: KnobState): state is KnobState & { readonly proposed: string } {
  return state.proposed !== null && (state.decision === 'propose' || state.decision === 'leftAlone');
}

/** A Plan that silently lacks a knob would be measured as something that it is not. */
function refuseBlocked(state: KnobState): void {
  if (state.decision === 'propose' || state.decision === 'alreadyThere') return;
  const problem = `${state.title} (${state.id}) cannot be set: ${state.why}`;
  throw new AppError('proof.notPossible', problem, { details: { problem } });
}
