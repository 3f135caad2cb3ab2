/** The proof engine: what can be tried, the proofs there are, and the jobs that make them. */
import { Emitter } from '../../../base/emitter.ts';
import { AppError } from '../../../contracts/errors.ts';
import type { Implementation, JobContext } from '../../../contracts/kit/define.ts';
import { trialPlanPrefix } from '../../../contracts/plan.ts';
import {
  type ProofInput,
  type ProofProgress,
  type ProofReport,
  type proofContract,
  proofSchemaName,
  proofSchemaVersion,
} from '../../../contracts/proof.ts';
import type { Host } from '../../../host/port.ts';
import type {
  DocumentStore,
  ExecutorPort,
  HardwarePort,
  Log,
  PatternPort,
  ProvenProfilesPort,
  ScratchPort,
  TuningPort,
} from '../../../services/ports.ts';
import { ownMark } from '../probe/processMark.ts';
import { refuseChosenPython, refuseCommand } from '../suite/programChoice.ts';
import type { BenchmarkPrograms, BenchmarkTest } from '../suite/test.ts';
import { commandGoal } from './goal/commandGoal.ts';
import type { Goal } from './goal/goal.ts';
import { prepareTestGoal } from './goal/testGoal.ts';
import { nowOf, problemWith } from './model/candidates.ts';
import { type Intent, intentOf, notPossible } from './model/plan.ts';
import { changesBetween, staleProofs } from './model/stale.ts';
import { summaryOf } from './model/summary.ts';
import { valuesFor, valueTitle } from './model/values.ts';
import { compareWithStart } from './run/readBack.ts';
import { isUnderWay, recoverProof } from './run/recover.ts';
import { sit } from './run/sitting.ts';
import { createProofStore } from './store.ts';
import type { Surroundings } from './surroundings.ts';

export interface ProofEngineOptions {
  readonly host: Host;
  readonly hardware: HardwarePort;
  readonly tuning: TuningPort;
  readonly executor: ExecutorPort;
  readonly profiles: ProvenProfilesPort;
  readonly documents: DocumentStore;
  readonly scratch: ScratchPort;
  readonly programs: BenchmarkPrograms;
  readonly tests: readonly BenchmarkTest[];
  readonly patterns: PatternPort;
  readonly surroundings: Surroundings;
  readonly log: Log;
}

export interface ProofEngine extends Implementation<typeof proofContract> {
  /** Takes back what a proof that was cut off may have left in force. For the start of a program; cheap when there is nothing. */
  recover(): Promise<void>;
  /** Cancels what runs and waits until the machine is at stock. */
  dispose(): Promise<void>;
}

type Context = Pick<JobContext<ProofProgress>, 'scope' | 'signal' | 'report'>;

const besideAnother = 'another proof is under way';

/** Less is not enough for a single comparison. */
const fewestSeconds = 15;

/**
 * Implements `proof`. Errors of its own: `proof.notFound`, `proof.notPossible`, `proof.measureFailed`, `benchmark.notReady`
 * and `benchmark.unknownTest`; those of a test (`benchmark.*`) pass through.
 */
export function createProofEngine(options: ProofEngineOptions): ProofEngine {
  const { host, tuning, executor, log } = options;
  const store = createProofStore(options.documents, log);
  const changed = new Emitter<{ progress: ProofProgress | null; newestId: string | null }>((error) =>
    log.error('a listener of proof.changed failed', error),
  );
  const disposal = new AbortController();
  let running: string | null = null;
  /** Of the proof that is under way, as it was last told. */
  let goingOn: ProofProgress | null = null;
  let sitting: Promise<unknown> = Promise.resolve();
  let recovered: Promise<void> | undefined;

  const recover = (): Promise<void> => {
    if (host.identity.recorded || running !== null) return Promise.resolve();
    recovered ??= recoverProof({ host, executor, tuning, store, log }).finally(() => {
      recovered = undefined;
    });
    return recovered;
  };
  /** Looking at reports must be possible although nothing can be taken back now. */
  const recoverForReading = (): Promise<void> =>
    recover().catch((error: unknown) => {
      log.error('a proof that was cut off could not be taken back', error);
    });
  const announce = (progress: ProofProgress | null): void => {
    if (changed.listenerCount > 0) changed.fire({ progress, newestId: running ?? store.list()[0]?.id ?? null });
  };
  /** What is not about the proof that goes on says where that one stands, with nothing new about it. */
  const announceChange = (): void => {
    announce(goingOn === null ? null : { ...goingOn, arm: null, value: null });
  };
  /** What says that it is under way but is not, was cut off. */
  const truthful = (report: ProofReport): ProofReport => {
    if (report.state !== 'running' || report.id === running) return report;
    const marker = store.marker();
    const elsewhere = marker?.proofId === report.id && isUnderWay(marker, host);
    return elsewhere ? report : { ...report, state: 'interrupted' };
  };
  const all = (): readonly ProofReport[] => store.list().map(truthful);
  const found = (id: string | null): ProofReport => {
    const report = id === null ? all()[0] : store.find(id);
    if (report !== undefined) return truthful(report);
    throw new AppError('proof.notFound', id === null ? 'There is no proof yet.' : `There is no proof ${id}.`, {
      details: { id: id ?? '' },
    });
  };

  const prepareGoal = async (input: ProofInput, signal: AbortSignal): Promise<Goal> => {
    const { goal } = input;
    if (goal.kind === 'command') return commandGoal(goal, host, options.patterns);
    const inventory = await options.hardware.inventory();
    const { scratch, programs } = options;
    return prepareTestGoal(testNamed(options.tests, goal.testId), goal.metricId, {
      host,
      inventory,
      scratch,
      programs,
      parameters: goal.parameters,
      signal,
    });
  };

  const intent = async (input: ProofInput): Promise<Intent> => {
    const { subject } = input;
    const profile = subject.kind === 'profile' ? { title: subject.profileId, values: await tuning.profileValues(subject.profileId) } : null;
    return intentOf(input, await tuning.knobs(), profile);
  };

  const run = async (start: ProofReport, context: Context): Promise<ProofReport> => {
    // Again, and without a pause until it is taken: looking at the machine took time.
    if (running !== null) throw notPossible(besideAnother);
    running = start.id;
    const owner = ownMark(host);
    const signal = AbortSignal.any([context.signal, disposal.signal]);
    try {
      const work = sit(start, await intent(start.input), {
        clock: host.clock,
        tuning,
        executor,
        profiles: options.profiles,
        surroundings: options.surroundings,
        store,
        log,
        mark: (planId) => {
          store.mark({ proofId: start.id, planId, owner });
        },
        prepareGoal: (goalSignal) => prepareGoal(start.input, goalSignal),
        signal,
        report: (progress) => {
          context.report(progress);
          goingOn = progress;
          announce(progress);
        },
      });
      sitting = work;
      return await work;
    } catch (error) {
      throw noRight(error);
    } finally {
      running = null;
      goingOn = null;
      announceChange();
    }
  };

  /** What was measured against another stock or on another kernel is no part of the same comparison. */
  const refuseChanged = async (report: ProofReport): Promise<void> => {
    const { machineState, machineStateDetail } = compareWithStart(report.start ?? {}, await tuning.knobs());
    const changes = report.environment === null ? [] : changesBetween(report.environment, await options.surroundings.environment());
    const problems = [...(machineState === 'stock' ? [] : [machineStateDetail]), ...changes];
    if (problems.length === 0) return;
    throw notPossible(`the machine is not what it was when ${report.id} began (${problems.join('; ')}), so a new proof is needed`);
  };

  const readyToRun = async (): Promise<void> => {
    if (host.identity.recorded) throw notPossible('this is a recorded machine');
    const marker = store.marker();
    if (running !== null || (marker !== undefined && isUnderWay(marker, host))) throw notPossible(besideAnother);
    await recover().catch((error: unknown) => {
      throw noRight(error);
    });
  };

  return {
    recover,
    async candidates() {
      const knobs = await tuning.knobs();
      return {
        knobs: knobs.flatMap((knob) => {
          if (knob.tier === 'C' || knob.group === 'boot' || knob.now.status !== 'ok') return [];
          const values = [...valuesFor(knob)];
          if (values.length === 0) return [];
          const { id: knobId, title, tier, unit } = knob;
          const now = nowOf(knob);
          return [
            {
              knobId,
              title,
              tier,
              now,
              values,
              nowTitle: valueTitle(now, unit),
              valueTitles: values.map((value) => valueTitle(value, unit)),
              problem: problemWith(knob, false),
            },
          ];
        }),
      };
    },
    async prove(input, context) {
      refuseForeignProgram(input.goal, context, 'proof.prove');
      await readyToRun();
      if (input.goal.kind === 'test') testNamed(options.tests, input.goal.testId);
      return run(newReport(input, host), context);
    },
    async resume({ id }, context) {
      refuseForeignProgram(found(id).input.goal, context, 'proof.resume');
      await readyToRun();
      const report = found(id);
      if (!isResumable(report))
        throw notPossible(
          `the proof ${report.id} has nothing to go on with: it is ${report.state}, with ${restSeconds(report).toFixed(0)} s left`,
        );
      await refuseChanged(report);
      return run(report, context);
    },
    async list({ limit }) {
      await recoverForReading();
      const reports = all();
      const summaries = reports.slice(0, limit).map((report) => summaryOf(report, isResumable(report)));
      const proved = reports.filter((report) => report.best !== null);
      return { proofs: summaries, stale: proved.length === 0 ? [] : staleProofs(proved, await options.surroundings.environment()) };
    },
    async show({ id }) {
      await recoverForReading();
      return found(id);
    },
    async report({ id, format }) {
      await recoverForReading();
      // Charts and pages are loaded when somebody wants one.
      const { proofReportText } = await import('../report/index.ts');
      return proofReportText(found(id), format);
    },
    remove({ id }) {
      const report = found(id);
      if (report.id === running) throw notPossible(`the proof ${id} is under way`);
      store.remove(id);
      announceChange();
      return { removed: id };
    },
    changed: changed.subscribe,
    async dispose() {
      disposal.abort();
      await sitting.catch(() => undefined); // whoever asked for it is told
    },
  };
}

/** @throws AppError contract.scopeDenied */
function refuseForeignProgram(goal: ProofInput['goal'], { scope }: Context, method: string): void {
  if (goal.kind === 'command') refuseCommand(scope, method);
  else refuseChosenPython(scope, method, goal.parameters);
}

function restSeconds(report: ProofReport): number {
  return report.input.maxSeconds - report.seconds;
}

function isResumable(report: ProofReport): boolean {
  return (report.state === 'cancelled' || report.state === 'interrupted') && report.kept === null && restSeconds(report) >= fewestSeconds;
}

function testNamed(tests: readonly BenchmarkTest[], id: string): BenchmarkTest {
  const test = tests.find((one) => one.id === id);
  if (test !== undefined) return test;
  throw new AppError('benchmark.unknownTest', `There is no test ${id}.`, { details: { testId: id } });
}

function isPrivilegeError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('privilege.');
}

/** Whoever may not change the machine cannot prove anything; the way to root says what would help. */
function noRight(error: unknown): unknown {
  if (!isPrivilegeError(error)) return error;
  const problem = `settings of this machine may not be changed: ${error.message}`;
  return new AppError('proof.notPossible', `This cannot be proved here: ${problem}.`, { details: { problem }, cause: error });
}

function newReport(input: ProofInput, host: Host): ProofReport {
  const startedAt = new Date(host.clock.nowMs()).toISOString();
  const time = startedAt.replace(/\.\d+Z$/, 'Z').replace(/[-:]/g, '');
  const goalTitle = input.goal.kind === 'test' ? input.goal.testId : (input.goal.command[0] ?? '').slice(0, 80);
  return {
    schema: proofSchemaName,
    version: proofSchemaVersion,
    id: `${trialPlanPrefix}${time}-${crypto.randomUUID().slice(0, 6)}`,
    title: titleOf(input),
    state: 'running',
    input,
    goalTitle,
    unit: '',
    direction: 'higher',
    startedAt,
    endedAt: null,
    seconds: 0,
    environment: null,
    before: null,
    after: null,
    marks: [],
    trials: [],
    skipped: [],
    best: null,
    kept: null,
    machineState: 'stock',
    machineStateDetail: 'nothing was changed yet',
    story: [],
  };
}

function titleOf({ subject }: ProofInput): string {
  switch (subject.kind) {
    case 'knob':
      return `Proof of ${subject.knobId}`;
    case 'profile':
      return `Proof of the profile ${subject.profileId}`;
    case 'search':
      return subject.knobIds === null ? 'Search over all knobs' : `Search over ${String(subject.knobIds.length)} knobs`;
  }
}
