/** Which values of which knobs to measure next; docs/adr/0013-search-strategy.md says why in this way. */
import { createRacing } from './racing.ts';
import type { Search, SearchKnob } from './search.ts';

export { type KnobValues, keyOf, type Search, type SearchKnob } from './search.ts';

export interface SearchOptions {
  readonly knobs: readonly SearchKnob[];
}

/** Asks in the same order for the same answers; nothing in it is left to chance. */
export function createSearch({ knobs }: SearchOptions): Search {
  return createRacing(knobs);
}
