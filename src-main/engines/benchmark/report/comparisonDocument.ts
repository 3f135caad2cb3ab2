/** Two runs beside each other as a report. */
import type { ComparedMetric, RunComparison } from '../../../contracts/benchmark.ts';
import type { BenchmarkRun } from '../../../contracts/benchmarkResult.ts';
import type { ChangeRow } from './charts/chartData.ts';
import { type Block, type Cell, cell, type ReportDocument, section } from './document.ts';
import { changeOf, counted, detectableOf, intervalOf, momentText, verdictCell, withUnit } from './words.ts';

export type ComparedRuns = Pick<RunComparison, 'differences' | 'metrics'>;

export const comparisonNote =
  'Other against base by Mann-Whitney on the samples of each metric; the change is the Hodges-Lehmann estimate with its 95 % interval. "No difference shown" does not prove that there is none: the last column says which change these samples would have shown four times out of five. When many figures are compared, about one in twenty differs by chance.';

export function comparisonDocument(base: BenchmarkRun, other: BenchmarkRun, compared: ComparedRuns): ReportDocument {
  const known = compared.metrics.filter((metric) => metric.comparison !== null);
  const without = compared.metrics.filter((metric) => metric.comparison === null);
  return {
    title: `${other.title} against ${base.title}`,
    subtitle: `Base: ${runName(base)}. Other: ${runName(other)}.`,
    blocks: [
      { kind: 'lead', text: verdictSentence(known) },
      ...section('What differs between the machines', differencesBlocks(compared)),
      ...section('Headline figures', metricBlocks(known.filter((metric) => metric.headline))),
      ...section('Figures beside them', metricBlocks(known.filter((metric) => !metric.headline))),
      ...section('Not compared', notCompared(without)),
    ],
    footer: comparisonNote,
  };
}

function runName(run: BenchmarkRun): string {
  return `${run.title} on ${run.machine}, ${momentText(run.startedAt)}`;
}

export function verdictSentence(metrics: readonly ComparedMetric[]): string {
  const headline = metrics.filter((metric) => metric.headline);
  const count = (verdict: string): number => headline.filter((metric) => metric.comparison?.verdict === verdict).length;
  if (headline.length === 0) return 'The two runs have no headline figure in common.';
  const [better, worse, same] = [count('better'), count('worse'), count('noDifference')];
  return `Of ${counted(headline.length, 'headline figure')}, ${String(better)} better, ${String(worse)} worse, ${String(same)} without a difference shown.`;
}

function differencesBlocks({ differences }: ComparedRuns): readonly Block[] {
  if (differences.length === 0) return [];
  const columns = [{ title: 'What' }, { title: 'Base' }, { title: 'Other' }];
  return [{ kind: 'table', columns, rows: differences.map(({ what, base, other }) => [cell(what), cell(base), cell(other)]) }];
}

function metricBlocks(metrics: readonly ComparedMetric[]): readonly Block[] {
  if (metrics.length === 0) return [];
  const rows = metrics.flatMap(changeRow);
  return [
    ...(rows.length === 0
      ? []
      : [{ kind: 'chart', title: 'Change of the value against the base', chart: { kind: 'changes', rows } } as const]),
    {
      kind: 'table',
      columns: [
        { title: 'Figure' },
        { title: 'Base', align: 'right' },
        { title: '±', align: 'right' },
        { title: 'Other', align: 'right' },
        { title: '±', align: 'right' },
        { title: 'Change (95 % interval)', align: 'right' },
        { title: 'Verdict' },
        { title: 'Would have shown', align: 'right' },
      ],
      rows: metrics.map(metricRow),
    },
  ];
}

function changeRow({ title, comparison }: ComparedMetric): readonly ChangeRow[] {
  if (comparison === null || comparison.changePercent === null) return [];
  const { changePercent, lowPercent, highPercent, verdict } = comparison;
  return [{ name: title, changePercent, lowPercent, highPercent, verdict }];
}

function metricRow(metric: ComparedMetric): readonly Cell[] {
  const value = (side: ComparedMetric['base']): string => (side === null ? '-' : withUnit(side.median, metric.unit));
  const { comparison } = metric;
  return [
    cell(metric.title),
    cell(value(metric.base)),
    cell(intervalOf(metric.base)),
    cell(value(metric.other)),
    cell(intervalOf(metric.other)),
    cell(comparison === null ? '-' : changeOf(comparison)),
    comparison === null ? cell('-') : verdictCell(comparison),
    cell(comparison === null ? '-' : detectableOf(comparison), 'faint'),
  ];
}

function notCompared(metrics: readonly ComparedMetric[]): readonly Block[] {
  if (metrics.length === 0) return [];
  const columns = [{ title: 'Figure' }, { title: 'Why' }];
  return [{ kind: 'table', columns, rows: metrics.map((metric) => [cell(metric.title), cell(metric.why ?? 'no reason is stored')]) }];
}
