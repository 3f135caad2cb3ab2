import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abba, compareSamples, type Look, sequentialLooks } from './index.ts';
import { dependentNoise, type Noise, normalNoise, samplingError, shapes, shareOf } from './testSupport/noise.ts';

/** Whether a trial of a thing with itself, or with a shift, ends in a claim at any of its looks. */
function claims(looks: readonly Look[], noise: Noise, { drift = 0, shift = 0 } = {}): boolean {
  const letters = abba(looks.at(-1)?.blocks ?? 0);
  const values = [...letters.matchAll(/./g)].map(([letter], index) => 100 + noise() + drift * index + (letter === 'B' ? shift : 0));
  return looks.some(({ blocks, alpha }) => {
    const side = (wanted: string): readonly number[] => values.slice(0, 4 * blocks).filter((_, index) => letters[index] === wanted);
    return compareSamples(side('A'), side('B'), 'higher', { alpha }).verdict !== 'noDifference';
  });
}

describe('abba', () => {
  it('has both things twice in each block, around the same middle', () => {
    expect(abba(2)).toBe('ABBABAAB');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), (blocks) => {
        const letters = abba(blocks);
        expect(letters).toMatch(/^(ABBA|BAAB)*$/);
        expect(letters).toHaveLength(4 * blocks);
      }),
    );
  });

  it('lets a bend cancel over four blocks', () => {
    const weighted = [...abba(4).matchAll(/./g)].reduce((sum, [letter], index) => sum + (letter === 'A' ? 1 : -1) * index ** 2, 0);
    expect(weighted).toBe(0);
  });
});

describe('sequentialLooks', () => {
  it('ends with the last block and only looks when something could be claimed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.constantFrom(0.05, 0.0125, 0.01), (blocks, alpha) => {
        const looks = sequentialLooks(blocks, alpha);
        expect(looks.at(-1)?.blocks).toBe(blocks);
        expect(looks.every((look) => look.alpha > 0 && look.alpha <= alpha + 1e-9)).toBe(true);
        expect(looks.slice(1).every((look, index) => look.blocks > (looks[index]?.blocks ?? 0))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('is one look with all of the error when there is no room for two', () => {
    expect(sequentialLooks(2, 0.05)).toEqual([{ blocks: 2, alpha: expect.closeTo(0.05, 6) as number }]);
  });

  it('refuses what is no number of blocks or no chance', () => {
    expect(() => sequentialLooks(0, 0.05)).toThrow(RangeError);
    expect(() => sequentialLooks(1.5, 0.05)).toThrow(RangeError);
    expect(() => sequentialLooks(4, 0)).toThrow(RangeError);
  });

  const noises: readonly (readonly [string, (seed: number) => Noise, number])[] = [
    ...shapes.map(([name, shape]) => [name, shape, 0] as const),
    ['values like the one before', (seed) => dependentNoise(seed, 0.5), 0],
    ['values much like the one before', (seed) => dependentNoise(seed, 0.9), 0],
    ['a steady drift', normalNoise, 0.2],
  ];

  it.each(noises)('stays within the error over all looks: %s', (_, shape, drift) => {
    const trials = 600;
    const looks = sequentialLooks(8, 0.05);
    const noise = shape(17);
    expect(shareOf(trials, () => claims(looks, noise, { drift }))).toBeLessThanOrEqual(0.05 + samplingError(0.05, trials));
  });

  it('would not without it: peeking with the whole error claims too often', () => {
    const looks = sequentialLooks(8, 0.05).map((look) => ({ ...look, alpha: 0.05 }));
    const noise = normalNoise(17);
    expect(shareOf(800, () => claims(looks, noise))).toBeGreaterThan(0.08);
  });

  it('finds a large effect early and keeps most of its strength for the end', () => {
    const noise = normalNoise(23);
    const looks = sequentialLooks(8, 0.05);
    expect(shareOf(200, () => claims(looks.slice(0, 2), noise, { shift: 4 }))).toBeGreaterThan(0.9);
    const atOnce = shareOf(300, () => claims([{ blocks: 8, alpha: 0.05 }], noise, { shift: 1 }));
    const inLooks = shareOf(300, () => claims(looks, noise, { shift: 1 }));
    expect(inLooks).toBeGreaterThan(atOnce - 0.12);
  });
});
