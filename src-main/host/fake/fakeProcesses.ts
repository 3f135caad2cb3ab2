/** Processes in memory, each with what its user's own right reaches. */
import type { ProcessSignal } from '../../contracts/processValues.ts';
import type { HostProcesses, ProcessChange, ProcessIdentity, ProcessOutcome } from '../port.ts';

export interface FakeProcess extends ProcessIdentity {
  /** False for a process of somebody else. */
  readonly own: boolean;
  /** Signals that end it. */
  readonly endsOn?: readonly ProcessSignal[];
}

export interface FakeProcesses extends HostProcesses {
  readonly done: readonly (ProcessIdentity & ({ readonly signal: ProcessSignal } | { readonly change: ProcessChange }))[];
  end(pid: number): void;
}

/** Lowering a nice value is not allowed, as for an ordinary user. */
export function createFakeProcesses(processes: readonly FakeProcess[]): FakeProcesses {
  const there = new Map(processes.map((process) => [process.pid, process]));
  const done: (ProcessIdentity & ({ signal: ProcessSignal } | { change: ProcessChange }))[] = [];
  const find = ({ pid, startTicks }: ProcessIdentity): FakeProcess | undefined => {
    const process = there.get(pid);
    return process?.startTicks === startTicks ? process : undefined;
  };
  const denied = (why: string): ProcessOutcome => ({ ok: false, reason: 'denied', why });
  const gone: ProcessOutcome = { ok: false, reason: 'gone', why: 'it has ended' };
  return {
    done,
    end: (pid) => {
      there.delete(pid);
    },
    isThere: (process) => find(process) !== undefined,
    signal({ pid, startTicks }, signal) {
      const process = find({ pid, startTicks });
      if (process === undefined) return gone;
      if (!process.own) return denied('EPERM');
      done.push({ pid, startTicks, signal });
      if (process.endsOn?.includes(signal) === true) there.delete(pid);
      return { ok: true };
    },
    adjust({ pid, startTicks }, change) {
      const process = find({ pid, startTicks });
      if (process === undefined) return gone;
      if (!process.own || (change.nice !== null && change.nice < 0)) return denied('EPERM');
      done.push({ pid, startTicks, change });
      return { ok: true };
    },
  };
}
