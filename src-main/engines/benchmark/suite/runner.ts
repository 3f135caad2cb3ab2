/** Drives a run: gate, tests one after the other, and what is kept of them. */
import { printable } from '../../../base/text.ts';
import type { RunInput } from '../../../contracts/benchmark.ts';
import type { BenchmarkRun, Conditions, GateMark, RunEnvironment, TestResult } from '../../../contracts/benchmarkResult.ts';
import { AppError, isAppError } from '../../../contracts/errors.ts';
import { environmentDifferences } from '../model/environmentDifferences.ts';
import { isBlocking, standingMarks } from '../model/gate.ts';
import { type RunBudget, runBudget, testBudget, waitLimitMs, waitPolicy } from './budget.ts';
import { expectedSeconds } from './estimate.ts';
import { type MeasureRules, measureTest, untriedResult } from './measure.ts';
import { waitingMessage, waitUntilQuiet } from './quiet.ts';
import type { ProgressReporter } from './reporter.ts';
import { type CheckedTest, whyNot } from './selection.ts';
import type { BenchmarkTest, TestContext } from './test.ts';

export interface SuiteRun {
  /** Its signal ends the run. */
  readonly context: TestContext;
  readonly environment: RunEnvironment;
  /** Read anew at the end: what changed meanwhile is marked. */
  readonly environmentNow: () => Promise<RunEnvironment>;
  readonly tests: readonly CheckedTest[];
  readonly input: RunInput;
  /** Without tests and marks. */
  readonly run: BenchmarkRun;
  readonly reporter: ProgressReporter;
  /** Called at the start, after every test and at the end, so that a kill loses one test at most. */
  readonly save: (run: BenchmarkRun) => void;
  /** Forgets a run in which nothing was measured. */
  readonly discard: (id: string) => void;
}

export type RunTests = (suite: SuiteRun, first: FirstLook) => Promise<readonly TestResult[]>;

/** The machine when the run began. */
export interface FirstLook {
  readonly conditions: Conditions;
  /** On the monotonic clock, before any waiting. */
  readonly startedMs: number;
  /** Keeps these results as the state of the run so far. */
  readonly keep: (tests: readonly TestResult[]) => void;
  /** Says something about the run as a whole. */
  readonly mark: (mark: GateMark) => void;
}

/**
 * A cancelled run keeps what was measured and is given back as such.
 * @throws AppError benchmark.notReady before anything was measured or kept, cancelled when nothing was measured
 */
export async function runSuite(suite: SuiteRun, runTests: RunTests = oneAfterTheOther): Promise<BenchmarkRun> {
  const { context, environment, input, reporter } = suite;
  const startedMs = context.host.clock.monotonicMs();
  const first = await firstGate(suite);
  const marks: GateMark[] = [...standingMarks(environment), ...first.marks];
  let run: BenchmarkRun = { ...suite.run, state: 'running', marks: [...marks] };
  suite.save(run);
  const tests = await runTests(suite, {
    conditions: first.conditions,
    startedMs,
    keep(results) {
      run = { ...run, tests: [...results] };
      const problem = trySave(suite, run);
      if (problem !== null && !marks.some(({ text }) => text === problem.text)) marks.push(problem);
    },
    mark: (mark) => marks.push(mark),
  });
  reporter.update({ phase: 'done', message: 'Finishing' });
  if (context.signal.aborted && !hasSamples(tests)) {
    suite.discard(run.id);
    throw new AppError('cancelled', 'the run was cancelled before anything was measured', { details: {} });
  }
  marks.push(...changedMarks(environment, await suite.environmentNow()));
  const ended: BenchmarkRun = {
    ...run,
    tests: [...tests],
    marks: marks.slice(0, 50),
    state: stateOf(tests, context.signal),
    endedAt: new Date(context.host.clock.nowMs()).toISOString(),
    targetPercent: input.targetPercent,
  };
  const problem = trySave(suite, ended);
  return problem === null ? ended : { ...ended, marks: [...ended.marks, problem] };
}

async function firstGate(suite: SuiteRun): Promise<{ readonly conditions: Conditions; readonly marks: readonly GateMark[] }> {
  const { context, environment, input, reporter } = suite;
  const policy = waitPolicy(input.group);
  reporter.update({ phase: 'checking', message: 'Looking at the machine' });
  const look = await waitUntilQuiet({
    host: context.host,
    inventory: context.inventory,
    environment,
    start: null,
    maxMs: waitLimitMs(input, policy.firstMs, input.maxSeconds ?? 0),
    warmerC: policy.warmerC,
    signal: context.signal,
    onWait: (marks, conditions) => {
      reporter.conditions(conditions);
      reporter.update({ phase: 'waiting', message: waitingMessage(marks) });
    },
  });
  if (!isBlocking(look.marks) || input.force) return look;
  const texts = look.marks.filter(({ severity }) => severity === 'blocking').map(({ text }) => text);
  throw new AppError('benchmark.notReady', `The machine is not fit to be measured: ${texts.join('; ')}.`, {
    details: { marks: texts },
    retryable: true,
  });
}

async function oneAfterTheOther(suite: SuiteRun, first: FirstLook): Promise<readonly TestResult[]> {
  const { context, tests, input, reporter } = suite;
  const { clock } = context.host;
  const ready = tests.filter(({ availability }) => availability.state === 'ready');
  const budget = runBudget(
    input,
    ready.map(({ test }) => test.seconds),
  );
  const startedMs = budget.strict ? first.startedMs : clock.monotonicMs();
  const endsMs = budget.endsAfterSeconds === null ? null : startedMs + budget.endsAfterSeconds * 1000;
  const results: TestResult[] = [];
  let usedSeconds = 0;
  for (const [index, checked] of tests.entries()) {
    if (context.signal.aborted) break;
    const { test } = checked;
    const at = new Date(clock.nowMs()).toISOString();
    const nowMs = clock.monotonicMs();
    const untilEnd = endsMs === null ? Number.POSITIVE_INFINITY : (endsMs - nowMs) / 1000;
    const leftSeconds = budget.strict ? untilEnd : Math.min(untilEnd, budget.seconds - usedSeconds);
    const why = whyNot(checked.availability) ?? outOfTime(budget, untilEnd);
    const later = ready.filter((one) => tests.indexOf(one) > index).map((one) => one.test.seconds);
    if (why !== null) {
      results.push(untriedResult(test, why, at));
    } else {
      const budgetSeconds = testBudget(leftSeconds, test.seconds, later);
      const message = `${test.title} (${String(index + 1)} of ${String(tests.length)})`;
      const testEndsMs = nowMs + Math.min(test.seconds, budgetSeconds) * 1000;
      const laterSeconds = expectedSeconds(later, Math.max(0, leftSeconds - budgetSeconds));
      reporter.update({ testId: test.id, message, estimate: { testEndsMs, laterSeconds, endsMs } });
      // The first gate was passed a moment ago.
      const waitMs = results.length === 0 ? 0 : waitLimitMs(input, waitPolicy(input.group).betweenMs, leftSeconds);
      const result = await inTurn(suite, first, test, { message, waitMs, budgetSeconds, strict: budget.strict, endsMs });
      if (result === null) break;
      usedSeconds += result.seconds;
      results.push(result);
    }
    first.keep(results);
    const laterSeconds = expectedSeconds(later, Math.max(0, budget.seconds - usedSeconds));
    reporter.update({ done: index + 1, estimate: { testEndsMs: clock.monotonicMs(), laterSeconds, endsMs } });
  }
  return results;
}

interface Turn extends Pick<MeasureRules, 'budgetSeconds' | 'strict' | 'endsMs'> {
  /** For progress. */
  readonly message: string;
  readonly waitMs: number;
}

/** Looks at the machine and measures; null when the run was cancelled before it began to. */
async function inTurn(suite: SuiteRun, first: FirstLook, test: BenchmarkTest, turn: Turn): Promise<TestResult | null> {
  const { context, input, reporter } = suite;
  const { message, waitMs, ...limits } = turn;
  const marks = await gateBefore(suite, first.conditions, waitMs);
  if (marks === null) return null;
  return measureTest(
    test,
    context,
    { targetPercent: input.targetPercent, ...limits, marks },
    {
      phase: (phase) => {
        reporter.update({ phase, message });
      },
      sample: reporter.sample,
      conditions: reporter.conditions,
    },
  );
}

/** null when the run was cancelled meanwhile. A machine that stays busy is measured anyway, with marks: the run has begun. */
async function gateBefore(suite: SuiteRun, start: Conditions, maxMs: number): Promise<readonly GateMark[] | null> {
  const { context, environment, input, reporter } = suite;
  try {
    const { marks } = await waitUntilQuiet({
      host: context.host,
      inventory: context.inventory,
      environment,
      start,
      maxMs,
      warmerC: waitPolicy(input.group).warmerC,
      signal: context.signal,
      onWait: (found, conditions) => {
        reporter.conditions(conditions);
        reporter.update({ phase: 'waiting', message: waitingMessage(found) });
      },
    });
    return marks;
  } catch (error) {
    if (isAppError(error, 'cancelled')) return null;
    throw error;
  }
}

function outOfTime({ endsAfterSeconds }: RunBudget, untilEndSeconds: number): string | null {
  if (endsAfterSeconds === null || untilEndSeconds > 0) return null;
  return `The ${String(endsAfterSeconds)} seconds of this run were used up before its turn. Give the run more time, or name this test alone.`;
}

function stateOf(tests: readonly TestResult[], signal: AbortSignal): BenchmarkRun['state'] {
  if (signal.aborted) return 'cancelled';
  return tests.some(({ state }) => state === 'measured') ? 'finished' : 'failed';
}

function hasSamples(tests: readonly TestResult[]): boolean {
  return tests.some(({ metrics }) => metrics.some(({ samples }) => samples.length > 0));
}

/** A disk that is full after an hour must not take the hour with it: the run goes on, and is at least shown. */
function trySave(suite: SuiteRun, run: BenchmarkRun): GateMark | null {
  try {
    suite.save(run);
    return null;
  } catch (error) {
    const words = printable(error instanceof Error ? error.message : String(error)).slice(0, 200);
    return { kind: 'changed', severity: 'warning', text: `A part of the results could not be kept: ${words}` };
  }
}

/** The link of a GPU follows its load, so that it is no change. */
function changedMarks(before: RunEnvironment, after: RunEnvironment): GateMark[] {
  return environmentDifferences(before, after)
    .filter(({ what }) => !/link/i.test(what))
    .map(({ what, base, other }) => ({
      kind: 'changed' as const,
      severity: 'warning' as const,
      text: `${what} changed during the run: ${base} to ${other}`.slice(0, 300),
    }));
}
