/** `hecate history export`: figures in the resolution in which they are kept, to a file. */
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { type HistoryRange, historyContract, maxPointsPerRange, maxSeriesPerRange } from '../../contracts/history.ts';
import type { Client } from '../../contracts/kit/define.ts';
import { UsageProblem } from '../commandLine/parse.ts';
import { type CommandContext, clientOf, type Handler, note, print } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { csvHead, csvLines, jsonLines } from '../format/csv.ts';
import { formatMoment } from '../format/duration.ts';
import { safe } from '../format/reading.ts';
import { counted } from '../format/units.ts';
import { noteFreshMonitor } from './freshMonitor.ts';
import { selectSeries, type TimeSpan, timeSpanOf } from './historyQuery.ts';
import { draftOf, refuseExisting, unwritable } from './outputFile.ts';

const dayMs = 86_400_000;

interface Request {
  readonly client: Client<typeof historyContract>;
  readonly ids: readonly string[];
  readonly time: TimeSpan;
  readonly signal: AbortSignal;
}

export const exportHistory: Handler = async (context) => {
  const { values, signal } = context;
  const output = values.text('output');
  if (output === undefined)
    throw new UsageProblem('history export needs a file', '--output', '--output FILE, or --output - for standard output');
  if (output === '-' && context.json)
    throw new UsageProblem('--json and the figures would both go to standard output', '--output', 'a file');
  const asJson = values.text('format') === 'json';
  if (asJson && values.flag('csv')) throw new UsageProblem('--csv and --format json are two different forms', '--format', 'one of the two');
  const time = timeSpanOf(values, Date.now(), dayMs);
  await noteFreshMonitor(context, 'It can export what one before it has stored.');
  const client = await clientOf(context, historyContract);
  const chosen = selectSeries(values.words('series'), (await client.series({}, { signal })).series);
  const request = { client, ids: chosen.map((series) => series.id), time, signal };
  const sink = openSink(context, output);
  let lines = 0;
  try {
    if (!asJson) sink.write(`${csvHead}\n`);
    for await (const range of rangesOf(request)) {
      const part = [...(asJson ? jsonLines(range) : csvLines(range))];
      if (part.length > 0) sink.write(`${part.join('\n')}\n`);
      lines += part.length;
    }
    sink.finish();
  } catch (error) {
    sink.abandon();
    throw error;
  }
  if (output !== '-') {
    print(context, { file: output, series: chosen.length, points: lines }, () => [
      `Wrote ${counted(lines, 'point')} of ${counted(chosen.length, 'series', 'series')} from ${formatMoment(time.fromMs)} to ${formatMoment(time.toMs)} to ${safe(output)}.`,
    ]);
  } else if (lines === 0) note(context, 'Nothing was measured in this time.');
  return exitCodes.ok;
};

/** Steps of one page: with as many series as a question may have, still an answer of a few megabytes. */
const pagePoints = maxPointsPerRange / 2;

/** Page by page and group by group, oldest first; each page in the finest resolution that has it. */
async function* rangesOf({ client, ids, time, signal }: Request): AsyncGenerator<HistoryRange> {
  const { tiers } = await client.status({}, { signal });
  const reaching = tiers.flatMap(({ stepMs, oldestAt }) => (oldestAt === null ? [] : [{ stepMs, oldestAt }]));
  for (let fromMs = Math.max(time.fromMs, Math.min(time.toMs, ...reaching.map((tier) => tier.oldestAt))); fromMs < time.toMs; ) {
    const page = pageFrom(fromMs, time.toMs, reaching);
    for (let at = 0; at < ids.length; at += maxSeriesPerRange) {
      const range = await client.range({ series: ids.slice(at, at + maxSeriesPerRange), ...page }, { signal });
      yield range;
    }
    fromMs = page.toMs;
  }
}

interface Reach {
  readonly stepMs: number;
  readonly oldestAt: number;
}

/** `tiers` from fine to coarse. A page ends where a finer resolution begins, and on the grid of its own. */
function pageFrom(fromMs: number, lastMs: number, tiers: readonly Reach[]): { fromMs: number; toMs: number; points: number } {
  const own = tiers.findIndex(
    // A coarser one adds nothing when it began in the same of its own steps.
    ({ oldestAt }, at) => oldestAt <= fromMs || tiers.slice(at + 1).every((coarser) => coarser.oldestAt + coarser.stepMs > oldestAt),
  );
  const stepMs = tiers[own]?.stepMs ?? 1000;
  const start = Math.floor(fromMs / stepMs) * stepMs;
  const finerAt = tiers
    .slice(0, Math.max(0, own))
    .map((tier) => tier.oldestAt)
    .filter((oldestAt) => oldestAt > fromMs);
  const end = Math.ceil(Math.min(lastMs, ...finerAt) / stepMs) * stepMs;
  const toMs = Math.min(end, start + pagePoints * stepMs);
  return { fromMs: start, toMs, points: Math.max(1, (toMs - start) / stepMs) };
}

interface Sink {
  write(text: string): void;
  finish(): void;
  /** Leaves nothing behind. */
  abandon(): void;
}

/** The file appears only when it is whole. */
function openSink(context: CommandContext, output: string): Sink {
  if (output === '-') {
    return {
      write: (text) => {
        context.console.write(text);
      },
      finish: () => undefined,
      abandon: () => undefined,
    };
  }
  refuseExisting(context, output);
  const draft = draftOf(output);
  const descriptor = openDraft(draft, output);
  let open = true;
  const close = (): void => {
    if (open) closeSync(descriptor);
    open = false;
  };
  return {
    write(text) {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    },
    finish() {
      close();
      renameSync(draft, output);
    },
    abandon() {
      close();
      rmSync(draft, { force: true });
    },
  };
}

function openDraft(draft: string, output: string): number {
  try {
    return openSync(draft, 'wx', 0o644);
  } catch (error) {
    throw unwritable(output, error);
  }
}
