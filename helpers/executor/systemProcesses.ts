/** What the real machine may do to processes: the second place, beside systemMachine.ts, where the executor changes anything. */
import {
  getIoPriority,
  SystemCallError,
  setAffinity,
  setIoPriority,
  setNice,
  withProcess,
} from '../../src-main/transports/processCalls.ts';
import type { Machine } from './machine.ts';
import { Refusal, systemProblem } from './problem.ts';

/** False when the process or thread has ended, or when `work` says so. Throws Refusal for every other answer of the kernel. */
function unlessEnded(field: string, work: () => unknown): boolean {
  try {
    return work() !== false;
  } catch (error) {
    if (!(error instanceof SystemCallError)) throw error;
    if (error.code === 'ESRCH') return false;
    throw new Refusal(field, systemProblem('process', error), error);
  }
}

type ProcessMember = 'ioPriority' | 'setNice' | 'setIoPriority' | 'setAffinity' | 'signalProcess';

export const systemProcesses: Pick<Machine, ProcessMember> = {
  ioPriority: (threadId) => {
    try {
      return getIoPriority(threadId);
    } catch (error) {
      if (error instanceof SystemCallError) return undefined; // the port's word for "ended or unknown"
      throw error;
    }
  },
  setNice: (threadId, nice) =>
    unlessEnded('nice', () => {
      setNice(threadId, nice);
    }),
  setIoPriority: (threadId, packed) =>
    unlessEnded('ioPriority', () => {
      setIoPriority(threadId, packed);
    }),
  setAffinity: (threadId, cpus) =>
    unlessEnded('affinity', () => {
      setAffinity(threadId, cpus);
    }),
  signalProcess: (pid, signal, isMeant) =>
    unlessEnded('signal', () =>
      withProcess(pid, (send) => {
        if (!isMeant()) return false;
        send(signal);
        return true;
      }),
    ),
};
