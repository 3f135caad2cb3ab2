import { afterEach, describe, expect, it } from 'vitest';
import { AppError, isAppError } from '../../contracts/errors.ts';
import type { ApplyProgress, UndoInput } from '../../contracts/executor.ts';
import type { JobContext } from '../../contracts/kit/define.ts';
import { isTrialPlan, type Plan, type PlanRecord } from '../../contracts/plan.ts';
import { type Settings, settings as settingsSchema } from '../../contracts/settings.ts';
import { planInput, type TuningStatus, tuningContract, tuningStatus } from '../../contracts/tuning.ts';
import { createFakeHost, type FakeHost } from '../../host/fake/fakeHost.ts';
import type { ExecutorPort, Log, ProfilesPort, SettingsPort } from '../../services/ports.ts';
import { machine } from '../profiles/testSupport/inventory.ts';
import { createTuningEngine, type TuningEngine } from './engine.ts';
import type { VerifiedStep } from './model/status.ts';
import { builtIn, kernelDefaults } from './testSupport/scene.ts';

/** An executor that remembers and does nothing; its verdicts are set by the test. */
interface FakeExecutor {
  readonly port: ExecutorPort;
  readonly applied: { plan: Plan; confirmWithinSeconds: number | null }[];
  readonly undone: UndoInput[];
  records: readonly PlanRecord[];
  verdicts: readonly VerifiedStep[];
  verified: number;
  failWith: AppError | undefined;
}

function recordOf(plan: Plan, confirmBy: string | null): PlanRecord {
  return {
    planId: plan.id,
    title: plan.title,
    profileId: plan.profileId,
    state: confirmBy === null ? 'applied' : 'awaitingConfirmation',
    risk: 'persistent',
    createdAt: plan.createdAt,
    appliedAt: plan.createdAt,
    undoneAt: null,
    undoneBecause: null,
    confirmBy,
    uid: 1000,
    steps: plan.steps.map((step) => ({ step, state: 'applied', prior: step.before, problem: null })),
  };
}

function fakeExecutor(): FakeExecutor {
  const fake: FakeExecutor = {
    applied: [],
    undone: [],
    records: [],
    verdicts: [],
    verified: 0,
    failWith: undefined,
    port: {
      read: {
        hello: () => Promise.resolve({ version: '0', uid: 0, stateFolder: '/', recovered: [] }),
        check: () => Promise.resolve({ accepted: true, risk: null, refusals: [] }),
        read: () => Promise.resolve({ found: null, detail: '' }),
        history: ({ proofs }) =>
          Promise.resolve({
            plans: fake.records.filter(({ planId, state }) => proofs !== false || state !== 'undone' || !isTrialPlan(planId)),
          }),
        verify: ({ planId }) => {
          fake.verified += 1;
          if (fake.failWith !== undefined) return Promise.reject(fake.failWith);
          return Promise.resolve({ steps: fake.verdicts.filter((step) => planId === null || step.planId === planId) });
        },
      },
      apply(plan, options) {
        if (fake.failWith !== undefined) return Promise.reject(fake.failWith);
        options.onProgress?.({ stepId: 's1', done: 1, total: plan.steps.length, message: 'written' });
        const record = recordOf(plan, options.confirmWithinSeconds === null ? null : '2026-01-01T00:00:30.000Z');
        fake.applied.push({ plan, confirmWithinSeconds: options.confirmWithinSeconds });
        fake.records = [record, ...fake.records];
        return Promise.resolve(record);
      },
      confirm(planId) {
        fake.records = fake.records.map((record) => (record.planId === planId ? { ...record, state: 'applied', confirmBy: null } : record));
        const record = fake.records.find((one) => one.planId === planId);
        if (record === undefined) throw new Error('no such plan');
        return Promise.resolve(record);
      },
      undo(input) {
        fake.undone.push(input);
        fake.records = fake.records.map((record) => ({ ...record, state: 'undone' }));
        return Promise.resolve({ undonePlans: fake.records.map((record) => record.planId), steps: [] });
      },
    },
  };
  return fake;
}

interface Bench {
  readonly engine: TuningEngine;
  readonly executor: FakeExecutor;
  readonly host: FakeHost;
  readonly settings: SettingsPort;
  readonly errors: string[];
  readonly heard: TuningStatus[];
}

function memorySettings(): SettingsPort {
  let current: Settings = settingsSchema.parse({ version: 1 });
  const listeners = new Set<(settings: Settings) => void>();
  return {
    problem: null,
    get: () => current,
    set(patch) {
      current = settingsSchema.parse({ ...current, ...patch });
      for (const listener of listeners) listener(current);
      return current;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

let open: TuningEngine | undefined;
afterEach(() => {
  open?.dispose();
});

function bench(): Bench {
  const host = createFakeHost({ files: { ...kernelDefaults } });
  const executor = fakeExecutor();
  const settings = memorySettings();
  const errors: string[] = [];
  const log: Log = {
    error(message) {
      errors.push(message);
      return 'log-1';
    },
    info: () => undefined,
  };
  const profiles: ProfilesPort = {
    choice: () => Promise.resolve({ profileId: 'developer', title: 'Developer', detectedId: 'developer', overridden: false, reasons: [] }),
    find: (id) => (id === 'developer' ? builtIn('developer') : undefined),
    ids: () => ['developer', 'server'],
  };
  const hardware = { inventory: () => Promise.resolve(machine({ usableGiB: 31, swap: 'partition' })) };
  const engine = createTuningEngine({ host, hardware, profiles, executor: executor.port, settings, log });
  open = engine;
  const heard: TuningStatus[] = [];
  engine.changed((status) => heard.push(status));
  return { engine, executor, host, settings, errors, heard };
}

const context = { scope: 'write', signal: new AbortController().signal } as const;

function jobContext(reports: ApplyProgress[] = []): JobContext<ApplyProgress> {
  return { ...context, report: (progress) => reports.push(progress) };
}

async function planned({ engine }: Bench): Promise<Plan> {
  const { plan } = tuningContract.members.plan.output.parse(await engine.plan(planInput.parse({}), context));
  if (plan === null) throw new Error('nothing planned');
  return plan;
}

function drifted(planId: string, stepId: string, found: string): VerifiedStep {
  return { planId, stepId, knobId: 'vm.swappiness', title: 'Swappiness', verdict: 'drifted', expected: '10', found, detail: 'changed' };
}

describe('plan', () => {
  it('names the known profiles when the asked one is not there', async () => {
    await expect(bench().engine.plan(planInput.parse({ profileId: 'nothing' }), context)).rejects.toMatchObject({
      code: 'profile.notFound',
      details: { id: 'nothing', known: ['developer', 'server'] },
    });
  });

  it('gives every Plan an id of its own, and asks nothing of the executor', async () => {
    const all = bench();
    const [one, two] = [await planned(all), await planned(all)];
    expect(one.id).toMatch(/^tune-20260101T000000Z-[0-9a-f]{8}$/);
    expect(one.id).not.toBe(two.id);
    expect(all.executor.verified).toBe(0);
  });
});

describe('apply', () => {
  it('hands the Plan on, reports progress, and says what is in force', async () => {
    const all = bench();
    const plan = await planned(all);
    const reports: ApplyProgress[] = [];
    const record = await all.engine.apply({ plan, confirmWithinSeconds: 30 }, jobContext(reports));
    expect(all.executor.applied).toEqual([{ plan, confirmWithinSeconds: 30 }]);
    expect(reports).toHaveLength(1);
    expect(record.state).toBe('awaitingConfirmation');
    expect(tuningStatus.parse(all.heard[0])).toMatchObject({
      profileId: 'developer',
      appliedPlans: 1,
      stepsInForce: plan.steps.length,
      awaitingConfirmation: { planId: plan.id },
    });
    await all.engine.confirm({ planId: plan.id }, context);
    expect(all.heard[1]?.awaitingConfirmation).toBeNull();
    await all.engine.undo({ planId: null, knobId: null, all: true, force: false }, jobContext());
    expect(all.heard[2]).toMatchObject({ appliedPlans: 0, stepsInForce: 0 });
    expect(all.executor.undone).toHaveLength(1);
    expect((await all.engine.history({ limit: 10, before: null, proofs: false }, context)).plans).toHaveLength(1);
  });

  it('leaves what proofs tried out of the history and the status, unless it is asked for', async () => {
    const all = bench();
    const plan = await planned(all);
    await all.engine.apply({ plan: { ...plan, id: 'proof-1-a' }, confirmWithinSeconds: 60 }, jobContext());
    await all.engine.undo({ planId: 'proof-1-a', knobId: null, all: false, force: false }, jobContext());
    await all.engine.apply({ plan, confirmWithinSeconds: null }, jobContext());
    const idsWith = async (proofs: boolean): Promise<readonly string[]> => {
      const { plans } = await all.engine.history({ limit: 10, before: null, proofs }, context);
      return plans.map(({ planId }) => planId);
    };
    expect(await idsWith(false)).toEqual([plan.id]);
    expect(await idsWith(true)).toEqual([plan.id, 'proof-1-a']);
    expect(await all.engine.status({}, context)).toMatchObject({ appliedPlans: 1 });
  });

  it('does not take for tuning what a proof tries, but what was confirmed whatever its name', async () => {
    const all = bench();
    const plan = await planned(all);
    await all.engine.apply({ plan: { ...plan, id: 'proof-1-a' }, confirmWithinSeconds: 60 }, jobContext());
    expect(await all.engine.status({}, context)).toMatchObject({ appliedPlans: 0, stepsInForce: 0, awaitingConfirmation: null });
    await all.engine.confirm({ planId: 'proof-1-a' }, context);
    expect(await all.engine.status({}, context)).toMatchObject({ appliedPlans: 1, stepsInForce: plan.steps.length });
  });

  it('tells who watches when a Plan went past it', async () => {
    const all = bench();
    await all.executor.port.apply(await planned(all), { confirmWithinSeconds: null });
    await all.engine.port.announce();
    expect(all.heard).toMatchObject([{ appliedPlans: 1 }]);
  });

  it('names the field of what is no Plan, and asks nobody', async () => {
    const all = bench();
    const plan = await planned(all);
    const bad = {
      ...plan,
      steps: plan.steps.map((step, index) => (index === 1 ? { ...step, operation: { kind: 'shell', command: 'rm' } } : step)),
    };
    await expect(all.engine.apply({ plan: bad, confirmWithinSeconds: null }, jobContext())).rejects.toSatisfy(
      (error) => isAppError(error, 'plan.invalid') && error.details.issues[0]?.field === 'steps[1].operation.kind',
    );
    await expect(all.engine.apply({ plan: 'x', confirmWithinSeconds: null }, jobContext())).rejects.toMatchObject({ code: 'plan.invalid' });
    expect(all.executor.applied).toEqual([]);
  });

  it('passes the executor’s own refusal on', async () => {
    const all = bench();
    const plan = await planned(all);
    all.executor.failWith = new AppError('privilege.dismissed', 'the password was not given', { details: {} });
    await expect(all.engine.apply({ plan, confirmWithinSeconds: null }, jobContext())).rejects.toBe(all.executor.failWith);
    expect(all.heard).toEqual([]);
  });
});

describe('drift', () => {
  async function applied(): Promise<Bench & { readonly plan: Plan }> {
    const all = bench();
    const plan = await planned(all);
    await all.engine.apply({ plan, confirmWithinSeconds: null }, jobContext());
    all.heard.length = 0;
    return { ...all, plan };
  }

  it('is looked for as often as the settings say, told once, and never written back', async () => {
    const all = await applied();
    all.engine.start();
    await all.host.clock.advance(14 * 60_000);
    expect(all.executor.verified).toBe(0);
    all.executor.verdicts = [drifted(all.plan.id, 's1', '60')];
    await all.host.clock.advance(60_000);
    expect(all.heard).toMatchObject([{ drifted: [{ stepId: 's1', found: '60' }], lastCheckedAt: '2026-01-01T00:15:00.000Z' }]);
    all.executor.verdicts = [drifted(all.plan.id, 's1', '70')];
    await all.host.clock.advance(15 * 60_000);
    expect(all.heard).toHaveLength(1);
    expect((await all.engine.status({}, context)).drifted[0]?.found).toBe('70');
    all.executor.verdicts = [];
    await all.host.clock.advance(15 * 60_000);
    expect(all.heard.map((status) => status.drifted.length)).toEqual([1, 0]);
    expect(all.executor.applied).toHaveLength(1);
  });

  it('is not looked for when the settings say never, and again at the new interval', async () => {
    const all = await applied();
    all.settings.set({ driftCheckMinutes: 0 });
    all.engine.start();
    await all.host.clock.advance(24 * 60 * 60_000);
    expect(all.executor.verified).toBe(0);
    all.settings.set({ driftCheckMinutes: 1 });
    await all.host.clock.advance(180_000);
    expect(all.executor.verified).toBe(3);
    all.engine.dispose();
    await all.host.clock.advance(180_000);
    expect(all.executor.verified).toBe(3);
    expect(all.host.clock.sleepers).toBe(0);
  });

  it('goes on after a check that failed', async () => {
    const all = await applied();
    all.engine.start();
    all.executor.failWith = new AppError('transport.closed', 'gone', { details: {} });
    await all.host.clock.advance(15 * 60_000);
    all.executor.failWith = undefined;
    await all.host.clock.advance(15 * 60_000);
    expect(all.errors).toEqual(['looking for drift failed']);
    expect(all.executor.verified).toBe(2);
  });

  it('of what was undone meanwhile is forgotten', async () => {
    const all = await applied();
    all.executor.verdicts = [drifted(all.plan.id, 's1', '60')];
    await all.engine.verify({ planId: null }, context);
    expect((await all.engine.status({}, context)).drifted).toHaveLength(1);
    await all.engine.undo({ planId: all.plan.id, knobId: null, all: false, force: false }, jobContext());
    expect((await all.engine.status({}, context)).drifted).toEqual([]);
  });

  it('of one Plan does not hide that of another', async () => {
    const all = await applied();
    const other = await planned(all);
    await all.engine.apply({ plan: other, confirmWithinSeconds: null }, jobContext());
    all.executor.verdicts = [drifted(all.plan.id, 's1', '60'), drifted(other.id, 's1', '61')];
    await all.engine.verify({ planId: null }, context);
    all.executor.verdicts = [drifted(all.plan.id, 's1', '60')];
    await all.engine.verify({ planId: other.id }, context);
    expect((await all.engine.status({}, context)).drifted.map((step) => step.planId)).toEqual([all.plan.id]);
  });
});
