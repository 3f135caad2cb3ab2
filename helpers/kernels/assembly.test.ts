/** The inner loops against models of them, and their checks against planted errors. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compiledKernels } from './compile.ts';
import type { KernelMemory } from './kernelMemory.ts';
import { createKernelMemory } from './kernelMemory.ts';
import { doubleAnswer, integerAnswer, integerSeed, integerSteps, singleAnswer } from './kernels/answers.ts';
import { doubleWork, integerWork, singleWork } from './kernels/compute.ts';
import { integerModel, walkModel } from './testSupport/models.ts';

let module: WebAssembly.Module;
let memory: KernelMemory;

beforeAll(async () => {
  module = await WebAssembly.compile(readFileSync(compiledKernels()));
  memory = createKernelMemory(module, 2 ** 20);
});

describe('integer mix', () => {
  it('comes to the answer that is written down, which is the one of the model', () => {
    expect(integerModel(integerSteps, integerSeed)).toBe(integerAnswer);
    expect(integerWork(memory).run()).toBe(true);
  });

  it('agrees with the model for any seed and number of steps', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }), fc.nat(300), (seed, steps) => {
        const result = memory.code.integerMix(memory.base, steps, seed);
        expect(BigInt.asUintN(64, result)).toBe(integerModel(steps, seed));
      }),
    );
  });
});

describe('floating point', () => {
  it('comes to what one number at a time comes to, and not to where it began', () => {
    expect(doubleWork(memory).run()).toBe(true);
    expect(singleWork(memory).run()).toBe(true);
    expect(new Set(doubleAnswer()).size).toBe(24);
    expect(new Set(singleAnswer()).size).toBe(48);
  });
});

describe('pointer chase', () => {
  it('visits each line once and comes back, whatever the sizes are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 600 }),
        fc.constantFrom(32, 64, 128),
        (lines, group, line) => {
          const { code, base, buffer } = memory;
          const scratch = base + 500 * 128;
          const start = code.buildCycle(base, lines, line, group, 99n, scratch);
          const words = new Uint32Array(buffer);
          const seen = new Set<number>();
          for (let at = start; !seen.has(at); at = words[at / 4] ?? 0) seen.add(at);
          expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: lines }, (_, index) => base + index * line));
          expect(words[[...seen].at(-1)! / 4]).toBe(start);
        },
      ),
    );
  });

  it('walks as many steps as it is told', () => {
    const { code, base } = memory;
    const start = code.buildCycle(base, 160, 64, 160, 7n, base + 160 * 64);
    expect(code.walkCycle(start, 160)).toBe(start);
    expect(code.walkCycle(code.walkCycle(start, 64), 96)).toBe(start);
    expect(code.walkCycle(start, 64)).not.toBe(start);
  });
});

describe('sort', () => {
  const keys = fc.oneof(
    fc.array(fc.nat(2 ** 32 - 1), { maxLength: 400 }),
    fc.array(fc.nat(3), { maxLength: 400 }),
    fc.nat(400).map((length) => Array.from({ length }, (_, index) => index)),
    fc.nat(400).map((length) => Array.from({ length }, (_, index) => length - index)),
  );

  it('puts any keys in order', () => {
    fc.assert(
      fc.property(keys, (list) => {
        const { code, base, buffer } = memory;
        const view = new Uint32Array(buffer, base, list.length);
        view.set(list);
        code.sortKeys(base, list.length);
        expect([...view]).toEqual([...list].sort((a, b) => a - b));
      }),
    );
  });

  it('sees keys that are out of order or changed', () => {
    const { code, base, buffer } = memory;
    const before = code.fillKeys(base, 1000, 5n);
    expect(code.checkKeys(base, 1000)).not.toBe(before);
    code.sortKeys(base, 1000);
    expect(code.checkKeys(base, 1000)).toBe(before);
    const view = new Uint32Array(buffer, base, 1000);
    view[999] = (view[999] ?? 0) + 1;
    expect(code.checkKeys(base, 1000)).not.toBe(before);
  });
});

describe('random walk', () => {
  it('changes the same words as the model', () => {
    const { code, base, buffer } = createKernelMemory(module, 4096);
    const model = walkModel(64, 5000, 42n);
    expect(BigInt.asUintN(64, code.randomWalk(base, 63, 5000, 42n))).toBe(model.state);
    expect([...new BigUint64Array(buffer, base, 64)]).toEqual(model.words);
    expect(code.sumWords(base, 64)).toBe(5000n);
  });
});

describe('stream', () => {
  it('computes what each loop is called after', () => {
    const { code, base, buffer } = memory;
    const bytes = 512;
    const [a, b, c] = [base, base + bytes, base + 2 * bytes];
    const left = new Float64Array(buffer, a, bytes / 8).map((_, index) => index + 1);
    const right = left.map((value) => 1 / value);
    new Float64Array(buffer, a, bytes / 8).set(left);
    new Float64Array(buffer, b, bytes / 8).set(right);
    const result = (): readonly number[] => [...new Float64Array(buffer, c, bytes / 8)];
    code.copy(a, c, bytes);
    expect(result()).toEqual([...left]);
    code.scale(a, c, bytes, 0.3);
    expect(result()).toEqual([...left.map((value) => 0.3 * value)]);
    code.add(a, b, c, bytes);
    expect(result()).toEqual([...left.map((value, index) => value + (right[index] ?? 0))]);
    code.triad(a, b, c, bytes, 0.3);
    expect(result()).toEqual([...left.map((value, index) => value + 0.3 * (right[index] ?? 0))]);
  });

  it('counts every number that is another one', () => {
    const { code, base, buffer } = memory;
    code.fill(base, 800, 1.5);
    expect(code.countOthers(base, 800, 1.5)).toBe(0);
    const view = new Float64Array(buffer, base, 100);
    view[0] = 1.5000000000000002;
    view[99] = Number.NaN;
    expect(code.countOthers(base, 800, 1.5)).toBe(2);
  });
});

describe('pattern', () => {
  it('shows one flipped bit, and words that changed places', () => {
    const { code, base, buffer } = memory;
    const view = new BigUint64Array(buffer, base, 512);
    code.fillPattern(base, 4096, 3n);
    expect(code.checkPattern(base, 4096, 3n)).toBe(0);
    expect(code.checkPattern(base, 4096, 4n)).toBe(512);
    view[17] = (view[17] ?? 0n) ^ (1n << 40n);
    expect(code.checkPattern(base, 4096, 3n)).toBe(1);
    [view[5], view[6]] = [view[6] ?? 0n, view[5] ?? 0n];
    expect(code.checkPattern(base, 4096, 3n)).toBe(3);
  });
});
