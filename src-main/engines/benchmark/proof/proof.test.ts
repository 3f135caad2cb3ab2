/** Proofs on a machine in memory whose answer is known. */
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contracts/errors.ts';
import { isTrialPlan, trialPlanPrefix } from '../../../contracts/plan.ts';
import type { ProofProgress, ProofReport } from '../../../contracts/proof.ts';
import { machine as inventoryOf } from '../../profiles/testSupport/inventory.ts';
import { type FakeMachine, type FakeMachineOptions, createFakeMachine as makeMachine, type ProveInput } from './testSupport/fakeBench.ts';

type Options = Omit<FakeMachineOptions, 'inventory'>;

function createFakeMachine(options: Options = {}): FakeMachine {
  return makeMachine({ inventory: inventoryOf({ usableGiB: 16, swap: 'partition' }), ...options });
}

/** The matcher is typed as any. */
function containing(text: string): unknown {
  return expect.stringContaining(text);
}

const seeds = Array.from({ length: 10 }, (_none, index) => index + 1);

async function verdicts(options: Options, input: ProveInput = {}): Promise<readonly string[]> {
  const found: string[] = [];
  for (const seed of seeds) {
    const machine = createFakeMachine({ ...options, seed });
    const report = await machine.prove({ ...input, seed });
    expect(report.machineState).toBe('stock');
    expect(Object.fromEntries(machine.values)).toEqual(options.knobs ?? { 'vm.swappiness': '60' });
    found.push(report.trials.findLast((trial) => trial.round === 'final')?.verdict ?? 'none');
  }
  return found;
}

function countOf(list: readonly string[], verdict: string): number {
  return list.filter((one) => one === verdict).length;
}

describe('one candidate', () => {
  it('that gains helps in at least 9 of 10 proofs', async () => {
    expect(countOf(await verdicts({ effects: { 'vm.swappiness': { '10': 5 } }, noisePercent: 2 }), 'helps')).toBeGreaterThanOrEqual(9);
  });

  it('that does nothing helps in none of 10, and that is the answer', async () => {
    const found = await verdicts({ noisePercent: 2 });
    expect(countOf(found, 'helps')).toBe(0);
    expect(countOf(found, 'noDifference')).toBeGreaterThanOrEqual(9);
  });

  it('that costs hurts in at least 9 of 10', async () => {
    expect(countOf(await verdicts({ effects: { 'vm.swappiness': { '10': -5 } }, noisePercent: 2 }), 'hurts')).toBeGreaterThanOrEqual(9);
  });

  it('that gains less than was asked for is no change worth it', async () => {
    const found = await verdicts({ effects: { 'vm.swappiness': { '10': 2 } }, noisePercent: 0.5 }, { minGainPercent: 4 });
    expect(countOf(found, 'noDifference')).toBeGreaterThanOrEqual(9);
  });

  it('that gains but makes something else worse is stopped by its guard', async () => {
    const options = { effects: { 'vm.swappiness': { '10': 10 } }, guardHarm: { 'vm.swappiness': { '10': 30 } }, noisePercent: 2 };
    expect(countOf(await verdicts(options), 'guard')).toBeGreaterThanOrEqual(9);
  });

  it('keeps every measurement, in an order that is as often one way as the other', async () => {
    const machine = createFakeMachine({ effects: { 'vm.swappiness': { '10': 20 } } });
    const report = await machine.prove({});
    const [trial] = report.trials;
    expect(trial?.order.startsWith('ABBA')).toBe(true);
    expect(trial?.stock).toHaveLength(trial?.candidate.length ?? -1);
    expect(trial?.order).toHaveLength((trial?.stock.length ?? 0) * 2);
    expect(report.best?.values).toEqual({ 'vm.swappiness': '10' });
    expect(report.story.join(' ')).toMatch(/helps \(\d+ % ± .* better, interval/);
    expect(trial?.guards.map(({ id }) => id)).toEqual(['p99']);
    expect(trial?.planIds.every((id) => id.startsWith(report.id))).toBe(true);
    expect(machine.history.every((record) => record.state === 'undone')).toBe(true);
  });

  it('with short rounds counts one sample for each stay, and keeps the single rounds', async () => {
    const machine = createFakeMachine({ effects: { 'vm.swappiness': { '10': 20 } }, roundMs: 100 });
    const [trial] = (await machine.prove({})).trials;
    expect(trial?.rounds?.length).toBe(trial?.order.length);
    expect(trial?.rounds?.[0]).toHaveLength(10);
  });
});

describe('time', () => {
  it('is never more than was allowed, whatever is asked for', async () => {
    for (const maxSeconds of [30, 60, 300]) {
      const machine = createFakeMachine({
        knobs: { 'vm.swappiness': '60', 'vm.page-cluster': '3', 'vm.vfs_cache_pressure': '100' },
        effects: { 'vm.page-cluster': { '0': 3 } },
      });
      const report = await machine.prove({ maxSeconds, subject: { kind: 'search', knobIds: null } });
      expect(report.seconds).toBeLessThanOrEqual(maxSeconds);
      expect(report.machineState).toBe('stock');
    }
  });

  it('that is too short for one comparison is told before anything is changed', async () => {
    const machine = createFakeMachine({ roundMs: 20_000 });
    await expect(machine.prove({ maxSeconds: 30 })).rejects.toMatchObject({ code: 'proof.notPossible' });
    expect(machine.history).toEqual([]);
  });
});

const searched = {
  knobs: { 'vm.swappiness': '60', 'vm.page-cluster': '3', 'vm.vfs_cache_pressure': '100', 'kernel.numa_balancing': '0' },
  effects: { 'vm.page-cluster': { '0': 8 }, 'vm.vfs_cache_pressure': { '50': 6, '200': -5 }, 'vm.swappiness': { '10': -4 } },
  noisePercent: 1,
};

describe('a search', () => {
  it('finds what helps among what does nothing and what hurts, and measures the gains together', async () => {
    let right = 0;
    for (const seed of seeds) {
      const machine = createFakeMachine({ ...searched, seed });
      const report = await machine.prove({ subject: { kind: 'search', knobIds: null }, maxSeconds: 1800, seed });
      if (report.best?.values['vm.page-cluster'] === '0' && report.best.values['vm.vfs_cache_pressure'] === '50') right += 1;
      const alone = report.trials.filter(({ round, verdict }) => round === 'final' && verdict === 'helps').map(({ values }) => values);
      for (const [id, value] of Object.entries(report.best?.values ?? {})) expect(alone).toContainEqual({ [id]: value });
      expect(Object.fromEntries(machine.values)).toEqual(searched.knobs);
    }
    expect(right).toBeGreaterThanOrEqual(9);
  });

  it('of the values of one knob takes the best one', async () => {
    const machine = createFakeMachine({ effects: { 'vm.swappiness': { '30': 3, '10': 12, '1': 5 } } });
    const report = await machine.prove({ subject: { kind: 'knob', knobId: 'vm.swappiness', values: ['1', '10', '30', '100'] } });
    expect(report.best?.values).toEqual({ 'vm.swappiness': '10' });
  });

  it('finds nothing where nothing helps', async () => {
    for (const seed of seeds) {
      const report = await createFakeMachine({ knobs: searched.knobs, seed }).prove({ subject: { kind: 'search', knobIds: null }, seed });
      expect(report.best).toBeNull();
      expect(report.story).toContain('Nothing was shown to help this machine.');
    }
  });

  it('says which knobs it left out, and why', async () => {
    const machine = createFakeMachine({
      knobs: { 'vm.swappiness': '60', 'boot.iommu': 'not set', 'vm.overcommit_memory': '0', 'vm.page-cluster': '3' },
      states: (state) => {
        if (state.id === 'vm.overcommit_memory') return { ...state, tier: 'C', danger: 'may end another program' };
        if (state.id === 'vm.page-cluster')
          return { ...state, owner: { kind: 'administrator', name: '/etc/sysctl.conf', why: 'the administrator set it' } };
        return state;
      },
    });
    const report = await machine.prove({ subject: { kind: 'search', knobIds: null } });
    expect(report.skipped.map(({ knobId }) => knobId)).toEqual(['boot.iommu', 'vm.overcommit_memory', 'vm.page-cluster']);
    expect(report.skipped.map(({ why }) => why).join(' ')).toMatch(/restart.*another program.*administrator/);
  });
});

describe('what goes wrong', () => {
  it('a Plan that is refused is an answer about that value, and the others are tried', async () => {
    const machine = createFakeMachine({
      effects: { 'vm.swappiness': { '30': 10 } },
      onApply: (_machine, plan) => {
        if (plan.steps[0]?.after === '1')
          throw new AppError('plan.refused', 'not this one', { details: { stepId: 's1', field: 'value', problem: 'no' } });
      },
    });
    const report = await machine.prove({ subject: { kind: 'knob', knobId: 'vm.swappiness', values: ['1', '30'] } });
    expect(report.trials.find((trial) => trial.values['vm.swappiness'] === '1')).toMatchObject({ verdict: 'refused' });
    expect(report.best?.values).toEqual({ 'vm.swappiness': '30' });
  });

  it('an executor that dies now and then costs its block and nothing else', async () => {
    let kills = 0;
    const machine = createFakeMachine({
      effects: { 'vm.swappiness': { '10': 10 } },
      onRound: (self) => {
        if (self.values.get('vm.swappiness') !== '10' || self.rounds < (kills + 1) * 5 || kills >= 2) return;
        kills += 1;
        self.killExecutor();
      },
    });
    const report = await machine.prove({});
    expect(kills).toBe(2);
    expect(report).toMatchObject({ state: 'finished', machineState: 'stock', best: { values: { 'vm.swappiness': '10' } } });
  });

  it('an executor that always dies ends the trial as refused', async () => {
    const machine = createFakeMachine({
      onRound: (self) => {
        if (self.values.get('vm.swappiness') === '10') self.killExecutor();
      },
    });
    const report = await machine.prove({});
    expect(report.trials).toMatchObject([{ verdict: 'refused' }]);
    expect(report.machineState).toBe('stock');
  });

  it('somebody else who changes the knob is left to it, and the report says so', async () => {
    const machine = createFakeMachine({
      onRound: (self) => {
        if (self.values.get('vm.swappiness') === '10') self.values.set('vm.swappiness', '77');
      },
    });
    const report = await machine.prove({});
    expect(report.trials).toMatchObject([{ verdict: 'refused' }]);
    expect(report).toMatchObject({ machineState: 'unknown' });
    expect(report.machineStateDetail).toContain('77');
    // The next start has asked once, and does not go on asking whoever looks at reports for a password.
    machine.restart();
    await machine.engine.recover();
    expect(machine.documents.list()).toEqual([`${report.id}.json`]);
  });

  it('a goal that fails ends the proof at stock with the words of the program', async () => {
    let rounds = 0;
    const machine = createFakeMachine({
      onRound: (self) => {
        rounds += 1;
        if (rounds > 4 && self.values.get('vm.swappiness') === '10') {
          throw new AppError('proof.measureFailed', 'it said: out of cheese', { details: { problem: 'out of cheese' } });
        }
      },
    });
    await expect(machine.prove({})).rejects.toMatchObject({ code: 'proof.measureFailed' });
    expect(machine.values.get('vm.swappiness')).toBe('60');
    expect(await newest(machine)).toMatchObject({ state: 'failed', machineState: 'stock' });
  });

  it('nobody may change anything: that is not possible, and says why', async () => {
    const machine = createFakeMachine({
      onApply: () => {
        throw new AppError('privilege.denied', 'this user may not', { details: {} });
      },
    });
    await expect(machine.prove({})).rejects.toMatchObject({
      code: 'proof.notPossible',
      message: containing('this user may not'),
    });
  });
});

async function newest(machine: ReturnType<typeof createFakeMachine>): Promise<ProofReport> {
  return (await machine.engine.show({ id: null }, { scope: 'read', signal: new AbortController().signal })) as ProofReport;
}

describe('cancelling', () => {
  it('at each round, and at each step of progress, ends at stock before it returns', async () => {
    for (let at = 1; at <= 24; at += 1) {
      const controller = new AbortController();
      const machine = createFakeMachine({
        ...searched,
        onRound: (self) => {
          if (self.rounds === at) controller.abort();
        },
      });
      const input = { subject: { kind: 'search', knobIds: null }, maxSeconds: 90 };
      await expect(machine.prove(input, { signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' });
      expect(Object.fromEntries(machine.values)).toEqual(searched.knobs);
      expect(await newest(machine)).toMatchObject({ state: 'cancelled', machineState: 'stock' });
    }
  });

  it('keeps what is done, and goes on with what is left', async () => {
    const controller = new AbortController();
    const machine = createFakeMachine({
      ...searched,
      onRound: (self) => {
        if (self.rounds === 40) controller.abort();
      },
    });
    await expect(
      machine.prove({ subject: { kind: 'search', knobIds: null }, maxSeconds: 1800 }, { signal: controller.signal }),
    ).rejects.toThrow();
    const cancelled = await newest(machine);
    expect(cancelled.trials.length).toBeGreaterThan(3);
    const context = { scope: 'write' as const, signal: new AbortController().signal, report: () => undefined };
    const report = (await machine.engine.resume({ id: cancelled.id }, context)) as ProofReport;
    expect(report.trials.slice(0, cancelled.trials.length)).toEqual(cancelled.trials);
    expect(report).toMatchObject({ state: 'finished', machineState: 'stock' });
    expect(report.seconds).toBeGreaterThan(cancelled.seconds);
    expect(report.best?.values).toEqual({ 'vm.page-cluster': '0', 'vm.vfs_cache_pressure': '50' });
  });

  it('is not gone on with when stock is another one by now', async () => {
    const controller = new AbortController();
    const machine = createFakeMachine({
      onRound: (self) => {
        if (self.rounds === 6) controller.abort();
      },
    });
    await expect(machine.prove({}, { signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' });
    const { id } = await newest(machine);
    machine.values.set('vm.swappiness', '30');
    const context = { scope: 'write' as const, signal: new AbortController().signal, report: () => undefined };
    await expect(machine.engine.resume({ id }, context)).rejects.toMatchObject({
      code: 'proof.notPossible',
      message: containing('is 30 and was 60'),
    });
  });
});

describe('a machine that is not quiet', () => {
  const busy = { kind: 'load' as const, severity: 'warning' as const, text: 'Other programs use 1.5 of 2 processors' };

  it('is waited for, a quarter of the time and two minutes at most, and then marked', async () => {
    for (const [maxSeconds, waitedSeconds] of [
      [60, 15],
      [3600, 120],
    ] as const) {
      const machine = createFakeMachine({ busy });
      const phases = new Map<ProofProgress['phase'], number>();
      const report = await machine.prove({ maxSeconds }, { onProgress: ({ phase, done }) => phases.set(phase, phases.get(phase) ?? done) });
      expect(phases.get('waiting')).toBeLessThan(1);
      expect(phases.get('warmUp')).toBeCloseTo(waitedSeconds, 0);
      expect(report.marks).toEqual([busy]);
      expect(report.seconds).toBeLessThanOrEqual(maxSeconds);
    }
  });

  it('that stays too busy is not measured, unless that was accepted; then nothing is waited for', async () => {
    const blocking = { ...busy, severity: 'blocking' as const };
    const refused = createFakeMachine({ busy: blocking });
    await expect(refused.prove({})).rejects.toMatchObject({ code: 'benchmark.notReady' });
    expect(refused.rounds).toBe(0);
    expect(refused.documents.list()).toEqual([]);
    const phases = new Set<ProofProgress['phase']>();
    const report = await createFakeMachine({ busy: blocking }).prove({ force: true }, { onProgress: ({ phase }) => phases.add(phase) });
    expect(phases.has('waiting')).toBe(false);
    expect(report.marks).toEqual([blocking]);
  });
});

describe('a program that is killed', () => {
  it('at any round leaves a proof that the next one finds interrupted, at stock, and goes on with', async () => {
    for (let at = 1; at <= 12; at += 1) {
      const machine = createFakeMachine({
        effects: { 'vm.swappiness': { '10': 10 } },
        onRound: (self) => (self.rounds === at ? new Promise(() => undefined) : undefined),
      });
      machine.prove({}).catch(() => undefined);
      while (machine.rounds < at) await new Promise(setImmediate);
      machine.restart();
      const reports = await machine.engine.list({ limit: 10 }, { scope: 'read', signal: new AbortController().signal });
      expect(reports.proofs).toMatchObject([{ state: 'interrupted', machineState: 'stock', resumable: true }]);
      expect(machine.values.get('vm.swappiness')).toBe('60');
      const context = { scope: 'write' as const, signal: new AbortController().signal, report: () => undefined };
      const report = await machine.engine.resume({ id: reports.proofs[0]?.id ?? '' }, context);
      expect(report).toMatchObject({ state: 'finished', machineState: 'stock', best: { values: { 'vm.swappiness': '10' } } });
      // The first two rounds are the warm-up; a final that was begun counts, although nothing of it is left.
      expect(report.begunFinals).toHaveLength(at <= 2 ? 1 : 2);
    }
  });

  it('is left alone while it is alive, and no second proof begins beside it', async () => {
    const machine = createFakeMachine({ onRound: (self) => (self.rounds === 5 ? new Promise(() => undefined) : undefined) });
    machine.prove({}).catch(() => undefined);
    while (machine.rounds < 5) await new Promise(setImmediate);
    const beside = machine.beside();
    await beside.recover();
    const shown = await beside.show({ id: null }, { scope: 'read', signal: new AbortController().signal });
    expect(shown.state).toBe('running');
    expect(machine.history[0]?.state).toBe('awaitingConfirmation');
    const context = { scope: 'write' as const, signal: new AbortController().signal, report: () => undefined };
    await expect(beside.resume({ id: shown.id }, context)).rejects.toMatchObject({ message: containing('another proof') });
  });

  it('is one of two that were asked for at once; the other is refused', async () => {
    const machine = createFakeMachine();
    const ends = await Promise.allSettled([machine.prove({}), machine.prove({})]);
    expect(ends).toMatchObject([{ status: 'fulfilled' }, { status: 'rejected', reason: { message: containing('another proof') } }]);
    expect(machine.documents.list()).toHaveLength(1);
  });

  it('is not said to be over while it goes on, because another one was removed', async () => {
    const machine = createFakeMachine();
    const before = await machine.prove({});
    const heard: (ProofProgress | null)[] = [];
    machine.engine.changed(({ progress }) => heard.push(progress));
    let told: ProofProgress | undefined;
    let removed: unknown;
    await machine.prove(
      {},
      {
        onProgress: (progress) => {
          if (told !== undefined || progress.value === null) return;
          told = progress;
          removed = machine.engine.remove({ id: before.id }, { scope: 'write', signal: new AbortController().signal });
        },
      },
    );
    expect(await removed).toEqual({ removed: before.id });
    expect(heard).toContainEqual({ ...told, arm: null, value: null });
    expect(heard.indexOf(null)).toBe(heard.length - 1);
  });

  it('with its executor too is taken back by the start of the next executor', async () => {
    const machine = createFakeMachine({ onRound: (self) => (self.rounds === 5 ? new Promise(() => undefined) : undefined) });
    machine.prove({}).catch(() => undefined);
    while (machine.rounds < 5) await new Promise(setImmediate);
    machine.killExecutor();
    machine.restart({ executorLives: false });
    expect(machine.values.get('vm.swappiness')).toBe('10');
    await machine.engine.recover();
    expect(machine.values.get('vm.swappiness')).toBe('60');
  });
});

describe('keeping', () => {
  it('applies the winner for good, reads it back and saves it as a profile', async () => {
    const machine = createFakeMachine({ effects: { 'vm.swappiness': { '10': 10 } } });
    const report = await machine.prove({ keep: true });
    expect(report).toMatchObject({ machineState: 'kept', kept: { profileId: containing('proven-') } });
    expect(machine.values.get('vm.swappiness')).toBe('10');
    expect(machine.saved).toEqual([{ 'vm.swappiness': '10' }]);
    expect(machine.announced).toMatchObject([{ 'vm.swappiness': '10' }]);
    // A person must be able to find and undo it like every other Plan.
    expect(isTrialPlan(report.kept?.planId ?? trialPlanPrefix)).toBe(false);
  });

  it('keeps nothing when nothing helps', async () => {
    const machine = createFakeMachine();
    const report = await machine.prove({ keep: true });
    expect(report).toMatchObject({ machineState: 'stock', kept: null });
    expect(machine.saved).toEqual([]);
  });

  it('that is refused leaves stock, and says so', async () => {
    const machine = createFakeMachine({
      effects: { 'vm.swappiness': { '10': 10 } },
      onApply: (_machine, plan) => {
        if (plan.id.startsWith('proved-')) throw new AppError('privilege.dismissed', 'the password dialog was closed', { details: {} });
      },
    });
    const report = await machine.prove({ keep: true });
    expect(report).toMatchObject({ state: 'finished', machineState: 'stock', kept: null });
    expect(report.machineStateDetail).toContain('the password dialog was closed');
    expect(machine.values.get('vm.swappiness')).toBe('60');
  });
});

describe('what can be tried', () => {
  it('is told with values for people, without what has nothing to try', async () => {
    const machine = createFakeMachine({
      knobs: { 'vm.dirty_bytes': '0', 'vm.swappiness': '60', 'fs.file-max': '1000' },
      states: (state) => (state.id === 'vm.dirty_bytes' ? { ...state, unit: 'bytes' } : state),
    });
    const { knobs } = await machine.engine.candidates({}, { scope: 'read', signal: new AbortController().signal });
    expect(knobs.map(({ knobId }) => knobId)).toEqual(['vm.dirty_bytes', 'vm.swappiness']);
    expect(knobs[0]).toMatchObject({ now: '0', nowTitle: '0 bytes', valueTitles: ['256 MiB', '1 GiB', '4 GiB'] });
    expect(knobs[0]?.values[0]).toBe('268435456');
  });
});

describe('what cannot be asked for', () => {
  it.each([
    ['a knob that does not exist', { subject: { kind: 'knob', knobId: 'vm.nothing', values: null } }, 'tuning.unknownKnob'],
    ['the value that it has', { subject: { kind: 'knob', knobId: 'vm.swappiness', values: ['60'] } }, 'proof.notPossible'],
    [
      'a test that does not exist',
      { goal: { kind: 'test', testId: 'no.such', metricId: null, parameters: { folder: null, peer: null, python: null } } },
      'benchmark.unknownTest',
    ],
    [
      'a metric that does not exist',
      { goal: { kind: 'test', testId: 'fake.speed', metricId: 'colour', parameters: { folder: null, peer: null, python: null } } },
      'proof.notPossible',
    ],
    [
      'a metric that only describes',
      { goal: { kind: 'test', testId: 'fake.speed', metricId: 'share', parameters: { folder: null, peer: null, python: null } } },
      'proof.notPossible',
    ],
  ])('%s', async (_what, input, code) => {
    await expect(createFakeMachine().prove(input)).rejects.toMatchObject({ code });
  });

  it('a boot knob', async () => {
    const machine = createFakeMachine({ knobs: { 'boot.iommu': 'not set' } });
    await expect(machine.prove({ subject: { kind: 'knob', knobId: 'boot.iommu', values: ['pt'] } })).rejects.toMatchObject({
      code: 'proof.notPossible',
      message: containing('restart'),
    });
  });

  it('a profile is tried as a whole, without what needs a restart', async () => {
    const machine = createFakeMachine({
      knobs: { 'vm.swappiness': '60', 'boot.iommu': 'not set' },
      effects: { 'vm.swappiness': { '10': 10 } },
    });
    const report = await machine.prove({ subject: { kind: 'profile', profileId: 'server' } });
    expect(report.best?.values).toEqual({ 'vm.swappiness': '10' });
    expect(report.skipped.map(({ knobId }) => knobId)).toEqual(['boot.iommu']);
  });
});
