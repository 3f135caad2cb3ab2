/** Every kernel notices a wrong result: its inner loop is replaced by a broken one. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultOptions } from './commandLine.ts';
import { compiledKernels } from './compile.ts';
import type { AnyKernel, KernelThread } from './kernel.ts';
import type { KernelCode } from './kernelMemory.ts';
import { createKernelMemory } from './kernelMemory.ts';
import { burn } from './kernels/burn.ts';
import { chase } from './kernels/chase.ts';
import { float, integer } from './kernels/compute.ts';
import { sort } from './kernels/sort.ts';
import { stream } from './kernels/stream.ts';
import { walk } from './kernels/walk.ts';

const module = await WebAssembly.compile(readFileSync(compiledKernels()));

function threadOf(kernel: AnyKernel, breakIt: (code: KernelCode) => Partial<KernelCode>): KernelThread {
  return {
    options: { ...defaultOptions(kernel), bytes: [2 ** 20], seconds: 0.001 },
    index: 0,
    meet: () => undefined,
    agree: (opinion) => opinion,
    memory(bytes) {
      const memory = createKernelMemory(module, bytes);
      return { ...memory, code: { ...memory.code, ...breakIt(memory.code) } };
    },
  };
}

const broken: readonly (readonly [string, AnyKernel, (code: KernelCode) => Partial<KernelCode>, RegExp])[] = [
  ['integer', integer, (code) => ({ integerMix: (table, steps, seed) => code.integerMix(table, steps, seed) ^ 1n }), /integer/],
  [
    'double',
    float,
    (code) => ({
      floatDouble: (at, steps, factor, add) => {
        code.floatDouble(at, steps - 1, factor, add);
      },
    }),
    /double/,
  ],
  [
    'single',
    float,
    (code) => ({
      floatSingle: (at, steps, factor, add) => {
        code.floatSingle(at, steps - 1, factor, add);
      },
    }),
    /single/,
  ],
  ['sort', sort, () => ({ sortKeys: () => undefined }), /order/],
  ['walk', walk, (code) => ({ randomWalk: (base, mask, steps, state) => code.randomWalk(base, mask, steps - 1, state) }), /add up/],
  [
    'stream',
    stream,
    (code) => ({
      add: (left, right, to, bytes) => {
        code.add(left, right, to, bytes - 64);
      },
    }),
    /24 numbers/,
  ],
  ['chase', chase, (code) => ({ walkCycle: (start, steps) => code.walkCycle(start, Math.max(16, steps - 16)) }), /cycle|wrong place/],
];

describe('a wrong result', () => {
  it.each(broken)('of %s is an error', async (_name, kernel, breakIt, text) => {
    await expect(Promise.resolve().then(() => kernel.measure(threadOf(kernel, breakIt)))).rejects.toThrow(text);
    await expect(Promise.resolve(kernel.measure(threadOf(kernel, () => ({}))))).resolves.toBeDefined();
  });

  it('of the burn-in is counted, and does not end it', async () => {
    const part = await burn.measure(threadOf(burn, () => ({ integerMix: () => 0n, checkPattern: () => 2 })));
    const { values, checks } = burn.combine([part], defaultOptions(burn));
    // Of 49 pieces 16 are integer arithmetic and one is the pattern, here with two wrong words; the first of all does not count as work.
    expect(values['errors']).toBe((checks / 49 + 1) * 18);
    const right = burn.combine([await burn.measure(threadOf(burn, () => ({})))], defaultOptions(burn));
    expect(right.values['errors']).toBe(0);
    expect(right.values['rate']).toBeGreaterThan(0);
  });
});
