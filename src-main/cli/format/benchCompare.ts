/** Runs beside each other for people: two runs, many over time, and what got worse. */
import { changeText, figureText, intervalText, leftOutText, percentText } from '../../base/figureText.ts';
import type { ComparedMetric, Regression, RunComparison, trendPoint } from '../../contracts/benchmark.ts';
import type { Comparison } from '../../contracts/statistics.ts';
import { blocks, fields, type Page, paragraph, table } from '../terminal/layout.ts';
import { sparkline } from './chart.ts';
import { safe } from './reading.ts';
import { counted, formatTime } from './units.ts';

type TrendPoint = (typeof trendPoint)['_output'];

export function verdictText(page: Page, { verdict }: Pick<Comparison, 'verdict'>): string {
  if (verdict === 'noDifference') return page.style.faint('no difference shown');
  return verdict === 'better' ? page.style.good('better') : page.style.bad('worse');
}

/** `+3.10 % (+2.40 % to +3.90 %)`; a dash where there were too few samples. */
export function changeWithInterval({ changePercent, lowPercent, highPercent }: Comparison): string {
  if (changePercent === null) return '-';
  if (lowPercent === null || highPercent === null) return changeText(changePercent);
  return `${changeText(changePercent)} (${changeText(lowPercent)} to ${changeText(highPercent)})`;
}

export function formatComparison(page: Page, found: RunComparison): readonly string[] {
  const known = found.metrics.filter((metric) => metric.comparison !== null);
  const without = found.metrics.filter((metric) => metric.comparison === null);
  return blocks(
    [
      `Base   ${found.base.id}  ${safe(found.base.title)}, ${safe(found.base.machine)}, ${formatTime(found.base.startedAt)}`,
      `Other  ${found.other.id}  ${safe(found.other.title)}, ${safe(found.other.machine)}, ${formatTime(found.other.startedAt)}`,
    ],
    scoreLines(page, found),
    differences(page, found),
    known.length === 0 ? ['They have no figure in common.'] : metricTable(page, known),
    without.length === 0
      ? []
      : [
          page.style.strong('Not compared'),
          ...fields(
            page,
            without.map((metric) => ({
              name: safe(metric.title),
              value: safe(metric.why ?? 'no reason is stored'),
              paint: page.style.faint,
            })),
          ),
        ],
    known.length === 0
      ? []
      : paragraph(
          page,
          'The change is that of the value. "No difference shown" is no proof that there is none: the last column is the smallest change that would have been seen four times out of five.',
        ).map(page.style.faint),
  );
}

function scoreLines(page: Page, { score }: RunComparison): readonly string[] {
  if (score === null) return [];
  const leftOut = leftOutText(score.missing);
  return [
    `Score of the other ${page.style.strong(figureText(score.total))}, where the base is 100`,
    ...(leftOut === null ? [] : paragraph(page, safe(leftOut)).map(page.style.faint)),
  ];
}

function differences(page: Page, found: RunComparison): readonly string[] {
  if (found.differences.length === 0) return [];
  return [
    page.style.strong('What differs'),
    ...fields(
      page,
      found.differences.map(({ what, base, other }) => ({ name: safe(what), value: `${safe(base)} → ${safe(other)}` })),
    ),
  ];
}

function metricTable(page: Page, metrics: readonly ComparedMetric[]): readonly string[] {
  const side = (metric: ComparedMetric, summary: ComparedMetric['base']): string =>
    summary === null ? '-' : `${figureText(summary.median)} ${safe(metric.unit)} ${intervalText(summary.halfWidthPercent)}`;
  const rows = metrics.flatMap((metric) => {
    const { comparison } = metric;
    if (comparison === null) return [];
    const name = safe(metric.title);
    return [
      [
        metric.headline ? name : page.style.faint(name),
        side(metric, metric.base),
        side(metric, metric.other),
        changeWithInterval(comparison),
        verdictText(page, comparison),
        comparison.detectablePercent === null ? '-' : percentText(comparison.detectablePercent),
      ],
    ];
  });
  const right = { align: 'right' as const };
  const columns = [
    { title: 'figure' },
    { title: 'base', ...right },
    { title: 'other', ...right },
    { title: 'change', ...right },
    { title: 'verdict' },
    { title: 'would show' },
  ];
  return table(page, columns, rows);
}

export function formatRegressions(page: Page, regressions: readonly Regression[]): readonly string[] {
  if (regressions.length === 0) return ['Nothing was shown to be worse than before the last change of kernel or driver.'];
  return blocks(
    [page.style.bad(`${counted(regressions.length, 'figure')} got worse.`)],
    ...regressions.map((one) => [
      `${page.style.strong(safe(one.title))}  ${changeWithInterval(one.comparison)}`,
      ...fields(page, [
        { name: 'Changed', value: safe(one.changed) },
        { name: 'Look closer', value: `hecate bench compare ${safe(one.baseRunId)} ${safe(one.otherRunId)}` },
      ]),
    ]),
  );
}

/** A bar for each run, from the smallest to the largest median: what matters is the change. */
export function formatTrend(
  page: Page,
  points: readonly TrendPoint[],
  metric: { readonly title: string; readonly unit: string } | undefined,
): readonly string[] {
  const unit = metric === undefined ? '' : ` ${safe(metric.unit)}`;
  const medians = points.map((point) => point.median);
  const least = Math.min(...medians);
  const rows = points.map((point, at) => {
    const before = points[at - 1];
    const kernel = point.kernel ?? 'unknown';
    const isNew = point.kernel !== null && (before?.kernel ?? point.kernel) !== point.kernel;
    return [
      formatTime(point.at),
      `${figureText(point.median)}${unit}`,
      intervalText(
        point.low === null || point.high === null || point.median === 0
          ? null
          : ((point.high - point.low) / 2 / Math.abs(point.median)) * 100,
      ),
      before === undefined || before.median === 0 ? '' : changeText((point.median / before.median - 1) * 100),
      isNew ? page.style.warn(`${safe(kernel)} (new)`) : safe(kernel),
      point.runId,
    ];
  });
  const right = { align: 'right' as const };
  const columns = [
    { title: 'when' },
    { title: 'median', ...right },
    { title: '±', ...right },
    { title: 'change', ...right },
    { title: 'kernel' },
    { title: 'run' },
  ];
  return blocks(
    metric === undefined ? [] : [page.style.heading(safe(metric.title))],
    points.length < 2
      ? []
      : [
          `  ${page.style.accent(
            sparkline(
              medians.map((value) => value - least),
              page.width - 4,
            ),
          )}`,
        ],
    table(page, columns, rows),
  );
}
