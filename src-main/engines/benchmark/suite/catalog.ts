/** Every test of the suite, in the order in which a run measures them. */
import { graphicsTests } from '../tests/graphics/index.ts';
import { programTests } from '../tests/programs/index.ts';
import type { BenchmarkTest } from './test.ts';

export const benchmarkTests: readonly BenchmarkTest[] = [...programTests, ...graphicsTests];
