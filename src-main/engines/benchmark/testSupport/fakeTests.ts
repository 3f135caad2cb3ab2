/** Benchmark tests that measure nothing, on a clock that moves by hand. */
import type { Availability } from '../../../contracts/benchmark.ts';
import type { BenchmarkGroup, MetricInfo } from '../../../contracts/benchmarkResult.ts';
import type { FakeClock } from '../../../host/fake/fakeClock.ts';
import type { BenchmarkTest, PreparedTest, RoundResult } from '../suite/test.ts';

export const speed: MetricInfo = { id: 'speed', title: 'Speed', unit: 'MB/s', direction: 'higher', headline: true };

export interface FakeTestOptions {
  readonly id?: string;
  readonly version?: number;
  readonly groups?: readonly BenchmarkGroup[];
  readonly area?: BenchmarkTest['area'];
  readonly seconds?: number;
  readonly roundMs?: number;
  readonly availability?: Availability;
  readonly metrics?: readonly MetricInfo[];
  /** What a round gives, by its number from 0, warm-up included; it may throw. */
  readonly round?: (number: number) => RoundResult;
  readonly prepared?: Partial<PreparedTest>;
  /** Does not listen to an abort. */
  readonly deaf?: boolean;
}

export interface FakeTest extends BenchmarkTest {
  /** What happened, in order: prepare, round, dispose. */
  readonly log: string[];
}

export function fakeTest(clock: FakeClock, options: FakeTestOptions = {}): FakeTest {
  const log: string[] = [];
  const metrics = options.metrics ?? [speed];
  let rounds = 0;
  return {
    log,
    id: options.id ?? 'fake.speed',
    version: options.version ?? 1,
    title: `Fake ${options.id ?? 'speed'}`,
    area: options.area ?? 'cpu',
    groups: options.groups ?? ['quick'],
    method: 'Gives figures that the test of the runner chose.',
    engine: 'none',
    seconds: options.seconds ?? 2,
    scratchBytes: 0,
    metrics,
    availability: () => Promise.resolve(options.availability ?? { state: 'ready' }),
    prepare() {
      log.push('prepare');
      rounds = 0;
      return Promise.resolve({
        metrics,
        tool: { name: 'fake', version: '1' },
        label: null,
        parameters: { threads: 1 },
        warmUpRounds: 1,
        minimumRounds: 5,
        maximumRounds: 100,
        async round(signal: AbortSignal) {
          log.push('round');
          await clock.sleep(options.roundMs ?? 200, options.deaf === true ? undefined : signal);
          const number = rounds;
          rounds += 1;
          return options.round?.(number) ?? { values: { speed: 100 } };
        },
        dispose() {
          log.push('dispose');
          return Promise.resolve();
        },
        ...options.prepared,
      });
    },
  };
}

/** Moves the clock until the work is done. */
export async function driven<T>(clock: FakeClock, work: Promise<T>, stepMs = 50): Promise<T> {
  const state = { settled: false };
  const note = (): void => {
    state.settled = true;
  };
  work.then(note, note);
  // An hour of that machine; a run that takes longer hangs.
  for (let step = 0; step < 3_600_000 / stepMs && !state.settled; step += 1) await clock.advance(stepMs);
  return await work;
}
