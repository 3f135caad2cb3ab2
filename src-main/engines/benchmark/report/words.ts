/** The same words in every report. */
import { changeText, figureText, intervalText, percentText } from '../../../base/figureText.ts';
import type { BenchmarkArea, GateMark, MetricResult, TestResult } from '../../../contracts/benchmarkResult.ts';
import type { Comparison, Direction, SampleSummary } from '../../../contracts/statistics.ts';
import type { Reading } from '../../../contracts/value.ts';
import { type Cell, cell, type Tone } from './document.ts';

export const areaTitles: Readonly<Record<BenchmarkArea, string>> = {
  cpu: 'Processor',
  memory: 'Memory',
  disk: 'Disks',
  network: 'Network',
  scheduler: 'Scheduling',
  gpu: 'Graphics',
  ai: 'Machine learning',
};

export const stateWords: Readonly<Record<TestResult['state'], string>> = {
  measured: 'measured',
  skipped: 'not measured',
  failed: 'failed',
  cancelled: 'cancelled',
};

const severityTones: Readonly<Record<GateMark['severity'], Tone>> = { note: 'faint', warning: 'warn', blocking: 'bad' };
const severityWords: Readonly<Record<GateMark['severity'], string>> = { note: 'Note', warning: 'Warning', blocking: 'Unfit' };

export function markCell(mark: GateMark): Cell {
  return cell(`${severityWords[mark.severity]}: ${mark.text}`, severityTones[mark.severity]);
}

export function withUnit(value: number, unit: string): string {
  return `${figureText(value)} ${unit}`.trim();
}

export function betterWord(direction: Direction): string {
  return direction === 'higher' ? 'higher is better' : 'lower is better';
}

export function readingText<T>(reading: Reading<T>, show: (value: T) => string): string {
  if (reading.status === 'ok') return show(reading.value);
  return `${reading.status === 'absent' ? 'none' : 'unknown'}: ${reading.why}`;
}

/** `two groups around 90 and 110 (30 % upper), 2 outliers, 5 samples only`: what a median alone would hide. */
export function remarksOf(metric: MetricResult, targetPercent: number | null): readonly Cell[] {
  const { summary } = metric;
  if (summary === null) return [cell('no round ended', 'warn')];
  const remarks: Cell[] = [];
  if (summary.modes !== null) {
    const { lowerMedian, upperMedian, upperShare } = summary.modes;
    remarks.push(
      cell(
        `two groups: ${figureText(lowerMedian)} and ${figureText(upperMedian)} (${String(Math.round(upperShare * 100))} % upper)`,
        'warn',
      ),
    );
  }
  if (summary.outliers.length > 0) remarks.push(cell(counted(summary.outliers.length, 'outlier')));
  if (summary.low === null) remarks.push(cell('too few samples for an interval', 'warn'));
  else if (metric.headline && missedTarget(summary, targetPercent)) remarks.push(cell(missedWords[summary.stoppedBecause], 'warn'));
  return remarks;
}

function missedTarget(summary: SampleSummary, targetPercent: number | null): boolean {
  return targetPercent !== null && summary.halfWidthPercent !== null && summary.halfWidthPercent > targetPercent;
}

const missedWords: Readonly<Record<SampleSummary['stoppedBecause'], string>> = {
  target: 'wider than the target',
  budget: 'time used up before the target',
  limit: 'most rounds made before the target',
  cancelled: 'cancelled before the target',
};

export function intervalOf(summary: SampleSummary | null): string {
  return intervalText(summary?.halfWidthPercent ?? null);
}

const verdictWords: Readonly<Record<Comparison['verdict'], string>> = {
  better: 'better',
  worse: 'worse',
  noDifference: 'no difference shown',
};
const verdictTones: Readonly<Record<Comparison['verdict'], Tone>> = { better: 'good', worse: 'bad', noDifference: 'faint' };

export function verdictCell({ verdict }: Comparison): Cell {
  return cell(verdictWords[verdict], verdictTones[verdict]);
}

/** `+3.10 % (+2.40 % to +3.90 %)` */
export function changeOf(comparison: Comparison): string {
  if (comparison.changePercent === null) return '-';
  const change = changeText(comparison.changePercent);
  if (comparison.lowPercent === null || comparison.highPercent === null) return change;
  return `${change} (${changeText(comparison.lowPercent)} to ${changeText(comparison.highPercent)})`;
}

export function detectableOf(comparison: Comparison): string {
  return comparison.detectablePercent === null ? '-' : percentText(comparison.detectablePercent);
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${String(count)} ${count === 1 ? one : many}`;
}

/** UTC, so that the same run gives the same file everywhere. */
export function momentText(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

export function secondsText(seconds: number): string {
  if (seconds < 60) return `${figureText(Math.round(seconds * 10) / 10)} s`;
  if (seconds < 3600) return `${String(Math.floor(seconds / 60))} min ${String(Math.round(seconds % 60))} s`;
  return `${String(Math.floor(seconds / 3600))} h ${String(Math.round((seconds % 3600) / 60))} min`;
}

export function bytesText(bytes: number): string {
  return bytes >= 2 ** 30 ? `${figureText(bytes / 2 ** 30)} GiB` : `${figureText(bytes / 2 ** 20)} MiB`;
}
