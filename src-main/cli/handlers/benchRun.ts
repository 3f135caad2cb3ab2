/** `hecate bench run`: measures, says all the time where it is, and what is kept when it is stopped. */
import { benchmarkContract, type RunInput } from '../../contracts/benchmark.ts';
import type { BenchmarkRun } from '../../contracts/benchmarkResult.ts';
import { isAppError } from '../../contracts/errors.ts';
import type { Client } from '../../contracts/kit/define.ts';
import { type ParsedValues, UsageProblem } from '../commandLine/parse.ts';
import { type CommandContext, clientOf, type Handler, note, print } from '../context.ts';
import { type ExitCode, exitCodes } from '../exitCodes.ts';
import { formatRun, type ShownRun } from '../format/bench.ts';
import { safe } from '../format/reading.ts';
import { counted } from '../format/units.ts';
import { parametersOf, percentOf, shortText } from './benchInput.ts';
import { benchProgress } from './benchProgress.ts';

export const benchRun: Handler = async (context) => {
  const input = inputOf(context.values);
  const client = await clientOf(context, benchmarkContract);
  const progress = benchProgress(context);
  const run = await client.run(input, { signal: context.signal, onProgress: progress.report }).finally(progress.end);
  const shown = await standingOf(client, run);
  print(context, shown, () => formatRun(context.page, shown));
  sayWhatIsKept(context, run);
  await sayWhatGotWorse(context, client, run);
  return exitCodeFor(context, run);
};

type BenchmarkClient = Client<typeof benchmarkContract>;

/** A run that could not be stored, because the disk is full, is shown all the same: nobody has it but us. */
async function standingOf(client: BenchmarkClient, run: BenchmarkRun): Promise<ShownRun> {
  try {
    return { ...(await client.show({ id: run.id })), run };
  } catch (error) {
    if (isAppError(error, 'benchmark.notFound')) return { run, score: null, reference: false };
    throw error;
  }
}

/** After an update this is the moment in which it can be known, and nobody would look for it. */
async function sayWhatGotWorse(context: CommandContext, client: BenchmarkClient, run: BenchmarkRun): Promise<void> {
  if (context.json || context.signal.aborted) return;
  const { regressions } = await client.regressions({});
  const own = regressions.filter(({ otherRunId }) => otherRunId === run.id);
  const [first] = own;
  if (first === undefined) return;
  note(context, `${counted(own.length, 'figure')} got worse since ${safe(first.changed)}. hecate bench regressions shows them.`);
}

function inputOf(values: ParsedValues): Partial<RunInput> {
  const tests = values.words('test');
  const group = values.text('group') as RunInput['group'] | undefined;
  if (tests.length > 0 && group !== undefined)
    throw new UsageProblem('tests and --group are two different choices', '--group', 'one of the two');
  const targetPercent = percentOf(values, 'target', { min: 0.1, max: 50 });
  const limit = values.number('temperature-limit');
  if (limit !== undefined && group !== 'stress') {
    throw new UsageProblem('only the stress group has a temperature limit', '--temperature-limit', '--group stress beside it');
  }
  return {
    group: group ?? 'quick',
    tests: tests.length === 0 ? null : [...new Set(tests)],
    parameters: parametersOf(values),
    ...(targetPercent === undefined ? {} : { targetPercent }),
    maxSeconds: values.number('max-seconds') ?? null,
    note: shortText(values, 'note', 500) ?? null,
    wait: !values.flag('no-wait'),
    force: values.flag('force'),
    temperatureLimitC: limit ?? null,
  };
}

function sayWhatIsKept(context: CommandContext, run: BenchmarkRun): void {
  const measured = run.tests.filter((test) => test.metrics.some((metric) => metric.samples.length > 0)).length;
  const stopped = run.state === 'cancelled' ? `Stopped; what ${counted(measured, 'test')} measured is kept` : 'Kept';
  note(context, `${stopped} as ${safe(run.id)}. hecate bench report --format html -o FILE makes a report.`);
}

function exitCodeFor(context: CommandContext, run: BenchmarkRun): ExitCode {
  if (context.signal.aborted) return exitCodes.interrupted;
  if (run.state === 'cancelled') return exitCodes.refused;
  return run.state === 'failed' || run.tests.some((test) => test.state === 'failed') ? exitCodes.failed : exitCodes.ok;
}
