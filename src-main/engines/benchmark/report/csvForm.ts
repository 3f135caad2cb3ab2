/** Runs as comma-separated values: one row for each metric, all samples in the last cell, so that one file holds everything. */
import type { BenchmarkRun } from '../../../contracts/benchmarkResult.ts';
import type { ComparedRuns } from './comparisonDocument.ts';
import { csvNumber, csvText } from './escape.ts';

export const runCsvHead =
  'run,machine,started_at,area,test,test_version,metric,title,unit,direction,headline,state,why,median,low,high,half_width_percent,samples,mean,minimum,maximum,standard_deviation,outliers,stopped_because,label,raw_samples';

export function runCsv(run: BenchmarkRun): string {
  const rows = run.tests.flatMap((test) => {
    const head = [run.id, run.machine, run.startedAt, test.area, test.testId].map(csvText);
    const end = [csvText(test.state), csvText(test.why ?? '')];
    if (test.metrics.length === 0) {
      return [[...head, csvNumber(test.testVersion), '', csvText(test.title), '', '', '', ...end, ...Array.from({ length: 13 }, () => '')]];
    }
    return test.metrics.map(({ summary, samples, id, title, unit, direction, headline }) => [
      ...head,
      csvNumber(test.testVersion),
      csvText(id),
      csvText(`${test.title}: ${title}`),
      csvText(unit),
      direction,
      headline ? 'yes' : 'no',
      ...end,
      csvNumber(summary?.median ?? null),
      csvNumber(summary?.low ?? null),
      csvNumber(summary?.high ?? null),
      csvNumber(summary?.halfWidthPercent ?? null),
      csvNumber(samples.length),
      csvNumber(summary?.mean ?? null),
      csvNumber(summary?.minimum ?? null),
      csvNumber(summary?.maximum ?? null),
      csvNumber(summary?.standardDeviation ?? null),
      csvNumber(summary?.outliers.length ?? null),
      summary?.stoppedBecause ?? '',
      csvText(test.label ?? ''),
      samples.map(String).join(' ').replace(/^-/, ' -'),
    ]);
  });
  return lines(runCsvHead, rows);
}

export const comparisonCsvHead =
  'base_run,other_run,test,metric,title,unit,direction,headline,base_median,base_half_width_percent,other_median,other_half_width_percent,verdict,change_percent,change_low_percent,change_high_percent,p_value,effect_size,detectable_percent,why';

export function comparisonCsv(base: BenchmarkRun, other: BenchmarkRun, { metrics }: ComparedRuns): string {
  const rows = metrics.map((metric) => [
    ...[base.id, other.id, metric.testId, metric.metricId, metric.title, metric.unit].map(csvText),
    metric.direction,
    metric.headline ? 'yes' : 'no',
    csvNumber(metric.base?.median ?? null),
    csvNumber(metric.base?.halfWidthPercent ?? null),
    csvNumber(metric.other?.median ?? null),
    csvNumber(metric.other?.halfWidthPercent ?? null),
    metric.comparison?.verdict ?? '',
    csvNumber(metric.comparison?.changePercent ?? null),
    csvNumber(metric.comparison?.lowPercent ?? null),
    csvNumber(metric.comparison?.highPercent ?? null),
    csvNumber(metric.comparison?.pValue ?? null),
    csvNumber(metric.comparison?.effectSize ?? null),
    csvNumber(metric.comparison?.detectablePercent ?? null),
    csvText(metric.why ?? ''),
  ]);
  return lines(comparisonCsvHead, rows);
}

function lines(head: string, rows: readonly (readonly string[])[]): string {
  return `${[head, ...rows.map((row) => row.join(','))].join('\r\n')}\r\n`;
}
