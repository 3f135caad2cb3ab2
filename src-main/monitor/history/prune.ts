/**
 * Keeps the file within its age and its size. The oldest minutes go first, but
 * the last day of minutes stays while there are quarters to give: a small file
 * then has both a yesterday and a last month.
 */
import type { HistoryMemory } from './memory.ts';
import type { HistoryStore } from './store.ts';
import { blockMs, minuteTier, quarterTier, type StoredTier, storedTiers } from './tiers.ts';

export interface Limits {
  /** For the file without its log. */
  readonly maxBytes: number;
  /** Wall clock; null while it cannot be believed, and then nothing is dropped for its age. */
  readonly nowMs: number | null;
}

const mebibyte = 1024 * 1024;
const dayOfMinuteBlocks = (24 * 3_600_000) / blockMs(minuteTier);
const shrinkPages = 256;

/** What the file may take of the limit; the rest is for its log, which holds one finished block before it is brought in. */
export function bytesForFile(maxBytes: number): number {
  return maxBytes - Math.min(8 * mebibyte, Math.max(2 * mebibyte, maxBytes / 4));
}

/** Does one small thing. True when there may be more. */
export function oneStepOfPruning(store: HistoryStore, memory: HistoryMemory, limits: Limits): boolean {
  const { fileBytes, usedBytes } = store.size();
  const target = limits.maxBytes - Math.min(mebibyte, limits.maxBytes / 16);
  const victim = tooOld(store, limits.nowMs) ?? (usedBytes > target ? leastWanted(store) : undefined);
  if (victim !== undefined) {
    store.transaction(() => {
      store.dropBlock(victim.tier, victim.block);
    });
    forgetSeries(store, memory);
    return true;
  }
  const freeBytes = fileBytes - usedBytes;
  const isLoose = freeBytes > 4 * mebibyte && freeBytes > fileBytes / 4;
  if (freeBytes === 0 || (fileBytes <= limits.maxBytes && !isLoose)) return false;
  store.shrink(shrinkPages);
  return true;
}

interface Victim {
  readonly tier: StoredTier;
  readonly block: number;
}

function tooOld(store: HistoryStore, nowMs: number | null): Victim | undefined {
  if (nowMs === null) return undefined;
  for (const tier of storedTiers) {
    const block = store.blocks.get(tier)?.[0];
    if (block !== undefined && (block + 1) * blockMs(tier) < nowMs - tier.keepMs) return { tier, block };
  }
  return undefined;
}

function leastWanted(store: HistoryStore): Victim | undefined {
  const minutes = store.blocks.get(minuteTier) ?? [];
  const [minute] = minutes;
  const quarter = store.blocks.get(quarterTier)?.[0];
  if (minute !== undefined && (minutes.length > dayOfMinuteBlocks || quarter === undefined)) return { tier: minuteTier, block: minute };
  return quarter === undefined ? undefined : { tier: quarterTier, block: quarter };
}

/** Series that have nothing left in any block, and that are not measured now. */
function forgetSeries(store: HistoryStore, memory: HistoryMemory): void {
  const starts = storedTiers.flatMap((tier) => (store.blocks.get(tier) ?? []).slice(0, 1).map((block) => block * blockMs(tier)));
  const kept = memory.tiers.flatMap(({ open, closed }) => [open?.oldestAt, ...closed.map((block) => block.oldestAt)]);
  const oldest = Math.min(...starts, ...kept.filter((at) => at !== undefined));
  if (!Number.isFinite(oldest)) return;
  const gone = new Set(store.dropSeriesBefore(oldest));
  if (gone.size === 0) return;
  for (const [, series] of memory.series.entries()) {
    if (gone.has(series.fileNumber)) series.fileNumber = 0;
  }
}
