/** Which knobs can be tried on this machine, and what makes one be left out. Pure. */
import type { KnobState } from '../../../../contracts/tuning.ts';
import { valuesFor, valueTitle } from './values.ts';

/** Values that are tried together against stock. */
export interface Candidate {
  readonly title: string;
  readonly values: Readonly<Record<string, string>>;
  readonly before: Readonly<Record<string, string>>;
}

/** Why a knob is never tried, or not by itself; null: it can be. */
export function problemWith(knob: KnobState, overrideOwners: boolean): string | null {
  if (knob.now.status !== 'ok') return knob.why;
  if (knob.group === 'boot' || knob.risk === 'boot') return 'it takes effect after a restart only';
  if (knob.tier === 'C') return `it trades away safety and is never tried by itself: ${knob.danger ?? 'see its description'}`;
  if (!overrideOwners && isOwned(knob)) return knob.owner.why;
  return null;
}

function isOwned(knob: KnobState): boolean {
  return knob.owner.kind !== 'nobody' && knob.owner.kind !== 'product';
}

export interface TriableKnob {
  readonly knob: KnobState;
  readonly values: readonly string[];
}

export interface KnobsToTry {
  readonly knobs: readonly TriableKnob[];
  readonly skipped: readonly { readonly knobId: string; readonly why: string }[];
}

/** For a search: every knob of the list that may be tried and has another value worth it. */
export function knobsToTry(knobs: readonly KnobState[], overrideOwners: boolean): KnobsToTry {
  const looked = knobs.map((knob) => {
    const problem = problemWith(knob, overrideOwners);
    const values = problem === null ? valuesFor(knob) : [];
    return { knob, values, why: problem ?? (values.length === 0 ? 'no other value is known that is worth a measurement' : null) };
  });
  return {
    knobs: looked.filter(({ why }) => why === null).map(({ knob, values }) => ({ knob, values })),
    skipped: looked.flatMap(({ knob, why }) => (why === null ? [] : [{ knobId: knob.id, why }])),
  };
}

export function nowOf(knob: KnobState): string {
  return knob.now.status === 'ok' ? knob.now.value : '';
}

/** `values` are not empty and name known knobs. */
export function candidateOf(values: Readonly<Record<string, string>>, knobs: readonly KnobState[], title?: string): Candidate {
  const named = Object.keys(values).flatMap((id) => knobs.filter((knob) => knob.id === id));
  const parts = named.map((knob) => changeText(knob, values[knob.id] ?? ''));
  const shown = parts.length <= 3 ? parts.join(', ') : `${parts.slice(0, 2).join(', ')} and ${String(parts.length - 2)} more`;
  return {
    title: title ?? shown,
    values,
    before: Object.fromEntries(named.map((knob) => [knob.id, nowOf(knob)])),
  };
}

function changeText(knob: KnobState, value: string): string {
  return `${knob.title}: ${valueTitle(nowOf(knob), knob.unit)} → ${valueTitle(value, knob.unit)}`;
}
