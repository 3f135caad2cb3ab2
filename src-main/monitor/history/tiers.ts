/** The three resolutions, and how the two that reach the disk are cut into blocks. All arithmetic is on wall clock time. */

export type TierName = 'second' | 'minute' | 'quarter';
type StoredTierName = 'minute' | 'quarter';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export interface StoredTier {
  readonly name: StoredTierName;
  /** Part of the keys on disk; never changes its meaning. */
  readonly number: number;
  readonly stepMs: number;
  readonly blockSteps: number;
  readonly keepMs: number;
}

/** Blocks start at whole multiples of 2 hours, so that no quarter lies in two of them. */
export const minuteTier: StoredTier = { name: 'minute', number: 0, stepMs: 60_000, blockSteps: 120, keepMs: 7 * dayMs };
export const quarterTier: StoredTier = { name: 'quarter', number: 1, stepMs: 900_000, blockSteps: 96, keepMs: 365 * dayMs };
export const storedTiers: readonly StoredTier[] = [minuteTier, quarterTier];

export const minutesPerQuarter = quarterTier.stepMs / minuteTier.stepMs;

export const secondKeepMs = 900_000;
/** Samples in memory; 15 minutes at one per second. */
export const secondCapacity = 900;
export const leastSecondStepMs = 1000;

/** Series that are kept at the same time; hardware may name as many devices as it likes. */
export const maxSeries = 4000;

export function stepOf(tier: StoredTier, atMs: number): number {
  return Math.floor(atMs / tier.stepMs);
}

export function blockOf(tier: StoredTier, step: number): number {
  return Math.floor(step / tier.blockSteps);
}

export function blockMs(tier: StoredTier): number {
  return tier.stepMs * tier.blockSteps;
}

/** Times that a step number, and with it a key on disk, can be made of: 1970 to 2200. */
export const leastAtMs = 0;
export const mostAtMs = 230 * 365 * dayMs;
