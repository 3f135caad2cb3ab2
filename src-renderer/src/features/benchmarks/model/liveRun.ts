/** What is known about the run that goes on, from its progress alone: it may have been started by anybody. Pure. */
import type { RunProgress } from '../../../../../src-main/contracts/benchmark.ts';
import type { Conditions, TestResult } from '../../../../../src-main/contracts/benchmarkResult.ts';
import type { SampleSummary } from '../../../../../src-main/contracts/statistics.ts';

export interface LiveSample {
  readonly value: number;
  /** Of all samples so far; null where the interval is not known yet. */
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface LiveRun {
  readonly runId: string;
  readonly message: string;
  readonly phase: RunProgress['phase'];
  readonly done: number;
  readonly total: number;
  readonly testId: string | null;
  readonly metricId: string | null;
  readonly unit: string | null;
  /** Of the current test, oldest first. */
  readonly samples: readonly LiveSample[];
  readonly summary: SampleSummary | null;
  /** Oldest first. */
  readonly conditions: readonly Conditions[];
  /** Tests that were seen at work, in their order. */
  readonly seen: readonly string[];
  /** What the service keeps of the run so far. */
  readonly ended: readonly TestResult[];
}

/** More would draw slower than anybody looks, on a machine that is being measured. */
export const mostSamples = 400;
const mostConditions = 900;

function sampleOf(progress: RunProgress): readonly LiveSample[] {
  const { value, summary } = progress;
  if (value === null) return [];
  return [{ value, median: summary?.median ?? null, low: summary?.low ?? null, high: summary?.high ?? null }];
}

/** The run after one more report; another run or another test begins with an empty chart. */
export function withProgress(before: LiveRun | null, progress: RunProgress): LiveRun {
  const same = before?.runId === progress.runId ? before : null;
  const sameTest = same !== null && same.testId === progress.testId ? same : null;
  const { testId } = progress;
  const seen = same?.seen ?? [];
  return {
    runId: progress.runId,
    message: progress.message,
    phase: progress.phase,
    done: progress.done,
    total: progress.total,
    testId,
    metricId: progress.metricId ?? sameTest?.metricId ?? null,
    unit: progress.unit ?? sameTest?.unit ?? null,
    samples: [...(sameTest?.samples ?? []), ...sampleOf(progress)].slice(-mostSamples),
    summary: progress.summary ?? sameTest?.summary ?? null,
    conditions: [...(same?.conditions ?? []), ...(progress.conditions === null ? [] : [progress.conditions])].slice(-mostConditions),
    seen: testId === null || seen.includes(testId) ? seen : [...seen, testId],
    ended: same?.ended ?? [],
  };
}

/** Whether the page should know at once, and not only with the next sample. */
export function isTurn(before: LiveRun | null, progress: RunProgress): boolean {
  if (before?.runId !== progress.runId) return true;
  return before.testId !== progress.testId || before.phase !== progress.phase || before.done !== progress.done;
}
