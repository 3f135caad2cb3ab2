/** Sorts random keys that are the same each time. Making and checking them is not part of the time. */
import { nowSeconds } from '../clock.ts';
import type { KernelThread } from '../kernel.ts';
import { defineKernel, oneGiB, usualSeconds } from '../kernel.ts';
import { sum } from '../numbers.ts';
import type { WorkDone } from './repeat.ts';
import { rate } from './repeat.ts';

const seed = 0x9e37_79b9_7f4a_7c15n;

interface SortPart extends WorkDone {
  readonly rounds: number;
}

function measure(thread: KernelThread): SortPart {
  const count = Math.floor((thread.options.bytes[0] ?? 0) / 4);
  const { code, base } = thread.memory(4 * count);
  const sortOnce = (): number => {
    const before = code.fillKeys(base, count, seed);
    const start = nowSeconds();
    code.sortKeys(base, count);
    const seconds = nowSeconds() - start;
    if (code.checkKeys(base, count) !== before) throw new Error('the keys are not in order, or not the same keys');
    return seconds;
  };
  sortOnce();
  thread.meet();
  let rounds = 0;
  let seconds = 0;
  const end = nowSeconds() + thread.options.seconds;
  do {
    seconds += sortOnce();
    rounds += 1;
  } while (nowSeconds() < end);
  return { work: rounds * count, seconds, rounds };
}

export const sort = defineKernel<SortPart>({
  name: 'sort',
  summary: 'million 32-bit keys per second by quicksort; --bytes for each thread',
  ranges: {
    bytes: { least: 4, most: oneGiB, usual: 4 * 2 ** 20, several: false },
    threads: true,
    seconds: usualSeconds,
    intervalMicroseconds: null,
  },
  measure,
  combine: (parts) => ({ values: { rate: rate(parts) / 1e6 }, checks: sum(parts.map((part) => part.rounds)) }),
});
