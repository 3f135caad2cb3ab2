/** Apply, undo, recovery and the boot guard on a machine in memory. */
import { describe, expect, it } from 'vitest';
import type { UndoInput } from '../../src-main/contracts/executor.ts';
import type { Operation } from '../../src-main/contracts/operations.ts';
import { applyPlan } from './apply.ts';
import { asksForRevert, bootHealthy, bootStart } from './boot.ts';
import { acceptPlan, checkPlan } from './check.ts';
import type { Core } from './core.ts';
import { openMemoryJournal } from './journal.ts';
import { planOf } from './proof/scenarios.ts';
import { recover } from './recover.ts';
import type { FakeMachine } from './testSupport/fakeMachine.ts';
import { contents, fakeWorkstation } from './testSupport/fakeMachine.ts';
import { undo } from './undo.ts';
import { verifyPlans } from './verify.ts';

const swappiness = (value: string): Operation => ({ kind: 'sysctl.set', key: 'vm.swappiness', value });
const scheduler: Operation = { kind: 'sysfs.set', path: '/sys/block/nvme0n1/queue/scheduler', value: 'kyber' };
const dirtyBytes: Operation = { kind: 'sysctl.set', key: 'vm.dirty_bytes', value: '268435456' };
const dropIn = (content: string | null): Operation => ({ kind: 'file.install', path: '/etc/sysctl.d/60-hecate-a.conf', content });
const commandLine: Operation = { kind: 'kernelCommandLine.set', parameters: ['iommu=pt'] };
const irqbalance: Operation = { kind: 'service.set', unit: 'irqbalance.service', enabled: false, active: false };

interface TestCore extends Core {
  readonly machine: FakeMachine;
}

function newCore(): TestCore {
  return { machine: fakeWorkstation(), journal: openMemoryJournal() };
}

async function apply(
  core: Core,
  id: string,
  operations: readonly Operation[],
  confirmWithinSeconds: number | null = null,
  signal = new AbortController().signal,
) {
  const accepted = acceptPlan(planOf(id, operations), core.machine, core.journal);
  return await applyPlan(core, { ...accepted, uid: 1000, confirmWithinSeconds, report: () => undefined, signal });
}

function undoWith(core: Core, input: Partial<UndoInput>) {
  const whole: UndoInput = { planId: null, knobId: null, all: false, force: false, ...input };
  return undo(core, { input: whole, uid: 1000, because: 'user', report: () => undefined });
}

function unitStates(machine: FakeMachine): string {
  return machine.programs.get('systemctl')?.(['show', '--', 'irqbalance.service']).stdout ?? '';
}

/** Plays a death: the process gets no further than this write. */
class Death extends Error {}

function dieAtWrite(machine: FakeMachine, number: number): void {
  let count = 0;
  machine.onWrite = () => {
    count += 1;
    if (count >= number) throw new Death('dead');
  };
}

describe('apply', () => {
  it('applies, reads back, and undoes to the very same machine', async () => {
    const core = newCore();
    const before = contents(core.machine);
    const record = await apply(core, 'p1', [
      swappiness('10'),
      dirtyBytes,
      scheduler,
      dropIn('vm.swappiness = 10\n'),
      commandLine,
      irqbalance,
    ]);
    expect(record.state).toBe('awaitingBoot');
    expect(record.risk).toBe('boot');
    expect(record.steps.map((step) => step.state)).toEqual(Array.from({ length: 6 }, () => 'applied'));
    expect(core.machine.files.get('/proc/sys/vm/dirty_ratio')).toBe('0\n');
    expect(core.machine.files.get('/boot/grub/grub.cfg')).toContain('iommu=pt');
    expect(verifyPlans(core.journal, core.machine, null).map((step) => step.verdict)).toEqual(Array.from({ length: 6 }, () => 'applied'));
    const result = await undoWith(core, { planId: 'p1' });
    expect(result.steps.map((step) => step.outcome)).toEqual(Array.from({ length: 6 }, () => 'restored'));
    expect(contents(core.machine)).toEqual(before);
    expect(core.journal.find('p1')).toMatchObject({ state: 'undone', undoneBecause: 'user' });
  });

  it('writes nothing when the value is there already, and undoes nothing then', async () => {
    const core = newCore();
    const record = await apply(core, 'p1', [swappiness('60')]);
    expect(record.steps[0]?.state).toBe('unchanged');
    expect(core.machine.writes).toEqual([]);
    await expect(undoWith(core, { planId: 'p1' })).rejects.toMatchObject({ code: 'plan.nothingToUndo' });
  });

  it('takes everything back when a step fails, and says which', async () => {
    const core = newCore();
    const before = contents(core.machine);
    core.machine.refusals.set('/sys/block/nvme0n1/queue/scheduler', 'it is in use (EBUSY)');
    await expect(apply(core, 'p1', [swappiness('10'), scheduler])).rejects.toMatchObject({
      code: 'plan.applyFailed',
      details: { stepId: 's1', undone: true },
    });
    expect(contents(core.machine)).toEqual(before);
    const entry = core.journal.find('p1');
    expect(entry).toMatchObject({ state: 'undone', undoneBecause: 'failure' });
    expect(entry?.steps.map((step) => step.state)).toEqual(['undone', 'failed']);
    expect(entry?.steps[1]?.problem).toMatch(/EBUSY/);
  });

  it('takes everything back when the caller cancels', async () => {
    const core = newCore();
    const before = contents(core.machine);
    const abort = new AbortController();
    core.machine.onWrite = () => {
      abort.abort();
    };
    await expect(apply(core, 'p1', [swappiness('10'), scheduler], null, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(contents(core.machine)).toEqual(before);
    expect(core.journal.find('p1')).toMatchObject({ state: 'undone', undoneBecause: 'user' });
  });

  it('refuses the id of an earlier Plan', async () => {
    const core = newCore();
    await apply(core, 'p1', [swappiness('10')]);
    await expect(apply(core, 'p1', [swappiness('20')])).rejects.toMatchObject({ code: 'plan.invalid' });
    expect(core.machine.files.get('/proc/sys/vm/swappiness')).toBe('10\n');
  });

  it('leaves a file alone that it did not write, until it is the same', async () => {
    const core = newCore();
    core.machine.files.set('/etc/sysctl.d/60-hecate-a.conf', 'vm.swappiness = 1\n');
    expect(() => acceptPlan(planOf('p1', [dropIn('vm.swappiness = 10\n')]), core.machine, core.journal)).toThrow(/did not write/);
    await apply(core, 'p2', [dropIn('vm.swappiness = 1\n')]);
    await apply(core, 'p3', [dropIn('vm.swappiness = 10\n')]);
    expect((await undoWith(core, { planId: 'p3' })).steps[0]?.outcome).toBe('restored');
    expect(core.machine.files.get('/etc/sysctl.d/60-hecate-a.conf')).toBe('vm.swappiness = 1\n');
  });

  it('raises a risk that is too low and keeps one that is higher', () => {
    const core = newCore();
    expect(checkPlan(planOf('p', [commandLine]), core.machine, core.journal).risk).toBe('boot');
    const plan = planOf('p', [swappiness('10')]);
    const raised = { ...plan, steps: plan.steps.map((step) => ({ ...step, risk: 'irreversible' as const })) };
    expect(checkPlan(raised, core.machine, core.journal).risk).toBe('irreversible');
  });

  it('writes an audit line without control characters for every step', async () => {
    const core = newCore();
    const plan = planOf('p1', [swappiness('10')]);
    const hostile = { ...plan, title: 'x\u001b[31m\nforged' };
    const accepted = acceptPlan(hostile, core.machine, core.journal);
    await applyPlan(core, {
      ...accepted,
      uid: 7,
      confirmWithinSeconds: null,
      report: () => undefined,
      signal: new AbortController().signal,
    });
    const lines = core.journal.auditLines(10);
    expect(lines).toContainEqual(
      expect.objectContaining({ verb: 'apply.step', uid: 7, old_value: '60', new_value: '10', subject: 'sysctl:vm.swappiness' }),
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is the point
    expect(JSON.stringify(lines.map((line) => line['subject']))).not.toMatch(/\\u001b|\\n|[\u0000-\u001f]/);
  });
});

describe('undo', () => {
  it('of the last Plan never means one with which a proof tries something; undoing everything does', async () => {
    const core = newCore();
    await apply(core, 'p1', [swappiness('10')]);
    await apply(core, 'proof-1-a', [dirtyBytes], 60);
    expect((await undoWith(core, {})).undonePlans).toEqual(['p1']);
    await expect(undoWith(core, {})).rejects.toMatchObject({ code: 'plan.nothingToUndo' });
    expect((await undoWith(core, { all: true })).undonePlans).toEqual(['proof-1-a']);
  });

  it('names the later Plan that is in the way', async () => {
    const core = newCore();
    await apply(core, 'p1', [swappiness('10')]);
    await apply(core, 'p2', [swappiness('20')]);
    const first = await undoWith(core, { planId: 'p1' });
    expect(first.steps[0]).toMatchObject({
      outcome: 'conflict',
      detail: 'it is now 20: the later Plan "Proof p2" changed it; undo that one first',
    });
    expect(core.journal.find('p1')?.state).toBe('partlyUndone');
    await undoWith(core, { planId: 'p2' });
    expect((await undoWith(core, { planId: 'p1' })).steps[0]?.outcome).toBe('restored');
    expect(core.machine.files.get('/proc/sys/vm/swappiness')).toBe('60\n');
  });

  it('leaves what somebody else changed, unless forced', async () => {
    const core = newCore();
    await apply(core, 'p1', [swappiness('10'), scheduler]);
    core.machine.files.set('/proc/sys/vm/swappiness', '33\n');
    const result = await undoWith(core, { planId: 'p1' });
    expect(result.steps.map((step) => step.outcome)).toEqual(['restored', 'conflict']);
    expect(core.machine.files.get('/proc/sys/vm/swappiness')).toBe('33\n');
    expect((await undoWith(core, { planId: 'p1', force: true })).steps.map((step) => step.outcome)).toEqual(['restored']);
    expect(core.machine.files.get('/proc/sys/vm/swappiness')).toBe('60\n');
    expect(core.journal.find('p1')?.state).toBe('undone');
  });

  it('walks one knob through all Plans, and everything for all', async () => {
    const core = newCore();
    const before = contents(core.machine);
    await apply(core, 'p1', [swappiness('10'), scheduler]);
    await apply(core, 'p2', [swappiness('20'), dirtyBytes]);
    expect((await undoWith(core, { knobId: 'knob0' })).undonePlans).toEqual(['p2', 'p1']);
    expect(core.machine.files.get('/proc/sys/vm/swappiness')).toBe('60\n');
    expect(core.journal.find('p1')?.state).toBe('partlyUndone');
    await undoWith(core, { all: true });
    expect(contents(core.machine)).toEqual(before);
    await expect(undoWith(core, { all: true })).rejects.toMatchObject({ code: 'plan.nothingToUndo' });
    await expect(undoWith(core, { planId: 'nope' })).rejects.toMatchObject({ code: 'plan.notFound' });
  });

  it('brings back the queue length that a scheduler took away, unless somebody else went back to the scheduler', async () => {
    const queue = '/sys/block/nvme0n1/queue';
    const core = newCore();
    const before = contents(core.machine);
    await apply(core, 'p1', [scheduler]);
    expect(core.machine.files.get(`${queue}/nr_requests`)).toBe('256\n');
    await undoWith(core, { planId: 'p1' });
    expect(contents(core.machine)).toEqual(before);

    await apply(core, 'p2', [scheduler]);
    core.machine.writeKernelFile(`${queue}/scheduler`, 'none');
    expect((await undoWith(core, { planId: 'p2' })).steps[0]).toMatchObject({ outcome: 'conflict' });
    expect(core.machine.files.get(`${queue}/nr_requests`)).toBe('256\n');
    await undoWith(core, { planId: 'p2', force: true });
    expect(contents(core.machine)).toEqual(before);
  });

  it('reads the journal of a version that knew nothing of the queue length', async () => {
    const core = newCore();
    await apply(core, 'p1', [scheduler]);
    const entry = core.journal.find('p1');
    core.journal.changeStep(entry?.sequence ?? 0, 0, { prior: '{"value":"none","pairValue":null}' });
    expect((await undoWith(core, { planId: 'p1' })).steps[0]).toMatchObject({ outcome: 'restored' });
    expect(core.machine.files.get('/sys/block/nvme0n1/queue/scheduler')).toBe('[none] mq-deadline kyber\n');
    expect(core.machine.files.get('/sys/block/nvme0n1/queue/nr_requests')).toBe('256\n');
  });

  it('does not write an old value over a new boot', async () => {
    const core = newCore();
    await apply(core, 'p1', [swappiness('10')]);
    core.machine.bootId = 'boot-2';
    core.machine.files.set('/proc/sys/vm/swappiness', '45\n');
    expect((await undoWith(core, { planId: 'p1' })).steps[0]).toMatchObject({ outcome: 'alreadyStock' });
    expect(core.machine.files.get('/proc/sys/vm/swappiness')).toBe('45\n');
  });

  it('does not mind a device that has gone', async () => {
    const core = newCore();
    await apply(core, 'p1', [scheduler]);
    core.machine.files.delete('/sys/block/nvme0n1/queue/scheduler');
    expect(verifyPlans(core.journal, core.machine, null)[0]?.verdict).toBe('absent');
    expect((await undoWith(core, { planId: 'p1' })).steps[0]).toMatchObject({ outcome: 'alreadyStock' });
  });
});

describe('recovery', () => {
  it('takes back whatever write it died at, also when recovery dies', async () => {
    const operations = [swappiness('10'), dirtyBytes, scheduler, dropIn('vm.swappiness = 10\n'), commandLine, irqbalance];
    for (let at = 1; at <= 16; at += 1) {
      for (let again = 1; again <= 8; again += 1) {
        const core = newCore();
        const before = contents(core.machine);
        dieAtWrite(core.machine, at);
        await apply(core, 'p1', operations).catch(() => undefined);
        dieAtWrite(core.machine, again);
        recover(core);
        core.machine.onWrite = () => undefined;
        recover(core);
        const state = core.journal.find('p1')?.state;
        if (state !== 'awaitingBoot') expect(contents(core.machine), `death at write ${String(at)}, ${String(again)}`).toEqual(before);
        expect(['undone', 'awaitingBoot']).toContain(state);
      }
    }
  });

  it('takes a Plan back that nobody confirmed', async () => {
    const core = newCore();
    expect((await apply(core, 'p1', [swappiness('10')], 30)).state).toBe('awaitingConfirmation');
    expect(recover(core)).toEqual([{ planId: 'p1', outcome: 'was never confirmed; everything was taken back' }]);
    expect(core.machine.files.get('/proc/sys/vm/swappiness')).toBe('60\n');
    expect(core.journal.find('p1')).toMatchObject({ state: 'undone', undoneBecause: 'notConfirmed' });
    expect(recover(core)).toEqual([]);
  });
});

describe('a program that dies', () => {
  it('leaves the old or the new machine, whichever call of it that was', async () => {
    const operations = [swappiness('10'), commandLine, irqbalance];
    let failures = 0;
    for (let at = 1; at <= 20; at += 1) {
      const core = newCore();
      const before = { ...contents(core.machine), units: unitStates(core.machine) };
      let calls = 0;
      const run = core.machine.run.bind(core.machine);
      core.machine.run = (program, args) => {
        calls += 1;
        return calls === at ? { exitCode: null, stdout: '', problem: `${program} was ended by SIGKILL` } : run(program, args);
      };
      await apply(core, 'p1', operations).catch(() => {
        failures += 1;
      });
      recover(core);
      const entry = core.journal.find('p1');
      if (entry === undefined || entry.state === 'undone')
        expect({ ...contents(core.machine), units: unitStates(core.machine) }, `call ${String(at)}`).toEqual(before);
      else expect(entry.state).toBe('awaitingBoot');
      if (entry?.state !== 'awaitingBoot') continue;
      // The same while it is undone: a failed step stays open and is tried again at the next start.
      calls = 0;
      await undoWith(core, { planId: 'p1' });
      recover(core);
      expect({ ...contents(core.machine), units: unitStates(core.machine) }, `undo, call ${String(at)}`).toEqual(before);
      expect(core.journal.find('p1')?.state).toBe('undone');
    }
    expect(failures).toBeGreaterThan(5);
  });
});

describe('the boot guard', () => {
  it('keeps a Plan whose boot became healthy', async () => {
    const core = newCore();
    await apply(core, 'p1', [commandLine]);
    expect(bootHealthy(core)).toEqual([]);
    core.machine.bootId = 'boot-2';
    expect(bootStart(core)).toHaveLength(1);
    expect(bootStart(core)).toEqual([]);
    expect(bootHealthy(core)).toEqual([{ planId: 'p1', outcome: 'kept' }]);
    core.machine.bootId = 'boot-3';
    expect(bootStart(core)).toEqual([]);
    expect(core.journal.find('p1')?.state).toBe('applied');
  });

  it('undoes a Plan whose first boot never became healthy', async () => {
    const core = newCore();
    const before = contents(core.machine);
    await apply(core, 'p1', [commandLine]);
    core.machine.bootId = 'boot-2';
    bootStart(core);
    core.machine.bootId = 'boot-3';
    expect(bootStart(core)).toMatchObject([{ planId: 'p1' }]);
    expect(contents(core.machine)).toEqual(before);
    expect(core.journal.find('p1')).toMatchObject({ state: 'undone', undoneBecause: 'bootWatchdog' });
  });

  it('reads the wish to take everything back from the kernel command line', () => {
    const core = newCore();
    expect(asksForRevert(core)).toBe(false);
    core.machine.files.set('/proc/cmdline', 'quiet hecate.revert=1\n');
    expect(asksForRevert(core)).toBe(true);
  });
});
