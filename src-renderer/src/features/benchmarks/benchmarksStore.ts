/** What can be measured here, the run that goes on, and the runs that are kept. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  Regression,
  RunComparison,
  RunInput,
  RunProgress,
  TestInfo,
  TestParameters,
} from '../../../../src-main/contracts/benchmark.ts';
import type { RunSummary } from '../../../../src-main/contracts/benchmarkResult.ts';
import type { Clients } from '../../api/clients.ts';
import { createLoader, emptyLoadable, type Loadable } from '../../lib/loadable.ts';
import type { JobsFeature } from '../jobs/jobsStore.ts';
import { isTurn, type LiveRun, testsDone, withEnded, withProgress } from './model/liveRun.ts';
import { createWatchedJob, nothingWatched, type WatchedState } from './watchedJob.ts';

type Answer<Name extends keyof Clients['benchmark']> = Clients['benchmark'][Name] extends (...input: never[]) => Promise<infer Value>
  ? Value
  : never;
export type GateAnswer = Answer<'gate'>;
export type RunList = Answer<'list'>;
export type ShownRun = Answer<'show'>;
export type ReportFile = Answer<'report'>;
export type ShareFile = Answer<'share'>;
export type TrendPoint = Answer<'trend'>['points'][number];
export type ReportInput = Parameters<Clients['benchmark']['report']>[0];
export type StartInput = Partial<RunInput>;

export interface BenchmarksState extends WatchedState<LiveRun> {
  readonly tests: Loadable<readonly TestInfo[]>;
  readonly gate: Loadable<GateAnswer>;
  readonly runs: Loadable<RunList>;
  readonly regressions: Loadable<readonly Regression[]>;
}

export interface BenchmarksFeature {
  readonly store: StoreApi<BenchmarksState>;
  loadTests(parameters?: TestParameters): Promise<void>;
  /** Only when no test is known yet: asking what can run here is work on a machine that may be measured right now. */
  loadTitles(): Promise<void>;
  loadGate(): Promise<void>;
  /** Runs and what got slower. */
  loadRuns(): Promise<void>;
  start(input: StartInput): Promise<void>;
  cancel(): Promise<void>;
  dismissEnded(): void;
  show(id: string): Promise<ShownRun>;
  compare(baseId: string, otherId: string): Promise<RunComparison>;
  trend(testId: string, metricId: string): Promise<readonly TrendPoint[]>;
  report(input: ReportInput): Promise<ReportFile>;
  share(id: string): Promise<ShareFile>;
  import(fileName: string, text: string): Promise<RunSummary>;
  setReference(id: string | null): Promise<void>;
  remove(id: string): Promise<void>;
  attach(clients: Pick<Clients, 'benchmark'>): () => void;
}

export interface BenchmarksOptions {
  readonly clients: () => Pick<Clients, 'benchmark'>;
  readonly jobs: Pick<JobsFeature, 'store' | 'cancel' | 'load'>;
  readonly inBackground: (action: Promise<unknown>) => void;
  /** How often new samples may be drawn. */
  readonly drawEveryMs?: number;
}

export function isRunMethod(method: string): boolean {
  return method === 'benchmark.run';
}

/** The most that the contract gives; the page shows them bit by bit. */
const mostRuns = 1000;

export function createBenchmarksFeature({ clients, jobs, inBackground, drawEveryMs = 1000 }: BenchmarksOptions): BenchmarksFeature {
  const store = createStore<BenchmarksState>(() => ({
    tests: emptyLoadable(),
    gate: emptyLoadable(),
    runs: emptyLoadable(),
    regressions: emptyLoadable(),
    ...nothingWatched,
  }));
  function loaderOf<Name extends 'tests' | 'gate' | 'runs' | 'regressions'>(name: Name) {
    type Value = NonNullable<BenchmarksState[Name]['value']>;
    return createLoader<Value>(
      () => store.getState()[name],
      (next) => {
        store.setState({ [name]: next });
      },
    );
  }
  const intoTests = loaderOf('tests');
  const intoGate = loaderOf('gate');
  const intoRuns = loaderOf('runs');
  const intoRegressions = loaderOf('regressions');

  const watched = createWatchedJob<RunProgress, LiveRun>({
    jobs,
    isMethod: isRunMethod,
    read: store.getState,
    publish: (change) => {
      store.setState(change);
    },
    withProgress,
    isTurn,
    // A run in which nothing was measured is not kept, and the newest is then another one.
    keptId: ({ runId }, newestId) => (runId === newestId ? runId : null),
    drawEveryMs,
  });

  async function loadTests(parameters?: TestParameters): Promise<void> {
    await intoTests(async () => (await clients().benchmark.tests(parameters === undefined ? {} : { parameters })).tests);
  }
  async function loadRuns(): Promise<void> {
    await Promise.all([
      intoRuns(() => clients().benchmark.list({ limit: mostRuns })),
      intoRegressions(async () => (await clients().benchmark.regressions({})).regressions),
    ]);
  }
  /** The tests that ended, as the service keeps them. */
  async function loadEnded(runId: string): Promise<void> {
    const { run } = await clients().benchmark.show({ id: runId });
    const live = watched.live();
    if (live?.runId === runId) watched.amend(withEnded(live, run.tests));
  }
  function moved(progress: RunProgress): void {
    const before = watched.live();
    watched.moved(progress);
    if (testsDone(progress) > (before === null ? 0 : testsDone(before))) inBackground(loadEnded(progress.runId));
  }
  function ended(newestId: string | null): void {
    const wasRunning = watched.ended(newestId);
    // A list that nobody opened costs nothing.
    if (store.getState().runs.value !== null || wasRunning) inBackground(loadRuns());
  }

  return {
    store,
    loadTests,
    loadTitles: async () => {
      if (store.getState().tests.value === null) await loadTests();
    },
    loadGate: () => intoGate(() => clients().benchmark.gate({})),
    loadRuns,
    start: async (input) => {
      await watched.run(async (signal) => {
        const run = await clients().benchmark.run(input, { signal });
        return run.state === 'running' ? null : run.id;
      });
      inBackground(loadRuns());
    },
    cancel: watched.cancel,
    dismissEnded: () => {
      store.setState({ endedId: null, failure: null });
    },
    show: (id) => clients().benchmark.show({ id }),
    compare: (baseId, otherId) => clients().benchmark.compare({ baseId, otherId }),
    trend: async (testId, metricId) => (await clients().benchmark.trend({ testId, metricId })).points,
    report: (input) => clients().benchmark.report(input),
    share: (id) => clients().benchmark.share({ id }),
    import: async (fileName, text) => {
      const summary = await clients().benchmark.import({ fileName, text });
      await loadRuns();
      return summary;
    },
    setReference: async (id) => {
      await clients().benchmark.setReference({ id });
      await loadRuns();
    },
    remove: async (id) => {
      await clients().benchmark.remove({ id });
      await loadRuns();
    },
    attach: (attached) => {
      const stop = attached.benchmark.changed(({ progress, newestId }) => {
        if (progress === null) ended(newestId);
        else moved(progress);
      });
      return () => {
        stop();
        watched.disconnected();
      };
    },
  };
}
