/** `hecate history`: figures over time. */
import { type HistoryRange, historyContract, maxSeriesPerRange } from '../../contracts/history.ts';
import { UsageProblem } from '../commandLine/parse.ts';
import { type CommandContext, clientOf, type Handler, print } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { chartColumns } from '../format/chart.ts';
import { csvHead, csvLines } from '../format/csv.ts';
import { formatHistoryRange, formatHistoryStatus, formatSeriesList } from '../format/history.ts';
import { mayGoOn } from './ask.ts';
import { noteFreshMonitor } from './freshMonitor.ts';
import { matches, selectSeries, timeSpanOf } from './historyQuery.ts';

const hourMs = 3_600_000;
/** Steps of a range that no chart limits. */
const defaultPoints = 600;
const freshText = 'Nothing was recorded while it was not running, and the last 15 minutes by the second are empty.';

export const status: Handler = async (context) => {
  await noteFreshMonitor(context, freshText);
  const client = await clientOf(context, historyContract);
  print(context, await client.status({}, { signal: context.signal }), (found) => formatHistoryStatus(context.page, found, Date.now()));
  return exitCodes.ok;
};

export const list: Handler = async (context) => {
  await noteFreshMonitor(context, freshText);
  const filter = context.values.argument('filter') ?? '';
  const client = await clientOf(context, historyContract);
  const { series } = await client.series({}, { signal: context.signal });
  const kept = series.filter((one) =>
    filter.includes('*') ? matches(filter, one.id) : one.id.toLowerCase().includes(filter.toLowerCase()),
  );
  print(context, { series: kept }, (found) => formatSeriesList(context.page, found.series, filter));
  return exitCodes.ok;
};

export const show: Handler = async (context) => {
  const { values, json, signal } = context;
  const csv = values.flag('csv');
  if (csv && json) throw new UsageProblem('--csv and --json are two different forms', '--csv', 'one of the two');
  const time = timeSpanOf(values, Date.now(), hourMs);
  await noteFreshMonitor(context, freshText);
  const client = await clientOf(context, historyContract);
  const chosen = selectSeries(values.words('series'), (await client.series({}, { signal })).series);
  if (chosen.length > maxSeriesPerRange) {
    throw new UsageProblem(
      `these words mean ${String(chosen.length)} series`,
      'SERIES',
      `at most ${String(maxSeriesPerRange)} at once; history export takes any number`,
    );
  }
  const points = values.number('points') ?? (csv || json ? defaultPoints : chartColumns(context.page));
  const range = await client.range({ series: chosen.map((one) => one.id), ...time, points }, { signal });
  if (csv) printCsv(context, range);
  else print(context, range, (found) => formatHistoryRange(context.page, found));
  return exitCodes.ok;
};

function printCsv(context: CommandContext, range: HistoryRange): void {
  context.console.write(`${csvHead}\n`);
  for (const line of csvLines(range)) context.console.write(`${line}\n`);
}

export const clear: Handler = async (context) => {
  const client = await clientOf(context, historyContract);
  if (!(await mayGoOn(context, 'Forget all figures that were recorded?'))) return exitCodes.refused;
  print(context, await client.clear({}), (found) => [
    'All figures are forgotten. Recording goes on.',
    ...formatHistoryStatus(context.page, found, Date.now()),
  ]);
  return exitCodes.ok;
};
