/** What apply, undo, recovery and the boot guard work on. */
import type { Journal } from './journal.ts';
import type { Machine } from './machine.ts';

export interface Core {
  readonly machine: Machine;
  readonly journal: Journal;
}

/** Time of the machine as the journal writes it. */
export function timestamp(machine: Machine): string {
  return new Date(machine.nowMs()).toISOString();
}

/** Lets waiting messages out (progress) and in (cancel) between two steps. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
