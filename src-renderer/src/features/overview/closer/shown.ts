/** Which series are drawn, and in which of the colours. Pure. */
import type { CloserSeries } from './closerSeries.ts';
import type { Span } from './rows.ts';

/** Series id → slot. A slot is a colour; it stays with its series while that is shown, whatever else comes and goes. */
export type Shown = ReadonlyMap<string, number>;

/** As many lines as can be told apart by colour. */
export const colorCount = 8;

function freeSlot(shown: Shown): number {
  const taken = new Set(shown.values());
  let slot = 0;
  while (taken.has(slot)) slot += 1;
  return slot;
}

/** Shows what was hidden and hides what was shown. */
export function toggled(shown: Shown, id: string): Shown {
  if (shown.has(id)) return new Map([...shown].filter(([member]) => member !== id));
  return new Map([...shown, [id, freeSlot(shown)]]);
}

/** All of them, in their order; those beyond the colours repeat a colour with a dashed line. */
export function allShown(series: readonly CloserSeries[]): Shown {
  return new Map(series.map((one, slot) => [one.id, slot]));
}

/** Shows the hidden ones too; those already shown keep their colours. */
export function withAll(shown: Shown, series: readonly CloserSeries[]): Shown {
  return series.reduce((all, { id }) => (all.has(id) ? all : toggled(all, id)), shown);
}

/** More lines than this hide each other, and the total behind them. */
const firstCount = 5;

/** At first everything that fits into the colours; otherwise the totals and those that went highest. */
export function firstShown(series: readonly CloserSeries[], spans: ReadonlyMap<string, Span | null>): Shown {
  if (series.length <= colorCount) return allShown(series);
  const most = (one: CloserSeries): number => spans.get(one.id)?.most ?? Number.NEGATIVE_INFINITY;
  const ranked = [...series].sort((a, b) => Number(b.main) - Number(a.main) || most(b) - most(a)).slice(0, firstCount);
  const chosen = new Set(ranked.map((one) => one.id));
  return allShown(series.filter((one) => chosen.has(one.id)));
}

/** Those of `first` before the others, so that a long legend begins with what is drawn. */
export function legendOrder(series: readonly CloserSeries[], first: Shown): readonly CloserSeries[] {
  return [...series.filter(({ id }) => first.has(id)), ...series.filter(({ id }) => !first.has(id))];
}
