/** Tests whose work is done by hecate-kernels (helpers/kernels). */
import type { BenchmarkTest } from '../../suite/test.ts';
import { bandwidthTests, latencyTest, randomWalkTest } from './memory.ts';
import { numaTest } from './numa.ts';
import { burnTest, processorTests } from './processor.ts';
import { schedulerTests } from './scheduler.ts';

export const kernelTests: readonly BenchmarkTest[] = [
  ...processorTests,
  latencyTest,
  ...bandwidthTests,
  numaTest,
  randomWalkTest,
  ...schedulerTests,
  burnTest,
];
