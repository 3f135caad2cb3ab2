/** For kernels that do the same piece of work again and again: how much in how long. */
import { nowSeconds } from '../clock.ts';
import type { KernelThread } from '../kernel.ts';
import { sum } from '../numbers.ts';

export interface WorkDone {
  readonly work: number;
  readonly seconds: number;
}

/** One piece that does not count, which compiles and warms; then all threads start together. `piece` returns the work that it did. */
export function repeat(thread: KernelThread, seconds: number, piece: () => number): WorkDone {
  piece();
  thread.meet();
  const start = nowSeconds();
  let work = 0;
  let now = start;
  do {
    work += piece();
    now = nowSeconds();
  } while (now - start < seconds);
  return { work, seconds: now - start };
}

/** Work of all threads together per second. */
export function rate(parts: readonly WorkDone[]): number {
  return sum(parts.map((part) => part.work / part.seconds));
}
