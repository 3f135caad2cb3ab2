/** Tests of caches and memory on the whole machine. */
import type { MetricInfo, ResultSeries } from '../../../../contracts/benchmarkResult.ts';
import type { BenchmarkTest, TestContext } from '../../suite/test.ts';
import { measureFailed } from '../programs/guarded.ts';
import { beside, descriptive, headline } from '../programs/programTest.ts';
import { arrayBytes, type CacheLevel, cacheLevels, isLargeEnough, mostThreadBytes, ramBytes, sweepSizes, workingSets } from './caches.ts';
import { memoryAvailability, usableMemory } from './freeMemory.ts';
import type { KernelLine } from './kernelLine.ts';
import { allThreads, kernelTest, kernelValue, kernelValues, needsThreads, singleCore } from './kernelTest.ts';
import { anywhere, type Prefix } from './placement.ts';
import { runKernel } from './runKernel.ts';

const latencySeconds = 0.02;
const bandwidthSeconds = 0.4;

const latencyMetrics: readonly MetricInfo[] = [
  headline('l1', 'Level 1 cache', 'ns', 'lower'),
  headline('l2', 'Level 2 cache', 'ns', 'lower'),
  headline('l3', 'Level 3 cache', 'ns', 'lower'),
  headline('ram', 'Memory', 'ns', 'lower'),
];
const hugePageShare = descriptive('hugePageShare', 'Part of it in transparent huge pages', '%');

function staircase(points: KernelLine['points']): ResultSeries {
  return {
    id: 'staircase',
    title: 'Latency by working-set size',
    xTitle: 'Working set',
    xUnit: 'bytes',
    yTitle: 'Latency',
    yUnit: 'ns',
    points: [...(points ?? [])],
  };
}

function atSize(points: KernelLine['points'], bytes: number): number {
  const found = points?.find(([size]) => size === bytes);
  if (found === undefined) throw measureFailed(`hecate-kernels left out the size of ${String(bytes)} bytes`);
  return found[1];
}

export const latencyTest: BenchmarkTest = kernelTest({
  id: 'memory.latency',
  version: 1,
  title: 'Cache and memory latency',
  area: 'memory',
  groups: ['quick', 'standard', 'full'],
  method:
    'Pointer chase: each step reads the address of the next, in a random cycle through all cache lines of the working set, shuffled among 256 KiB at a time so that page walks are few. Ordinary memory of a process; the share in huge pages is given. The figure of a level is from a size well inside it, and of memory from four times the last cache. Each round has fresh memory, and one walk through it does not count.',
  seconds: 9,
  metrics: [...latencyMetrics, hugePageShare],
  rounds: { warmUp: 0, minimum: 6, maximum: 30 },
  needs: ({ host, inventory }) => memoryAvailability(host, ramBytes(cacheLevels(inventory.cpu))),
  async start(context) {
    const levels = cacheLevels(context.inventory.cpu);
    const sets = workingSets(levels);
    const bytes = sweepSizes(levels);
    const { prefix, cpus } = await singleCore(context);
    return {
      metrics: [...latencyMetrics.filter(({ id }) => sets.some((set) => set.id === id)), hugePageShare],
      label: labelOf(ramBytes(levels), levels.at(-1)?.mostBytes, levels),
      parameters: { cpus, ...Object.fromEntries(sets.map((set) => [`${set.id}Bytes`, set.bytes])) },
      async round(signal) {
        const line = await runKernel(context, { kernel: 'chase', bytes, seconds: latencySeconds, prefix }, signal);
        const values = Object.fromEntries(sets.map((set) => [set.id, atSize(line.points, set.bytes)]));
        return {
          values: { ...values, hugePageShare: 100 * kernelValue(line.values, 'hugePageShare') },
          series: [staircase(line.points)],
        };
      },
    };
  },
});

function labelOf(bytes: number, cacheBytes: number | undefined, levels: readonly CacheLevel[]): string | null {
  if (levels.length === 0) return 'caches of this processor are not known; sizes are guessed';
  return isLargeEnough(bytes, cacheBytes) ? null : 'memory figure with less than four times the last cache';
}

const streamMetrics: readonly MetricInfo[] = [
  headline('copy', 'Copy', 'MB/s', 'higher'),
  headline('scale', 'Scale', 'MB/s', 'higher'),
  headline('add', 'Add', 'MB/s', 'higher'),
  headline('triad', 'Triad', 'MB/s', 'higher'),
];
const arrays = 3;
const leastArrayBytes = 16 * 2 ** 20;
const streamMethod =
  'A variant of the STREAM method: copy, scale, add and triad over three arrays of 64-bit numbers, the best of several passes without the first. Bytes are counted as STREAM counts them; without non-temporal stores the memory moves up to half as much again. Every number is checked at the end.';

/** Four times the caches where that much memory is free; each thread has 1 GiB at most. */
function streamArrayBytes(context: TestContext, wanted: number, threads: number): number {
  const usable = usableMemory(context.host) ?? Number.POSITIVE_INFINITY;
  const perThread = Math.floor(mostThreadBytes / arrays) * threads;
  return Math.floor(Math.max(leastArrayBytes, Math.min(wanted, usable / arrays, perThread)) / 4096) * 4096;
}

interface StreamPlan {
  readonly threads: number;
  readonly wanted: number;
  readonly cacheBytes: number | undefined;
  readonly prefix: Prefix;
  readonly cpus: string;
}

function bandwidthTest(
  head: Pick<BenchmarkTest, 'id' | 'title' | 'groups'> & { readonly method: string },
  all: boolean,
  plan: (context: TestContext) => StreamPlan | Promise<StreamPlan>,
): BenchmarkTest {
  return kernelTest({
    ...head,
    version: 1,
    area: 'memory',
    seconds: 5,
    metrics: streamMetrics,
    rounds: { warmUp: 0, minimum: 6, maximum: 30 },
    needs(context) {
      const threads = all ? needsThreads(context) : { state: 'ready' as const };
      return threads.state === 'ready' ? memoryAvailability(context.host, arrays * leastArrayBytes) : threads;
    },
    async start(context) {
      const { threads, wanted, cacheBytes, prefix, cpus } = await plan(context);
      const bytes = streamArrayBytes(context, wanted, threads);
      const small = isLargeEnough(bytes, cacheBytes) ? '' : ', arrays below four times the last cache';
      return {
        label: `variant of the STREAM method${small}`,
        parameters: { threads, cpus, arrayBytes: bytes, seconds: bandwidthSeconds },
        async round(signal) {
          const call = { kernel: 'stream', bytes: [bytes], threads, seconds: bandwidthSeconds, prefix };
          const { values } = await runKernel(context, call, signal);
          return { values: kernelValues(values, streamMetrics) };
        },
      };
    },
  });
}

export const bandwidthTests: readonly BenchmarkTest[] = [
  bandwidthTest(
    {
      id: 'memory.bandwidth',
      title: 'Memory bandwidth, all processors',
      groups: ['quick', 'standard', 'full'],
      method: `${streamMethod} One thread for each logical processor; each array is four times all last-level caches together.`,
    },
    true,
    (context) => {
      const levels = cacheLevels(context.inventory.cpu);
      const threads = allThreads(context) ?? 1;
      return { threads, wanted: arrayBytes(levels), cacheBytes: levels.at(-1)?.totalBytes, prefix: anywhere, cpus: 'all' };
    },
  ),
  bandwidthTest(
    {
      id: 'memory.bandwidth.single',
      title: 'Memory bandwidth, one core',
      groups: ['standard', 'full'],
      method: `${streamMethod} One thread; each array is four times the last-level cache.`,
    },
    false,
    async (context) => {
      const levels = cacheLevels(context.inventory.cpu);
      return { threads: 1, wanted: ramBytes(levels), cacheBytes: levels.at(-1)?.mostBytes, ...(await singleCore(context)) };
    },
  ),
];

const walkBytes = 512 * 2 ** 20;
const walkSeconds = 0.5;
const walkMetrics: readonly MetricInfo[] = [
  headline('rate', 'Changes at random places', 'M/s', 'higher'),
  beside('firstTouch', 'First write to fresh memory', 'MB/s', 'higher'),
  hugePageShare,
];

/** What transparent huge pages are for: most of its time goes into translating addresses. */
export const randomWalkTest: BenchmarkTest = kernelTest({
  id: 'memory.randomWalk',
  version: 1,
  title: 'Random walk through memory',
  area: 'memory',
  groups: ['full'],
  method:
    'One thread adds 1 to words at random places of 512 MiB of ordinary anonymous memory that nothing is asked for (no madvise); where the next one is depends on what was read. The sum of all words is checked at the end. Each round has fresh memory; writing it for the first time is a figure of its own.',
  seconds: 12,
  metrics: walkMetrics,
  rounds: { warmUp: 0, minimum: 6, maximum: 40 },
  needs: ({ host }) => memoryAvailability(host, walkBytes),
  async start(context) {
    const { prefix, cpus } = await singleCore(context);
    return {
      parameters: { threads: 1, cpus, bytes: walkBytes, seconds: walkSeconds },
      async round(signal) {
        const call = { kernel: 'walk', bytes: [walkBytes], threads: 1, seconds: walkSeconds, prefix };
        const { values } = await runKernel(context, call, signal);
        return {
          values: {
            rate: kernelValue(values, 'rate'),
            firstTouch: kernelValue(values, 'firstTouch'),
            hugePageShare: 100 * kernelValue(values, 'hugePageShare'),
          },
        };
      },
    };
  },
});
