/** Artificial benchmark records. Never part of the product. */
import type { TestInfo } from '../../src-main/contracts/benchmark.ts';
import type {
  BenchmarkRun,
  Conditions,
  MetricInfo,
  MetricResult,
  ResultSeries,
  TestResult,
} from '../../src-main/contracts/benchmarkResult.ts';
import type { Comparison, SampleSummary } from '../../src-main/contracts/statistics.ts';
import type { Reading } from '../../src-main/contracts/value.ts';

function ok<T>(value: T): Reading<T> {
  return { status: 'ok', value };
}

/** The same numbers every time, without being a straight line. */
function wobble(index: number, seed: number): number {
  return Math.sin(index * 12.9898 + seed * 78.233) * 0.5 + Math.sin(index * 3.77 + seed) * 0.5;
}

export function samplesAround(center: number, spread: number, count: number, seed = 1): number[] {
  return Array.from({ length: count }, (_, index) => center * (1 + spread * wobble(index, seed)));
}

export function summaryOf(samples: readonly number[], over: Partial<SampleSummary> = {}): SampleSummary {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
  const median = at(0.5);
  const [low, high] = samples.length < 6 ? [null, null] : [at(0.25), at(0.7)];
  const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length;
  return {
    count: samples.length,
    median,
    low,
    high,
    halfWidthPercent: low === null ? null : ((high - low) / 2 / median) * 100,
    mean,
    minimum: at(0),
    maximum: at(0.9999),
    standardDeviation:
      samples.length < 2 ? null : Math.sqrt(samples.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (samples.length - 1)),
    outliers: [],
    modes: null,
    stoppedBecause: 'target',
    ...over,
  };
}

export const conditionsNow = (tempC = 58): Conditions => ({
  at: new Date().toISOString(),
  load1: ok(0.31),
  cpuPressurePercent: ok(0.2),
  ioPressurePercent: ok(0),
  memoryAvailableBytes: ok(212 * 1024 ** 3),
  cpuTempC: ok(tempC),
  cpuClockMHz: ok(4712),
  throttleCount: ok(0),
  gpuTempC: { status: 'absent', why: 'There is no GPU with a sensor.' },
});

const triad: MetricInfo = { id: 'triad', title: 'Triad', unit: 'MB/s', direction: 'higher', headline: true };
const copy: MetricInfo = { id: 'copy', title: 'Copy', unit: 'MB/s', direction: 'higher', headline: false };
const ram: MetricInfo = { id: 'ram', title: 'Memory', unit: 'ns', direction: 'lower', headline: true };
const aes: MetricInfo = { id: 'aes', title: 'AES-256-GCM', unit: 'MB/s', direction: 'higher', headline: true };
const iops: MetricInfo = { id: 'iops', title: 'Random reads', unit: 'IOPS', direction: 'higher', headline: true };
const tokens: MetricInfo = { id: 'decode', title: 'Decode', unit: 'tokens/s', direction: 'higher', headline: true };

export const fakeTests: readonly TestInfo[] = [
  {
    id: 'cpu.crypto',
    version: 1,
    title: 'Encryption',
    area: 'cpu',
    groups: ['quick', 'standard', 'full', 'stress'],
    method: 'Encrypts 16 KiB blocks on every thread for three seconds; the first round is thrown away.',
    engine: 'openssl',
    seconds: 12,
    scratchBytes: 0,
    metrics: [aes],
    availability: { state: 'ready' },
  },
  {
    id: 'memory.bandwidth',
    version: 1,
    title: 'Memory bandwidth',
    area: 'memory',
    groups: ['quick', 'standard', 'full', 'stress'],
    method: 'Copies, scales and adds arrays four times the size of the last cache.',
    engine: 'hecate-kernels',
    seconds: 14,
    scratchBytes: 0,
    metrics: [triad, copy],
    availability: { state: 'ready' },
  },
  {
    id: 'memory.latency',
    version: 1,
    title: 'Latency of caches and memory',
    area: 'memory',
    groups: ['standard', 'full'],
    method: 'Follows a chain of pointers through working sets from 4 KiB to 256 MiB.',
    engine: 'hecate-kernels',
    seconds: 25,
    scratchBytes: 0,
    metrics: [ram],
    availability: { state: 'ready' },
  },
  {
    id: 'disk.random-read',
    version: 1,
    title: 'Random reads of 4 KiB',
    area: 'disk',
    groups: ['standard', 'full'],
    method: 'Reads blocks of 4 KiB from a file of its own, past the page cache, 32 at a time.',
    engine: 'fio',
    seconds: 30,
    scratchBytes: 2_147_483_648,
    metrics: [iops],
    availability: { state: 'missing', why: 'fio is not installed.', howToGet: 'sudo apt install fio' },
  },
  {
    id: 'ai.decode',
    version: 1,
    title: 'Tokens of a small transformer',
    area: 'ai',
    groups: ['full'],
    method: 'Decodes one token after the other with a model that is made for the test.',
    engine: 'PyTorch',
    seconds: 40,
    scratchBytes: 0,
    metrics: [tokens],
    availability: { state: 'absent', why: 'There is no GPU that PyTorch can use.' },
  },
];

export function metricOf(info: MetricInfo, samples: readonly number[], over: Partial<SampleSummary> = {}): MetricResult {
  return { ...info, samples: [...samples], warmUps: [samples[0] ?? 0], summary: summaryOf(samples, over) };
}

const sizes = Array.from({ length: 17 }, (_, power) => 4096 * 2 ** power);

export const staircase: ResultSeries = {
  id: 'latency',
  title: 'Latency staircase',
  xTitle: 'working set',
  xUnit: 'B',
  yTitle: 'time per access',
  yUnit: 'ns',
  points: sizes.map((bytes): [number, number] => [
    bytes,
    bytes <= 32_768 ? 0.95 : bytes <= 1_048_576 ? 3.1 + bytes / 2e6 : bytes <= 33_554_432 ? 11 + bytes / 6e6 : 82 + bytes / 2e7,
  ]),
};

export function testResult(id: string, metrics: readonly MetricResult[], over: Partial<TestResult> = {}): TestResult {
  const info = fakeTests.find((test) => test.id === id);
  if (info === undefined) throw new Error(`there is no artificial test ${id}`);
  return {
    testId: id,
    testVersion: 1,
    title: info.title,
    area: info.area,
    state: 'measured',
    why: null,
    label: null,
    method: info.method,
    tool: { name: info.engine, version: '3.0.15' },
    parameters: {},
    metrics: [...metrics],
    series: [],
    marks: [],
    before: conditionsNow(52),
    after: conditionsNow(61),
    startedAt: new Date().toISOString(),
    seconds: info.seconds,
    ...over,
  };
}

export interface RunShape {
  readonly id: string;
  readonly startedAt: string;
  /** All figures of this run are this many times those of the first. */
  readonly factor?: number;
  readonly kernel?: string;
}

export function fakeRun({ id, startedAt, factor = 1, kernel = '6.12.41' }: RunShape): BenchmarkRun {
  const bandwidth = samplesAround(91_400 * factor, 0.012, 24, 2).map((value, index) => (index === 9 ? value * 0.9 : value));
  return {
    schema: 'hecate.benchmark.run',
    version: 1,
    suiteVersion: 1,
    id,
    title: 'Standard run',
    group: 'standard',
    state: 'finished',
    note: null,
    origin: 'measured',
    originDetail: null,
    machine: 'ada-workstation',
    startedAt,
    endedAt: new Date(Date.parse(startedAt) + 184_000).toISOString(),
    targetPercent: 1,
    environment: {
      product: 'HecateOS Control Center 0.1.0',
      kernel: ok(kernel),
      commandLine: ok('ro quiet'),
      distribution: ok('Debian GNU/Linux 13'),
      cpu: ok('AMD Ryzen Threadripper PRO 7975WX'),
      cpuThreads: ok(64),
      governor: ok('performance'),
      energyPreference: { status: 'absent', why: 'The driver has no such setting.' },
      boost: ok('on'),
      memoryBytes: ok(256 * 1024 ** 3),
      numaNodes: ok(1),
      transparentHugePages: ok('madvise'),
      mitigations: ok('auto'),
      virtualization: ok('none'),
      power: ok('mains'),
      gpus: [{ name: 'NVIDIA RTX 6000 Ada', driver: '580.82', link: 'PCIe 4.0 x16' }],
      profileId: 'ai-flagship',
      stepsInForce: 0,
    },
    marks: [{ kind: 'load', severity: 'warning', text: 'Another program used 4% of the processor during the run.' }],
    tests: [
      testResult('cpu.crypto', [metricOf(aes, samplesAround(48_200 * factor, 0.006, 12, 5))]),
      testResult('memory.bandwidth', [
        metricOf(triad, bandwidth, { outliers: [9], stoppedBecause: 'budget' }),
        metricOf(copy, samplesAround(88_100 * factor, 0.01, 24, 3), {
          modes: { lowerMedian: 87_000, upperMedian: 89_200, upperShare: 0.4 },
        }),
      ]),
      testResult('memory.latency', [metricOf(ram, samplesAround(88 / factor, 0.01, 14, 4))], { series: [staircase] }),
      testResult('disk.random-read', [], {
        state: 'skipped',
        why: 'fio is not installed. How to get it: sudo apt install fio',
        tool: null,
      }),
    ],
  };
}

export function comparisonOf(changePercent: number, over: Partial<Comparison> = {}): Comparison {
  const shown = Math.abs(changePercent) >= 1;
  return {
    verdict: !shown ? 'noDifference' : changePercent > 0 ? 'better' : 'worse',
    changePercent,
    lowPercent: changePercent - 0.8,
    highPercent: changePercent + 0.9,
    pValue: shown ? 0.0004 : 0.61,
    effectSize: shown ? 0.92 : 0.08,
    baseCount: 24,
    otherCount: 24,
    detectablePercent: 1.1,
    ...over,
  };
}
