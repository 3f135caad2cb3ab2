/** What a search over knob values is asked and told. It measures nothing itself and knows no clock: whoever asks may stop at any time. */

export interface SearchKnob {
  readonly knobId: string;
  /** Worth a measurement, the one with the most evidence first. */
  readonly values: readonly string[];
  /** The value at stock. */
  readonly now: string;
}

/** Knob ids with values; a knob that is not named is at stock. */
export type KnobValues = Readonly<Record<string, string>>;

export interface Search {
  /** What to measure next against stock; null when there is nothing more to ask. The same values may be asked for again. */
  next(): KnobValues | null;
  /** Its gain over stock in percent; null when it could not be tried, and then it is not asked for again. */
  tell(values: KnobValues, gainPercent: number | null): void;
  /** What is worth a measurement of its own, best first; only what looks like a gain so far. */
  ranked(): readonly Ranked[];
}

export interface Ranked {
  readonly values: KnobValues;
  /** What the search takes its gain for; chosen as the best of many, it is too high on average. */
  readonly gainPercent: number;
}

/** The same for the same values in any order. */
export function keyOf(values: KnobValues): string {
  return JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
