/** `hecate bench`: what can be measured, what was measured, and what it says beside each other. */
import { benchmarkContract } from '../../contracts/benchmark.ts';
import { isAppError } from '../../contracts/errors.ts';
import type { Client } from '../../contracts/kit/define.ts';
import { UsageProblem } from '../commandLine/parse.ts';
import { clientOf, type Handler, print } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { formatGate, formatRun, formatRuns, formatTests } from '../format/bench.ts';
import { formatComparison, formatRegressions, formatTrend } from '../format/benchCompare.ts';
import { safe } from '../format/reading.ts';
import { mayGoOn } from './ask.ts';
import { parametersOf } from './benchInput.ts';

export const tests: Handler = async (context) => {
  const parameters = parametersOf(context.values);
  const client = await clientOf(context, benchmarkContract);
  const found = await client.tests({ parameters }, { signal: context.signal });
  print(context, found, ({ tests: all }) => formatTests(context.page, all, context.values.flag('details')));
  return exitCodes.ok;
};

export const check: Handler = async (context) => {
  const client = await clientOf(context, benchmarkContract);
  const gate = await client.gate({}, { signal: context.signal });
  print(context, gate, (found) => formatGate(context.page, found.marks, found.conditions));
  return gate.marks.some((mark) => mark.severity === 'blocking') ? exitCodes.difference : exitCodes.ok;
};

export const list: Handler = async (context) => {
  const client = await clientOf(context, benchmarkContract);
  const limit = context.values.number('limit');
  const found = await client.list(limit === undefined ? {} : { limit }, { signal: context.signal });
  print(context, found, ({ runs, problems }) => formatRuns(context.page, runs, problems));
  return exitCodes.ok;
};

export const show: Handler = async (context) => {
  const client = await clientOf(context, benchmarkContract);
  const found = await client.show({ id: context.values.argument('id') ?? null }, { signal: context.signal });
  print(context, found, (shown) => formatRun(context.page, shown));
  return exitCodes.ok;
};

export const compare: Handler = async (context) => {
  const { values, signal } = context;
  const client = await clientOf(context, benchmarkContract);
  const request = { baseId: values.argument('base') ?? '', otherId: values.argument('other') ?? null };
  print(context, await client.compare(request, { signal }), (found) => formatComparison(context.page, found));
  return exitCodes.ok;
};

export const trend: Handler = async (context) => {
  const { values, signal } = context;
  const client = await clientOf(context, benchmarkContract);
  const [testId, metricId] = [values.argument('test') ?? '', values.argument('metric') ?? ''];
  const found = await client.trend({ testId, metricId }, { signal });
  if (context.json || found.points.length > 0) {
    const metric = context.json ? undefined : await metricOf(testId, metricId);
    print(context, found, ({ points }) => formatTrend(context.page, points, metric));
    return exitCodes.ok;
  }
  if ((await metricOf(testId, metricId)) === undefined) {
    throw new UsageProblem(
      `no run has ${safe(testId)} with ${safe(metricId)}`,
      'METRIC',
      'a metric that bench tests --details or bench show names',
    );
  }
  print(context, found, () => ['No run of this machine has measured it yet.']);
  return exitCodes.ok;

  /** The catalogue knows those that need not be found on the machine. */
  async function metricOf(test: string, metric: string): Promise<{ title: string; unit: string } | undefined> {
    const { tests: known } = await client.tests({}, { signal });
    const info = known.find((one) => one.id === test);
    const own = info?.metrics.find((one) => one.id === metric);
    return info === undefined || own === undefined ? undefined : { title: `${info.title}: ${own.title}`, unit: own.unit };
  }
};

export const regressions: Handler = async (context) => {
  const client = await clientOf(context, benchmarkContract);
  const found = await client.regressions({}, { signal: context.signal });
  print(context, found, (all) => formatRegressions(context.page, all.regressions));
  return found.regressions.length > 0 ? exitCodes.difference : exitCodes.ok;
};

export const reference: Handler = async (context) => {
  const { values } = context;
  const id = values.argument('id') ?? null;
  if (id === null && !values.flag('clear'))
    throw new UsageProblem('bench reference needs a run', 'ID', 'a run that bench list shows, or --clear');
  if (id !== null && values.flag('clear'))
    throw new UsageProblem('a run and --clear are two different things', '--clear', 'one of the two');
  const client = await clientOf(context, benchmarkContract);
  print(context, await client.setReference({ id }), ({ referenceRunId }) => [
    referenceRunId === null
      ? 'There is no run that could be the reference.'
      : `Scores are relative to ${safe(referenceRunId)}, which is 100.`,
  ]);
  return exitCodes.ok;
};

export const remove: Handler = async (context) => {
  const id = context.values.argument('id') ?? '';
  const client = await clientOf(context, benchmarkContract);
  if (!(await mayGoOn(context, `Remove ${await nameOf(client, id)} with all its samples?`))) {
    return context.signal.aborted ? exitCodes.interrupted : exitCodes.refused;
  }
  print(context, await client.remove({ id }), ({ removed }) => [`${safe(removed)} is removed.`]);
  return exitCodes.ok;
};

/** A run that cannot be read is in the way until it is removed. */
async function nameOf(client: Client<typeof benchmarkContract>, id: string): Promise<string> {
  try {
    const { run } = await client.show({ id });
    return `the run ${safe(run.title)} of ${run.startedAt.slice(0, 10)}`;
  } catch (error) {
    if (isAppError(error, 'benchmark.invalid')) return `the run ${safe(id)}, which cannot be read,`;
    throw error;
  }
}
