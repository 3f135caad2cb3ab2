/** `hecate history export`: figures in the resolution in which they are kept, to a file. */
import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { type HistoryRange, type HistoryStatus, historyContract, maxPointsPerRange, maxSeriesPerRange } from '../../contracts/history.ts';
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

/** Page by page and group by group, oldest first. */
async function* rangesOf({ client, ids, time, signal }: Request): AsyncGenerator<HistoryRange> {
  const status = await client.status({}, { signal });
  let fromMs = Math.max(time.fromMs, oldestOf(status, time.toMs));
  while (fromMs < time.toMs) {
    const stepMs = nativeStepMs(status, fromMs);
    const toMs = Math.min(time.toMs, fromMs + stepMs * maxPointsPerRange, finerFrom(status, fromMs) ?? Number.POSITIVE_INFINITY);
    const points = Math.min(maxPointsPerRange, Math.max(1, Math.ceil((toMs - fromMs) / stepMs)));
    let reachedMs = toMs;
    for (let at = 0; at < ids.length; at += maxSeriesPerRange) {
      const range = await client.range({ series: ids.slice(at, at + maxSeriesPerRange), fromMs, toMs, points }, { signal });
      yield range;
      reachedMs = Math.max(toMs, range.fromMs + range.count * range.stepMs);
    }
    fromMs = reachedMs;
  }
}

function reachingTiers(status: HistoryStatus): readonly { readonly stepMs: number; readonly oldestAt: number }[] {
  return status.tiers
    .flatMap(({ stepMs, oldestAt }) => (oldestAt === null ? [] : [{ stepMs, oldestAt }]))
    .sort((one, other) => one.stepMs - other.stepMs);
}

function oldestOf(status: HistoryStatus, otherwise: number): number {
  return reachingTiers(status).reduce((oldest, tier) => Math.min(oldest, tier.oldestAt), otherwise);
}

/** Step of the finest resolution that reaches back to this time. */
function nativeStepMs(status: HistoryStatus, fromMs: number): number {
  const tiers = reachingTiers(status);
  return (tiers.find((tier) => tier.oldestAt <= fromMs) ?? tiers.at(-1))?.stepMs ?? 1000;
}

/** Where a finer resolution begins: a page ends there, so that each page has one resolution. */
function finerFrom(status: HistoryStatus, fromMs: number): number | null {
  const starts = reachingTiers(status)
    .map((tier) => tier.oldestAt)
    .filter((oldestAt) => oldestAt > fromMs);
  return starts.length === 0 ? null : Math.min(...starts);
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
  if (!context.values.flag('force') && existsSync(output)) {
    throw new UsageProblem(`${safe(output)} exists`, '--output', 'a new file, or --force to replace it');
  }
  const draft = `${output}.${randomUUID().slice(0, 8)}.part`;
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
    throw new UsageProblem(
      `${safe(output)} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      '--output',
      'a file in a folder that exists and may be written to',
    );
  }
}
