/** The benchmark engine: glue between the runner, the stored runs and what is worked out of them. */
import { Emitter } from '../../base/emitter.ts';
import { shortId } from '../../base/shortId.ts';
import { printable } from '../../base/text.ts';
import type { benchmarkContract, RunInput, RunProgress, TestParameters } from '../../contracts/benchmark.ts';
import { type BenchmarkRun, type RunEnvironment, runSchemaName, runSchemaVersion, suiteVersion } from '../../contracts/benchmarkResult.ts';
import { AppError } from '../../contracts/errors.ts';
import type { HardwareInventory } from '../../contracts/hardware.ts';
import type { Implementation, JobContext } from '../../contracts/kit/define.ts';
import type { Host } from '../../host/port.ts';
import type { HardwarePort, Log, ScratchPort, StampedDocumentStore } from '../../services/ports.ts';
import { compareRuns } from './model/compareRuns.ts';
import { digestOf, type RunDigest } from './model/digest.ts';
import { gateMarks } from './model/gate.ts';
import { regressionsOf } from './model/regressions.ts';
import { referenceFor, type Standing, scoreIn, scoreOf, standingOf, summaryOf } from './model/score.ts';
import { trendOf } from './model/trend.ts';
import { sampleActivity } from './probe/activity.ts';
import { readConditions } from './probe/conditions.ts';
import { type InForce, readEnvironment } from './probe/environment.ts';
import { createRunArchive } from './store/archive.ts';
import { runBurnIn } from './suite/burnIn.ts';
import { refuseChosenPython } from './suite/programChoice.ts';
import { createProgressReporter, noNews } from './suite/reporter.ts';
import { runSuite } from './suite/runner.ts';
import { checkTests, selectTests, testInfoOf } from './suite/selection.ts';
import { unavailable } from './suite/session.ts';
import type { BenchmarkPrograms, BenchmarkTest, TestContext } from './suite/test.ts';

export interface BenchmarkEngineOptions {
  readonly host: Host;
  readonly hardware: HardwarePort;
  readonly scratch: ScratchPort;
  readonly programs: BenchmarkPrograms;
  readonly documents: StampedDocumentStore;
  readonly tests: readonly BenchmarkTest[];
  /** Name and version, for the record. */
  readonly product: string;
  readonly inForce: () => Promise<InForce>;
  readonly log: Log;
}

export interface BenchmarkEngine extends Implementation<typeof benchmarkContract> {
  /** Cancels what runs and waits until its programs are gone. */
  dispose(): Promise<void>;
}

type RunContext = Pick<JobContext<RunProgress>, 'scope' | 'signal' | 'report'>;

/** How long the machine is watched when somebody only asks how it is. */
const gateLookMs = 500;

/**
 * Implements `benchmark`. Its own errors are `benchmark.*`, and `host.readOnly` for a recorded machine, where nothing can be measured.
 */
export function createBenchmarkEngine(options: BenchmarkEngineOptions): BenchmarkEngine {
  const { host, log } = options;
  const archive = createRunArchive(options.documents, host, log);
  const changed = new Emitter<{ progress: RunProgress | null; newestId: string | null }>((error) =>
    log.error('a listener of benchmark.changed failed', error),
  );
  const disposal = new AbortController();
  const running = new Set<Promise<unknown>>();
  /** Of the run that is measured now; there is one at most. */
  let goingOn: RunProgress | null = null;

  /** What is not about the run that goes on says where that one stands, with nothing new about it. */
  const announceChange = (): void => {
    if (changed.listenerCount === 0) return;
    changed.fire({ progress: goingOn === null ? null : { ...goingOn, ...noNews }, newestId: goingOn?.runId ?? archive.newestId() });
  };
  const reference = (runs: readonly RunDigest[]): RunDigest | null =>
    referenceFor(runs, archive.chosenReference(), machineName(host), suiteVersion);
  const standing = (run: BenchmarkRun): Standing => standingOf(digestOf(run), reference(archive.list().runs));
  const environment = (inventory: HardwareInventory): Promise<RunEnvironment> => readEnvironment(host, inventory, options);
  const contextFor = async (parameters: TestParameters, signal: AbortSignal): Promise<TestContext> => {
    const { scratch, programs } = options;
    return { host, inventory: await options.hardware.inventory(), scratch, programs, parameters, signal };
  };

  async function measure(input: RunInput, signal: AbortSignal, report: (progress: RunProgress) => void): Promise<BenchmarkRun> {
    if (host.identity.recorded) throw new AppError('host.readOnly', 'a recorded machine cannot be measured', { details: { path: '/' } });
    const selected = selectTests(options.tests, input);
    const context = await contextFor(input.parameters, signal);
    const tests = await checkTests(selected, context);
    const first = tests[0];
    if (first === undefined) throw nothingToRun(input);
    if (!tests.some(({ availability }) => availability.state === 'ready') && first.availability.state !== 'ready') {
      throw unavailable(first.test, first.availability);
    }
    const run = newRun(input, host, selected);
    const reporter = createProgressReporter(host.clock, { runId: run.id, message: 'Looking at the machine', total: tests.length }, report);
    const release = archive.claim(run.id);
    try {
      const before = await environment(context.inventory);
      const suite = {
        context,
        environment: before,
        environmentNow: async () => environment(await options.hardware.inventory()),
        tests,
        input,
        run: { ...run, environment: before },
        reporter,
        save: archive.put,
        discard: archive.discard,
      };
      return await (input.tests === null && input.group === 'stress' ? runSuite(suite, runBurnIn) : runSuite(suite));
    } finally {
      reporter.end();
      goingOn = null;
      release();
    }
  }

  async function run(input: RunInput, { scope, signal, report }: RunContext): Promise<BenchmarkRun> {
    refuseChosenPython(scope, 'benchmark.run', input.parameters);
    const both = AbortSignal.any([signal, disposal.signal]);
    const work = measure(input, both, (progress) => {
      report(progress);
      goingOn = progress;
      // The run that is measured is the newest; looking that up ten times a second would be work of our own beside it.
      changed.fire({ progress, newestId: progress.runId });
    });
    running.add(work);
    try {
      return await work;
    } finally {
      running.delete(work);
      announceChange();
    }
  }

  return {
    async tests({ parameters }, { scope, signal }) {
      refuseChosenPython(scope, 'benchmark.tests', parameters);
      const context = await contextFor(parameters, signal);
      return { tests: (await checkTests(options.tests, context)).map(testInfoOf) };
    },
    async gate(_input, { signal }) {
      const inventory = await options.hardware.inventory();
      const now = host.identity.recorded ? undefined : await sampleActivity(host, gateLookMs, signal);
      const conditions = readConditions(host, inventory);
      return { marks: gateMarks(conditions, await environment(inventory), undefined, now), conditions };
    },
    run,
    list({ limit }) {
      const { runs, problems } = archive.list();
      const base = reference(runs);
      return { runs: runs.slice(0, limit).map((one) => summaryOf(one, base)), problems: [...problems] };
    },
    show({ id }) {
      const shown = archive.get(id);
      const where = standing(shown);
      return { run: shown, score: scoreIn(where), reference: where === 'reference' };
    },
    compare({ baseId, otherId }) {
      const base = archive.get(baseId);
      const other = archive.get(otherId ?? archive.newestBeside(baseId));
      const against = reference(archive.list().runs);
      const [baseDigest, otherDigest] = [digestOf(base), digestOf(other)];
      return {
        base: summaryOf(baseDigest, against),
        other: summaryOf(otherDigest, against),
        ...compareRuns(base, other),
        score: scoreOf(otherDigest, baseDigest),
      };
    },
    trend: (wanted) => ({ points: trendOf(archive.list().runs, wanted, machineName(host), suiteVersion) }),
    regressions: () => ({ regressions: regressionsOf(archive.list().runs, machineName(host), suiteVersion, archive.get) }),
    setReference({ id }) {
      if (id !== null) archive.get(id);
      archive.chooseReference(id);
      announceChange();
      return { referenceRunId: reference(archive.list().runs)?.id ?? null };
    },
    remove({ id }) {
      archive.remove(id);
      announceChange();
      return { removed: id };
    },
    async report({ id, compareWith, format }) {
      const { runReport } = await import('./report/index.ts');
      const run = archive.get(id);
      return runReport(run, standing(run), compareWith === null ? null : archive.get(compareWith), format);
    },
    async share({ id }) {
      const { shareFile } = await import('./report/index.ts');
      return shareFile(archive.get(id));
    },
    async import({ text, fileName }) {
      const { importRun } = await import('./report/index.ts');
      const imported = importRun(text, fileName);
      const now = new Date(host.clock.nowMs()).toISOString();
      const kept: BenchmarkRun = { ...imported, id: newRunId('import', now), origin: 'imported' };
      archive.put(kept);
      announceChange();
      return summaryOf(digestOf(kept), reference(archive.list().runs));
    },
    changed: changed.subscribe,
    async dispose() {
      disposal.abort();
      await Promise.allSettled([...running]);
    },
  };
}

function nothingToRun(input: RunInput): AppError {
  const field = input.tests === null ? 'group' : 'tests';
  return new AppError('usage', `there is no test in this ${field}`, { details: { field, expected: 'at least one test' } });
}

function newRun(input: RunInput, host: Host, tests: readonly BenchmarkTest[]): BenchmarkRun {
  const startedAt = new Date(host.clock.nowMs()).toISOString();
  return {
    schema: runSchemaName,
    version: runSchemaVersion,
    suiteVersion,
    id: newRunId('run', startedAt),
    title: titleOf(input, tests),
    group: input.tests === null ? (input.group ?? 'quick') : null,
    state: 'running',
    note: input.note === null ? null : printable(input.note),
    origin: 'measured',
    originDetail: null,
    machine: machineName(host),
    startedAt,
    endedAt: null,
    targetPercent: input.targetPercent,
    environment: null,
    marks: [],
    tests: [],
  };
}

const groupTitles = { quick: 'Quick', standard: 'Standard', full: 'Full', stress: 'Burn-in' } as const;

function titleOf(input: RunInput, tests: readonly BenchmarkTest[]): string {
  if (input.tests === null) return groupTitles[input.group ?? 'quick'];
  const named = tests
    .slice(0, 3)
    .map(({ title }) => title)
    .join(', ');
  return (tests.length > 3 ? `${named} and ${String(tests.length - 3)} more` : named).slice(0, 200);
}

/** Sorts by time when listed by name. */
function newRunId(kind: 'run' | 'import', at: string): string {
  const time = at.replace(/\.\d+Z$/, 'Z').replace(/[-:]/g, '');
  return `${kind}-${time}-${shortId()}`;
}

function machineName(host: Host): string {
  const named = host.identity.hostname ?? fileText(host, '/proc/sys/kernel/hostname') ?? fileText(host, '/etc/hostname');
  return printable(named ?? 'unknown').slice(0, 200);
}

function fileText(host: Host, path: string): string | undefined {
  const read = host.files.read(path, 256);
  return read.ok ? read.text : undefined;
}
