/** Every test of the suite, in the order in which a run measures them: what heats the machine least comes first. */
import { graphicsTests } from '../tests/graphics/index.ts';
import type { BenchmarkTest } from './test.ts';

export const benchmarkTests: readonly BenchmarkTest[] = [...graphicsTests];
