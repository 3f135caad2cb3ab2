/**
 * The boot guard: a Plan of class `boot` is armed until a boot with it reached
 * "healthy". `boot-start` runs early in every boot, `boot-healthy` when the
 * machine is up (resources/systemd).
 */
import type { Core } from './core.ts';
import { timestamp } from './core.ts';
import { undoPlan } from './undo.ts';

export interface BootOutcome {
  readonly planId: string;
  readonly outcome: string;
}

/** Given on the kernel command line by hand in the boot menu, it takes everything back. */
const revertFlag = 'hecate.revert=1';

export function asksForRevert(core: Core): boolean {
  const line = core.machine.read('/proc/cmdline');
  return line.ok && line.text.trim().split(/\s+/).includes(revertFlag);
}

/** Counts this boot for every armed Plan; takes a Plan back when an earlier boot with it never became healthy. */
export function bootStart(core: Core): readonly BootOutcome[] {
  const { journal, machine } = core;
  return journal.inState('awaitingBoot').flatMap((entry) => {
    // Applied in this very boot: it was not tried yet. Counted already: the unit was started twice.
    if (entry.bootId === machine.bootId || entry.countedBootId === machine.bootId) return [];
    if (entry.boots === 0) {
      journal.transaction(() => {
        journal.changePlan(entry.sequence, { boots: 1, counted_boot_id: machine.bootId });
        journal.audit(
          { verb: 'boot-start', uid: null, planId: entry.plan.id, subject: entry.plan.title, outcome: 'first boot with it' },
          timestamp(machine),
        );
      });
      return [{ planId: entry.plan.id, outcome: 'this is the first boot with it' }];
    }
    undoPlan(core, entry, { knobId: null, force: false, because: 'bootWatchdog' }, null);
    return [{ planId: entry.plan.id, outcome: 'the boot before did not become healthy, so it was undone' }];
  });
}

/** This boot is good: every Plan that was tried in it is kept. */
export function bootHealthy(core: Core): readonly BootOutcome[] {
  const { journal, machine } = core;
  return journal.inState('awaitingBoot').flatMap((entry) => {
    if (entry.bootId === machine.bootId) return [];
    journal.transaction(() => {
      journal.changePlan(entry.sequence, { state: 'applied' });
      journal.audit(
        { verb: 'boot-healthy', uid: null, planId: entry.plan.id, subject: entry.plan.title, outcome: 'kept' },
        timestamp(machine),
      );
    });
    return [{ planId: entry.plan.id, outcome: 'kept' }];
  });
}
