/** What the arithmetic kernels must come to. Worked out a second way here or in the tests, so that a wrong unit cannot agree with itself. */

export const integerSteps = 100_000;
export const integerSeed = 0x1234_5678_9abc_def1n;
/** Of integerMix with these steps and this seed; kernels.test.ts gets it with BigInt. */
export const integerAnswer = 0x49e6_4639_01dc_fd56n;

export const floatSteps = 100_000;
/** So close to 1 that nothing overflows, and not 1, so that each step changes the number. */
export const floatFactor = 1.000_000_1;
export const floatSummand = 0.000_000_1;
const vectors = 12;
export const floatBytes = vectors * 16;
/** Operations of one step: a multiplication and an addition for each number. */
export const doubleOperations = vectors * 2 * 2;
export const singleOperations = vectors * 4 * 2;

export function doubleStart(): Float64Array {
  return Float64Array.from({ length: vectors * 2 }, (_, index) => 1 + index / 100);
}

export function singleStart(): Float32Array {
  return Float32Array.from({ length: vectors * 4 }, (_, index) => 1 + index / 100);
}

/** The same chains one number at a time; IEEE 754 leaves no room for another result. */
export function doubleAnswer(): Float64Array {
  return doubleStart().map((start) => {
    let value = start;
    for (let step = 0; step < floatSteps; step += 1) value = value * floatFactor + floatSummand;
    return value;
  });
}

export function singleAnswer(): Float32Array {
  const factor = Math.fround(floatFactor);
  const summand = Math.fround(floatSummand);
  return singleStart().map((start) => {
    let value = start;
    for (let step = 0; step < floatSteps; step += 1) value = Math.fround(Math.fround(value * factor) + summand);
    return value;
  });
}
