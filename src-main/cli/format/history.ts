/** History for people: how much is kept, of what, and charts of it. */
import type { HistoryRange, HistorySeries, HistoryStatus } from '../../contracts/history.ts';
import { metricById, partsOfSeries } from '../../contracts/metrics.ts';
import { blocks, fields, type Page, table } from '../terminal/layout.ts';
import { formatChart, sparkline } from './chart.ts';
import { formatDuration, formatMoment } from './duration.ts';
import { figureOrDash, formatFigure } from './figure.ts';
import { safe } from './reading.ts';
import { counted, formatBytes } from './units.ts';

const mostCharts = 4;
/** Columns of the lines for many series. */
const sparkColumns = 32;

export function formatHistoryStatus(page: Page, status: HistoryStatus, nowMs: number): readonly string[] {
  const tiers = status.tiers.map((tier) => [
    formatDuration(tier.stepMs),
    formatDuration(tier.keepMs),
    tier.oldestAt === null ? 'nothing yet' : `${formatMoment(tier.oldestAt)}, ${formatDuration(nowMs - tier.oldestAt)} ago`,
  ]);
  return blocks(
    table(page, [{ title: 'step' }, { title: 'kept for' }, { title: 'from' }], tiers),
    fields(
      page,
      [
        { name: 'Series', value: String(status.seriesCount) },
        { name: 'On disk', value: `${formatBytes(status.diskBytes)} of at most ${formatBytes(status.maxBytes)}` },
        { name: 'File', value: status.file === null ? 'none: kept in memory only' : safe(status.file) },
        {
          name: 'Writing',
          value: status.writing ? 'yes' : `no${status.problem === null ? '' : `: ${safe(status.problem)}`}`,
          ...(status.writing ? {} : { paint: page.style.warn }),
        },
      ],
      0,
    ),
  );
}

export function formatSeriesList(page: Page, series: readonly HistorySeries[], filter: string): readonly string[] {
  if (series.length === 0) return [filter === '' ? 'Nothing was recorded yet.' : `Nothing that is kept has "${safe(filter)}" in its name.`];
  const rows = series.map((one) => [
    safe(one.id),
    formatMoment(one.firstAt),
    formatMoment(one.lastAt),
    metricById(one.metric)?.title ?? '',
  ]);
  return table(page, [{ title: 'series' }, { title: 'first' }, { title: 'last' }, { title: 'what' }], rows);
}

export function formatHistoryRange(page: Page, range: HistoryRange): readonly string[] {
  const toMs = range.fromMs + range.count * range.stepMs;
  const head = `${formatMoment(range.fromMs)} to ${formatMoment(toMs)}, ${counted(range.count, 'step')} of ${formatDuration(range.stepMs)}`;
  const body =
    range.series.length > mostCharts ? overview(page, range) : blocks(...range.series.map((series) => chart(page, range, series)));
  return blocks([page.style.faint(head)], body);
}

type Series = HistoryRange['series'][number];

function chart(page: Page, range: HistoryRange, series: Series): readonly string[] {
  const { metric, instance } = partsOfSeries(series.id);
  const known = metricById(metric);
  const title = `${page.style.strong(safe(series.id))}  ${page.style.faint(`${known?.title ?? ''}${instance === '' ? '' : ` of ${safe(instance)}`}`)}`;
  const facts = factsOf(series);
  const unit = known?.unit ?? 'count';
  if (facts === null) return [title, '  nothing was measured in this time'];
  const measured = facts.measured < range.count ? `, measured in ${String(facts.measured)} of ${String(range.count)} steps` : '';
  return [
    title,
    ...formatChart(page, { unit, fromMs: range.fromMs, stepMs: range.stepMs, mean: series.mean, max: series.max }),
    `  min ${formatFigure(unit, facts.min)}   mean ${formatFigure(unit, facts.mean)}   max ${formatFigure(unit, facts.max)}   last ${formatFigure(unit, facts.last)}${measured}`,
  ];
}

function overview(page: Page, range: HistoryRange): readonly string[] {
  const rows = range.series.map((series) => {
    const unit = metricById(partsOfSeries(series.id).metric)?.unit ?? 'count';
    const facts = factsOf(series);
    return [
      safe(series.id),
      figureOrDash(unit, facts?.min ?? null),
      figureOrDash(unit, facts?.mean ?? null),
      figureOrDash(unit, facts?.max ?? null),
      sparkline(series.mean, sparkColumns),
    ];
  });
  const columns = [
    { title: 'series' },
    { title: 'min', align: 'right' },
    { title: 'mean', align: 'right' },
    { title: 'max', align: 'right' },
    { title: '' },
  ] as const;
  return table(page, columns, rows);
}

interface Facts {
  readonly min: number;
  readonly mean: number;
  readonly max: number;
  readonly last: number;
  readonly measured: number;
}

/** null where nothing was measured. */
function factsOf(series: Series): Facts | null {
  const means = series.mean.filter((value) => value !== null);
  if (means.length === 0) return null;
  const least = (values: readonly (number | null)[]): number =>
    values.reduce<number>((found, value) => (value === null ? found : Math.min(found, value)), Number.POSITIVE_INFINITY);
  const most = (values: readonly (number | null)[]): number =>
    values.reduce<number>((found, value) => (value === null ? found : Math.max(found, value)), Number.NEGATIVE_INFINITY);
  return {
    min: least(series.min),
    mean: means.reduce((sum, value) => sum + value, 0) / means.length,
    max: most(series.max),
    last: means.at(-1) ?? 0,
    measured: means.length,
  };
}
