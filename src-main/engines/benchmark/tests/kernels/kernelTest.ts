/** What all tests of the kernels have in common: one process for each round, so that every sample has memory of its own. */
import type { Availability } from '../../../../contracts/benchmark.ts';
import type { MetricInfo } from '../../../../contracts/benchmarkResult.ts';
import { okValue } from '../../../../contracts/value.ts';
import type { BenchmarkTest, TestContext } from '../../suite/test.ts';
import { measureFailed } from '../programs/guarded.ts';
import { preparedTest, type Rounds, type StartedTest } from '../startedTest.ts';
import { anywhere, onCpus, type Prefix, performanceCpus } from './placement.ts';
import { kernelAvailability, kernelVersion, programName } from './runKernel.ts';

/** Metrics only where they differ from those that are known before. */
type Started = Omit<StartedTest, 'metrics'> & Partial<Pick<StartedTest, 'metrics'>>;

export interface KernelTest extends Omit<BenchmarkTest, 'availability' | 'prepare' | 'engine' | 'scratchBytes'> {
  readonly rounds: Rounds;
  /** What else has to be there; the program itself is looked for before. */
  readonly needs?: (context: TestContext) => Availability | Promise<Availability>;
  readonly start: (context: TestContext) => Started | Promise<Started>;
}

export function kernelTest(test: KernelTest): BenchmarkTest {
  const { needs, start, ...rest } = test;
  return {
    ...rest,
    engine: programName,
    scratchBytes: 0,
    async availability(context) {
      const program = kernelAvailability(context);
      return program.state === 'ready' && needs !== undefined ? await needs(context) : program;
    },
    async prepare(context) {
      const version = await kernelVersion(context);
      const started = { metrics: test.metrics, ...(await start(context)) };
      return preparedTest(test.rounds, { name: programName, version }, started, context.signal);
    },
  };
}

/** The kernel's value of this name. @throws AppError proof.measureFailed when there is none */
export function kernelValue(values: Readonly<Record<string, number>>, name: string): number {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined) throw measureFailed(`${programName} gave no ${name}`);
  return value;
}

/** The values of these metrics, by their ids. */
export function kernelValues(values: Readonly<Record<string, number>>, metrics: readonly MetricInfo[]): Record<string, number> {
  return Object.fromEntries(metrics.map(({ id }) => [id, kernelValue(values, id)]));
}

/** As many as the kernels take. */
const mostThreads = 1024;

export function allThreads(context: Pick<TestContext, 'inventory'>): number | null {
  const threads = okValue(context.inventory.cpu.threads);
  return threads === undefined || threads < 1 ? null : Math.min(mostThreads, threads);
}

export function needsThreads(context: Pick<TestContext, 'inventory'>): Availability {
  if (allThreads(context) !== null) return { state: 'ready' };
  return {
    state: 'missing',
    why: 'The kernel does not say how many processors there are.',
    howToGet: 'It is in /sys/devices/system/cpu; see that /sys is mounted.',
  };
}

/** For a test of a single core: where it runs, and how that is written down. */
export async function singleCore(context: TestContext): Promise<{ readonly prefix: Prefix; readonly cpus: string }> {
  const cpus = performanceCpus(context.inventory);
  if (cpus === null) return { prefix: anywhere, cpus: 'any' };
  const taskset = await context.host.commands.run('taskset', ['--version'], { signal: context.signal, timeoutMs: 5000 });
  if (taskset.exitCode !== 0) return { prefix: anywhere, cpus: 'any, because taskset is not installed' };
  return { prefix: onCpus(cpus), cpus };
}
