/** The vocabulary of benchmarks in plain words, in one place. */
import type { Regression, RunProgress } from '../../../../../src-main/contracts/benchmark.ts';
import type {
  BenchmarkArea,
  BenchmarkGroup,
  BenchmarkRun,
  GateMark,
  TestResult,
} from '../../../../../src-main/contracts/benchmarkResult.ts';
import type { Comparison, Direction, SampleSummary } from '../../../../../src-main/contracts/statistics.ts';
import type { Wording } from '../../tuning/words.ts';
import { percentSize, signedPercent } from './figures.ts';

export const areaWords: Readonly<Record<BenchmarkArea, string>> = {
  cpu: 'Processor',
  memory: 'Memory and caches',
  disk: 'Disks',
  network: 'Network',
  scheduler: 'Scheduling and waking up',
  gpu: 'Graphics processor',
  ai: 'AI',
};
export const areas = Object.keys(areaWords) as readonly BenchmarkArea[];

export const groupWords: Readonly<Record<BenchmarkGroup, { readonly title: string; readonly what: string }>> = {
  quick: { title: 'Quick', what: 'The main figures in a minute. Good for a first look.' },
  standard: { title: 'Standard', what: 'What to compare machines and kernels by.' },
  full: { title: 'Full', what: 'Every test that can run here.' },
  stress: { title: 'Stress', what: 'Full load for long: looks for errors, throttling and heat. Stops at the temperature limit.' },
};
export const groups = Object.keys(groupWords) as readonly BenchmarkGroup[];

/** Its tests come in turns until its time is over, however long one of them takes. */
export function isBurnIn(group: BenchmarkGroup): boolean {
  return group === 'stress';
}

export const severityWords: Readonly<Record<GateMark['severity'], Wording>> = {
  note: { label: 'good to know', hint: 'Does not make the figures worse, but belongs beside them.', color: 'dusk' },
  warning: { label: 'less sure', hint: 'Figures are measured, and marked, because this makes them worth less.', color: 'ember' },
  blocking: { label: 'not fit', hint: 'A run waits for this to pass and then refuses, unless you let it measure anyway.', color: 'madder' },
};

export const phaseWords: Readonly<Record<RunProgress['phase'], string>> = {
  checking: 'Looking whether the machine is quiet and cool',
  waiting: 'Waiting for a quiet and cool machine',
  preparing: 'Preparing the test',
  warmUp: 'Warming up; these rounds are thrown away',
  measuring: 'Measuring until the figure is sure enough',
  cleaning: 'Cleaning up',
  done: 'Finishing',
};

export const runStateWords: Readonly<Record<BenchmarkRun['state'], Wording>> = {
  running: { label: 'running', hint: 'It goes on right now.', color: 'dusk' },
  finished: { label: 'finished', hint: 'Every test had its turn.', color: 'verdigris' },
  cancelled: { label: 'stopped', hint: 'It was stopped; what had been measured was kept.', color: 'gray' },
  failed: { label: 'failed', hint: 'Nothing could be measured.', color: 'madder' },
};

export const testStateWords: Readonly<Record<TestResult['state'], Wording>> = {
  measured: { label: 'measured', hint: 'Its figures are in the result.', color: 'verdigris' },
  skipped: { label: 'skipped', hint: 'It was not tried; the reason stands beside it.', color: 'gray' },
  failed: { label: 'failed', hint: 'It was tried and did not work; the reason stands beside it.', color: 'madder' },
  cancelled: { label: 'stopped', hint: 'The run was stopped during this test.', color: 'gray' },
};

/** What a reader should know about the samples of one metric, short and long. */
export function sampleMarks(summary: SampleSummary): readonly Wording[] {
  const { outliers, modes, stoppedBecause, halfWidthPercent } = summary;
  return [
    ...(modes === null
      ? []
      : [
          {
            label: 'two groups',
            hint: `The samples lie around two values, ${signlessPart(modes.upperShare)} of them in the upper group. One figure hides that.`,
            color: 'ember' as const,
          },
        ]),
    ...(outliers.length === 0
      ? []
      : [
          {
            label: outliers.length === 1 ? '1 outlier' : `${String(outliers.length)} outliers`,
            hint: 'Far from the others. They stay in every figure.',
            color: 'gray' as const,
          },
        ]),
    ...(stoppedBecause === 'budget' || stoppedBecause === 'limit'
      ? [
          {
            label: stoppedBecause === 'budget' ? 'time used up' : 'most rounds reached',
            hint:
              halfWidthPercent === null
                ? 'Too few samples for an interval.'
                : `It ended before the figure was as sure as asked for: it is sure to ${percentSize(halfWidthPercent)}.`,
            color: 'ember' as const,
          },
        ]
      : []),
    ...(stoppedBecause === 'cancelled'
      ? [{ label: 'stopped early', hint: 'The run was stopped during this test.', color: 'gray' as const }]
      : []),
  ];
}

function signlessPart(share: number): string {
  return `${String(Math.round(share * 100))}%`;
}

const timeUnit = /^(ns|µs|us|ms|s|min)$/;
const rateUnit = /\/s$|IOPS|FLOPS|MIPS|bit\/s/i;

/** "12% faster", "3.0% more time", "no difference shown"; the percentage is that of the value itself. */
export function changeWords(comparison: Comparison | null, unit: string, direction: Direction): string {
  if (comparison === null) return 'not compared';
  const { verdict, changePercent } = comparison;
  if (verdict === 'noDifference' || changePercent === null) return 'no difference shown';
  const size = percentSize(changePercent);
  if (timeUnit.test(unit) && direction === 'lower') return `${size} ${changePercent < 0 ? 'less' : 'more'} time`;
  if (rateUnit.test(unit) && direction === 'higher') return `${size} ${changePercent > 0 ? 'faster' : 'slower'}`;
  return `${size} ${verdict === 'better' ? 'better' : 'worse'} (${changePercent > 0 ? 'higher' : 'lower'})`;
}

/** A regression is always for the worse, so that the sign of its change tells which direction would have been better. */
export function regressionWords({ comparison, unit }: Regression): string {
  return changeWords(comparison, unit, (comparison.changePercent ?? 0) < 0 ? 'higher' : 'lower');
}

/** The interval of a change, "−1.2% to +0.8%". */
export function intervalWords(comparison: Comparison): string {
  const { lowPercent, highPercent } = comparison;
  if (lowPercent === null || highPercent === null) return 'too few samples for an interval';
  return `${signedPercent(lowPercent)} to ${signedPercent(highPercent)}`;
}

export const verdictColors: Readonly<Record<Comparison['verdict'], Wording['color']>> = {
  better: 'verdigris',
  worse: 'madder',
  noDifference: 'gray',
};

export function directionWords(direction: Direction): string {
  return direction === 'higher' ? 'higher is better' : 'lower is better';
}
