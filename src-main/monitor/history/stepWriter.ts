/** Writes the steps that changed: one row for each, with all series, until the block they belong to is finished. */
import { encodeRow, newStepRow, rowBytes } from './codec.ts';
import { type NumberOf, numberingTransaction } from './fileNumbers.ts';
import type { HistoryMemory } from './memory.ts';
import type { StepBlock } from './stepBlock.ts';
import type { HistoryStore } from './store.ts';
import { minutesPerQuarter, minuteTier, type StoredTier } from './tiers.ts';

export class StepWriter {
  readonly #memory: HistoryMemory;
  #scratch = new ArrayBuffer(0);

  constructor(memory: HistoryMemory) {
    this.#memory = memory;
  }

  /** In one transaction. */
  write(store: HistoryStore): void {
    const memory = this.#memory;
    numberingTransaction(store, memory.series, (numberOf) => {
      for (const { tier, open, closed } of memory.tiers) {
        for (const block of closed) this.#writeBlock(store, tier, block, numberOf);
        if (open !== undefined) this.#writeBlock(store, tier, open, numberOf);
      }
      const quarter = memory.quarter.step ?? 0;
      store.markCounted(minuteTier, quarter * minutesPerQuarter, (quarter + 1) * minutesPerQuarter);
    });
    for (const { open, closed } of memory.tiers) {
      open?.unsaved.clear();
      for (const block of closed) block.unsaved.clear();
    }
  }

  #writeBlock(store: HistoryStore, tier: StoredTier, block: StepBlock, numberOf: NumberOf): void {
    const current = this.#memory.quarter.step;
    for (const within of block.unsaved) {
      const step = block.firstStep + within;
      let length = 0;
      block.visitStep(within, () => {
        length += 1;
      });
      if (length === 0) continue;
      const row = newStepRow(length, this.#rowBuffer(length));
      let at = 0;
      block.visitStep(within, (slot, count, min, mean, max) => {
        row.numbers[at] = numberOf(slot);
        row.counts[at] = count;
        row.min[at] = min;
        row.mean[at] = mean;
        row.max[at] = max;
        at += 1;
      });
      const counted = tier !== minuteTier || Math.floor(step / minutesPerQuarter) !== current;
      store.writePending(tier, step, counted, encodeRow(row));
    }
  }

  /** The same memory for each row. */
  #rowBuffer(length: number): ArrayBuffer {
    const bytes = rowBytes(length);
    if (this.#scratch.byteLength < bytes) this.#scratch = new ArrayBuffer(bytes * 2);
    return this.#scratch;
  }
}
