/** Tests with the user's own PyTorch, on the processor and on every kind of accelerator that it sees. */
import type { BenchmarkGroup, MetricInfo } from '../../../../contracts/benchmarkResult.ts';
import type { BenchmarkTest, PreparedTest, TestContext } from '../../suite/test.ts';
import { measureFailed } from '../programs/guarded.ts';
import { preparedTest, type Rounds, type StartedTest } from '../startedTest.ts';
import { answerSchemas, type NumberFormat, type PythonEnvironment, type TorchDevice, type TorchResult } from './answers.ts';
import { frameworkAvailability, pytorch } from './availability.ts';
import { askScript } from './python.ts';

/** For each case and round, after the warm-up inside the round. */
const secondsPerCase = 0.5;
const describeTimeoutMs = 180_000;
const roundTimeoutMs = 600_000;

type TorchTestName = 'matmul' | 'conv' | 'transformer' | 'training';

interface Figure {
  /** Name in the script's answer. */
  readonly value: string;
  /** Part of the metric's id after the device. */
  id(format: NumberFormat): string;
  title(format: NumberFormat): string;
  readonly unit: string;
}

export interface TorchTest {
  readonly name: TorchTestName;
  readonly title: string;
  readonly method: string;
  readonly groups: readonly BenchmarkGroup[];
  readonly seconds: number;
  readonly figures: readonly Figure[];
  /** Formats to measure on a device, the one that counts first. */
  formats(device: TorchDevice): readonly NumberFormat[];
}

export interface TorchCase {
  readonly device: TorchDevice;
  readonly format: NumberFormat;
}

interface CaseMetric {
  readonly metric: MetricInfo;
  readonly one: TorchCase;
  readonly value: string;
}

/** As a person names it in a metric: `cpu`, `cuda0`. */
function shortName(device: Pick<TorchDevice, 'id'>): string {
  return device.id.replace(':', '');
}

/** The processor and the first accelerator count for the score; equal ones beside them would count twice. */
export function torchMetrics(test: TorchTest, devices: readonly TorchDevice[]): readonly CaseMetric[] {
  const firstAccelerator = devices.find(({ kind }) => kind !== 'cpu');
  return devices.flatMap((device) =>
    test.formats(device).flatMap((format, position) =>
      test.figures.map((figure): CaseMetric => {
        const counts = position === 0 && (device.kind === 'cpu' || device === firstAccelerator);
        const where = device.kind === 'cpu' ? 'processor' : `${shortName(device)} (${device.name})`;
        const metric = {
          id: `${shortName(device)}.${figure.id(format)}`,
          title: `${figure.title(format)}, ${where}`.slice(0, 120),
          unit: figure.unit,
          direction: 'higher',
          headline: counts,
        } as const;
        return { metric, one: { device, format }, value: figure.value };
      }),
    ),
  );
}

/** Known before any device is: every machine has a processor, and every processor single precision. */
const anyProcessor: TorchDevice = { id: 'cpu', kind: 'cpu', name: '', formats: ['float32'] };

export function asTorchTest(test: TorchTest): BenchmarkTest {
  return {
    id: `ai.torch.${test.name}`,
    version: 1,
    title: test.title,
    area: 'ai',
    groups: test.groups,
    method: test.method,
    engine: 'PyTorch',
    seconds: test.seconds,
    scratchBytes: 0,
    metrics: torchMetrics(test, [anyProcessor]).map(({ metric }) => metric),
    availability: (context) => frameworkAvailability(pytorch, context),
    prepare: (context) => prepare(test, context),
  };
}

/** Every round warms up by itself; the first one also reads the framework from disk. */
const rounds: Rounds = { warmUp: 1, minimum: 5, maximum: 20 };

async function prepare(test: TorchTest, context: TestContext): Promise<PreparedTest> {
  const { devices, environment } = await askScript(context, {
    script: 'torch_run',
    request: { op: 'describe' },
    schema: answerSchemas.torchDescription,
    timeoutMs: describeTimeoutMs,
    signal: context.signal,
  });
  const metrics = torchMetrics(test, devices);
  const cases = [...new Map(metrics.map(({ one }) => [caseKey(one.device.id, one.format), one])).values()];
  const accelerated = devices.some(({ kind }) => kind !== 'cpu');
  const started: StartedTest = {
    metrics: metrics.map(({ metric }) => metric),
    label: accelerated ? null : 'on the processor, no accelerator',
    parameters: parametersOf(environment, devices),
    async round(signal) {
      const request = {
        op: 'measure',
        test: test.name,
        cases: cases.map(({ device, format }) => ({ device: device.id, format })),
        seconds: secondsPerCase,
      };
      const { results } = await askScript(context, {
        script: 'torch_run',
        request,
        schema: answerSchemas.torchResults,
        timeoutMs: roundTimeoutMs,
        signal,
      });
      return { values: Object.fromEntries(metrics.map((metric) => [metric.metric.id, figureOf(results, metric)])) };
    },
  };
  return preparedTest(rounds, { name: 'PyTorch', version: String(environment['torch'] ?? 'unknown') }, started, context.signal);
}

function caseKey(device: string, format: NumberFormat): string {
  return `${device} ${format}`;
}

function figureOf(results: readonly TorchResult[], { one, value, metric }: CaseMetric): number {
  const found = results.find(({ device, format }) => device === one.device.id && format === one.format)?.values[value];
  if (found === undefined) throw measureFailed(`PyTorch gave no figure for ${metric.id}`);
  return found;
}

function parametersOf(environment: PythonEnvironment, devices: readonly TorchDevice[]): PreparedTest['parameters'] {
  const named = devices
    .filter(({ kind }) => kind !== 'cpu')
    .map((device) => [shortName(device), `${device.name} (${device.kind})`] as const);
  return { ...environment, ...Object.fromEntries(named), secondsPerCase };
}
