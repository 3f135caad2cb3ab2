/**
 * The steps of one block, all series, in memory: what is not on disk as a
 * finished block yet. A few large arrays instead of some per series, because
 * thousands of small ones cost the engine more than what is in them.
 */
import { mergeStep, type StepColumns, type StepVisitor, visitColumns } from './columns.ts';
import type { StoredTier } from './tiers.ts';

export class StepBlock {
  readonly tier: StoredTier;
  /** Steps, counted from the start of the block, that changed since they were last written. */
  readonly unsaved = new Set<number>();
  #slots = 0;
  #columns: StepColumns = { counts: new Uint16Array(), min: new Float32Array(), mean: new Float32Array(), max: new Float32Array() };
  #number: number;
  #first: number;

  constructor(tier: StoredTier, number: number) {
    this.tier = tier;
    this.#number = number;
    this.#first = tier.blockSteps;
  }

  get number(): number {
    return this.#number;
  }

  /** Empties it and makes it another block: new arrays each time would be garbage that the engine leaves lying for long. */
  become(number: number): void {
    this.#number = number;
    this.#first = this.tier.blockSteps;
    this.#columns.counts.fill(0);
    this.unsaved.clear();
  }

  /** Makes room for so many series at once, instead of bit by bit. */
  reserve(slots: number): void {
    if (slots > this.#slots) this.#grow(slots);
  }

  /** Slots that may have something. */
  get slots(): number {
    return this.#slots;
  }

  get firstStep(): number {
    return this.number * this.tier.blockSteps;
  }

  /** Start of the earliest step that has something; undefined when there is none. */
  get oldestAt(): number | undefined {
    return this.#first === this.tier.blockSteps ? undefined : (this.firstStep + this.#first) * this.tier.stepMs;
  }

  /** `step` counts from 1970 and lies in this block. */
  add(slot: number, step: number, count: number, min: number, mean: number, max: number): void {
    if (slot >= this.#slots) this.#grow(slot + 1);
    const within = step - this.firstStep;
    mergeStep(this.#columns, slot * this.tier.blockSteps + within, count, min, mean, max);
    this.#first = Math.min(this.#first, within);
    this.unsaved.add(within);
  }

  /** A view of one series; undefined when it has nothing here. */
  columns(slot: number): StepColumns | undefined {
    if (slot >= this.#slots) return undefined;
    const start = slot * this.tier.blockSteps;
    const end = start + this.tier.blockSteps;
    const { counts, min, mean, max } = this.#columns;
    const own = counts.subarray(start, end);
    if (own.every((count) => count === 0)) return undefined;
    return { counts: own, min: min.subarray(start, end), mean: mean.subarray(start, end), max: max.subarray(start, end) };
  }

  /** What one step (counted from the start of the block) has, series by series. */
  visitStep(within: number, visit: (slot: number, count: number, min: number, mean: number, max: number) => void): void {
    const { counts, min, mean, max } = this.#columns;
    for (let slot = 0; slot < this.#slots; slot += 1) {
      const at = slot * this.tier.blockSteps + within;
      const count = counts[at] ?? 0;
      if (count > 0) visit(slot, count, min[at] ?? 0, mean[at] ?? 0, max[at] ?? 0);
    }
  }

  /** Steps of one series by their number since 1970. */
  visit(slot: number, visitor: StepVisitor): void {
    const columns = this.columns(slot);
    if (columns === undefined) return;
    const { firstStep } = this;
    visitColumns(columns, 0, this.tier.blockSteps, (step, count, min, mean, max) => {
      visitor(firstStep + step, count, min, mean, max);
    });
  }

  forget(slot: number): void {
    if (slot >= this.#slots) return;
    this.#columns.counts.fill(0, slot * this.tier.blockSteps, (slot + 1) * this.tier.blockSteps);
  }

  /** Everything has to be written again, because the file that had it is gone. */
  markUnsaved(): void {
    for (let within = this.#first; within < this.tier.blockSteps; within += 1) this.unsaved.add(within);
  }

  #grow(slots: number): void {
    const room = Math.max(slots, Math.ceil(this.#slots * 1.25));
    const size = room * this.tier.blockSteps;
    const before = this.#columns;
    this.#columns = {
      counts: new Uint16Array(size),
      min: new Float32Array(size),
      mean: new Float32Array(size),
      max: new Float32Array(size),
    };
    this.#columns.counts.set(before.counts);
    this.#columns.min.set(before.min);
    this.#columns.mean.set(before.mean);
    this.#columns.max.set(before.max);
    this.#slots = room;
  }
}
