/** Which resolution answers a question, how its steps are cut, and what falls into each of them. Pure. */
import type { StepColumns } from './columns.ts';
import type { TierName } from './tiers.ts';

export interface RangeQuery {
  readonly series: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly points: number;
}

export interface TierReach {
  readonly tier: TierName;
  readonly stepMs: number;
  /** Start of the oldest step; undefined when it has nothing. */
  readonly oldestAt: number | undefined;
}

export interface RangePlan {
  readonly tier: TierName;
  readonly fromMs: number;
  readonly stepMs: number;
  readonly count: number;
}

/** What Date can hold (ECMA-262, 21.4.1.1); beyond it arithmetic on times is not exact. */
const mostTimeMs = 8.64e15;

/**
 * The finest resolution that has everything from `fromMs` on, or everything
 * that a coarser one could add. `tiers` from fine to coarse. `firstAt`: when anything that is asked for was measured
 * first; after a restart a coarser step that starts just before the finer ones may hold what an earlier process measured.
 */
export function pickTier(tiers: readonly TierReach[], fromMs: number, firstAt: number): TierReach | undefined {
  return tiers.find(({ oldestAt }, at) => {
    if (oldestAt === undefined) return at === tiers.length - 1;
    if (oldestAt <= fromMs) return true;
    const addsNothing = (coarser: TierReach): boolean => {
      if (coarser.oldestAt === undefined || coarser.oldestAt >= oldestAt) return true;
      return coarser.oldestAt + coarser.stepMs > oldestAt && firstAt >= oldestAt;
    };
    return tiers.slice(at + 1).every(addsNothing);
  });
}

/** Steps of equal length, whole multiples of the resolution; on the same grid for each question of the same length where that fits. */
export function planRange({ tier, stepMs: unit }: TierReach, query: RangeQuery, mostSteps: number): RangePlan {
  const from = Math.floor(clampTime(query.fromMs) / unit) * unit;
  const to = Math.max(from + unit, Math.ceil(clampTime(query.toMs) / unit) * unit);
  const points = Math.max(1, Math.min(query.points, mostSteps));
  const least = Math.ceil((to - from) / unit / points);
  for (const multiple of [least, least + 1]) {
    const stepMs = multiple * unit;
    const start = Math.floor(from / stepMs) * stepMs;
    const count = Math.ceil((to - start) / stepMs);
    if (count <= points) return { tier, fromMs: start, stepMs, count };
  }
  const stepMs = least * unit;
  return { tier, fromMs: from, stepMs, count: Math.ceil((to - from) / stepMs) };
}

/**
 * Steps of a quarter of an hour or more are made from quarters, also where minutes would reach back far enough: a
 * fifteenth of the work, and the same figures, because a step is whole quarters then. It may give half as many steps.
 */
export function planFor(tiers: readonly TierReach[], query: RangeQuery, mostSteps: number, firstAt: number): RangePlan | undefined {
  const picked = pickTier(tiers, query.fromMs, firstAt);
  if (picked === undefined) return undefined;
  const plan = planRange(picked, query, mostSteps);
  if (picked.tier === 'second') return plan;
  const { oldestAt = Number.POSITIVE_INFINITY } = picked;
  const coarser = tiers.find(
    (other) =>
      other.stepMs > picked.stepMs &&
      other.stepMs <= plan.stepMs &&
      other.oldestAt !== undefined &&
      other.oldestAt <= Math.max(query.fromMs, oldestAt),
  );
  return coarser === undefined ? plan : planRange(coarser, query, mostSteps);
}

function clampTime(ms: number): number {
  return Math.min(mostTimeMs, Math.max(-mostTimeMs, ms));
}

export class Buckets {
  readonly plan: RangePlan;
  /** Steps in which a sample was taken, whether or not it measured this. */
  readonly #sampled: Uint8Array;
  readonly #counts: Float64Array;
  readonly #sums: Float64Array;
  readonly #least: Float64Array;
  readonly #most: Float64Array;

  constructor(plan: RangePlan) {
    this.plan = plan;
    this.#sampled = new Uint8Array(plan.count);
    this.#counts = new Float64Array(plan.count);
    this.#sums = new Float64Array(plan.count);
    this.#least = new Float64Array(plan.count);
    this.#most = new Float64Array(plan.count);
  }

  add(atMs: number, count: number, min: number, mean: number, max: number): void {
    const bucket = Math.floor((atMs - this.plan.fromMs) / this.plan.stepMs);
    if (bucket >= 0 && bucket < this.plan.count) this.#addTo(bucket, count, min, mean, max);
  }

  /** Steps one after the other from `startMs` on. The same as `add` for each; a week has ten thousand. */
  addSteps({ counts, min, mean, max }: StepColumns, startMs: number, unitMs: number): void {
    const { fromMs, stepMs, count: buckets } = this.plan;
    let bucket = Math.floor((startMs - fromMs) / stepMs);
    // Steps left in this bucket: plans are made of whole steps.
    let left = Math.round((fromMs + (bucket + 1) * stepMs - startMs) / unitMs);
    const perBucket = Math.round(stepMs / unitMs);
    for (let step = 0; step < counts.length; step += 1) {
      if (left === 0) {
        bucket += 1;
        left = perBucket;
      }
      left -= 1;
      const count = counts[step] ?? 0;
      if (count === 0 || bucket < 0) continue;
      if (bucket >= buckets) return;
      this.#addTo(bucket, count, min[step] ?? 0, mean[step] ?? 0, max[step] ?? 0);
    }
  }

  /** A sample of the second tier; NaN where it did not measure this. */
  addSample(atMs: number, value: number): void {
    const bucket = Math.floor((atMs - this.plan.fromMs) / this.plan.stepMs);
    if (!(bucket >= 0 && bucket < this.plan.count)) return;
    this.#sampled[bucket] = 1;
    if (!Number.isNaN(value)) this.#addTo(bucket, 1, value, value, value);
  }

  /**
   * After all samples: fills the steps without one whose middle lies in the time that a sample is true
   * for: a sample that came a millisecond late is no gap.
   */
  cover(atMs: number, coversMs: number, value: number): void {
    const { fromMs, stepMs, count } = this.plan;
    const first = Math.max(0, Math.floor((atMs - coversMs - fromMs) / stepMs - 0.5) + 1);
    const last = Math.min(count - 1, Math.floor((atMs - fromMs) / stepMs - 0.5));
    for (let bucket = first; bucket <= last; bucket += 1) {
      if (this.#sampled[bucket] === 0) this.#addTo(bucket, 1, value, value, value);
    }
  }

  columns(): { readonly min: (number | null)[]; readonly mean: (number | null)[]; readonly max: (number | null)[] } {
    const pick = (value: (bucket: number) => number): (number | null)[] =>
      Array.from(this.#counts, (count, bucket) => (count === 0 ? null : plainNumber(value(bucket))));
    return {
      min: pick((bucket) => this.#least[bucket] ?? 0),
      mean: pick((bucket) => this.#mean(bucket)),
      max: pick((bucket) => this.#most[bucket] ?? 0),
    };
  }

  #mean(bucket: number): number {
    const mean = (this.#sums[bucket] ?? 0) / (this.#counts[bucket] ?? 1);
    return Math.min(this.#most[bucket] ?? mean, Math.max(this.#least[bucket] ?? mean, mean));
  }

  #addTo(bucket: number, count: number, min: number, mean: number, max: number): void {
    const before = this.#counts[bucket] ?? 0;
    this.#counts[bucket] = before + count;
    this.#sums[bucket] = (this.#sums[bucket] ?? 0) + mean * count;
    if (before === 0 || min < (this.#least[bucket] ?? min)) this.#least[bucket] = min;
    if (before === 0 || max > (this.#most[bucket] ?? max)) this.#most[bucket] = max;
  }
}

const scales = [1e7, 1e6, 1e5, 1e4, 1e3, 100, 10] as const;

/**
 * Single precision as people write it: 12.34 comes back as 12.34 and not as
 * 12.34000015258789. Seven digits are what it holds; whole numbers beyond that stay as they are.
 */
export function plainNumber(value: number): number {
  const size = Math.abs(value);
  if (size < 0.1) return value === 0 ? 0 : Number(value.toPrecision(7));
  let limit = 1;
  for (const scale of scales) {
    if (size < limit) return Math.round(value * scale) / scale;
    limit *= 10;
  }
  return Math.round(value);
}
