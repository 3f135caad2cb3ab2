/** Fetches a stretch of time as finely as it is kept, for saving. */
import { type HistoryRange, maxPointsPerRange, maxSeriesPerRange } from '../../../../src-main/contracts/history.ts';
import type { Clients } from '../../api/clients.ts';
import { exportParts } from './model/exportText.ts';
import { type Past, pastOf } from './model/merge.ts';
import type { TimeWindow } from './model/timeView.ts';

/**
 * Asks for a single step first, to learn which resolution reaches back so far.
 * A later part could be kept more finely; asking for the number of steps of the
 * first resolution keeps all parts alike. null when nothing is kept.
 */
export async function fetchRange(
  clients: Pick<Clients, 'history'>,
  ids: readonly string[],
  { fromMs, toMs }: TimeWindow,
): Promise<Past | null> {
  const { series } = await clients.history.series({});
  const kept = new Set(series.map((one) => one.id));
  const wanted = ids.filter((id) => kept.has(id));
  const [first] = wanted;
  if (first === undefined) return null;
  const [{ tier }, { tiers }] = await Promise.all([
    clients.history.range({ series: [first], fromMs, toMs, points: 1 }),
    clients.history.status({}),
  ]);
  const stepMs = tiers.find((one) => one.tier === tier)?.stepMs ?? 1000;
  const answers: HistoryRange[] = [];
  for (const part of exportParts(fromMs, toMs, stepMs, maxPointsPerRange)) {
    for (let index = 0; index < wanted.length; index += maxSeriesPerRange) {
      answers.push(await clients.history.range({ series: wanted.slice(index, index + maxSeriesPerRange), ...part }));
    }
  }
  return pastOf(answers);
}
