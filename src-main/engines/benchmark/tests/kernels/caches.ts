/** Working-set sizes that show the caches of a processor. Pure. */
import type { Cpu } from '../../../../contracts/hardware.ts';
import { okValue } from '../../../../contracts/value.ts';

export const levelIds = ['l1', 'l2', 'l3'] as const;
export type LevelId = (typeof levelIds)[number];

/** A cache that holds data, as one core sees it. */
export interface CacheLevel {
  readonly id: LevelId;
  /** The smallest and the largest there is: the kinds of cores of a hybrid processor differ. */
  readonly leastBytes: number;
  readonly mostBytes: number;
  /** Of all of them together. */
  readonly totalBytes: number;
}

export interface WorkingSet {
  readonly id: LevelId | 'ram';
  readonly bytes: number;
}

/** One thread of the kernels has so much memory at most. */
export const mostThreadBytes = 2 ** 30;
const kibibyte = 1024;
const smallestSweepBytes = 4096;
/** What memory is measured with where the caches are not known: more than the caches of one core of most processors. */
const unknownRamBytes = 256 * 2 ** 20;
/** STREAM's rule for arrays; good for latency, too. */
const ramFactor = 4;
/** Cache sizes come from the machine: beyond this they are not believed. */
const largestCacheBytes = 2 ** 33;

/** Levels 1 to 3, smallest first; empty where the kernel does not tell, as in some virtual machines. */
export function cacheLevels(cpu: Pick<Cpu, 'caches'>): readonly CacheLevel[] {
  const caches = (okValue(cpu.caches) ?? []).filter(
    ({ type, sizeBytes, instances }) =>
      type !== 'instruction' && sizeBytes >= kibibyte && sizeBytes <= largestCacheBytes && instances >= 1 && instances <= 8192,
  );
  return levelIds.flatMap((id, index) => {
    const found = caches.filter(({ level }) => level === index + 1);
    if (found.length === 0) return [];
    const sizes = found.map(({ sizeBytes }) => sizeBytes);
    const totalBytes = found.reduce((sum, { sizeBytes, instances }) => sum + sizeBytes * instances, 0);
    return [{ id, leastBytes: Math.min(...sizes), mostBytes: Math.max(...sizes), totalBytes }];
  });
}

/**
 * A size that lies well inside each level: half of the first one, the geometric middle between the level before and the second, and a
 * quarter of that way into a third one. That is shared with other cores, and in a cloud with other machines, and seldom whole. RAM is
 * four times the last level.
 */
export function workingSets(levels: readonly CacheLevel[]): readonly WorkingSet[] {
  const sets = levels.map((level, index): WorkingSet => {
    const inner = levels[index - 1];
    if (inner === undefined) return { id: level.id, bytes: rounded(level.leastBytes / 2) };
    const share = level.id === 'l3' ? 0.25 : 0.5;
    return { id: level.id, bytes: rounded(inner.mostBytes * (level.leastBytes / inner.mostBytes) ** share) };
  });
  return [...sets, { id: 'ram', bytes: ramBytes(levels) }];
}

/** For one thread. */
export function ramBytes(levels: readonly CacheLevel[]): number {
  const last = levels.at(-1);
  return Math.min(mostThreadBytes, last === undefined ? unknownRamBytes : Math.max(ramFactor * last.mostBytes, 64 * 2 ** 20));
}

/** One array for all threads together. */
export function arrayBytes(levels: readonly CacheLevel[]): number {
  const last = levels.at(-1);
  return last === undefined ? unknownRamBytes : Math.max(ramFactor * last.totalBytes, 64 * 2 ** 20);
}

/** True when memory of this size obeys STREAM's rule. */
export function isLargeEnough(bytes: number, cacheBytes: number | undefined): boolean {
  return cacheBytes === undefined || bytes >= ramFactor * cacheBytes;
}

/** From 4 KiB to RAM: two sizes for each doubling up to the last cache, one above, and the sizes of `workingSets`. */
export function sweepSizes(levels: readonly CacheLevel[]): readonly number[] {
  const largest = ramBytes(levels);
  const lastCache = levels.at(-1)?.mostBytes ?? largest / ramFactor;
  const sizes = new Set(workingSets(levels).map(({ bytes }) => bytes));
  for (let bytes = smallestSweepBytes; bytes <= largest; bytes *= 2) {
    sizes.add(bytes);
    if (bytes < lastCache) sizes.add(rounded(bytes * Math.SQRT2));
  }
  return [...sizes].sort((a, b) => a - b);
}

/** Whole pages, and what a thread can have. */
function rounded(bytes: number): number {
  const whole = Math.round(bytes / smallestSweepBytes) * smallestSweepBytes;
  return Math.min(mostThreadBytes, Math.max(smallestSweepBytes, whole));
}
