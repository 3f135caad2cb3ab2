/** Graphics cards of any maker through WebGPU, in the runtime that the window uses too. */

import type { Availability } from '../../../../contracts/benchmark.ts';
import { AppError } from '../../../../contracts/errors.ts';
import type { BenchmarkTest, PreparedTest, RoundResult, TestContext } from '../../suite/test.ts';
import { measureFailed } from '../programs/guarded.ts';
import { preparedTest, type Rounds, type StartedTest } from '../startedTest.ts';
import type { Adapter, Figures, KernelName } from './lines.ts';
import { adapterLabel, adapterName, type KernelMetric, kernelMetric, kernelMetrics } from './metrics.ts';
import { type GraphicsRequest, profileBytes, runGraphics } from './program.ts';

/** For each kernel and round, after the warm-up inside the round. */
const secondsPerKernel = 0.4;

const howToGet =
  'Install the product with its window (npm start in a checkout fetches the Electron runtime), or point ELECTRON_OVERRIDE_DIST_PATH at a folder with Electron';

interface GraphicsTest {
  readonly id: string;
  readonly title: string;
  readonly method: string;
  readonly groups: BenchmarkTest['groups'];
  readonly kernels: readonly KernelName[];
  /** Known before the adapter is. */
  readonly certain: readonly KernelName[];
}

const matmul: GraphicsTest = {
  id: 'gpu.webgpu.matmul',
  title: 'WebGPU: matrix products',
  method:
    'WebGPU in a hidden page without network. Products of two matrices of 2048 x 2048 (256 x 256 where the processor stands in for a graphics card), tiled through workgroup memory; half precision where the adapter has it, with slices of 16 summed in half and the rest in single precision. Each round starts the runtime anew, compiles, runs until a submission takes about 0.1 s (thrown away), then takes the median of at least three submissions by the timestamps of the card. 256 elements are compared with the processor’s own result; a wrong one fails the test. General purpose arithmetic: matrix units that WebGPU does not reach are not measured.',
  groups: ['quick', 'standard', 'full', 'stress'],
  kernels: ['matmulF32', 'matmulF16'],
  certain: ['matmulF32'],
};

const bandwidth: GraphicsTest = {
  id: 'gpu.webgpu.bandwidth',
  title: 'WebGPU: memory bandwidth',
  method:
    'WebGPU in a hidden page without network. c = a and c = a + 3 b over arrays of 128 MiB (32 MiB where the processor stands in for a graphics card); bytes read and written count, 1 GB is 10^9 bytes. Each round starts the runtime anew, runs until a submission takes about 0.1 s (thrown away), then takes the median of at least three submissions by the timestamps of the card. 3072 elements must be exactly right.',
  groups: ['standard', 'full'],
  kernels: ['copy', 'triad'],
  certain: ['copy', 'triad'],
};

export const graphicsTests: readonly BenchmarkTest[] = [matmul, bandwidth].map(asTest);

function asTest(test: GraphicsTest): BenchmarkTest {
  return {
    id: test.id,
    version: 1,
    title: test.title,
    area: 'gpu',
    groups: test.groups,
    method: test.method,
    engine: 'WebGPU in Electron',
    seconds: 20,
    scratchBytes: profileBytes,
    metrics: test.certain.map(kernelMetric),
    availability: (context) => Promise.resolve(availability(context)),
    prepare: (context) => prepare(test, context),
  };
}

function availability({ programs }: TestContext): Availability {
  if (programs.graphics !== null) return { state: 'ready' };
  return { state: 'missing', why: 'WebGPU needs the Electron runtime, and there is none beside this program', howToGet };
}

/** Every round warms up by itself; the first one also finds the runtime's files out of the page cache. */
const rounds: Rounds = { warmUp: 1, minimum: 5, maximum: 40 };

async function prepare(test: GraphicsTest, context: TestContext): Promise<PreparedTest> {
  const program = context.programs.graphics;
  if (program === null) throw unavailable(test, 'there is no Electron runtime', howToGet);
  const profile = await context.scratch.open(null, profileBytes);
  const run = (request: GraphicsRequest, signal: AbortSignal): ReturnType<typeof runGraphics> =>
    runGraphics(context, program, profile, request, signal);
  try {
    const { adapters, version } = await run({ kind: 'describe' }, context.signal);
    if (adapters.length === 0) {
      throw unavailable(test, 'WebGPU finds no adapter', 'Install the Vulkan driver of the graphics card, for example mesa-vulkan-drivers');
    }
    const metrics = kernelMetrics(adapters, test.kernels);
    const started: StartedTest = {
      metrics: metrics.map(({ metric }) => metric),
      label: adapterLabel(adapters),
      parameters: parametersOf(adapters),
      round: (signal) => round(metrics, (request) => run(request, signal)),
      dispose: () => profile.remove(),
    };
    return preparedTest(rounds, { name: 'WebGPU', version: version ?? 'unknown' }, started, context.signal);
  } catch (error) {
    await profile.remove();
    throw error;
  }
}

async function round(
  metrics: readonly KernelMetric[],
  run: (request: GraphicsRequest) => ReturnType<typeof runGraphics>,
): Promise<RoundResult> {
  const values: Record<string, number> = {};
  for (const adapter of new Set(metrics.map((metric) => metric.adapter))) {
    const own = metrics.filter((metric) => metric.adapter === adapter);
    const kernels = own.map(({ kernel }) => kernel);
    const { figures } = await run({ kind: 'measure', adapter: adapter.choice, kernels, seconds: secondsPerKernel });
    for (const { metric, kernel } of own) values[metric.id] = figureOf(figures, kernel);
  }
  return { values };
}

function figureOf(figures: readonly Figures[], kernel: KernelName): number {
  const found = figures.find((one) => one.kernel === kernel);
  if (found === undefined) throw measureFailed(`the graphics kernels gave no figure for ${kernel}`);
  return found.value;
}

function parametersOf(adapters: readonly Adapter[]): PreparedTest['parameters'] {
  const parameters: Record<string, string | number | boolean> = { secondsPerKernel };
  for (const [position, adapter] of adapters.entries()) {
    const prefix = position === 0 ? 'adapter' : adapter.choice;
    parameters[prefix] = adapterName(adapter);
    parameters[`${prefix}.vendor`] = adapter.vendor;
    parameters[`${prefix}.architecture`] = adapter.architecture;
    parameters[`${prefix}.software`] = adapter.software;
    parameters[`${prefix}.halfPrecision`] = adapter.halfPrecision;
    parameters[`${prefix}.timing`] = adapter.timestamps ? 'timestamp queries' : 'until the submitted work is done';
    parameters[`${prefix}.maxBufferBytes`] = adapter.limits.maxBufferSize;
    parameters[`${prefix}.workgroupMemoryBytes`] = adapter.limits.maxComputeWorkgroupStorageSize;
  }
  return parameters;
}

function unavailable(test: GraphicsTest, problem: string, toGet: string): AppError<'benchmark.unavailable'> {
  return new AppError('benchmark.unavailable', `${test.title}: ${problem}`, { details: { testId: test.id, howToGet: toGet } });
}
