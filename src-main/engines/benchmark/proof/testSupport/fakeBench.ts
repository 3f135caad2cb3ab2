/** A machine in memory whose speed depends on its knobs, with noise that a seed decides. */
import type { Conditions, GateMark, RunEnvironment } from '../../../../contracts/benchmarkResult.ts';
import { AppError } from '../../../../contracts/errors.ts';
import type { HardwareInventory } from '../../../../contracts/hardware.ts';
import type { Plan, PlanRecord } from '../../../../contracts/plan.ts';
import { type ProofInput, type ProofProgress, type ProofReport, proofInput, proofReport } from '../../../../contracts/proof.ts';
import type { KnobState } from '../../../../contracts/tuning.ts';
import { absent, ok } from '../../../../contracts/value.ts';
import { createFakeHost } from '../../../../host/fake/fakeHost.ts';
import { createFakeProcesses } from '../../../../host/fake/fakeProcesses.ts';
import type { Host, HostClock } from '../../../../host/port.ts';
import { createMemoryDocumentStore } from '../../../../services/documents.ts';
import type { DocumentStore, ExecutorPort } from '../../../../services/ports.ts';
import { timedPattern } from '../../../../services/timedPattern.ts';
import type { BenchmarkTest } from '../../suite/test.ts';
import { createProofEngine, type ProofEngine } from '../engine.ts';
import type { Surroundings } from '../surroundings.ts';
import { createFakeTuning } from './fakeTuning.ts';

/** Effect of each value on the goal, in percent better; what is not named does nothing. */
export type Effects = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface FakeMachineOptions {
  /** Only handed on. */
  readonly inventory: HardwareInventory;
  readonly knobs?: Readonly<Record<string, string>>;
  readonly effects?: Effects;
  /** The same for the guard metric `p99`: percent worse. */
  readonly guardHarm?: Effects;
  /** Standard deviation of a round in percent. */
  readonly noisePercent?: number;
  readonly roundMs?: number;
  readonly seed?: number;
  /** What stays in the way of measuring, however long is waited. */
  readonly busy?: GateMark;
  readonly states?: (state: KnobState) => KnobState;
  /** Called before each apply; throws what the executor would. */
  readonly onApply?: (machine: FakeMachine, plan: Plan) => void;
  /** A promise that never settles is a program that is killed there. */
  readonly onRound?: (machine: FakeMachine) => unknown;
  readonly documents?: DocumentStore;
}

export interface FakeMachine {
  readonly values: Map<string, string>;
  readonly engine: ProofEngine;
  readonly documents: DocumentStore;
  readonly history: readonly PlanRecord[];
  readonly saved: readonly Readonly<Record<string, string>>[];
  /** The tuning was told that something else is in force, with what was at that moment. */
  readonly announced: readonly Readonly<Record<string, string>>[];
  rounds: number;
  /** As a killed executor leaves it: the value stays, and the next one takes it back first. */
  killExecutor(): void;
  prove(input: ProveInput, options?: { signal?: AbortSignal; onProgress?: (progress: ProofProgress) => void }): Promise<ProofReport>;
  /** A new process over the same documents and the same executor; the old one is dead. */
  restart(options?: { readonly executorLives: boolean }): void;
  /** Another process of the product, while this one lives. */
  beside(): ProofEngine;
}

export type ProveInput = Readonly<Record<string, unknown>>;

export const fakeTestId = 'fake.speed';
const oldPid = 4000;

/** Gaussian noise of a generator that the seed decides (mulberry32 and Box-Muller). */
function createNoise(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

interface PassingClock extends HostClock {
  pass(ms: number): void;
}

/** A clock that is moved by whoever waits. */
function createPassingClock(): PassingClock {
  let nowMs = 0;
  return {
    pass: (ms) => {
      nowMs += ms;
    },
    nowMs: () => Date.UTC(2026, 0, 1) + nowMs,
    monotonicMs: () => nowMs,
    sleep: (ms, signal) => {
      // A limit on something that ends before it is not waited for.
      if (ms >= 10_000)
        return new Promise((resolve) =>
          signal?.addEventListener(
            'abort',
            () => {
              resolve();
            },
            { once: true },
          ),
        );
      nowMs += ms;
      return Promise.resolve();
    },
  };
}

export function createFakeMachine(options: FakeMachineOptions): FakeMachine {
  const start = options.knobs ?? { 'vm.swappiness': '60' };
  const values = new Map(Object.entries(start));
  const noise = createNoise(options.seed ?? 1);
  const clock = createPassingClock();
  const documents = options.documents ?? createMemoryDocumentStore();
  const saved: Readonly<Record<string, string>>[] = [];
  const announced: Readonly<Record<string, string>>[] = [];
  const executor = createFakeExecutor(values, (plan) => options.onApply?.(self, plan));
  let pid = oldPid;

  const effect = (effects: Effects | undefined): number =>
    [...values].reduce((product, [id, value]) => product * (1 + (effects?.[id]?.[value] ?? 0) / 100), 1);
  const figure = (base: number): number => base * (1 + (noise() * (options.noisePercent ?? 1)) / 100);

  const test: BenchmarkTest = {
    id: fakeTestId,
    version: 1,
    title: 'Fake speed',
    area: 'cpu',
    groups: [],
    method: 'made up',
    engine: 'fake',
    seconds: 1,
    scratchBytes: 0,
    metrics: [],
    availability: () => Promise.resolve({ state: 'ready' }),
    prepare: () =>
      Promise.resolve({
        metrics: [
          { id: 'speed', title: 'Speed', unit: 'MB/s', direction: 'higher', headline: true },
          { id: 'p99', title: 'p99 latency', unit: 'ms', direction: 'lower', headline: false },
          { id: 'share', title: 'Part in huge pages', unit: '%', direction: 'higher', headline: false, descriptive: true },
        ],
        tool: null,
        label: null,
        parameters: {},
        warmUpRounds: 2,
        minimumRounds: 1,
        maximumRounds: 100,
        round: async (signal) => {
          clock.pass(options.roundMs ?? 1000);
          self.rounds += 1;
          await options.onRound?.(self);
          if (signal.aborted) throw new AppError('cancelled', 'cancelled', { details: {} });
          // What only describes falls with every gain, so that a proof which took it for a guard would find none.
          const gain = effect(options.effects);
          return { values: { speed: figure(100 * gain), p99: figure(10 * effect(options.guardHarm)), share: 50 / gain ** 4 } };
        },
        dispose: () => Promise.resolve(),
      }),
  };

  const open = (): ProofEngine => {
    const fake = createFakeHost({
      files: { '/proc/self/stat': statLine(pid) },
      processes: createFakeProcesses([]),
    });
    const host: Host = { ...fake, clock, processes: { ...fake.processes, isThere: (process) => process.pid === pid } };
    return createProofEngine({
      host,
      hardware: { inventory: () => Promise.resolve(options.inventory) },
      tuning: createFakeTuning(values, options.states ?? ((state) => state), announced),
      executor,
      profiles: {
        saveProven: ({ values: proven, title, description, date }) => {
          saved.push(proven);
          const info = {
            id: `proven-${date}`,
            title,
            description,
            builtIn: false,
            base: 'standard' as const,
            knobs: proven,
            acceptedDangers: [],
          };
          return Promise.resolve({ ...info, knobs: { ...proven } });
        },
      },
      documents,
      scratch: { open: () => Promise.reject(new Error('no scratch')) },
      programs: { kernels: null, graphics: null, mlFolder: null },
      tests: [test],
      patterns: timedPattern,
      surroundings: fakeSurroundings(clock, options.busy),
      log: { info: () => undefined, error: () => 'id' },
    });
  };

  let engine = open();
  const self: FakeMachine = {
    values,
    get engine() {
      return engine;
    },
    documents,
    get history() {
      return executor.records();
    },
    saved,
    announced,
    rounds: 0,
    killExecutor: () => {
      executor.kill();
    },
    restart: ({ executorLives } = { executorLives: true }) => {
      pid += 1;
      if (executorLives) executor.abandon();
      engine = open();
    },
    beside: open,
    prove: async (input, { signal, onProgress } = {}) => {
      const report = await engine.prove(parsed(input), {
        scope: 'write',
        signal: signal ?? new AbortController().signal,
        report: (progress) => onProgress?.(progress),
      });
      return proofReport.parse(report);
    },
  };
  return self;
}

function parsed(input: ProveInput): ProofInput {
  return proofInput.parse({
    goal: { kind: 'test', testId: fakeTestId, metricId: null, parameters: { folder: null, peer: null, python: null } },
    subject: { kind: 'knob', knobId: 'vm.swappiness', values: ['10'] },
    maxSeconds: 600,
    ...input,
  });
}

function statLine(pid: number): string {
  return `${String(pid)} (node) S 1 1 1 0 -1 4194304 ${Array.from({ length: 12 }, () => '0').join(' ')} 777 ${Array.from({ length: 30 }, () => '0').join(' ')}\n`;
}

interface FakeExecutor extends ExecutorPort {
  kill(): void;
  /** Its client has gone: what nobody confirmed is taken back. */
  abandon(): void;
  records(): readonly PlanRecord[];
}

interface Entry {
  readonly plan: Plan;
  readonly prior: ReadonlyMap<string, string>;
  state: PlanRecord['state'];
}

function createFakeExecutor(values: Map<string, string>, onApply: (plan: Plan) => void): FakeExecutor {
  const entries: Entry[] = [];
  let killed = false;
  const restore = (entry: Entry): void => {
    for (const [id, value] of entry.prior) values.set(id, value);
    entry.state = 'undone';
  };
  const recover = (): void => {
    for (const entry of entries) if (entry.state === 'awaitingConfirmation') restore(entry);
    killed = false;
  };
  const recordOf = (entry: Entry): PlanRecord => ({
    planId: entry.plan.id,
    title: entry.plan.title,
    profileId: null,
    state: entry.state,
    risk: 'reversible',
    createdAt: entry.plan.createdAt,
    appliedAt: entry.plan.createdAt,
    undoneAt: null,
    undoneBecause: null,
    confirmBy: entry.state === 'awaitingConfirmation' ? entry.plan.createdAt : null,
    uid: 0,
    steps: [],
  });
  const refuse = (): Promise<never> => Promise.reject(new Error('not asked for'));
  return {
    kill: () => {
      killed = true;
    },
    abandon: recover,
    records: () => entries.map(recordOf).reverse(),
    read: {
      hello: refuse,
      check: refuse,
      read: refuse,
      verify: () => Promise.resolve({ steps: [] }),
      history: () => Promise.resolve({ plans: entries.map(recordOf).reverse() }),
    },
    apply: async (plan, { confirmWithinSeconds }) => {
      await Promise.resolve();
      onApply(plan);
      if (killed) recover();
      if (entries.some((entry) => entry.state === 'awaitingConfirmation')) throw new AppError('plan.busy', 'busy', { details: {} });
      const prior = new Map(plan.steps.map((step) => [step.knobId ?? '', values.get(step.knobId ?? '') ?? '']));
      for (const step of plan.steps) values.set(step.knobId ?? '', step.after);
      const entry: Entry = { plan, prior, state: confirmWithinSeconds === null ? 'applied' : 'awaitingConfirmation' };
      entries.push(entry);
      return recordOf(entry);
    },
    confirm: refuse,
    undo: async ({ planId }) => {
      await Promise.resolve();
      if (killed) recover();
      const entry = entries.find((one) => one.plan.id === planId);
      if (entry === undefined) throw new AppError('plan.notFound', 'no such Plan', { details: { planId: planId ?? '' } });
      if (entry.state === 'undone') throw new AppError('plan.nothingToUndo', 'nothing', { details: {} });
      const steps = entry.plan.steps.map((step) => {
        const kept = values.get(step.knobId ?? '') === step.after;
        return {
          planId: entry.plan.id,
          stepId: step.id,
          title: step.title,
          outcome: kept ? ('restored' as const) : ('conflict' as const),
          detail: 'changed since',
        };
      });
      if (steps.every((step) => step.outcome === 'restored')) restore(entry);
      else entry.state = 'partlyUndone';
      return { undonePlans: [entry.plan.id], steps };
    },
  };
}

function fakeSurroundings(clock: PassingClock, busy: GateMark | undefined): Surroundings {
  const none = absent('not on a fake machine');
  const conditions = (): Conditions => ({
    at: new Date(clock.nowMs()).toISOString(),
    load1: none,
    cpuPressurePercent: none,
    ioPressurePercent: none,
    memoryAvailableBytes: none,
    cpuTempC: none,
    cpuClockMHz: none,
    throttleCount: none,
    gpuTempC: none,
  });
  return {
    environment: () => Promise.resolve(fakeEnvironment('6.12.0')),
    conditions: () => Promise.resolve(conditions()),
    quiet: (_environment, maxMs, _signal, onWait) => {
      if (busy === undefined) return Promise.resolve({ conditions: conditions(), marks: [] });
      if (maxMs > 0) onWait('Waiting for a quiet machine');
      clock.pass(maxMs);
      return Promise.resolve({ conditions: conditions(), marks: [busy] });
    },
  };
}

export function fakeEnvironment(kernel: string): RunEnvironment {
  const none = absent('not on a fake machine');
  return {
    product: 'HecateOS Control Center 1',
    kernel: ok(kernel),
    commandLine: none,
    distribution: none,
    cpu: none,
    cpuThreads: ok(2),
    governor: none,
    energyPreference: none,
    boost: none,
    memoryBytes: none,
    numaNodes: none,
    transparentHugePages: none,
    mitigations: none,
    virtualization: none,
    power: none,
    gpus: [],
    profileId: null,
    stepsInForce: null,
  };
}
