/** Arithmetic of the processor: whole numbers, and floating-point numbers of both widths. */
import type { KernelThread } from '../kernel.ts';
import { defineKernel, usualSeconds } from '../kernel.ts';
import type { KernelMemory } from '../kernelMemory.ts';
import {
  doubleAnswer,
  doubleOperations,
  doubleStart,
  floatBytes,
  floatFactor,
  floatSteps,
  floatSummand,
  integerAnswer,
  integerSeed,
  integerSteps,
  singleAnswer,
  singleOperations,
  singleStart,
} from './answers.ts';
import type { WorkDone } from './repeat.ts';
import { rate, repeat } from './repeat.ts';

const tableBytes = 4096;

/** A piece of work that says whether its result was right. */
export interface CheckedWork {
  run(): boolean;
}

export function integerWork(memory: KernelMemory): CheckedWork {
  return { run: () => BigInt.asUintN(64, memory.code.integerMix(memory.base, integerSteps, integerSeed)) === integerAnswer };
}

function same(left: Float32Array | Float64Array, right: Float32Array | Float64Array): boolean {
  return left.every((value, index) => value === right[index]);
}

export function doubleWork({ code, base, buffer }: KernelMemory): CheckedWork {
  const numbers = new Float64Array(buffer, base, floatBytes / 8);
  const start = doubleStart();
  const answer = doubleAnswer();
  return {
    run() {
      numbers.set(start);
      code.floatDouble(base, floatSteps, floatFactor, floatSummand);
      return same(numbers, answer);
    },
  };
}

export function singleWork({ code, base, buffer }: KernelMemory): CheckedWork {
  const numbers = new Float32Array(buffer, base, floatBytes / 4);
  const start = singleStart();
  const answer = singleAnswer();
  return {
    run() {
      numbers.set(start);
      code.floatSingle(base, floatSteps, floatFactor, floatSummand);
      return same(numbers, answer);
    },
  };
}

/** @throws Error when the processor did not come to the known answer */
function mustBeRight(name: string, work: CheckedWork, amount: number): () => number {
  return () => {
    if (!work.run()) throw new Error(`the ${name} kernel came to a wrong result`);
    return amount;
  };
}

const ranges = { bytes: null, threads: true, seconds: usualSeconds, intervalMicroseconds: null };

export const integer = defineKernel<WorkDone>({
  name: 'integer',
  summary: 'million steps per second of a mix of 64-bit arithmetic, branches, table accesses and divisions',
  ranges,
  measure: (thread) => repeat(thread, thread.options.seconds, mustBeRight('integer', integerWork(thread.memory(tableBytes)), integerSteps)),
  combine: (parts) => ({
    values: { rate: rate(parts) / 1e6 },
    checks: parts.reduce((total, part) => total + part.work / integerSteps, 0),
  }),
});

interface FloatPart {
  readonly double: WorkDone;
  readonly single: WorkDone;
}

function measureFloat(thread: KernelThread): FloatPart {
  const memory = thread.memory(floatBytes);
  const half = thread.options.seconds / 2;
  return {
    double: repeat(thread, half, mustBeRight('double', doubleWork(memory), floatSteps * doubleOperations)),
    single: repeat(thread, half, mustBeRight('single', singleWork(memory), floatSteps * singleOperations)),
  };
}

export const float = defineKernel<FloatPart>({
  name: 'float',
  summary: 'GFLOP/s of multiply and add in vectors of 128 bits, f64 and f32, half of the time each',
  ranges,
  measure: measureFloat,
  combine: (parts) => ({
    values: { f64: rate(parts.map((part) => part.double)) / 1e9, f32: rate(parts.map((part) => part.single)) / 1e9 },
    checks: parts.reduce(
      (total, { double, single }) => total + (double.work / doubleOperations + single.work / singleOperations) / floatSteps,
      0,
    ),
  }),
});
