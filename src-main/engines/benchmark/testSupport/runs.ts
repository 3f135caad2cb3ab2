/** Runs, environments and conditions written by hand. */
import {
  type BenchmarkRun,
  type Conditions,
  type MetricResult,
  type RunEnvironment,
  runSchemaName,
  runSchemaVersion,
  suiteVersion,
  type TestResult,
} from '../../../contracts/benchmarkResult.ts';
import { absent, ok } from '../../../contracts/value.ts';
import { summarise } from '../model/statistics/index.ts';

export const cool: Conditions = {
  at: '2026-01-01T00:00:00.000Z',
  load1: ok(0.1),
  cpuPressurePercent: ok(0),
  ioPressurePercent: ok(0),
  memoryAvailableBytes: ok(14 * 2 ** 30),
  cpuTempC: ok(40),
  cpuClockMHz: ok(3000),
  throttleCount: ok(0),
  gpuTempC: absent('no GPU'),
};

export const plainEnvironment: RunEnvironment = {
  product: 'test 1',
  kernel: ok('6.12.1'),
  commandLine: ok('quiet'),
  distribution: ok('Debian 13'),
  cpu: ok('Test 8'),
  cpuThreads: ok(8),
  governor: ok('performance'),
  energyPreference: absent('none'),
  boost: ok('on'),
  memoryBytes: ok(16 * 2 ** 30),
  numaNodes: ok(1),
  transparentHugePages: ok('madvise'),
  mitigations: ok('3 mitigated'),
  virtualization: ok('none'),
  power: ok('mains'),
  gpus: [{ name: 'Card', driver: 'amdgpu 6.12.1', link: 'PCIe 4 x16' }],
  profileId: 'workstation',
  stepsInForce: 0,
};

export function metricOf(samples: readonly number[], change: Partial<MetricResult> = {}): MetricResult {
  return {
    id: 'speed',
    title: 'Speed',
    unit: 'MB/s',
    direction: 'higher',
    headline: true,
    samples: [...samples],
    warmUps: [],
    summary: samples.length === 0 ? null : summarise(samples, 'target'),
    ...change,
  };
}

export function testOf(metrics: readonly MetricResult[], change: Partial<TestResult> = {}): TestResult {
  return {
    testId: 'cpu.fake',
    testVersion: 1,
    title: 'Fake',
    area: 'cpu',
    state: 'measured',
    why: null,
    label: null,
    method: '',
    tool: { name: 'fake', version: '1' },
    parameters: {},
    metrics: [...metrics],
    series: [],
    marks: [],
    before: cool,
    after: cool,
    startedAt: '2026-01-01T00:00:00.000Z',
    seconds: 1,
    ...change,
  };
}

let made = 0;

/** Each a day after the one before. */
export function runOf(tests: readonly TestResult[], change: Partial<BenchmarkRun> = {}): BenchmarkRun {
  made += 1;
  const startedMs = Date.UTC(2026, 0, 1) + made * 86_400_000;
  return {
    schema: runSchemaName,
    version: runSchemaVersion,
    suiteVersion,
    id: `run-${String(made).padStart(6, '0')}`,
    title: 'Quick',
    group: 'quick',
    state: 'finished',
    note: null,
    origin: 'measured',
    originDetail: null,
    machine: 'here',
    startedAt: new Date(startedMs).toISOString(),
    endedAt: new Date(startedMs + 60_000).toISOString(),
    targetPercent: 1,
    environment: plainEnvironment,
    marks: [],
    tests: [...tests],
    ...change,
  };
}

/** Twelve samples around a value, in an order that says nothing. */
export function around(value: number, percent = 1): readonly number[] {
  return [3, -5, 1, 0, 5, -2, -4, 2, 4, -1, -3, 6].map((step) => value * (1 + (step * percent) / 600));
}
