/** From what the user wants tried to candidates. Pure. */
import { printable } from '../../../../base/text.ts';
import { AppError } from '../../../../contracts/errors.ts';
import type { ProofInput, ProofReport } from '../../../../contracts/proof.ts';
import type { KnobState } from '../../../../contracts/tuning.ts';
import { type Candidate, candidateOf, knobsToTry, nowOf, problemWith, type TriableKnob } from './candidates.ts';
import { valuesFor } from './values.ts';

/** One candidate goes to its final at once; several are searched. */
export type Intent =
  | { readonly kind: 'single'; readonly candidate: Candidate; readonly skipped: ProofReport['skipped'] }
  | { readonly kind: 'search'; readonly knobs: readonly TriableKnob[]; readonly skipped: ProofReport['skipped'] };

/** `profile`: title and values of the profile that is to be tried. @throws AppError tuning.unknownKnob, proof.notPossible */
export function intentOf(
  input: Pick<ProofInput, 'subject' | 'overrideOwners'>,
  knobs: readonly KnobState[],
  profile: { readonly title: string; readonly values: Readonly<Record<string, string>> } | null,
): Intent {
  const { subject, overrideOwners } = input;
  switch (subject.kind) {
    case 'knob':
      return oneKnob(knobNamed(subject.knobId, knobs), subject.values, overrideOwners, knobs);
    case 'profile':
      return wholeProfile(profile ?? { title: subject.profileId, values: {} }, overrideOwners, knobs);
    case 'search':
      return search(subject.knobIds, overrideOwners, knobs);
  }
}

function oneKnob(knob: KnobState, asked: readonly string[] | null, overrideOwners: boolean, knobs: readonly KnobState[]): Intent {
  const problem = problemWith(knob, overrideOwners);
  if (problem !== null) throw notPossible(`${knob.title} (${knob.id}) cannot be tried: ${problem}`);
  const values = asked === null ? valuesFor(knob) : [...new Set(asked)].filter((value) => value !== nowOf(knob));
  const [first] = values;
  if (first === undefined) {
    throw notPossible(
      asked === null
        ? `no other value of ${knob.title} (${knob.id}) is known that is worth a measurement; name some`
        : `${knob.title} (${knob.id}) is ${nowOf(knob)} already`,
    );
  }
  if (values.length === 1) return { kind: 'single', candidate: candidateOf({ [knob.id]: first }, knobs), skipped: [] };
  return { kind: 'search', knobs: [{ knob, values }], skipped: [] };
}

function wholeProfile(
  profile: { readonly title: string; readonly values: Readonly<Record<string, string>> },
  overrideOwners: boolean,
  knobs: readonly KnobState[],
): Intent {
  const named = knobs.filter((knob) => Object.hasOwn(profile.values, knob.id));
  const skipped = named.flatMap((knob) => {
    const why = problemWith(knob, overrideOwners);
    return why === null ? [] : [{ knobId: knob.id, why }];
  });
  const left = named.filter((knob) => !skipped.some(({ knobId }) => knobId === knob.id));
  if (left.length === 0)
    throw notPossible(`the profile ${printable(profile.title)} changes nothing here that can be tried without a restart`);
  const values = Object.fromEntries(left.map((knob) => [knob.id, profile.values[knob.id] ?? '']));
  const title = `Profile ${printable(profile.title)}: ${String(left.length)} ${left.length === 1 ? 'knob' : 'knobs'}`;
  return { kind: 'single', candidate: candidateOf(values, knobs, title), skipped };
}

function search(asked: readonly string[] | null, overrideOwners: boolean, knobs: readonly KnobState[]): Intent {
  const chosen = asked === null ? knobs : [...new Set(asked)].map((id) => knobNamed(id, knobs));
  const { knobs: triable, skipped } = knobsToTry(chosen, overrideOwners);
  if (triable.length > 0) return { kind: 'search', knobs: triable, skipped: [...skipped] };
  const [first] = skipped;
  throw notPossible(`none of these knobs can be tried${first === undefined ? '' : `: ${first.knobId}: ${first.why}`}`);
}

function knobNamed(id: string, knobs: readonly KnobState[]): KnobState {
  const knob = knobs.find((one) => one.id === id);
  if (knob !== undefined) return knob;
  throw new AppError('tuning.unknownKnob', `There is no knob ${printable(id)}.`, { details: { knobId: id } });
}

export function notPossible(problem: string): AppError<'proof.notPossible'> {
  return new AppError('proof.notPossible', `This cannot be proved here: ${problem}.`, { details: { problem } });
}
