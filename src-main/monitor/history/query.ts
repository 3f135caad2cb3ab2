/** The parameters of history.range, checked by hand; range.test.ts holds them to the schema of the contract. */
import { finiteNumber, textList, wholeNumber } from '../check.ts';
import { type Fields, invalid } from '../module.ts';
import type { RangeQuery } from './range.ts';

/** As in contracts/history.ts. */
const maxSeriesPerRange = 64;
const maxPointsPerRange = 4000;
const maxSeriesCharacters = 300;

/** Throws `Refused` (contract.invalid) with the field that is wrong. */
export function readRangeQuery(fields: Fields): RangeQuery {
  const series = textList(fields, 'series', maxSeriesPerRange, maxSeriesCharacters);
  const fromMs = finiteNumber(fields, 'fromMs');
  const toMs = finiteNumber(fields, 'toMs');
  const points = wholeNumber(fields, 'points', 1, maxPointsPerRange);
  if (fromMs >= toMs) throw invalid('toMs', 'must be later than fromMs');
  return { series, fromMs, toMs, points };
}
