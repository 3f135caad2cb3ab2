import { describe, expect, it } from 'vitest';
import { type RunInput, type RunProgress, runInput } from '../../../contracts/benchmark.ts';
import { type BenchmarkRun, benchmarkRun } from '../../../contracts/benchmarkResult.ts';
import { createMemoryDocumentStore } from '../../../services/documents.ts';
import { createHardwareEngine } from '../../hardware/engine.ts';
import { createBenchmarkEngine } from '../engine.ts';
import { driven, fakeTest, speed } from '../testSupport/fakeTests.ts';
import { createQuietMachine, type QuietMachine } from '../testSupport/quietMachine.ts';
import type { BenchmarkTest } from './test.ts';

const log = {
  error: (message: string, error: unknown) => {
    throw new Error(message, { cause: error });
  },
  info: () => undefined,
};
const errors = { id: 'errors', title: 'Wrong results', unit: 'errors', direction: 'lower' as const, headline: false };

async function burnIn(
  host: QuietMachine,
  tests: readonly BenchmarkTest[],
  input: Partial<RunInput> = {},
  stopAtMs: number | null = null,
): Promise<{ readonly run: BenchmarkRun; readonly progress: readonly RunProgress[] }> {
  const engine = createBenchmarkEngine({
    host,
    hardware: createHardwareEngine({ host, log }).port,
    scratch: { open: () => Promise.reject(new Error('no test here writes')) },
    programs: { kernels: null, graphics: null, mlFolder: null },
    documents: createMemoryDocumentStore(),
    tests,
    product: 'test 1',
    inForce: () => Promise.resolve({ profileId: null, steps: null }),
    log,
  });
  const progress: RunProgress[] = [];
  const stop = new AbortController();
  const work = engine.run(runInput.parse({ group: 'stress', maxSeconds: 60, ...input }), {
    scope: 'write',
    signal: stop.signal,
    report(one) {
      progress.push(one);
      if (stopAtMs !== null && host.clock.monotonicMs() >= stopAtMs) stop.abort();
    },
  });
  return { run: benchmarkRun.parse(await driven(host.clock, work)), progress };
}

const verdictOf = (run: BenchmarkRun) => run.marks.find(({ kind }) => kind === 'verdict');

describe('a burn-in', () => {
  it('takes the stress tests in turns until the time is over, and shows the machine all the time', async () => {
    const host = createQuietMachine();
    const first = fakeTest(host.clock, { id: 'a.first', groups: ['stress'], roundMs: 2000 });
    const second = fakeTest(host.clock, { id: 'b.second', groups: ['stress'], roundMs: 1000 });
    const { run, progress } = await burnIn(host, [first, second, fakeTest(host.clock)]);
    expect(run).toMatchObject({ state: 'finished', group: 'stress' });
    expect(run.tests.map(({ testId }) => testId)).toEqual(['a.first', 'b.second']);
    const counts = run.tests.map(({ metrics }) => metrics[0]?.samples.length ?? 0);
    expect(counts[0]).toBeGreaterThanOrEqual(19);
    expect(Math.abs((counts[0] ?? 0) - (counts[1] ?? 0))).toBeLessThanOrEqual(1);
    expect(verdictOf(run)).toMatchObject({
      severity: 'note',
      text: expect.stringMatching(/^Ran for 6\d s\. \d+ rounds, 0 wrong results, 0 failed rounds\.$/) as string,
    });
    expect(run.marks).toContainEqual(expect.objectContaining({ kind: 'throttle', text: 'No core slowed itself down because of heat' }));
    expect(progress.filter(({ conditions }) => conditions !== null).length).toBeGreaterThan(50);
    expect(run.tests[0]?.series.map(({ id }) => id)).toContain('processor-temperature');
    for (const test of [first, second]) expect(test.log.at(-1)).toBe('dispose');
  });

  it('stops when the processor reaches the limit that was given, or the one of its sensor', async () => {
    const heating = (host: QuietMachine) =>
      fakeTest(host.clock, {
        groups: ['stress'],
        roundMs: 1000,
        round: () => {
          host.state.tempC = (host.state.tempC ?? 40) + 5;
          return { values: { speed: 1 } };
        },
      });
    const given = createQuietMachine();
    const { run } = await burnIn(given, [heating(given)], { temperatureLimitC: 70 });
    expect(verdictOf(run)).toMatchObject({ severity: 'warning', text: expect.stringContaining('reached its limit of 70 °C') as string });
    expect(given.clock.monotonicMs()).toBeLessThan(15_000);
    const sensor = createQuietMachine();
    expect(verdictOf((await burnIn(sensor, [heating(sensor)])).run)?.text).toContain('limit of 100 °C');
  });

  it('counts wrong results, throttling and failed rounds, and goes on without a test that always fails', async () => {
    const host = createQuietMachine();
    const wrong = fakeTest(host.clock, {
      id: 'a.wrong',
      groups: ['stress'],
      metrics: [speed, errors],
      round: (number) => {
        host.state.throttles = number;
        return { values: { speed: 1, errors: number === 3 ? 2 : 0 } };
      },
    });
    const broken = fakeTest(host.clock, {
      id: 'b.broken',
      groups: ['stress'],
      round: () => {
        throw new Error('checksum 1 instead of 2');
      },
    });
    const { run } = await burnIn(host, [wrong, broken]);
    expect(verdictOf(run)).toMatchObject({
      severity: 'warning',
      text: expect.stringContaining('2 wrong results, 3 failed rounds') as string,
    });
    expect(run.marks).toContainEqual(expect.objectContaining({ kind: 'throttle', severity: 'warning' }));
    expect(run.tests[0]).toMatchObject({ state: 'measured', marks: [{ text: 'Wrong results: 2' }] });
    expect(run.tests[1]).toMatchObject({ state: 'failed', why: 'checksum 1 instead of 2' });
  });

  it('that is cancelled keeps what it has and says how far it came', async () => {
    const host = createQuietMachine();
    const test = fakeTest(host.clock, { groups: ['stress'], roundMs: 1000 });
    const { run } = await burnIn(host, [test], {}, 10_000);
    expect(run.state).toBe('cancelled');
    expect(verdictOf(run)?.text).toMatch(/^Cancelled after \d+ s of 60 s\./);
    expect(test.log.at(-1)).toBe('dispose');
  });
});
