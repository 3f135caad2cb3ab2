/** What happens between two clients, and when the journal fails at the wrong moment. */
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../src-main/contracts/operations.ts';
import { applyPlan } from './apply.ts';
import { acceptPlan } from './check.ts';
import { Executor } from './executor.ts';
import type { Grant } from './grant.ts';
import { classGrant, rootGrant } from './grant.ts';
import { firstRecords } from './historyPage.ts';
import type { Journal } from './journal.ts';
import { openMemoryJournal } from './journal.ts';
import { planOf } from './proof/scenarios.ts';
import { recover } from './recover.ts';
import { contents, fakeWorkstation } from './testSupport/fakeMachine.ts';
import { takeBackUnconfirmed } from './undo.ts';

const swappiness: Operation = { kind: 'sysctl.set', key: 'vm.swappiness', value: '10' };
const scheduler: Operation = { kind: 'sysfs.set', path: '/sys/block/nvme0n1/queue/scheduler', value: 'kyber' };
const dropIn: Operation = { kind: 'file.install', path: '/etc/sysctl.d/60-hecate-a.conf', content: 'vm.swappiness = 10\n' };
const never = new AbortController().signal;
const context = { scope: 'admin', signal: never, report: () => undefined } as const;

function newExecutor() {
  const machine = fakeWorkstation();
  const journal = openMemoryJournal();
  const executor = new Executor({
    machine,
    stateFolder: '/var/lib/hecate',
    uid: 0,
    journal,
    openForReading: () => journal,
    tryLock: () => ({ dispose: () => undefined }),
    log: () => undefined,
  });
  return { machine, journal, executor };
}

describe('an undo that needed no password', () => {
  it('does not reach a Plan that was applied while polkit was asked', async () => {
    const { machine, executor } = newExecutor();
    const administrator = executor.implementationFor(rootGrant(0));
    await administrator.apply({ plan: planOf('p1', [swappiness]), confirmWithinSeconds: null }, context);
    const slow: Grant = {
      uid: 1000,
      authorise: async (risk) => {
        await classGrant(1000, 'reversible').authorise(risk);
        await administrator.apply({ plan: planOf('p2', [dropIn]), confirmWithinSeconds: null }, context);
      },
    };
    const user = executor.implementationFor(slow);
    const all = { planId: null, knobId: null, all: true, force: true };
    await expect(user.undo(all, context)).rejects.toMatchObject({ code: 'plan.busy' });
    expect(machine.files.get(dropIn.path)).toBe(dropIn.content);
    expect(machine.files.get('/proc/sys/vm/swappiness')).toBe('10\n');
  });
});

/** As it is while another process holds a lock on the file. */
function lockable(journal: Journal): { locked: boolean } {
  const state = { locked: false };
  const real = journal.transaction.bind(journal);
  journal.transaction = (work) => {
    if (state.locked) throw new Error('database is locked');
    return real(work);
  };
  return state;
}

describe('a missed confirmation', () => {
  it('is taken back also when the journal cannot be written, and the next start settles it', async () => {
    const core = { machine: fakeWorkstation(), journal: openMemoryJournal() };
    const before = contents(core.machine);
    const accepted = acceptPlan(planOf('p1', [swappiness, scheduler, dropIn]), core.machine, core.journal);
    await applyPlan(core, { ...accepted, uid: 1000, confirmWithinSeconds: 30, report: () => undefined, signal: never });
    const entry = core.journal.find('p1');
    if (entry === undefined) throw new Error('no such Plan');
    const lock = lockable(core.journal);
    lock.locked = true;
    takeBackUnconfirmed(core, entry);
    expect(contents(core.machine)).toEqual(before);
    expect(core.journal.find('p1')?.state).toBe('awaitingConfirmation');
    lock.locked = false;
    expect(recover(core)[0]?.outcome).toMatch(/was never confirmed; everything was taken back/);
    expect(core.journal.find('p1')).toMatchObject({ state: 'undone', undoneBecause: 'notConfirmed' });
  });
});

describe('the history', () => {
  function large(id: string, evidenceLength: number) {
    const plan = planOf(id, [swappiness]);
    const evidence = [{ url: 'https://docs.kernel.org/', note: 'x'.repeat(evidenceLength) }];
    return { ...plan, steps: plan.steps.map((step) => ({ ...step, evidence })) };
  }

  it('fits into one message however much stands in it', () => {
    const journal = openMemoryJournal();
    for (let index = 0; index < 20; index += 1) {
      journal.insertPlan({ plan: large(`p${String(index)}`, 500_000), risk: 'reversible', uid: 0, bootId: 'b', confirmSeconds: null });
    }
    const records = firstRecords(journal.history(1000, null));
    expect(records[0]?.planId).toBe('p19');
    expect(records.length).toBeGreaterThan(5);
    expect(JSON.stringify(records).length).toBeLessThan(5_000_000);
  });

  it('has always one record, so that asking on comes to an end', () => {
    const journal = openMemoryJournal();
    journal.insertPlan({ plan: large('p0', 6_000_000), risk: 'reversible', uid: 0, bootId: 'b', confirmSeconds: null });
    expect(firstRecords(journal.history(1000, null)).map((record) => record.planId)).toEqual(['p0']);
  });

  it('has room for older Plans when it leaves out what proofs tried', () => {
    const journal = openMemoryJournal();
    for (const id of ['p0', 'proof-1-a', 'proof-1-b', 'proved-1']) {
      journal.insertPlan({ plan: planOf(id, [swappiness]), risk: 'reversible', uid: 0, bootId: 'b', confirmSeconds: null });
    }
    // One that is still in force is shown, whoever gave it such a name.
    expect(firstRecords(journal.history(2, null, false)).map((record) => record.planId)).toEqual(['proved-1', 'proof-1-b']);
    for (const { sequence, plan } of journal.inState('applying')) {
      if (plan.id.startsWith('proof-')) journal.swapState(sequence, 'applying', { state: 'undone' });
    }
    const ids = (trials: boolean, before: string | null): readonly string[] =>
      firstRecords(journal.history(2, before, trials)).map((record) => record.planId);
    expect(ids(true, null)).toEqual(['proved-1', 'proof-1-b']);
    expect(ids(false, null)).toEqual(['proved-1', 'p0']);
    expect(ids(false, '2000-01-01T00:00:00.000Z')).toEqual([]);
  });
});
