/**
 * Every value of every knob by itself, in the order of its evidence; the better half is measured again until few are left
 * (Jamieson and Talwalkar, "Non-stochastic Best Arm Identification", 2016). Then the survivors are put on top of each other,
 * best first, and each stays when the set with it is better than the set without it.
 */
import { type KnobValues, keyOf, type Ranked, type Search, type SearchKnob } from './search.ts';

/** So many values are left when sets are made of them. */
const survivors = 4;
/** A set and the set that it extends have this many measurements each before one is preferred. */
const roundsForSet = 3;

interface Told {
  readonly values: KnobValues;
  readonly gains: readonly number[];
}

export function createRacing(knobs: readonly SearchKnob[]): Search {
  const told = new Map<string, Told>();
  const refused = new Set<string>();
  const singles = knobs.flatMap(({ knobId, values, now }) => values.filter((value) => value !== now).map((value) => ({ [knobId]: value })));
  let racing: readonly KnobValues[] = singles;
  let round = 1;
  let best: KnobValues | null = null;
  let toAdd: readonly KnobValues[] = [];

  const countOf = (values: KnobValues): number => told.get(keyOf(values))?.gains.length ?? 0;
  const gainOf = (values: KnobValues): number => mean(told.get(keyOf(values))?.gains ?? []);
  const isOpen = (values: KnobValues): boolean => !refused.has(keyOf(values));

  const nextOfRace = (): KnobValues | null => {
    for (;;) {
      const waiting = racing.find((values) => isOpen(values) && countOf(values) < round);
      if (waiting !== undefined) return waiting;
      const left = onePerKnob(racing.filter(isOpen).sort((a, b) => gainOf(b) - gainOf(a)));
      if (left.length <= survivors) {
        [best = null, ...toAdd] = left.filter((values) => gainOf(values) > 0);
        racing = [];
        return null;
      }
      racing = left.slice(0, Math.max(survivors, Math.ceil(racing.length / 2)));
      round += 1;
    }
  };

  const nextOfSets = (): KnobValues | null => {
    while (best !== null) {
      const [adding, ...later] = toAdd;
      if (countOf(best) < roundsForSet) return best;
      if (adding === undefined) return null;
      const together: KnobValues = { ...best, ...adding };
      if (isOpen(together) && countOf(together) < roundsForSet) return together;
      if (isOpen(together) && gainOf(together) > gainOf(best)) best = together;
      toAdd = later;
    }
    return null;
  };

  return {
    next: () => (racing.length > 0 ? nextOfRace() : null) ?? nextOfSets(),
    tell(values, gainPercent) {
      const key = keyOf(values);
      if (gainPercent === null) refused.add(key);
      else told.set(key, { values, gains: [...(told.get(key)?.gains ?? []), gainPercent] });
    },
    ranked(): readonly Ranked[] {
      const measured = [...told.values()].filter(({ values }) => isOpen(values));
      const most = Math.max(0, ...measured.map(({ gains }) => gains.length));
      // What was measured once beside others that were measured often has its place by luck.
      return measured
        .filter(({ gains }) => 2 * gains.length >= most)
        .map(({ values, gains }) => ({ values, gainPercent: mean(gains) }))
        .filter(({ gainPercent }) => gainPercent > 0)
        .sort((a, b) => b.gainPercent - a.gainPercent);
    },
  };
}

/** Of a sorted list the first of each knob. */
function onePerKnob(singles: readonly KnobValues[]): readonly KnobValues[] {
  const seen = new Set<string>();
  return singles.filter((values) => {
    const [knobId = ''] = Object.keys(values);
    const isNew = !seen.has(knobId);
    seen.add(knobId);
    return isNew;
  });
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? -Infinity : values.reduce((sum, value) => sum + value, 0) / values.length;
}
