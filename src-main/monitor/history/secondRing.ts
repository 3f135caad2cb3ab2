/**
 * The last 15 minutes, sample by sample: one shared time column and one column
 * of single precision per series. Samples stay in the order they were taken;
 * their wall clock times need not rise.
 */
import { secondKeepMs } from './tiers.ts';

/** `value` is NaN where the sample did not measure this. */
export type SampleVisitor = (atMs: number, coversMs: number, value: number, monotonicMs: number) => void;

/** A clock that goes back by more than this is set, not steered. */
const setBackMs = 5000;

export class SecondRing {
  readonly #capacity: number;
  readonly #at: Float64Array;
  readonly #monotonic: Float64Array;
  /** How long before its time a sample is true for; 0 after a gap. */
  readonly #covers: Float32Array;
  readonly #columns: (Float32Array | undefined)[] = [];
  #next = 0;
  #count = 0;
  /** Samples since the wall clock was last set back. Only these answer for times, the older ones in their own minutes. */
  #inOrder = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#at = new Float64Array(capacity);
    this.#monotonic = new Float64Array(capacity);
    this.#covers = new Float32Array(capacity);
  }

  /** Begins a sample; `set` gives it its figures. With `replace` it takes the place of the newest. */
  begin(atMs: number, monotonicMs: number, coversMs: number, replace: boolean): void {
    if (replace && this.#count > 0) this.#next = this.#index(this.#count - 1);
    else {
      const last = this.#count === 0 ? atMs : (this.#at[this.#index(this.#count - 1)] ?? atMs);
      this.#inOrder = atMs < last - setBackMs ? 1 : Math.min(this.#capacity, this.#inOrder + 1);
      this.#count = Math.min(this.#capacity, this.#count + 1);
    }
    const index = this.#next;
    this.#at[index] = atMs;
    this.#monotonic[index] = monotonicMs;
    this.#covers[index] = coversMs;
    for (const column of this.#columns) {
      if (column !== undefined) column[index] = Number.NaN;
    }
    this.#next = (index + 1) % this.#capacity;
    this.#dropOld(monotonicMs);
  }

  set(slot: number, value: number): void {
    let column = this.#columns[slot];
    if (column === undefined) {
      column = new Float32Array(this.#capacity).fill(Number.NaN);
      while (this.#columns.length < slot) this.#columns.push(undefined);
      this.#columns[slot] = column;
    }
    column[(this.#next + this.#capacity - 1) % this.#capacity] = value;
  }

  /** Wall clock time from which on everything that was measured is here; undefined when it is empty. */
  get oldestAt(): number | undefined {
    return this.#inOrder === 0 ? undefined : this.#at[this.#index(this.#count - this.#inOrder)];
  }

  /** All samples of a series, oldest first, also those from before the clock was set back. */
  visitAll(slot: number, visit: SampleVisitor): void {
    this.#visit(slot, 0, visit);
  }

  /** The samples that answer for wall clock times. */
  visitInOrder(slot: number, visit: SampleVisitor): void {
    this.#visit(slot, this.#count - this.#inOrder, visit);
  }

  forget(slot: number): void {
    this.#columns[slot]?.fill(Number.NaN);
  }

  clear(): void {
    this.#count = 0;
    this.#inOrder = 0;
    this.#columns.length = 0;
  }

  #visit(slot: number, first: number, visit: SampleVisitor): void {
    const column = this.#columns[slot];
    if (column === undefined) return;
    for (let position = first; position < this.#count; position += 1) {
      const index = this.#index(position);
      visit(this.#at[index] ?? 0, this.#covers[index] ?? 0, column[index] ?? Number.NaN, this.#monotonic[index] ?? 0);
    }
  }

  /** Where the sample lies that is this many after the oldest. */
  #index(position: number): number {
    return (this.#next + this.#capacity - this.#count + position) % this.#capacity;
  }

  #dropOld(monotonicMs: number): void {
    while (this.#count > 1 && (this.#monotonic[this.#index(0)] ?? 0) <= monotonicMs - secondKeepMs) this.#count -= 1;
    this.#inOrder = Math.min(this.#inOrder, this.#count);
  }
}
