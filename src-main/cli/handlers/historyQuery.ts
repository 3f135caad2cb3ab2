/** Which series and which time a history command is about. */
import { AppError } from '../../contracts/errors.ts';
import type { HistorySeries } from '../../contracts/history.ts';
import { partsOfSeries } from '../../contracts/metrics.ts';
import { nearest } from '../commandLine/nearest.ts';
import { type ParsedValues, UsageProblem } from '../commandLine/parse.ts';
import { parseDuration, parseTime } from '../format/duration.ts';
import { safe } from '../format/reading.ts';

export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Throws a UsageProblem. Without any option the last `defaultMs`. */
export function timeSpanOf(values: ParsedValues, nowMs: number, defaultMs: number): TimeSpan {
  const [span, from, to] = [values.text('span'), values.text('from'), values.text('to')];
  if (span !== undefined && (from !== undefined || to !== undefined)) {
    throw new UsageProblem('--span and --from or --to say two different things', '--span', 'either --span, or --from and --to');
  }
  if (to !== undefined && from === undefined) throw new UsageProblem('--to needs --from', '--from', 'a start, or --span instead of both');
  if (from === undefined) return { fromMs: nowMs - (span === undefined ? defaultMs : parseDuration(span, '--span')), toMs: nowMs };
  const fromMs = parseTime(from, '--from');
  const toMs = to === undefined ? nowMs : parseTime(to, '--to');
  if (fromMs >= toMs) {
    throw new UsageProblem(
      `the time starts at ${new Date(fromMs).toISOString()} and ends at ${new Date(toMs).toISOString()}`,
      '--from',
      'a time before --to, and in the past',
    );
  }
  return { fromMs, toMs };
}

/**
 * The series that the words mean, each once, in the order of the words: an id, a metric for all its devices, or a
 * pattern with `*`. Throws `history.unknownSeries`.
 */
export function selectSeries(words: readonly string[], known: readonly HistorySeries[]): readonly HistorySeries[] {
  const chosen = words.flatMap((word) => {
    const found = known.filter((series) => means(word, series));
    if (found.length > 0) return found;
    throw unknownSeries(word, known);
  });
  return [...new Set(chosen)];
}

function means(word: string, series: HistorySeries): boolean {
  if (word.includes('*')) return matches(word, series.id);
  return series.id === word || series.metric === word;
}

function unknownSeries(word: string, known: readonly HistorySeries[]): AppError {
  const shown = safe(word).slice(0, 128);
  const suggestion = nearest(word, [...new Set(known.flatMap((series) => [series.id, series.metric]))]);
  const sameMetric = known.filter((series) => series.metric === partsOfSeries(word).metric).map((series) => series.instance);
  const hint =
    suggestion !== undefined
      ? `; did you mean ${safe(suggestion)}?`
      : sameMetric.length > 0
        ? `; this metric has ${sameMetric.map(safe).slice(0, 8).join(', ')}`
        : known.length === 0
          ? '; nothing was recorded yet'
          : '; hecate history list shows what there is';
  return new AppError('history.unknownSeries', `nothing is kept of "${shown}"${hint}`, { details: { series: word.slice(0, 300) } });
}

/** `*` stands for any text. Walks the parts instead of a regular expression, so that no pattern is slow. */
export function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return text === first;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
