/**
 * Looking at the samples more than once without claiming more by chance. The error is spent over the looks as Lan and DeMets
 * describe ("Discrete sequential boundaries for clinical trials", Biometrika 70, 1983), with the power family of Kim and
 * DeMets (1987): after the share t of all blocks at most alpha · t² may have been spent. That lies between Pocock and
 * O’Brien-Fleming: a large effect ends a trial early, and the last look keeps most of its strength.
 */
import { normalCdf, normalDensity } from './normal.ts';
import { intervalRank } from './rankSum.ts';

export interface Look {
  /** How many blocks (see `abba`) there are when it is taken. */
  readonly blocks: number;
  /** What a p value must be below at this look. */
  readonly alpha: number;
}

const spendingPower = 2;
/** Every look costs the later ones a little; each has this many times the blocks of the one before. */
const growth = 4 / 3;
const samplesInBlock = 2;

/**
 * Looks at which a trial of so many blocks may end: it ends at the first whose p value is below its alpha. Whoever stops
 * without a claim, or holds a look early and ends there, claims less, never more. The last look is at `maximumBlocks`.
 * @throws RangeError when `maximumBlocks` is not a whole number above zero, or `alpha` is not between 0 and 1
 */
export function sequentialLooks(maximumBlocks: number, alpha: number): readonly Look[] {
  if (!Number.isSafeInteger(maximumBlocks) || maximumBlocks < 1) {
    throw new RangeError(`the number of blocks must be a whole number above zero, not ${String(maximumBlocks)}`);
  }
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha must be between 0 and 1, not ${String(alpha)}`);
  const looks: Look[] = [];
  let state: Going | null = null;
  let spent = 0;
  let due = 1;
  for (let blocks = 1; blocks <= maximumBlocks; blocks += 1) {
    const isLast = blocks === maximumBlocks;
    // So near to the end it would cost more than it saves.
    const isLate = blocks * growth > maximumBlocks;
    if (!isLast && (blocks < due || isLate)) continue;
    const share = blocks / maximumBlocks;
    const maySpend = alpha * share ** spendingPower;
    const bound = boundFor(state, share, maySpend - spent);
    const look = { blocks, alpha: 2 * normalCdf(-bound) };
    // A look at which nothing could be claimed is none; what it would have spent is left for the next.
    if (!isLast && !canClaim(look)) continue;
    looks.push(look);
    state = goOn(state, share, bound);
    spent = maySpend;
    due = Math.max(blocks + 1, Math.ceil(blocks * growth));
  }
  return looks;
}

function canClaim({ blocks, alpha }: Look): boolean {
  return intervalRank(blocks * samplesInBlock, blocks * samplesInBlock, alpha).rank > 0;
}

/** The density of the test statistic, as a sum that grows with the blocks, over the trials that have not ended. */
interface Going {
  readonly share: number;
  readonly points: readonly number[];
  /** Density times the width that the point stands for. */
  readonly weights: readonly number[];
}

const pointCount = 301;

/** Between looks the sum moves by an independent normal step whose variance is the share of new samples (Armitage 1969). */
function goOn(before: Going | null, share: number, bound: number): Going {
  const end = bound * Math.sqrt(share);
  const step = (2 * end) / (pointCount - 1);
  const points = Array.from({ length: pointCount }, (_, index) => -end + index * step);
  const spread = Math.sqrt(share - (before?.share ?? 0));
  const density = (to: number): number =>
    before === null
      ? normalDensity(to / spread) / spread
      : before.points.reduce((sum, from, index) => sum + (before.weights[index] ?? 0) * normalDensity((to - from) / spread), 0) / spread;
  const simpson = (index: number): number => (index === 0 || index === pointCount - 1 ? 1 : index % 2 === 1 ? 4 : 2) * (step / 3);
  return { share, points, weights: points.map((point, index) => density(point) * simpson(index)) };
}

function boundFor(before: Going | null, share: number, maySpend: number): number {
  let low = 0;
  let high = 12;
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (chanceBeyond(before, share, middle) > maySpend) low = middle;
    else high = middle;
  }
  return high;
}

/** That a trial in which nothing differs has not ended before, and goes beyond the bound now. */
function chanceBeyond(before: Going | null, share: number, bound: number): number {
  if (before === null) return 2 * normalCdf(-bound);
  const end = bound * Math.sqrt(share);
  const spread = Math.sqrt(share - before.share);
  return before.points.reduce((sum, from, index) => {
    const beyond = normalCdf((from - end) / spread) + normalCdf((-end - from) / spread);
    return sum + (before.weights[index] ?? 0) * beyond;
  }, 0);
}
