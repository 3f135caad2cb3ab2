/** A test that is ready to be measured: everything that comes out of it is checked here, whoever measures. */
import { printable } from '../../../base/text.ts';
import type { Availability } from '../../../contracts/benchmark.ts';
import type { ResultSeries } from '../../../contracts/benchmarkResult.ts';
import { AppError } from '../../../contracts/errors.ts';
import type { HostClock } from '../../../host/port.ts';
import type { BenchmarkTest, PreparedTest, RoundResult, TestContext } from './test.ts';

export { headlineOf } from '../model/headline.ts';

/** A test that does not stop by itself within this time after a cancel is left behind; `dispose` ends its programs. */
const stopGraceMs = 10_000;
const disposeLimitMs = 30_000;

/**
 * Looks whether the test can run here and prepares it. `round` of the answer gives finite values of known metrics only,
 * ends soon after an abort whatever the test does, and `dispose` does its work once and never throws.
 * @throws AppError benchmark.unavailable, benchmark.noSpace, cancelled, and whatever the test says
 */
export async function prepareTest(test: BenchmarkTest, context: TestContext): Promise<PreparedTest> {
  throwIfCancelled(context.signal);
  const availability = await test.availability(context);
  if (availability.state !== 'ready') throw unavailable(test, availability);
  return await prepareReadyTest(test, context);
}

/** The same for a test that was found to be ready a moment ago. */
export async function prepareReadyTest(test: BenchmarkTest, context: TestContext): Promise<PreparedTest> {
  throwIfCancelled(context.signal);
  const preparing = test.prepare(context);
  const prepared = await stoppable(preparing, context.signal, context.host.clock).catch((error: unknown) => {
    // Whatever it makes ready after it was given up is taken down again.
    preparing.then((late) => late.dispose()).catch(() => undefined);
    throw error;
  });
  const metrics = prepared.metrics.slice(0, 200);
  const known = new Set(metrics.map(({ id }) => id));
  let disposed: Promise<void> | undefined;
  return {
    metrics,
    tool: prepared.tool === null ? null : { name: clip(prepared.tool.name, 80), version: clip(prepared.tool.version, 200) },
    label: prepared.label === null ? null : clip(prepared.label, 120),
    parameters: boundedParameters(prepared.parameters),
    warmUpRounds: Math.min(1000, prepared.warmUpRounds),
    minimumRounds: Math.max(1, prepared.minimumRounds),
    maximumRounds: Math.min(10_000, Math.max(1, prepared.minimumRounds, prepared.maximumRounds)),
    async round(signal) {
      throwIfCancelled(signal);
      const result = await stoppable(prepared.round(signal), signal, context.host.clock);
      // A test that ends its round early instead of failing has measured something else.
      throwIfCancelled(signal);
      return checkedRound(result, known, test.title);
    },
    dispose() {
      const limit = new AbortController();
      // It never throws and never hangs by contract; a broken one must not end the run.
      disposed ??= Promise.race([prepared.dispose(), context.host.clock.sleep(disposeLimitMs, limit.signal)])
        .catch(() => undefined)
        .finally(() => {
          limit.abort();
        });
      return disposed;
    },
  };
}

export function unavailable(test: BenchmarkTest, availability: Exclude<Availability, { state: 'ready' }>): AppError {
  const howToGet = availability.state === 'missing' ? availability.howToGet : availability.why;
  return new AppError('benchmark.unavailable', `${test.title}: ${availability.why}`, { details: { testId: test.id, howToGet } });
}

function checkedRound(result: RoundResult, known: ReadonlySet<string>, title: string): RoundResult {
  const values = Object.entries(result.values).filter(([id]) => known.has(id));
  const bad = values.find(([, value]) => !Number.isFinite(value));
  if (bad !== undefined) throw measureFailed(`${title} gave ${String(bad[1])} for ${bad[0]}, which is no figure`);
  if (values.length === 0) throw measureFailed(`${title} gave no figure in this round`);
  const series = result.series?.slice(0, 20).map(boundedSeries);
  return { values: Object.fromEntries(values), ...(series === undefined ? {} : { series }) };
}

function boundedSeries(series: ResultSeries): ResultSeries {
  const points = series.points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y)).slice(0, 2000);
  return { ...series, points };
}

function boundedParameters(parameters: PreparedTest['parameters']): PreparedTest['parameters'] {
  const entries = Object.entries(parameters).slice(0, 64);
  return Object.fromEntries(entries.map(([key, value]) => [key.slice(0, 64), typeof value === 'string' ? clip(value, 500) : value]));
}

/** Gives the test time to end its programs after an abort, then goes on without it. */
async function stoppable<T>(work: Promise<T>, signal: AbortSignal, clock: HostClock): Promise<T> {
  const done = new AbortController();
  const leftBehind = async (): Promise<never> => {
    if (!signal.aborted) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          resolve();
        };
        signal.addEventListener('abort', wake, { once: true });
        done.signal.addEventListener('abort', wake, { once: true });
      });
    }
    if (!done.signal.aborted) await clock.sleep(stopGraceMs, done.signal);
    throw cancelled();
  };
  const late = leftBehind();
  late.catch(() => undefined); // settles after the race, into nobody's hands
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    // What a test says about its end while it is being cancelled is that it was ended.
    if (signal.aborted) throw cancelled(error);
    throw error;
  } finally {
    done.abort();
    work.catch(() => undefined);
  }
}

export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled();
}

function cancelled(cause?: unknown): AppError {
  return new AppError('cancelled', 'the measurement was cancelled', { details: {}, cause });
}

function measureFailed(problem: string): AppError {
  return new AppError('proof.measureFailed', problem, { details: { problem } });
}

function clip(text: string, length: number): string {
  return printable(text).slice(0, length);
}
