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
import type { BenchmarkRun, RunSummary } from '../../../../src-main/contracts/benchmarkResult.ts';
import { type AppError, isAppError } from '../../../../src-main/contracts/errors.ts';
import type { Clients } from '../../api/clients.ts';
import { createLoader, emptyLoadable, type Loadable, toAppError } from '../../lib/loadable.ts';
import { isRunning, type JobsFeature } from '../jobs/jobsStore.ts';
import { isTurn, type LiveRun, withProgress } from './model/liveRun.ts';

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

export interface BenchmarksState {
  readonly tests: Loadable<readonly TestInfo[]>;
  readonly gate: Loadable<GateAnswer>;
  readonly runs: Loadable<RunList>;
  readonly regressions: Loadable<readonly Regression[]>;
  /** The run that goes on, whoever started it. */
  readonly live: LiveRun | null;
  /** A run was asked for here and has not reported yet. */
  readonly starting: boolean;
  readonly cancelling: boolean;
  /** Why the run that was asked for here did not come to its end. */
  readonly failure: AppError | null;
  /** The run that ended while somebody was looking. */
  readonly endedId: string | null;
}

export interface BenchmarksFeature {
  readonly store: StoreApi<BenchmarksState>;
  loadTests(parameters?: TestParameters): Promise<void>;
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
  readonly jobs: Pick<JobsFeature, 'store' | 'cancel'>;
  readonly inBackground: (action: Promise<unknown>) => void;
  /** How often new samples may be drawn. */
  readonly drawEveryMs?: number;
}

const method = 'benchmark.run';

/** What was asked for here ended otherwise than by a failure that the page must explain. */
function isQuiet(error: AppError): boolean {
  return isAppError(error, 'cancelled') || error.code.startsWith('transport.');
}

function isEnded(run: BenchmarkRun): boolean {
  return run.state !== 'running';
}

/** Samples reach React once a second at most: drawing is work on the very machine that is being measured. */
export function createBenchmarksFeature({ clients, jobs, inBackground, drawEveryMs = 1000 }: BenchmarksOptions): BenchmarksFeature {
  const store = createStore<BenchmarksState>(() => ({
    tests: emptyLoadable(),
    gate: emptyLoadable(),
    runs: emptyLoadable(),
    regressions: emptyLoadable(),
    live: null,
    starting: false,
    cancelling: false,
    failure: null,
    endedId: null,
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

  let running: AbortController | undefined;
  let live: LiveRun | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function publish(): void {
    clearTimeout(timer);
    timer = undefined;
    store.setState({ live, ...(live === null ? {} : { starting: false }) });
  }
  async function loadRuns(): Promise<void> {
    await Promise.all([
      intoRuns(() => clients().benchmark.list({})),
      intoRegressions(async () => (await clients().benchmark.regressions({})).regressions),
    ]);
  }
  /** The tests that ended, as the service keeps them. */
  async function loadEnded(runId: string): Promise<void> {
    const { run } = await clients().benchmark.show({ id: runId });
    if (live?.runId !== runId) return;
    live = { ...live, ended: run.tests };
    publish();
  }
  function moved(progress: RunProgress): void {
    const turn = isTurn(live, progress);
    const endedOne = live === null ? progress.done > 0 : progress.done > live.done;
    live = withProgress(live, progress);
    if (turn) publish();
    else timer ??= setTimeout(publish, drawEveryMs);
    if (endedOne) inBackground(loadEnded(progress.runId));
  }
  function ended(newestId: string | null): void {
    const wasRunning = live !== null;
    live = null;
    publish();
    if (wasRunning) store.setState({ cancelling: false, starting: false, endedId: newestId });
    // A list that nobody opened costs nothing.
    if (store.getState().runs.value !== null || wasRunning) inBackground(loadRuns());
  }

  return {
    store,
    loadTests: (parameters) =>
      intoTests(async () => (await clients().benchmark.tests(parameters === undefined ? {} : { parameters })).tests),
    loadGate: () => intoGate(() => clients().benchmark.gate({})),
    loadRuns,
    start: async (input) => {
      running = new AbortController();
      store.setState({ starting: true, failure: null, endedId: null });
      try {
        const run = await clients().benchmark.run(input, { signal: running.signal });
        if (isEnded(run)) store.setState({ endedId: run.id });
      } catch (error) {
        const failure = toAppError(error);
        store.setState({ failure: isQuiet(failure) ? null : failure });
      } finally {
        running = undefined;
        store.setState({ starting: false, cancelling: false });
        inBackground(loadRuns());
      }
    },
    cancel: async () => {
      store.setState({ cancelling: true });
      if (running !== undefined) {
        running.abort();
        return;
      }
      // Started elsewhere, or before the window was loaded anew: the list of jobs knows it.
      const job = jobs.store.getState().jobs.find((one) => one.method === method && isRunning(one));
      try {
        if (job !== undefined) await jobs.cancel(job.id);
      } finally {
        if (job === undefined) store.setState({ cancelling: false });
      }
    },
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
        // A run goes on without this connection; the next one tells of it again.
        live = null;
        publish();
      };
    },
  };
}
