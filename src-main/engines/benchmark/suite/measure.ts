/** Measures one test: warm-up, rounds until they are worth something, and what happened to the machine meanwhile. */
import { printable } from '../../../base/text.ts';
import type { RunProgress } from '../../../contracts/benchmark.ts';
import type { Conditions, GateMark, TestResult } from '../../../contracts/benchmarkResult.ts';
import { isAppError } from '../../../contracts/errors.ts';
import type { SampleSummary } from '../../../contracts/statistics.ts';
import { okValue } from '../../../contracts/value.ts';
import type { HostClock } from '../../../host/port.ts';
import { afterMarks } from '../model/afterMarks.ts';
import { nextRound, type StopRule } from '../model/statistics/index.ts';
import { activityBetween, readActivity } from '../probe/activity.ts';
import { readConditions } from '../probe/conditions.ts';
import { createOwnWork } from '../probe/ownWork.ts';
import { createRoundRecord, type RoundRecord } from './record.ts';
import { prepareReadyTest } from './session.ts';
import type { BenchmarkTest, PreparedTest, TestContext } from './test.ts';
import { watchConditions, watchOwnWork } from './watch.ts';

export interface MeasureRules {
  readonly targetPercent: number;
  /** For the whole test, from its preparation to its last round. */
  readonly budgetSeconds: number;
  /** True when the user set the time: then a test that needs more rounds gets no more time for them. */
  readonly strict: boolean;
  /** Moment of the monotonic clock at which the test is cut short wherever it is; null: never. */
  readonly endsMs: number | null;
  /** Of the gate before this test. */
  readonly marks: readonly GateMark[];
}

/** What a run hears of its test, in order. */
export interface MeasureListener {
  phase(phase: RunProgress['phase']): void;
  /** A new sample of the metric that is shown; `summary` is worked out only when somebody wants it. */
  sample(metric: { readonly id: string; readonly unit: string }, value: number, summary: () => SampleSummary | null): void;
  conditions(conditions: Conditions): void;
}

const lookEveryMs = 1000;
/** Below its least number of rounds a test may take this many times its budget, and below the fewest that say anything so many times. */
const overtime = 1.5;
const fewestRounds = 3;
const longestOvertime = 3;

/** Never throws: whatever goes wrong becomes the state of the result, in the program's own words. */
export async function measureTest(
  test: BenchmarkTest,
  context: TestContext,
  rules: MeasureRules,
  listener: MeasureListener,
): Promise<TestResult> {
  const { host, inventory } = context;
  const { clock } = host;
  const startedMs = clock.monotonicMs();
  const before = readConditions(host, inventory);
  const own = createOwnWork(host.files);
  const activityBefore = readActivity(host, own);
  const stopWatchingOwn = watchOwnWork(clock, own);
  const during: Conditions[] = [];
  let outcome: Outcome = { state: 'failed', why: null, stop: 'cancelled' };
  let prepared: PreparedTest | null = null;
  let record: RoundRecord | null = null;
  const deadline = createDeadline(clock, rules.endsMs);
  const limited: TestContext = { ...context, signal: AbortSignal.any([context.signal, deadline.signal]) };
  try {
    listener.phase('preparing');
    prepared = await prepareReadyTest(test, limited);
    record = createRoundRecord(prepared.metrics);
    const stop = await takeRounds(prepared, record, { context: limited, rules, startedMs, listener, during });
    outcome = { state: 'measured', why: null, stop };
  } catch (error) {
    const cutShort = deadline.signal.aborted && !context.signal.aborted && isAppError(error, 'cancelled');
    outcome = cutShort ? cutShortOutcome(record) : outcomeOf(error);
  } finally {
    deadline.end();
    stopWatchingOwn();
    listener.phase('cleaning');
    await prepared?.dispose();
  }
  const after = readConditions(host, inventory);
  const activity = activityBetween(activityBefore, readActivity(host, own));
  const happened = afterMarks({ before, after, during, activity, threads: okValue(inventory.cpu.threads) ?? 1 });
  return {
    ...resultHead(test, before.at),
    state: outcome.state,
    why: outcome.why,
    label: prepared?.label ?? null,
    tool: prepared?.tool ?? null,
    parameters: { ...prepared?.parameters },
    metrics: record?.metrics(outcome.stop) ?? [],
    series: [...(record?.series ?? [])],
    // What others did just before says less than what they did meanwhile.
    marks: [
      ...rules.marks.filter(({ kind }) => kind !== 'load' || activity.otherCpus === undefined),
      ...(outcome.state === 'measured' ? tooFewRounds(record, prepared) : []),
      ...happened,
    ].slice(0, 50),
    before,
    after,
    seconds: Math.max(0, (clock.monotonicMs() - startedMs) / 1000),
  };
}

/** A test that was not even tried. */
export function untriedResult(test: BenchmarkTest, why: string, at: string): TestResult {
  return {
    ...resultHead(test, at),
    state: 'skipped',
    why: clipped(why),
    label: null,
    tool: null,
    parameters: {},
    metrics: [],
    series: [],
    marks: [],
    before: null,
    after: null,
    seconds: 0,
  };
}

export function resultHead(
  test: BenchmarkTest,
  startedAt: string,
): Pick<TestResult, 'testId' | 'testVersion' | 'title' | 'area' | 'method' | 'startedAt'> {
  const { id: testId, version: testVersion, title, area, method } = test;
  return { testId, testVersion, title, area, method: method.slice(0, 1000), startedAt };
}

interface Outcome {
  readonly state: TestResult['state'];
  readonly why: string | null;
  readonly stop: SampleSummary['stoppedBecause'];
}

interface Rounds {
  readonly context: TestContext;
  readonly rules: MeasureRules;
  readonly startedMs: number;
  readonly listener: MeasureListener;
  readonly during: Conditions[];
}

async function takeRounds(
  prepared: PreparedTest,
  record: RoundRecord,
  { context, rules, startedMs, listener, during }: Rounds,
): Promise<SampleSummary['stoppedBecause']> {
  const { clock } = context.host;
  const rule: StopRule = {
    targetPercent: rules.targetPercent,
    minimumRounds: prepared.minimumRounds,
    maximumRounds: prepared.maximumRounds,
    budgetSeconds: rules.budgetSeconds,
  };
  listener.phase('warmUp');
  for (let round = 0; round < prepared.warmUpRounds; round += 1) record.warmUp(await prepared.round(context.signal));
  listener.phase('measuring');
  const watch = watchConditions(context.host, context.inventory, lookEveryMs, (conditions) => {
    during.push(conditions);
    listener.conditions(conditions);
  });
  try {
    for (;;) {
      const roundMs = clock.monotonicMs();
      const round = await prepared.round(context.signal);
      record.add(round);
      const { shown } = record;
      const value = shown === undefined ? undefined : round.values[shown.id];
      if (shown !== undefined && value !== undefined) {
        listener.sample(shown, value, () => record.summaryOf(shown.id, 'cancelled'));
      }
      const nowMs = clock.monotonicMs();
      // Half a round ahead: whether one more round ends nearer to the budget than none.
      const elapsedSeconds = (nowMs - startedMs + (nowMs - roundMs) / 2) / 1000;
      const next = nextRound(rule, record.headlineSamples(), elapsedSeconds);
      // But not without end on a machine far slower than the test was made for.
      const wanted = elapsedSeconds < rules.budgetSeconds * overtime ? rule.minimumRounds : Math.min(fewestRounds, rule.minimumRounds);
      const tooFew = !rules.strict && record.rounds < wanted && elapsedSeconds < rules.budgetSeconds * longestOvertime;
      if (next !== 'again' && !(next === 'budget' && tooFew)) return next;
    }
  } finally {
    watch.stop();
  }
}

interface Deadline {
  readonly signal: AbortSignal;
  end(): void;
}

function createDeadline(clock: HostClock, endsMs: number | null): Deadline {
  const reached = new AbortController();
  const over = new AbortController();
  const leftMs = endsMs === null ? null : endsMs - clock.monotonicMs();
  if (leftMs !== null && leftMs <= 0) reached.abort();
  else if (leftMs !== null) {
    clock.sleep(leftMs, over.signal).then(
      () => {
        if (!over.signal.aborted) reached.abort();
      },
      () => undefined, // a sleep never rejects
    );
  }
  return {
    signal: reached.signal,
    end: () => {
      over.abort();
    },
  };
}

/** What was measured until the time was over is as good as before; it is only little. */
function cutShortOutcome(record: RoundRecord | null): Outcome {
  if (record !== null && record.rounds > 0) return { state: 'measured', why: null, stop: 'budget' };
  return { state: 'skipped', why: 'The time of this run was over before its first round ended. Give the run more time.', stop: 'budget' };
}

function tooFewRounds(record: RoundRecord | null, prepared: PreparedTest | null): GateMark[] {
  if (record === null || prepared === null || record.rounds >= prepared.minimumRounds) return [];
  const rounds = `${String(record.rounds)} of at least ${String(prepared.minimumRounds)} rounds`;
  return [{ kind: 'time', severity: 'warning', text: `The time was used up after ${rounds}` }];
}

function outcomeOf(error: unknown): Outcome {
  if (isAppError(error, 'cancelled')) {
    return { state: 'cancelled', why: 'It was cancelled; what was measured until then is kept.', stop: 'cancelled' };
  }
  const words = error instanceof Error ? error.message : String(error);
  if (isAppError(error, 'benchmark.unavailable')) {
    const { howToGet } = error.details;
    return { state: 'skipped', why: clipped(words.includes(howToGet) ? words : `${words}. ${howToGet}`), stop: 'cancelled' };
  }
  if (isAppError(error, 'benchmark.noSpace')) return { state: 'skipped', why: clipped(words), stop: 'cancelled' };
  return { state: 'failed', why: clipped(words), stop: 'cancelled' };
}

function clipped(text: string): string {
  return printable(text).slice(0, 1000);
}
