/** `hecate bench run`: measures, says all the time where it is, and what is kept when it is stopped. */
import { benchmarkContract, type RunInput } from '../../contracts/benchmark.ts';
import type { BenchmarkRun } from '../../contracts/benchmarkResult.ts';
import { type ParsedValues, UsageProblem } from '../commandLine/parse.ts';
import { type CommandContext, clientOf, type Handler, note, print } from '../context.ts';
import { type ExitCode, exitCodes } from '../exitCodes.ts';
import { formatRun } from '../format/bench.ts';
import { safe } from '../format/reading.ts';
import { counted } from '../format/units.ts';
import { parametersOf, percentOf, shortText } from './benchInput.ts';
import { benchProgress } from './benchProgress.ts';

export const benchRun: Handler = async (context) => {
  const input = inputOf(context.values);
  const client = await clientOf(context, benchmarkContract);
  const progress = benchProgress(context, input.maxSeconds ?? null);
  const run = await client.run(input, { signal: context.signal, onProgress: progress.report }).finally(progress.end);
  const { score } = await client.show({ id: run.id });
  print(context, { run, score }, () => formatRun(context.page, run, score));
  sayWhatIsKept(context, run);
  return exitCodeFor(context, run);
};

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
