/** What is known about the run that goes on, from its progress alone: it may have been started by anybody. Pure. */
import type { RunProgress } from '../../../../../src-main/contracts/benchmark.ts';
import type { Conditions, TestResult } from '../../../../../src-main/contracts/benchmarkResult.ts';
import type { SampleSummary } from '../../../../../src-main/contracts/statistics.ts';

export interface LiveSample {
  /** Which sample of its test it is, from 1. Not all are told: they may come faster than reports, or before the page was opened. */
  readonly round: number;
  readonly value: number;
  /** Of all samples so far; null where the interval is not known yet. */
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** What was told of one test. */
export interface LiveTest {
  readonly metricId: string | null;
  readonly unit: string | null;
  /** Oldest first. */
  readonly samples: readonly LiveSample[];
  readonly summary: SampleSummary | null;
}

/** Samples, unit and summary are those of the current test. */
export interface LiveRun extends LiveTest {
  readonly runId: string;
  readonly message: string;
  readonly phase: RunProgress['phase'];
  /** A burn-in counts its time in parts of tests. */
  readonly done: number;
  readonly total: number;
  /** By what its tests usually take; null: not known. */
  readonly leftSeconds: number | null;
  readonly testId: string | null;
  /** Oldest first. */
  readonly conditions: readonly Conditions[];
  /** Tests that were seen at work, in their order. */
  readonly seen: readonly string[];
  /** By test id: in a burn-in the turn of each test comes again. */
  readonly others: ReadonlyMap<string, LiveTest>;
  /** What the service keeps of the run so far. */
  readonly ended: readonly TestResult[];
}

/** More would draw slower than anybody looks, on a machine that is being measured. */
export const mostSamples = 400;
const mostConditions = 900;

const nothing: LiveTest = { metricId: null, unit: null, samples: [], summary: null };

/** What was told before of the test that this report is about. */
function testBefore(run: LiveRun | null, testId: string | null): LiveTest {
  if (run === null) return nothing;
  if (run.testId === testId) return run;
  return (testId === null ? undefined : run.others.get(testId)) ?? nothing;
}

function othersOf(run: LiveRun | null, testId: string | null): ReadonlyMap<string, LiveTest> {
  if (run === null) return new Map();
  if (run.testId === null || run.testId === testId) return run.others;
  const { metricId, unit, samples, summary } = run;
  return new Map(run.others).set(run.testId, { metricId, unit, samples, summary });
}

function samplesAfter(before: readonly LiveSample[], { value, summary }: RunProgress): readonly LiveSample[] {
  if (value === null) return before;
  const round = Math.max(summary?.count ?? 1, (before.at(-1)?.round ?? 0) + 1);
  const sample = { round, value, median: summary?.median ?? null, low: summary?.low ?? null, high: summary?.high ?? null };
  return [...before, sample].slice(-mostSamples);
}

/** The run after one more report; another run begins anew, and so does a test that was not seen yet. */
export function withProgress(before: LiveRun | null, progress: RunProgress): LiveRun {
  const { testId } = progress;
  const same = before?.runId === progress.runId ? before : null;
  const test = testBefore(same, testId);
  const seen = same?.seen ?? [];
  return {
    runId: progress.runId,
    message: progress.message,
    phase: progress.phase,
    done: progress.done,
    total: progress.total,
    leftSeconds: progress.leftSeconds,
    testId,
    metricId: progress.metricId ?? test.metricId,
    unit: progress.unit ?? test.unit,
    samples: samplesAfter(test.samples, progress),
    summary: progress.summary ?? test.summary,
    conditions: [...(same?.conditions ?? []), ...(progress.conditions === null ? [] : [progress.conditions])].slice(-mostConditions),
    seen: testId === null || seen.includes(testId) ? seen : [...seen, testId],
    others: othersOf(same, testId),
    ended: same?.ended ?? [],
  };
}

/** The run with what the service keeps of it; an older answer that comes later takes nothing away. */
export function withEnded(run: LiveRun, ended: readonly TestResult[]): LiveRun {
  return ended.length < run.ended.length ? run : { ...run, ended };
}

/** Whole tests that ended. */
export function testsDone({ done }: Pick<RunProgress, 'done'>): number {
  return Math.floor(done);
}

/** Whether the page should know at once, and not only with the next sample. */
export function isTurn(before: LiveRun | null, progress: RunProgress): boolean {
  if (before?.runId !== progress.runId) return true;
  return before.testId !== progress.testId || before.phase !== progress.phase || testsDone(before) !== testsDone(progress);
}
