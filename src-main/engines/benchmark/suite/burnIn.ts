/** Burn-in: the stress tests in turns until the time is over, with an eye on the temperature. */
import { printable } from '../../../base/text.ts';
import type { Conditions, GateMark, ResultSeries, TestResult } from '../../../contracts/benchmarkResult.ts';
import { isAppError } from '../../../contracts/errors.ts';
import type { SampleSummary } from '../../../contracts/statistics.ts';
import { okValue } from '../../../contracts/value.ts';
import { burnInVerdict } from '../model/burnInVerdict.ts';
import { readConditions } from '../probe/conditions.ts';
import { processorTemperature } from '../probe/temperature.ts';
import { runBudget } from './budget.ts';
import { resultHead, untriedResult } from './measure.ts';
import { createRoundRecord, type RoundRecord } from './record.ts';
import type { FirstLook, SuiteRun } from './runner.ts';
import { whyNot } from './selection.ts';
import { prepareReadyTest } from './session.ts';
import type { BenchmarkTest, PreparedTest } from './test.ts';
import { watchConditions } from './watch.ts';

/** A stress test that found a wrong result tells it in a metric of this name. */
export const errorMetricId = 'errors';
const fallbackLimitC = 95;
const lookEveryMs = 1000;
/** A test whose rounds fail one after the other is broken and not the machine. */
const failuresInARow = 3;
/** Above this many, further texts say nothing new. */
const textsKept = 5;

interface Station {
  readonly test: BenchmarkTest;
  readonly prepared: PreparedTest;
  readonly record: RoundRecord;
  readonly startedAt: string;
  seconds: number;
  errors: number;
  failed: number;
  inARow: number;
  readonly texts: string[];
}

type End = 'time' | 'temperature' | 'cancelled' | 'broken';

export async function runBurnIn(suite: SuiteRun, first: FirstLook): Promise<readonly TestResult[]> {
  const { context, input, reporter } = suite;
  const { host } = context;
  const seconds = runBudget(input, []).seconds;
  const limitC = input.temperatureLimitC ?? okValue(processorTemperature(host.files))?.limitC ?? fallbackLimitC;
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const { stations, untried } = await prepareAll(suite);
  const startedMs = host.clock.monotonicMs();
  const heat = { reached: false };
  const watch = watchConditions(host, context.inventory, lookEveryMs, (conditions) => {
    reporter.conditions(conditions);
    heat.reached ||= (okValue(conditions.cpuTempC) ?? 0) >= limitC;
    const over = host.clock.monotonicMs() - startedMs >= seconds * 1000;
    if (heat.reached || over) stop.abort();
  });
  const results = (end: End): readonly TestResult[] =>
    resultsOf({ suite, stations, seen: watch.seen, end, before: first.conditions, untried });
  let end: End = 'broken';
  try {
    end = await inTurns(suite, stations, signal, seconds, () => {
      first.keep(results('cancelled'));
    });
    if (heat.reached) end = 'temperature';
  } finally {
    watch.stop();
    for (const { prepared } of stations) await prepared.dispose();
  }
  const after = readConditions(host, context.inventory);
  for (const mark of burnInVerdict({
    before: first.conditions,
    seen: [...watch.seen, after],
    seconds: (host.clock.monotonicMs() - startedMs) / 1000,
    plannedSeconds: seconds,
    limitC,
    end,
    tests: stations.map(({ test, record, errors, failed }) => ({ title: test.title, rounds: record.rounds, errors, failed })),
  })) {
    first.mark(mark);
  }
  return results(end);
}

async function prepareAll(suite: SuiteRun): Promise<{ readonly stations: readonly Station[]; readonly untried: readonly TestResult[] }> {
  const { context, tests, reporter } = suite;
  const stations: Station[] = [];
  const untried: TestResult[] = [];
  for (const { test, availability } of tests) {
    const at = new Date(context.host.clock.nowMs()).toISOString();
    const why = whyNot(availability);
    if (why !== null) {
      untried.push(untriedResult(test, why, at));
      continue;
    }
    reporter.update({ testId: test.id, phase: 'preparing', message: `Preparing ${test.title}` });
    try {
      const prepared = await prepareReadyTest(test, context);
      const record = createRoundRecord(prepared.metrics);
      stations.push({ test, prepared, record, startedAt: at, seconds: 0, errors: 0, failed: 0, inARow: 0, texts: [] });
    } catch (error) {
      if (isAppError(error, 'cancelled')) break;
      untried.push({ ...untriedResult(test, wordsOf(error), at), state: 'failed' });
    }
  }
  return { stations, untried };
}

/** One round of each, again and again. */
async function inTurns(
  suite: SuiteRun,
  stations: readonly Station[],
  signal: AbortSignal,
  seconds: number,
  afterTurn: () => void,
): Promise<End> {
  const { context, reporter } = suite;
  const { clock } = context.host;
  const startedMs = clock.monotonicMs();
  for (let turn = 1; ; turn += 1) {
    const working = stations.filter(({ inARow }) => inARow < failuresInARow);
    if (working.length === 0) return 'broken';
    for (const station of working) {
      if (context.signal.aborted) return 'cancelled';
      if (signal.aborted) return 'time';
      const left = Math.max(0, Math.round(seconds - (clock.monotonicMs() - startedMs) / 1000));
      reporter.update({
        testId: station.test.id,
        phase: 'measuring',
        message: `${station.test.title}, turn ${String(turn)}, ${String(left)} s left`,
        done: Math.min(suite.tests.length, (suite.tests.length * (seconds - left)) / seconds),
        estimate: { testEndsMs: startedMs + seconds * 1000, laterSeconds: 0, endsMs: null },
      });
      await oneRound(station, signal, suite);
    }
    afterTurn();
  }
}

async function oneRound(station: Station, signal: AbortSignal, { context, reporter }: SuiteRun): Promise<void> {
  const { clock } = context.host;
  const startedMs = clock.monotonicMs();
  const { record, prepared } = station;
  try {
    const round = await prepared.round(signal);
    record.add(round);
    station.inARow = 0;
    const wrong = round.values[errorMetricId] ?? 0;
    station.errors += wrong;
    const { shown } = record;
    const value = shown === undefined ? undefined : round.values[shown.id];
    if (shown !== undefined && value !== undefined) reporter.sample(shown, value, () => record.summaryOf(shown.id, 'cancelled'));
  } catch (error) {
    // A round that the end of the time or the temperature cut off is no failure.
    if (signal.aborted) return;
    station.failed += 1;
    station.inARow += 1;
    if (station.texts.length < textsKept) station.texts.push(wordsOf(error));
  } finally {
    station.seconds += (clock.monotonicMs() - startedMs) / 1000;
  }
}

interface Finish {
  readonly suite: SuiteRun;
  readonly stations: readonly Station[];
  readonly seen: readonly Conditions[];
  readonly end: End;
  readonly before: Conditions;
  readonly untried: readonly TestResult[];
}

function resultsOf({ stations, seen, end, before, untried }: Finish): readonly TestResult[] {
  const after = seen.at(-1) ?? null;
  const stoppedBecause: SampleSummary['stoppedBecause'] = end === 'cancelled' ? 'cancelled' : end === 'time' ? 'budget' : 'limit';
  const measured = stations.map((station, index): TestResult => {
    const { test, prepared, record } = station;
    return {
      ...resultHead(test, station.startedAt),
      ...(record.rounds > 0 ? { state: 'measured', why: null } : withoutRounds(station, end)),
      label: prepared.label,
      tool: prepared.tool,
      parameters: { ...prepared.parameters },
      metrics: record.metrics(stoppedBecause),
      // The curves of the machine belong to the whole run; the first test carries them.
      series: [...record.series, ...(index === 0 ? machineCurves(seen) : [])].slice(0, 20),
      marks: stationMarks(station),
      before,
      after,
      seconds: station.seconds,
    };
  });
  return [...measured, ...untried];
}

function withoutRounds({ failed, texts }: Station, end: End): Pick<TestResult, 'state' | 'why'> {
  if (failed > 0) return { state: 'failed', why: texts[0] ?? 'every round failed' };
  if (end === 'cancelled') return { state: 'cancelled', why: 'The run was cancelled before its first round ended.' };
  return { state: 'skipped', why: 'The run ended before its first round did. Give the run more time.' };
}

function stationMarks({ errors, texts }: Station): GateMark[] {
  const wrong: GateMark[] = errors > 0 ? [{ kind: 'verdict', severity: 'warning', text: `Wrong results: ${String(errors)}` }] : [];
  const failed = texts.map((text): GateMark => ({ kind: 'verdict', severity: 'warning', text: `A round failed: ${text}`.slice(0, 300) }));
  return [...wrong, ...failed];
}

function machineCurves(seen: readonly Conditions[]): ResultSeries[] {
  const startMs = Date.parse(seen[0]?.at ?? '');
  const curve = (id: string, title: string, yUnit: string, pick: (one: Conditions) => number | undefined): ResultSeries[] => {
    const step = Math.max(1, Math.ceil(seen.length / 1000));
    const points = seen.flatMap((one, index): [number, number][] => {
      const value = index % step === 0 ? pick(one) : undefined;
      return value === undefined ? [] : [[(Date.parse(one.at) - startMs) / 1000, value]];
    });
    if (points.length < 2) return [];
    return [{ id, title, xTitle: 'Time', xUnit: 's', yTitle: title, yUnit, points }];
  };
  return [
    ...curve('processor-temperature', 'Processor temperature', '°C', ({ cpuTempC }) => okValue(cpuTempC)),
    ...curve('processor-clock', 'Processor clock', 'MHz', ({ cpuClockMHz }) => okValue(cpuClockMHz)),
    ...curve('gpu-temperature', 'GPU temperature', '°C', ({ gpuTempC }) => okValue(gpuTempC)),
  ];
}

function wordsOf(error: unknown): string {
  return printable(error instanceof Error ? error.message : String(error)).slice(0, 280);
}
