/** A run that nobody measured, with figures that no machine has, for tests of reports only. */
import {
  type BenchmarkRun,
  type MetricResult,
  runSchemaName,
  runSchemaVersion,
  suiteVersion,
  type TestResult,
} from '../../../../contracts/benchmarkResult.ts';
import { type ProofReport, proofSchemaName, proofSchemaVersion } from '../../../../contracts/proof.ts';
import { absent, ok, unknown } from '../../../../contracts/value.ts';
import { compareSamples, summarise } from '../../model/statistics/index.ts';

const at = '2026-01-02T03:04:05.000Z';

export function artificialMetric(change: Partial<MetricResult> = {}): MetricResult {
  const samples = change.samples ?? [101, 102, 103, 104, 105, 106, 107, 108, 109, 110];
  return {
    id: 'speed',
    title: 'Artificial speed',
    unit: 'parrots/s',
    direction: 'higher',
    headline: true,
    samples,
    warmUps: [7],
    summary: samples.length === 0 ? null : summarise(samples, 'target'),
    ...change,
  };
}

export function artificialTest(change: Partial<TestResult> = {}): TestResult {
  return {
    testId: 'artificial.speed',
    testVersion: 1,
    title: 'Artificial test',
    area: 'cpu',
    state: 'measured',
    why: null,
    label: null,
    method: 'Nothing is measured; the figures are made up.',
    tool: { name: 'parrot', version: '0.0' },
    parameters: { threads: 1 },
    metrics: [artificialMetric()],
    series: [],
    marks: [],
    before: null,
    after: null,
    startedAt: at,
    seconds: 3,
    ...change,
  };
}

export function artificialRun(change: Partial<BenchmarkRun> = {}): BenchmarkRun {
  return {
    schema: runSchemaName,
    version: runSchemaVersion,
    suiteVersion,
    id: 'run-artificial',
    title: 'Artificial run',
    group: 'quick',
    state: 'finished',
    note: null,
    origin: 'measured',
    originDetail: null,
    machine: 'artificial-machine',
    startedAt: at,
    endedAt: '2026-01-02T03:05:05.000Z',
    targetPercent: 1,
    environment: {
      product: 'hecate 0.0.0',
      kernel: ok('0.0.1-artificial'),
      commandLine: ok('quiet'),
      distribution: ok('Artificial Linux'),
      cpu: ok('Artificial processor'),
      cpuThreads: ok(3),
      governor: absent('there is none here'),
      energyPreference: absent('there is none here'),
      boost: unknown('nobody looked'),
      memoryBytes: ok(3 * 2 ** 30),
      numaNodes: ok(1),
      transparentHugePages: ok('madvise'),
      mitigations: ok('all'),
      virtualization: ok('none'),
      power: ok('mains'),
      gpus: [{ name: 'Artificial card', driver: '0.1', link: 'x1' }],
      profileId: null,
      stepsInForce: 0,
    },
    marks: [],
    tests: [artificialTest()],
    ...change,
  };
}

export function artificialProof(change: Partial<ProofReport> = {}): ProofReport {
  const stock = [100, 101, 102, 100.5, 101.5, 99.5];
  const candidate = [110, 111, 112, 110.5, 111.5, 109.5];
  const comparison = compareSamples(stock, candidate, 'higher');
  return {
    schema: proofSchemaName,
    version: proofSchemaVersion,
    id: 'proof-artificial',
    title: 'Artificial proof',
    state: 'finished',
    input: {
      goal: { kind: 'test', testId: 'artificial.speed', metricId: null, parameters: { folder: null, peer: null, python: null } },
      subject: { kind: 'knob', knobId: 'artificial.knob', values: null },
      maxSeconds: 60,
      minGainPercent: 1,
      guardPercent: 5,
      keep: false,
      overrideOwners: false,
      force: false,
    },
    goalTitle: 'Artificial test',
    unit: 'parrots/s',
    direction: 'higher',
    startedAt: at,
    endedAt: '2026-01-02T03:05:05.000Z',
    seconds: 60,
    environment: null,
    before: null,
    after: null,
    marks: [],
    trials: [
      {
        id: 'trial-1',
        title: 'Artificial knob: 1 → 2',
        values: { 'artificial.knob': '2' },
        before: { 'artificial.knob': '1' },
        round: 'final',
        verdict: 'helps',
        why: 'the interval excludes no gain',
        comparison,
        stock,
        candidate,
        order: 'ABBAABBAABBA',
        guards: [{ id: 'temperature', title: 'Temperature', unit: '°C', comparison: null, tripped: false, why: 'the same' }],
        planIds: ['plan-artificial'],
        seconds: 30,
      },
    ],
    skipped: [{ knobId: 'other.knob', why: 'needs a restart' }],
    best: { values: { 'artificial.knob': '2' }, comparison },
    kept: null,
    machineState: 'stock',
    machineStateDetail: 'every setting was read back',
    story: ['The goal was speed.', 'The artificial knob helps.'],
    ...change,
  };
}
