/** Everything that is kept in memory: samples, the minute and the quarter that are going on, and the blocks that no file has finished yet. */
import { visitFigures } from '../../contracts/metrics.ts';
import type { MonitorFrame } from '../../contracts/monitor.ts';
import { Accumulator } from './accumulator.ts';
import { SecondRing } from './secondRing.ts';
import { type Series, SeriesRegistry } from './seriesRegistry.ts';
import { StepBlock } from './stepBlock.ts';
import {
  blockOf,
  leastAtMs,
  leastSecondStepMs,
  maxSeries,
  minuteTier,
  mostAtMs,
  quarterTier,
  type StoredTier,
  secondCapacity,
  stepOf,
} from './tiers.ts';

export interface TierMemory {
  readonly tier: StoredTier;
  /** The step that is going on, and what was measured in it. */
  step: number | undefined;
  readonly now: Accumulator;
  open: StepBlock | undefined;
  /** Finished blocks on their way to the file, oldest first. */
  readonly closed: StepBlock[];
  /** One that is in the file, for the next block to be made of. */
  spare: StepBlock | undefined;
}

export interface HistoryMemoryOptions {
  /** Looked at anew for each frame. */
  readonly intervalMs: () => number;
  readonly onEvict: (slot: number, series: Series) => void;
  readonly maxSeries?: number;
}

/** Blocks that wait for the file, or that are all there is when there is no file: 4 hours of minutes and 2 days of quarters. */
export const maxClosedBlocks = 2;

/** Beyond this, single precision knows only infinity. */
const mostFigure = 3.4e38;

function tierMemory(tier: StoredTier): TierMemory {
  return { tier, step: undefined, now: new Accumulator(), open: undefined, closed: [], spare: undefined };
}

export class HistoryMemory {
  readonly series: SeriesRegistry;
  readonly ring = new SecondRing(secondCapacity);
  readonly minute = tierMemory(minuteTier);
  readonly quarter = tierMemory(quarterTier);
  readonly #intervalMs: () => number;
  #secondStartedMs = Number.NEGATIVE_INFINITY;

  constructor({ intervalMs, onEvict, maxSeries: most = maxSeries }: HistoryMemoryOptions) {
    this.#intervalMs = intervalMs;
    this.series = new SeriesRegistry({
      maxSeries: most,
      onEvict: (slot, series) => {
        this.#settle(slot);
        onEvict(slot, series);
        this.#forget(slot);
      },
    });
  }

  get tiers(): readonly TierMemory[] {
    return [this.minute, this.quarter];
  }

  /** Takes every figure of the frame. True when a minute was finished by it. */
  take(frame: MonitorFrame, monotonicMs: number): boolean {
    const { at } = frame;
    if (!(at >= leastAtMs && at <= mostAtMs)) return false;
    const finished = this.#enter(at);
    this.#beginSample(frame, monotonicMs);
    this.series.beginFrame(at);
    visitFigures(frame, (metric, instance, value) => {
      if (value === null || !(value <= mostFigure && value >= -mostFigure)) {
        this.series.skip(metric, instance);
        return;
      }
      const slot = this.series.take(metric, instance, at, monotonicMs);
      if (slot === undefined) return;
      this.ring.set(slot, value);
      this.minute.now.addSample(slot, value);
    });
    return finished;
  }

  /** Ends the minute that is going on before its time, so that it can be written; it may go on afterwards. */
  finishMinute(): void {
    const { step, open, now } = this.minute;
    if (step === undefined || open === undefined) return;
    open.reserve(this.series.slots);
    now.visit((slot, count, min, mean, max) => {
      open.add(slot, step, count, min, mean, max);
      this.quarter.now.add(slot, count, min, mean, max);
    });
    now.reset();
  }

  clear(): void {
    this.series.clear();
    this.ring.clear();
    for (const tier of this.tiers) {
      tier.now.reset();
      tier.step = undefined;
      tier.open = undefined;
      tier.closed.length = 0;
      tier.spare = undefined;
    }
  }

  #enter(at: number): boolean {
    const minute = stepOf(minuteTier, at);
    if (minute === this.minute.step) return false;
    this.finishMinute();
    const quarter = stepOf(quarterTier, at);
    if (quarter !== this.quarter.step) this.#finishQuarter();
    const finished = this.minute.step !== undefined;
    this.minute.step = minute;
    this.quarter.step = quarter;
    openBlock(this.minute, blockOf(minuteTier, minute));
    openBlock(this.quarter, blockOf(quarterTier, quarter));
    return finished;
  }

  #finishQuarter(): void {
    const { step, open, now } = this.quarter;
    if (step === undefined || open === undefined) return;
    open.reserve(this.series.slots);
    now.visit((slot, count, min, mean, max) => {
      open.add(slot, step, count, min, mean, max);
    });
    now.reset();
  }

  #beginSample(frame: MonitorFrame, monotonicMs: number): void {
    const intervalMs = this.#intervalMs();
    // Sampled more often than once a second, the ring keeps the last sample of each second; the minute counts them all.
    const replace = intervalMs < leastSecondStepMs && monotonicMs - this.#secondStartedMs < leastSecondStepMs - intervalMs / 2;
    if (!replace) this.#secondStartedMs = monotonicMs;
    this.ring.begin(frame.at, monotonicMs, frame.gap ? 0 : (frame.intervalMs ?? 0), replace);
  }

  /** Moves what a series has in the steps that are going on into their blocks. */
  #settle(slot: number): void {
    const { minute, quarter } = this;
    minute.now.visitSlot(slot, (_slot, count, min, mean, max) => {
      if (minute.step !== undefined) minute.open?.add(slot, minute.step, count, min, mean, max);
      quarter.now.add(slot, count, min, mean, max);
    });
    quarter.now.visitSlot(slot, (_slot, count, min, mean, max) => {
      if (quarter.step !== undefined) quarter.open?.add(slot, quarter.step, count, min, mean, max);
    });
  }

  #forget(slot: number): void {
    this.ring.forget(slot);
    for (const { now, open, closed } of this.tiers) {
      now.forget(slot);
      open?.forget(slot);
      for (const block of closed) block.forget(slot);
    }
  }
}

/** Makes the block with this number the open one; a closed one is opened again when the clock was set back into it. */
function openBlock(memory: TierMemory, number: number): StepBlock {
  const { open, closed } = memory;
  if (open?.number === number) return open;
  if (open?.oldestAt !== undefined) closeBlock(memory, open);
  const again = closed.findIndex((block) => block.number === number);
  const block = closed[again] ?? newBlock(memory, number);
  if (again !== -1) closed.splice(again, 1);
  memory.open = block;
  return block;
}

function newBlock(memory: TierMemory, number: number): StepBlock {
  const { spare } = memory;
  if (spare === undefined) return new StepBlock(memory.tier, number);
  memory.spare = undefined;
  spare.become(number);
  return spare;
}

/** The oldest that nobody could write gives way: memory is bounded, whatever the disk does. */
function closeBlock(memory: TierMemory, block: StepBlock): void {
  memory.closed.push(block);
  if (memory.closed.length > maxClosedBlocks) memory.spare = memory.closed.shift();
}
