/** Which processes may be touched. Everybody who asks is hostile until proved otherwise, so that the executor looks by itself. */
import { hasEnded, type ProcessStat, parseProcessStat } from '../../../src-main/base/processStat.ts';
import type { Machine } from '../machine.ts';
import type { FieldProblem } from '../problem.ts';

export interface ProcessIdentity {
  readonly pid: number;
  /** With the pid it names one process of this boot. */
  readonly startTicks: number;
}

const maxAncestors = 64;

/** The process that is meant; undefined when it has ended, also when its number was given away. */
export function processStat({ pid, startTicks }: ProcessIdentity, machine: Machine): ProcessStat | undefined {
  const stat = statOf(`/proc/${String(pid)}/stat`, machine);
  return stat?.pid === pid && stat.startTicks === startTicks && !hasEnded(stat) ? stat : undefined;
}

export function statOf(file: string, machine: Machine): ProcessStat | undefined {
  const line = machine.readRaw(file);
  return line === undefined ? undefined : parseProcessStat(line);
}

/** Ended or not, the number belongs to nobody that may be touched: null when it is a process that may. */
export function processProblem(identity: ProcessIdentity, machine: Machine): FieldProblem | null {
  const { pid } = identity;
  if (pid === 1) return { field: 'pid', problem: 'process 1 keeps the machine running and is never touched' };
  const stat = processStat(identity, machine);
  if (stat === undefined) return { field: 'pid', problem: `there is no process ${String(pid)} of that start time: it has ended` };
  if (stat.isKernelThread) return { field: 'pid', problem: `${String(pid)} is a thread of the kernel, which is never touched` };
  if (ownProcesses(machine).has(pid)) return { field: 'pid', problem: `${String(pid)} is this program or one that it runs under` };
  return null;
}

/** This program and what it was started by. */
function ownProcesses(machine: Machine): ReadonlySet<number> {
  const own = new Set<number>();
  let stat = statOf('/proc/self/stat', machine);
  while (stat !== undefined && own.size < maxAncestors && !own.has(stat.pid)) {
    own.add(stat.pid);
    stat = stat.parentPid > 1 ? statOf(`/proc/${String(stat.parentPid)}/stat`, machine) : undefined;
  }
  return own;
}
