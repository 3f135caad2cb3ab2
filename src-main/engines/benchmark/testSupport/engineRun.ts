/** The whole engine on a machine of the test's own, and runs of it on a clock that is moved by hand. */
import { benchmarkContract, type RunInput, type RunProgress, runInput } from '../../../contracts/benchmark.ts';
import { type BenchmarkRun, benchmarkRun } from '../../../contracts/benchmarkResult.ts';
import { createMemoryDocumentStore } from '../../../services/documents.ts';
import type { StampedDocumentStore } from '../../../services/ports.ts';
import { createHardwareEngine } from '../../hardware/engine.ts';
import { type BenchmarkEngine, createBenchmarkEngine } from '../engine.ts';
import type { BenchmarkTest, RoundResult } from '../suite/test.ts';
import { driven } from './fakeTests.ts';
import type { QuietMachine } from './quietMachine.ts';

const log = {
  error: (message: string, error: unknown) => {
    throw new Error(message, { cause: error });
  },
  info: () => undefined,
};

export function engineOn(
  host: QuietMachine,
  tests: readonly BenchmarkTest[],
  documents: StampedDocumentStore = createMemoryDocumentStore(),
): BenchmarkEngine {
  return createBenchmarkEngine({
    host,
    hardware: createHardwareEngine({ host, log }).port,
    scratch: { open: () => Promise.reject(new Error('no test here writes')) },
    programs: { kernels: null, graphics: null, mlFolder: null },
    documents,
    tests,
    product: 'test 1',
    inForce: () => Promise.resolve({ profileId: 'workstation', steps: 3 }),
    log,
  });
}

const asked = (input: Parameters<typeof runInput.parse>[0]): RunInput => runInput.parse(input);

export interface Started {
  readonly progress: RunProgress[];
  readonly stop: AbortController;
  readonly run: Promise<BenchmarkRun>;
}

export function start(engine: BenchmarkEngine, host: QuietMachine, input: Parameters<typeof runInput.parse>[0] = {}): Started {
  const progress: RunProgress[] = [];
  const stop = new AbortController();
  const work = engine.run(asked(input), {
    scope: 'write',
    signal: stop.signal,
    report: (one) => progress.push(benchmarkContract.members.run.progress.parse(one)),
  });
  return { progress, stop, run: driven(host.clock, work).then((run) => benchmarkRun.parse(run)) };
}

export const context = { scope: 'read' as const, signal: new AbortController().signal };
export const secondsOf = ({ startedAt, endedAt }: BenchmarkRun): number => (Date.parse(endedAt ?? '') - Date.parse(startedAt)) / 1000;
/** Figures that never settle. */
export const wobble =
  (size: number) =>
  (number: number): RoundResult => ({ values: { speed: 100 + size * Math.sin(number * 7) } });

/** Gives the driver of the clock its turns until something has happened. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 100_000; turn += 1) {
    if (condition()) return;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  throw new Error('it never happened');
}
