/** Load with error detection: every piece of work is compared with its known answer, and a wrong one is counted instead of ending it. */
import type { KernelThread } from '../kernel.ts';
import { defineKernel, oneGiB } from '../kernel.ts';
import { sum } from '../numbers.ts';
import type { CheckedWork } from './compute.ts';
import { doubleWork, integerWork, singleWork } from './compute.ts';
import type { WorkDone } from './repeat.ts';
import { rate, repeat } from './repeat.ts';

interface BurnPart extends WorkDone {
  readonly errors: number;
}

/** Pieces of arithmetic for one pass over the memory: most of the heat comes from the vector units. */
const piecesOfArithmetic = 16;

function measure(thread: KernelThread): BurnPart {
  const bytes = Math.floor((thread.options.bytes[0] ?? 0) / 8) * 8;
  const memory = thread.memory(bytes);
  const arithmetic = thread.memory(4096);
  const works: readonly CheckedWork[] = [doubleWork(arithmetic), singleWork(arithmetic), integerWork(arithmetic)];
  let errors = 0;
  let seed = BigInt(thread.index);
  const piece = (): number => {
    seed += 1n;
    memory.code.fillPattern(memory.base, bytes, seed);
    for (let index = 0; index < piecesOfArithmetic; index += 1) {
      for (const work of works) if (!work.run()) errors += 1;
    }
    errors += memory.code.checkPattern(memory.base, bytes, seed);
    return works.length * piecesOfArithmetic + 1;
  };
  return { ...repeat(thread, thread.options.seconds, piece), errors };
}

export const burn = defineKernel<BurnPart>({
  name: 'burn',
  summary: 'checked pieces of work per second under full load, and how many were wrong; --bytes for each thread',
  ranges: {
    bytes: { least: 4096, most: oneGiB, usual: 2 ** 20, several: false },
    threads: true,
    seconds: { least: 0.001, most: 86_400, usual: 5 },
    intervalMicroseconds: null,
  },
  measure,
  combine: (parts) => ({
    values: { rate: rate(parts), errors: sum(parts.map((part) => part.errors)) },
    checks: sum(parts.map((part) => part.work)),
  }),
});
