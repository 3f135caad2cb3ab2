import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrayBytes, cacheLevels, isLargeEnough, mostThreadBytes, ramBytes, sweepSizes, workingSets } from './caches.ts';
import { processor } from './testSupport/kernelContext.ts';

const kiB = 1024;
const miB = 2 ** 20;

describe('working sets', () => {
  it('lie inside the caches of an ordinary processor', () => {
    const levels = cacheLevels(processor().cpu);
    expect(workingSets(levels)).toEqual([
      { id: 'l1', bytes: 16 * kiB },
      { id: 'l2', bytes: 180 * kiB },
      { id: 'l3', bytes: 2436 * kiB },
      { id: 'ram', bytes: 128 * miB },
    ]);
    expect(arrayBytes(levels)).toBe(128 * miB);
  });

  it('fit all cores of a hybrid processor', () => {
    const caches = [
      [1, 48 * kiB, 6],
      [1, 32 * kiB, 8],
      [2, 2 * miB, 6],
      [2, 4 * miB, 2],
      [3, 24 * miB, 1],
    ] as const;
    const [l1, l2, l3] = workingSets(cacheLevels(processor({ caches }).cpu));
    expect(l1?.bytes).toBe(16 * kiB);
    expect(l2?.bytes).toBeGreaterThan(48 * kiB);
    expect(l2?.bytes).toBeLessThan(2 * miB);
    expect(l3?.bytes).toBeGreaterThan(4 * miB);
  });

  it('leave a level out that there is not', () => {
    const caches = [
      [1, 64 * kiB, 4],
      [2, 512 * kiB, 1],
    ] as const;
    expect(workingSets(cacheLevels(processor({ caches }).cpu)).map(({ id }) => id)).toEqual(['l1', 'l2', 'ram']);
    const unknown = cacheLevels(processor({ caches: null }).cpu);
    expect(workingSets(unknown)).toEqual([{ id: 'ram', bytes: 256 * miB }]);
    expect(arrayBytes(unknown)).toBe(256 * miB);
  });

  it('stay within a thread’s memory on a server, and say that it is less than the rule', () => {
    const levels = cacheLevels(processor({ caches: [[3, 504 * miB, 2]] }).cpu);
    expect(ramBytes(levels)).toBe(mostThreadBytes);
    expect(isLargeEnough(ramBytes(levels), levels[0]?.mostBytes)).toBe(false);
    expect(arrayBytes(levels)).toBe(4 * 2 * 504 * miB);
  });

  it('are possible sizes whatever the machine says of its caches', () => {
    const size = fc.oneof(fc.integer(), fc.constantFrom(0, -1, Number.MAX_SAFE_INTEGER, 2 ** 40), fc.integer({ min: kiB, max: 2 ** 30 }));
    const cache = fc.tuple(fc.integer({ min: -1, max: 5 }), size, fc.integer({ min: -2, max: 9000 }));
    fc.assert(
      fc.property(fc.array(cache, { maxLength: 8 }), (caches) => {
        const levels = cacheLevels(processor({ caches }).cpu);
        const sizes = sweepSizes(levels);
        expect(sizes.length).toBeLessThanOrEqual(60);
        for (const [index, bytes] of sizes.entries()) {
          expect(Number.isInteger(bytes)).toBe(true);
          expect(bytes).toBeGreaterThanOrEqual(4096);
          expect(bytes).toBeLessThanOrEqual(mostThreadBytes);
          expect(bytes).toBeGreaterThan(sizes[index - 1] ?? 0);
        }
        for (const { bytes } of workingSets(levels)) expect(sizes).toContain(bytes);
      }),
    );
  });
});
