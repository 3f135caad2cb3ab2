/** After a start: takes up the minutes and quarters that an earlier process wrote but did not finish a block of. */
import { type HistoryMemory, maxClosedBlocks, type TierMemory } from './memory.ts';
import { StepBlock } from './stepBlock.ts';
import type { HistoryStore, PendingRow } from './store.ts';
import { blockOf, minutesPerQuarter, minuteTier, quarterTier } from './tiers.ts';

/** `seal` writes a block to the file at once; used when more blocks wait than memory has room for. */
export function loadPending(
  store: HistoryStore,
  memory: HistoryMemory,
  monotonicMs: number,
  seal: (memory: TierMemory, block: StepBlock) => void,
): void {
  const slots = new Map<number, number | undefined>();
  const slotOf = (number: number): number | undefined => {
    if (!slots.has(number)) slots.set(number, restore(store, memory, number, monotonicMs));
    return slots.get(number);
  };
  const block = (tier: TierMemory, step: number): StepBlock => blockFor(tier, blockOf(tier.tier, step), seal);

  const addTo = (tier: TierMemory, { step, row }: PendingRow, isSaved: boolean, targetStep = step): void => {
    const target = block(tier, targetStep);
    const within = targetStep - target.firstStep;
    const wasUnsaved = target.unsaved.has(within);
    for (let at = 0; at < row.length; at += 1) {
      const slot = slotOf(row.numbers[at] ?? 0);
      if (slot !== undefined) target.add(slot, targetStep, row.counts[at] ?? 0, row.min[at] ?? 0, row.mean[at] ?? 0, row.max[at] ?? 0);
    }
    if (isSaved && !wasUnsaved) target.unsaved.delete(within);
  };

  for (const pending of store.pending(quarterTier)) addTo(memory.quarter, pending, true);
  for (const pending of store.pending(minuteTier)) {
    addTo(memory.minute, pending, true);
    if (pending.counted) continue;
    const quarter = Math.floor(pending.step / minutesPerQuarter);
    if (quarter !== memory.quarter.step) addTo(memory.quarter, pending, false, quarter);
    else continueQuarter(memory, pending, slotOf);
  }
}

/** The quarter that was going on then is going on still. */
function continueQuarter(memory: HistoryMemory, { row }: PendingRow, slotOf: (number: number) => number | undefined): void {
  for (let at = 0; at < row.length; at += 1) {
    const slot = slotOf(row.numbers[at] ?? 0);
    if (slot !== undefined) memory.quarter.now.add(slot, row.counts[at] ?? 0, row.min[at] ?? 0, row.mean[at] ?? 0, row.max[at] ?? 0);
  }
}

function restore(store: HistoryStore, memory: HistoryMemory, number: number, monotonicMs: number): number | undefined {
  const stored = store.seriesById(number);
  if (stored === undefined) return undefined;
  const slot = memory.series.restore(stored.name, stored.firstAt, stored.lastAt, monotonicMs);
  const series = slot === undefined ? undefined : memory.series.at(slot);
  if (series === undefined) return undefined;
  series.fileNumber = number;
  series.firstAt = Math.min(series.firstAt, stored.firstAt);
  return slot;
}

function blockFor(memory: TierMemory, number: number, seal: (memory: TierMemory, block: StepBlock) => void): StepBlock {
  const known = [...memory.closed, memory.open].find((block) => block?.number === number);
  if (known !== undefined) return known;
  const block = new StepBlock(memory.tier, number);
  memory.closed.push(block);
  memory.closed.sort((a, b) => a.number - b.number);
  const oldest = memory.closed[0];
  if (memory.closed.length > maxClosedBlocks && oldest !== undefined && oldest !== block) seal(memory, oldest);
  return block;
}
