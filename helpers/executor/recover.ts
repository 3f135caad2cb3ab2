/**
 * What every start does first: whatever was cut off is taken back, newest Plan
 * first. It may be killed at any point and simply be run again.
 */
import type { Core } from './core.ts';
import { timestamp } from './core.ts';
import type { JournalPlan, JournalStep } from './journal.ts';
import { isInFlight, restoreSteps, settle } from './restore.ts';
import { undoPlan } from './undo.ts';

export interface Recovered {
  readonly planId: string;
  readonly outcome: string;
}

const wholePlan = { knobId: null, force: false };

function finish(core: Core, entry: JournalPlan): Recovered | undefined {
  switch (entry.state) {
    case 'applying':
      undoPlan(core, entry, { ...wholePlan, because: 'recovery' }, null);
      return told(core, entry, 'was cut off while it was applied');
    case 'awaitingConfirmation':
      undoPlan(core, entry, { ...wholePlan, because: 'notConfirmed' }, null);
      return told(core, entry, 'was never confirmed');
    case 'undoing':
      undoPlan(core, entry, entry.undoScope ?? { ...wholePlan, because: 'recovery' }, null);
      return told(core, entry, 'was cut off while it was undone');
    case 'partlyUndone':
      return retry(core, entry);
    case 'applied':
    case 'awaitingBoot':
    case 'undone':
      return undefined;
  }
}

/** Cut off, or an undo of it failed: the problem stays with a step until it is taken back. */
function isOpen(step: JournalStep): boolean {
  return isInFlight(step) || (step.state === 'applied' && step.problem !== null);
}

function retry(core: Core, entry: JournalPlan): Recovered | undefined {
  const open = entry.steps.filter(isOpen);
  if (open.length === 0) return undefined;
  restoreSteps(core, entry, open, { force: false, because: 'recovery', uid: null, evenWithoutJournal: false });
  settle(core, entry.sequence, 'recovery');
  return told(core, entry, 'had steps that could not be undone before');
}

function told(core: Core, entry: JournalPlan, what: string): Recovered {
  const now = core.journal.findBySequence(entry.sequence);
  const failed = now?.steps.filter(isOpen).length ?? 0;
  const skipped = now?.steps.filter((step) => step.state === 'undoSkipped').length ?? 0;
  const rest = [
    ...(failed > 0 ? [`${String(failed)} steps still cannot be undone`] : []),
    ...(skipped > 0 ? [`${String(skipped)} were changed by somebody else`] : []),
  ];
  const outcome = `${what}; ${rest.length === 0 ? 'everything was taken back' : rest.join(', ')}`;
  core.journal.transaction(() => {
    core.journal.audit({ verb: 'recover', uid: null, planId: entry.plan.id, subject: entry.plan.title, outcome }, timestamp(core.machine));
  });
  return { planId: entry.plan.id, outcome };
}

/** Finishes or takes back everything that was cut off. The machine lock must be held. */
export function recover(core: Core): readonly Recovered[] {
  return core.journal
    .inState('applying', 'awaitingConfirmation', 'undoing', 'partlyUndone')
    .map((entry) => finish(core, entry))
    .filter((outcome) => outcome !== undefined);
}
