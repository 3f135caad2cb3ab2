/** Tests of the processor's arithmetic, on one core and on all. */
import type { BenchmarkGroup, MetricInfo } from '../../../../contracts/benchmarkResult.ts';
import type { BenchmarkTest } from '../../suite/test.ts';
import { headline } from '../programs/programTest.ts';
import { allThreads, kernelTest, kernelValue, kernelValues, needsThreads, singleCore } from './kernelTest.ts';
import { anywhere } from './placement.ts';
import { runKernel } from './runKernel.ts';

/** Six samples are the fewest that have an interval. */
const rounds = { warmUp: 1, minimum: 6, maximum: 40 };
const seconds = 0.3;
/** Seconds of a whole test: the rounds that there are at least, and the start of the program for each. */
const testSeconds = 3;

interface ArithmeticTest {
  readonly id: string;
  readonly title: string;
  readonly groups: readonly BenchmarkGroup[];
  readonly kernel: 'integer' | 'float' | 'sort';
  readonly threads: 'one' | 'all';
  readonly method: string;
  readonly metrics: readonly MetricInfo[];
}

function arithmeticTest(test: ArithmeticTest): BenchmarkTest {
  const { kernel, threads: wanted, ...rest } = test;
  return kernelTest({
    ...rest,
    version: 1,
    area: 'cpu',
    seconds: testSeconds,
    rounds,
    ...(wanted === 'all' ? { needs: needsThreads } : {}),
    async start(context) {
      const threads = wanted === 'all' ? (allThreads(context) ?? 1) : 1;
      const { prefix, cpus } = wanted === 'all' ? { prefix: anywhere, cpus: 'all' } : await singleCore(context);
      return {
        parameters: { threads, cpus, seconds },
        async round(signal) {
          const { values } = await runKernel(context, { kernel, threads, seconds, prefix }, signal);
          return { values: kernelValues(values, test.metrics) };
        },
      };
    },
  });
}

const checked =
  'Every piece of work is compared with its known result. The first round and, in each, the start of the program do not count.';
const integerMethod =
  'A mix of 64-bit multiplication, shifts, rotation, table accesses, a branch that cannot be predicted and now and then a division; one step is one pass of it.';
const floatMethod =
  'Twelve independent chains of multiply and add in vectors of 128 bits, without a fused multiply-add: WebAssembly has no more, so the processor’s peak is higher.';

const integerMetrics = [headline('rate', 'Integer mix', 'M steps/s', 'higher')];
const floatMetrics = [headline('f64', 'Double precision', 'GFLOP/s', 'higher'), headline('f32', 'Single precision', 'GFLOP/s', 'higher')];

export const processorTests: readonly BenchmarkTest[] = [
  arithmeticTest({
    id: 'cpu.integer.single',
    title: 'Integer arithmetic, one core',
    groups: ['quick', 'standard', 'full'],
    kernel: 'integer',
    threads: 'one',
    method: `${integerMethod} ${checked}`,
    metrics: integerMetrics,
  }),
  arithmeticTest({
    id: 'cpu.integer.multi',
    title: 'Integer arithmetic, all processors',
    groups: ['quick', 'standard', 'full'],
    kernel: 'integer',
    threads: 'all',
    method: `${integerMethod} One thread for each logical processor, all at the same time. ${checked}`,
    metrics: integerMetrics,
  }),
  arithmeticTest({
    id: 'cpu.float.single',
    title: 'Floating point, one core',
    groups: ['standard', 'full'],
    kernel: 'float',
    threads: 'one',
    method: `${floatMethod} ${checked}`,
    metrics: floatMetrics,
  }),
  arithmeticTest({
    id: 'cpu.float.multi',
    title: 'Floating point, all processors',
    groups: ['quick', 'standard', 'full'],
    kernel: 'float',
    threads: 'all',
    method: `${floatMethod} One thread for each logical processor, all at the same time. ${checked}`,
    metrics: floatMetrics,
  }),
  arithmeticTest({
    id: 'cpu.sort',
    title: 'Sorting, one core',
    groups: ['standard', 'full'],
    kernel: 'sort',
    threads: 'one',
    method: `Quicksort of 1,048,576 random keys of 32 bits, the same each time; making and checking them is not timed. ${checked}`,
    metrics: [headline('rate', 'Keys sorted', 'M keys/s', 'higher')],
  }),
];

const burnSeconds = 5;
const burnBytes = 2 ** 20;

/** Kept going by the stress run for as long as that lasts. */
export const burnTest: BenchmarkTest = kernelTest({
  id: 'cpu.burn',
  version: 1,
  title: 'Burn-in of the processor',
  area: 'cpu',
  groups: ['stress'],
  method:
    'Vector and integer arithmetic on every logical processor, and a pattern that is written to 1 MiB for each and read back. Every result is compared with its known answer, many times a second; wrong ones are counted.',
  seconds: 60,
  metrics: [
    headline('rate', 'Checked pieces of work', '1/s', 'higher'),
    { id: 'errors', title: 'Wrong results', unit: 'errors', direction: 'lower', headline: false },
  ],
  rounds: { warmUp: 0, minimum: 2, maximum: 10_000 },
  needs: needsThreads,
  start(context) {
    const threads = allThreads(context) ?? 1;
    return {
      parameters: { threads, seconds: burnSeconds, bytesPerThread: burnBytes },
      async round(signal) {
        const call = { kernel: 'burn', threads, seconds: burnSeconds, bytes: [burnBytes], prefix: anywhere };
        const { values } = await runKernel(context, call, signal);
        return { values: { rate: kernelValue(values, 'rate'), errors: kernelValue(values, 'errors') } };
      },
    };
  },
});
