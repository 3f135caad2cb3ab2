/** Every test of the suite, in the order in which a run measures them. */
import { aiTests } from '../tests/ai/index.ts';
import { graphicsTests } from '../tests/graphics/index.ts';
import { kernelTests } from '../tests/kernels/index.ts';
import { programTests } from '../tests/programs/index.ts';
import type { BenchmarkTest } from './test.ts';

export const benchmarkTests: readonly BenchmarkTest[] = [...kernelTests, ...programTests, ...graphicsTests, ...aiTests];
