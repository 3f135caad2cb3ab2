/** Latency and bandwidth from the processors of each NUMA node to the memory of each. */
import type { Availability } from '../../../../contracts/benchmark.ts';
import type { MetricInfo } from '../../../../contracts/benchmarkResult.ts';
import type { HardwareInventory } from '../../../../contracts/hardware.ts';
import { okValue } from '../../../../contracts/value.ts';
import type { BenchmarkTest, TestContext } from '../../suite/test.ts';
import { headline } from '../programs/programTest.ts';
import { cacheLevels, ramBytes } from './caches.ts';
import { memoryAvailability } from './freeMemory.ts';
import { kernelTest, kernelValue } from './kernelTest.ts';
import { onNodes } from './placement.ts';
import { runKernel } from './runKernel.ts';

/** Two metrics for each pair, and 200 in a result. */
const mostPairs = 100;
const latencySeconds = 0.2;
const bandwidthSeconds = 0.4;
const arrays = 3;

interface Pair {
  readonly cpuNode: number;
  readonly memoryNode: number;
  /** Logical processors of the first one. */
  readonly threads: number;
}

/** Nodes without processors are memory only, nodes without memory processors only. */
export function nodePairs(inventory: Pick<HardwareInventory, 'cpu'>): readonly Pair[] {
  const nodes = okValue(inventory.cpu.numaNodes) ?? [];
  const withCpus = nodes.map(({ node, cpus }) => ({ node, threads: countCpus(cpus) })).filter(({ threads }) => threads > 0);
  const withMemory = nodes.filter(({ memoryBytes }) => (okValue(memoryBytes) ?? 0) > 0);
  return withCpus
    .flatMap(({ node, threads }) => withMemory.map((memory): Pair => ({ cpuNode: node, memoryNode: memory.node, threads })))
    .slice(0, mostPairs);
}

/** Of a kernel CPU list such as 0-7,16. */
export function countCpus(list: string): number {
  return list.split(',').reduce((sum, part) => {
    const range = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part.trim());
    if (range?.[1] === undefined) return sum;
    return sum + Math.max(0, Number(range[2] ?? range[1]) - Number(range[1]) + 1);
  }, 0);
}

function pairId({ cpuNode, memoryNode }: Pair): string {
  return `${String(cpuNode)}.${String(memoryNode)}`;
}

function metricsOf(pairs: readonly Pair[]): readonly MetricInfo[] {
  return pairs.flatMap((pair) => {
    const place = `node ${String(pair.cpuNode)} to memory of node ${String(pair.memoryNode)}`;
    return [
      headline(`latency.${pairId(pair)}`, `Latency, ${place}`, 'ns', 'lower'),
      headline(`bandwidth.${pairId(pair)}`, `Triad bandwidth, ${place}`, 'MB/s', 'higher'),
    ];
  });
}

async function numactlAvailability({ host, signal }: TestContext): Promise<Availability> {
  const found = await host.commands.run('numactl', ['--show'], { signal, timeoutMs: 5000 });
  if (found.exitCode === 0) return { state: 'ready' };
  const missing = found.failure === 'notFound';
  return {
    state: 'missing',
    why: missing ? 'numactl is not installed.' : 'numactl does not work here.',
    howToGet: missing ? 'Install the package numactl.' : 'Run numactl --show to see why; a container may not be allowed to.',
  };
}

export const numaTest: BenchmarkTest = kernelTest({
  id: 'memory.numa',
  version: 1,
  title: 'NUMA latency and bandwidth',
  area: 'memory',
  groups: ['standard', 'full'],
  method:
    'For each pair of nodes, with numactl: the pointer chase of memory.latency from a processor of the one through memory of the other, and the triad of memory.bandwidth with all processors of the one. All pairs are one round.',
  seconds: 30,
  metrics: [],
  rounds: { warmUp: 0, minimum: 3, maximum: 10 },
  needs(context) {
    const nodes = okValue(context.inventory.cpu.numaNodes) ?? [];
    if (nodes.length < 2)
      return { state: 'absent', why: 'This machine has one NUMA node; memory.latency and memory.bandwidth tell it all.' };
    const memory = memoryAvailability(context.host, arrays * ramBytes(cacheLevels(context.inventory.cpu)));
    return memory.state === 'ready' ? numactlAvailability(context) : memory;
  },
  start(context) {
    const pairs = nodePairs(context.inventory);
    const bytes = ramBytes(cacheLevels(context.inventory.cpu));
    const all = (okValue(context.inventory.cpu.numaNodes) ?? []).length;
    return {
      metrics: metricsOf(pairs),
      label: pairs.length === mostPairs ? 'the first 100 pairs of nodes' : null,
      parameters: { nodes: all, bytes },
      async round(signal) {
        const values: Record<string, number> = {};
        for (const pair of pairs) Object.assign(values, await measurePair(context, pair, bytes, signal));
        return { values };
      },
    };
  },
});

async function measurePair(context: TestContext, pair: Pair, bytes: number, signal: AbortSignal): Promise<Record<string, number>> {
  const prefix = onNodes(pair.cpuNode, pair.memoryNode);
  const chase = await runKernel(context, { kernel: 'chase', bytes: [bytes], seconds: latencySeconds, prefix }, signal);
  const threads = Math.min(pair.threads, 1024);
  const arrayBytes = Math.min(bytes, Math.floor(2 ** 30 / arrays) * threads);
  const call = { kernel: 'stream', bytes: [arrayBytes], threads, seconds: bandwidthSeconds, prefix };
  const stream = await runKernel(context, call, signal);
  return {
    [`latency.${pairId(pair)}`]: kernelValue(chase.values, 'nanoseconds'),
    [`bandwidth.${pairId(pair)}`]: kernelValue(stream.values, 'triad'),
  };
}
