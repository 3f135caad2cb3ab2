/** Small models of our own in the user's ONNX Runtime, on every execution provider that really works there. */
import type { MetricInfo } from '../../../../contracts/benchmarkResult.ts';
import { AppError } from '../../../../contracts/errors.ts';
import type { BenchmarkTest, PreparedTest, TestContext } from '../../suite/test.ts';
import { measureFailed } from '../programs/guarded.ts';
import { preparedTest, type Rounds, type StartedTest } from '../startedTest.ts';
import { answerSchemas, type OnnxDescription, type OnnxResult } from './answers.ts';
import { frameworkAvailability, onnxRuntime } from './availability.ts';
import { askScript } from './python.ts';

const secondsPerCase = 0.4;
const describeTimeoutMs = 180_000;
/** Some providers compile a model for minutes when they see it first. */
const roundTimeoutMs = 900_000;

const id = 'ai.onnx';
const cpuProvider = 'CPUExecutionProvider';

const models = [
  { name: 'dense', title: 'Dense layers', unit: 'rows/s' },
  { name: 'convolution', title: 'Convolutions', unit: 'images/s' },
  { name: 'attention', title: 'Attention', unit: 'tokens/s' },
] as const;

interface OnnxMetric {
  readonly metric: MetricInfo;
  readonly provider: string;
  readonly model: string;
}

/** `CUDAExecutionProvider` is `cuda` in a metric. */
export function providerName(provider: string): string {
  return provider.replace(/ExecutionProvider$/, '').toLowerCase();
}

/** The processor counts, so that figures of two machines are comparable; the other providers stand beside it. */
export function onnxMetrics(providers: readonly string[]): readonly OnnxMetric[] {
  return providers.flatMap((provider) =>
    models.map(({ name, title, unit }): OnnxMetric => {
      const where = provider === cpuProvider ? 'processor' : providerName(provider);
      const metric = { id: `${providerName(provider)}.${name}`, title: `${title}, ${where}`, unit, direction: 'higher' } as const;
      return { metric: { ...metric, headline: provider === cpuProvider }, provider, model: name };
    }),
  );
}

export const onnxTest: BenchmarkTest = {
  id,
  version: 1,
  title: 'ONNX Runtime: small models',
  area: 'ai',
  groups: ['standard', 'full'],
  method:
    'Three small models with random weights of a fixed seed, written by the test itself: three dense layers of 1024 for 32 rows, two convolutions of 64 channels over 4 images of 56 x 56, one head of attention over 256 tokens of width 256; single precision. On every execution provider that takes a whole model; the processor never helps out silently. Each round is a fresh process: calls for 0.2 s and at least two are thrown away, then the median of at least three repeats counts, with the time to move data to an accelerator and back. Results are compared with numpy in double precision; a wrong one fails the test.',
  engine: 'ONNX Runtime',
  seconds: 30,
  scratchBytes: 0,
  metrics: onnxMetrics([cpuProvider]).map(({ metric }) => metric),
  availability: (context) => frameworkAvailability(onnxRuntime, context),
  prepare,
};

const rounds: Rounds = { warmUp: 1, minimum: 5, maximum: 20 };

async function prepare(context: TestContext): Promise<PreparedTest> {
  const description = await askScript(context, {
    script: 'onnx_run',
    request: { op: 'describe' },
    schema: answerSchemas.onnxDescription,
    timeoutMs: describeTimeoutMs,
    signal: context.signal,
  });
  const working = description.providers.filter(({ problem }) => problem === null).map(({ name }) => name);
  if (working.length === 0) {
    const why = description.providers.map(({ name, problem }) => `${name}: ${problem ?? ''}`).join('; ');
    throw new AppError('benchmark.unavailable', `no execution provider works: ${why}`.slice(0, 900), {
      details: { testId: id, howToGet: onnxRuntime.howToGet },
    });
  }
  const metrics = onnxMetrics(working);
  const started: StartedTest = {
    metrics: metrics.map(({ metric }) => metric),
    label: working.every((name) => name === cpuProvider) ? 'on the processor, no accelerator' : null,
    parameters: parametersOf(description),
    async round(signal) {
      const cases = metrics.map(({ provider, model }) => ({ provider, model }));
      const { results } = await askScript(context, {
        script: 'onnx_run',
        request: { op: 'measure', cases, seconds: secondsPerCase },
        schema: answerSchemas.onnxResults,
        timeoutMs: roundTimeoutMs,
        signal,
      });
      return { values: Object.fromEntries(metrics.map((metric) => [metric.metric.id, figureOf(results, metric)])) };
    },
  };
  return preparedTest(
    rounds,
    { name: 'ONNX Runtime', version: String(description.environment['onnxruntime'] ?? 'unknown') },
    started,
    context.signal,
  );
}

function figureOf(results: readonly OnnxResult[], { provider, model, metric }: OnnxMetric): number {
  const found = results.find((one) => one.provider === provider && one.model === model)?.values['rate'];
  if (found === undefined) throw measureFailed(`ONNX Runtime gave no figure for ${metric.id}`);
  return found;
}

function parametersOf({ environment, providers }: OnnxDescription): PreparedTest['parameters'] {
  const states = providers.map(({ name, problem }) => [name, problem ?? 'works'] as const);
  return { ...environment, ...Object.fromEntries(states), threads: 'as the runtime chooses: one for each core', secondsPerCase };
}
