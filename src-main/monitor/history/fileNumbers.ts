/** Numbers of series in the file. */
import type { SeriesRegistry } from './seriesRegistry.ts';
import type { HistoryStore } from './store.ts';

export type NumberOf = (slot: number) => number;

/** A transaction that may give series their numbers. What a transaction that did not happen numbered has no number. */
export function numberingTransaction(store: HistoryStore, registry: SeriesRegistry, work: (numberOf: NumberOf) => void): void {
  const named: number[] = [];
  const numberOf = (slot: number): number => {
    const series = registry.at(slot);
    if (series === undefined) throw new Error('a step has a series that does not exist');
    if (series.fileNumber === 0) {
      series.fileNumber = store.seriesNumber(series.id, series.firstAt, series.lastAt);
      named.push(slot);
    }
    return series.fileNumber;
  };
  try {
    store.transaction(() => {
      work(numberOf);
    });
  } catch (error) {
    for (const slot of named) {
      const series = registry.at(slot);
      if (series !== undefined) series.fileNumber = 0;
    }
    throw error;
  }
}
