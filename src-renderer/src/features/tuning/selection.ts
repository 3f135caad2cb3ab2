/** Which knobs the user chose, and what that means for the Plan. Pure. */
import type { KnobGroup, KnobState, PlanInput } from '../../../../src-main/contracts/tuning.ts';
import { okValue } from '../../../../src-main/contracts/value.ts';

export interface Selection {
  /** Knob ids that go into the Plan. */
  readonly chosen: ReadonlySet<string>;
  /** The user's own values, over the profile's. */
  readonly values: Readonly<Record<string, string>>;
  /** Tier C knobs whose danger the user accepted in words. */
  readonly accepted: ReadonlySet<string>;
  /** Knobs that belong to somebody else and that the user takes over. */
  readonly takenOver: ReadonlySet<string>;
}

export const emptySelection: Selection = { chosen: new Set(), values: {}, accepted: new Set(), takenOver: new Set() };

/** What the profile proposes by itself is ticked; everything else waits for the user. */
export function defaultSelection(knobs: readonly KnobState[]): Selection {
  return { ...emptySelection, chosen: new Set(knobs.filter((knob) => knob.decision === 'propose').map((knob) => knob.id)) };
}

/** The value the knob would get: the user's own, else the profile's; null leaves it alone. */
export function targetValue(knob: KnobState, selection: Selection): string | null {
  return selection.values[knob.id] ?? knob.proposed;
}

/** Whether somebody else than this product or nobody decides about the knob. */
export function belongsToOthers(knob: KnobState): boolean {
  return knob.owner.kind === 'administrator' || knob.owner.kind === 'rival' || knob.owner.kind === 'kernelCommandLine';
}

export type Obstacle = 'none' | 'notApplicable' | 'noValue' | 'alreadyThere' | 'consent' | 'owner';

/** What stands between the user and ticking this knob. `consent` and `owner` can be overcome by answering a question. */
export function obstacleOf(knob: KnobState, selection: Selection): Obstacle {
  if (knob.decision === 'notApplicable' || knob.owner.kind === 'host') return 'notApplicable';
  const target = targetValue(knob, selection);
  if (target === null) return 'noValue';
  if (target === okValue(knob.now)) return 'alreadyThere';
  if (knob.tier === 'C' && !selection.accepted.has(knob.id)) return 'consent';
  if (belongsToOthers(knob) && !selection.takenOver.has(knob.id)) return 'owner';
  return 'none';
}

function withMember(set: ReadonlySet<string>, id: string, present: boolean): ReadonlySet<string> {
  const next = new Set(set);
  if (present) next.add(id);
  else next.delete(id);
  return next;
}

export function choose(selection: Selection, id: string, chosen: boolean): Selection {
  return { ...selection, chosen: withMember(selection.chosen, id, chosen) };
}

/** Records the consent and ticks the knob: nobody accepts a danger without wanting the setting. */
export function acceptDanger(selection: Selection, id: string): Selection {
  return choose({ ...selection, accepted: withMember(selection.accepted, id, true) }, id, true);
}

export function takeOver(selection: Selection, id: string): Selection {
  return choose({ ...selection, takenOver: withMember(selection.takenOver, id, true) }, id, true);
}

/** Sets the user's own value; null goes back to the profile's. Changing a dangerous value asks for consent again. */
export function setValue(selection: Selection, knob: KnobState, value: string | null): Selection {
  const others = Object.fromEntries(Object.entries(selection.values).filter(([id]) => id !== knob.id));
  const values = value === null || value === knob.proposed ? others : { ...others, [knob.id]: value };
  const withValue: Selection = { ...selection, values, accepted: withMember(selection.accepted, knob.id, false) };
  return choose(withValue, knob.id, obstacleOf(knob, withValue) === 'none');
}

/** Drops what a new list of knobs no longer has; what the user decided stays. */
export function carriedOver(selection: Selection, before: readonly KnobState[], after: readonly KnobState[]): Selection {
  const defaultsBefore = defaultSelection(before).chosen;
  const deselected = new Set([...defaultsBefore].filter((id) => !selection.chosen.has(id)));
  const added = [...selection.chosen].filter((id) => !defaultsBefore.has(id));
  const known = new Map(after.map((knob) => [knob.id, knob]));
  const isKnown = (id: string): boolean => known.has(id);
  const next: Selection = {
    chosen: new Set(),
    values: Object.fromEntries(Object.entries(selection.values).filter(([id]) => isKnown(id))),
    accepted: new Set([...selection.accepted].filter(isKnown)),
    takenOver: new Set([...selection.takenOver].filter(isKnown)),
  };
  const wanted = new Set([...defaultSelection(after).chosen].filter((id) => !deselected.has(id)).concat(added));
  const possible = after.filter((knob) => wanted.has(knob.id) && obstacleOf(knob, next) === 'none');
  return { ...next, chosen: new Set(possible.map((knob) => knob.id)) };
}

/** The request that makes the Plan of exactly the chosen knobs. */
export function planInputOf(selection: Selection, knobs: readonly KnobState[], persist: boolean): PlanInput {
  const chosen = knobs.filter((knob) => selection.chosen.has(knob.id));
  return {
    profileId: null,
    only: chosen.map((knob) => knob.id),
    values: Object.fromEntries(Object.entries(selection.values).filter(([id]) => selection.chosen.has(id))),
    includeTierB: chosen.some((knob) => knob.tier === 'B'),
    acceptDangers: chosen.filter((knob) => selection.accepted.has(knob.id)).map((knob) => knob.id),
    // Only knobs of `only` are touched, so this takes over exactly the ones the user agreed to.
    overrideOwners: chosen.some((knob) => selection.takenOver.has(knob.id)),
    persist,
  };
}

export type KnobFilter = 'suggested' | 'all' | 'proposed' | 'offered' | 'dangerous' | 'leftAlone' | 'alreadyThere' | 'notApplicable';

export function matchesFilter(knob: KnobState, filter: KnobFilter): boolean {
  switch (filter) {
    case 'suggested':
      return knob.decision === 'propose' || knob.decision === 'offered';
    case 'all':
      return knob.decision !== 'notApplicable';
    case 'proposed':
      return knob.decision === 'propose';
    case 'offered':
      return knob.decision === 'offered';
    case 'dangerous':
      return knob.decision === 'needsConsent';
    case 'leftAlone':
      return knob.decision === 'leftAlone';
    case 'alreadyThere':
      return knob.decision === 'alreadyThere';
    case 'notApplicable':
      return knob.decision === 'notApplicable';
  }
}

export function matchesSearch(knob: KnobState, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const haystack = `${knob.id} ${knob.title} ${knob.meaning} ${knob.location} ${knob.why} ${knob.owner.name}`.toLowerCase();
  return words.every((word) => haystack.includes(word));
}

export const groupOrder: readonly KnobGroup[] = ['cpu', 'memory', 'storage', 'network', 'limits', 'power', 'interrupts', 'boot'];

const decisionOrder: readonly KnobState['decision'][] = [
  'propose',
  'offered',
  'needsConsent',
  'alreadyThere',
  'leftAlone',
  'notApplicable',
];

/** By group, and inside a group what can be done before what cannot. */
export function grouped(knobs: readonly KnobState[]): readonly { readonly group: KnobGroup; readonly knobs: readonly KnobState[] }[] {
  return groupOrder
    .map((group) => ({
      group,
      knobs: knobs
        .filter((knob) => knob.group === group)
        .sort((a, b) => decisionOrder.indexOf(a.decision) - decisionOrder.indexOf(b.decision)),
    }))
    .filter((entry) => entry.knobs.length > 0);
}

/** The problem with a value in plain words, or null. The service checks again; this only answers while typing. */
export function valueProblem(knob: KnobState, value: string): string | null {
  if (!/^[\x20-\x7e]{1,256}$/.test(value)) return 'One line of plain characters, please.';
  const allowed = okValue(knob.allowed);
  if (allowed === undefined || allowed.kind === 'text') return null;
  if (allowed.kind === 'choice') return allowed.values.includes(value) ? null : `One of: ${allowed.values.join(', ')}`;
  const number = Number(value);
  const unit = allowed.unit === '' ? '' : ` ${allowed.unit}`;
  return Number.isFinite(number) && number >= allowed.min && number <= allowed.max
    ? null
    : `A number from ${String(allowed.min)} to ${String(allowed.max)}${unit}`;
}
