/**
 * Nice value, I/O priority and CPUs of a process. On Linux each of them belongs
 * to a thread (setpriority(2), ioprio_set(2), sched_setaffinity(2)), so that a
 * process has them when all of its threads do.
 */

import { packIoPriority } from '../../../src-main/base/ioPriority.ts';
import { formatRangeList, parseRangeList } from '../../../src-main/base/text.ts';
import type { OperationOf } from '../../../src-main/contracts/operations.ts';
import { processStat, statOf } from '../lists/processes.ts';
import type { Machine } from '../machine.ts';
import { Refusal } from '../problem.ts';

type ProcessAdjust = OperationOf<'process.adjust'>;

/** null: not asked for, or not known. */
export interface Settings {
  readonly nice: number | null;
  readonly ioPriority: number | null;
  readonly affinity: string | null;
}

export interface Thread extends Settings {
  readonly id: number;
}

/** A process with more is refused rather than set in part. */
const maxThreads = 8192;
const maxRounds = 5;

/** What the operation asks for, in the kernel's own form. */
export function wantedSettings(operation: ProcessAdjust): Settings {
  const { nice, ioPriority, affinity } = operation;
  return {
    nice,
    ioPriority: ioPriority === null ? null : packIoPriority(ioPriority),
    affinity: affinity === null ? null : formatRangeList(parseRangeList(affinity) ?? []),
  };
}

function threadIds(operation: ProcessAdjust, machine: Machine): readonly number[] {
  const ids = machine.list(`/proc/${String(operation.pid)}/task`).filter((name) => /^\d{1,7}$/.test(name));
  if (ids.length > maxThreads) throw new Refusal('pid', `${String(operation.pid)} has more than ${String(maxThreads)} threads`);
  return ids.map(Number);
}

/** Only what the operation is about is looked at. undefined when the thread has ended. */
function readThread(operation: ProcessAdjust, id: number, machine: Machine): Thread | undefined {
  const folder = `/proc/${String(operation.pid)}/task/${String(id)}`;
  const stat = statOf(`${folder}/stat`, machine);
  if (stat === undefined) return undefined;
  const cpus =
    operation.affinity === null ? undefined : /^Cpus_allowed_list:\s*(\S+)$/m.exec(machine.readRaw(`${folder}/status`) ?? '')?.[1];
  return {
    id,
    nice: operation.nice === null ? null : stat.nice,
    ioPriority: operation.ioPriority === null ? null : (machine.ioPriority(id) ?? null),
    affinity: cpus === undefined ? null : formatRangeList(parseRangeList(cpus) ?? []),
  };
}

export function readThreads(operation: ProcessAdjust, machine: Machine): readonly Thread[] {
  return threadIds(operation, machine)
    .map((id) => readThread(operation, id, machine))
    .filter((thread) => thread !== undefined);
}

/** True when the thread has everything that is asked for. */
export function hasSettings(thread: Settings, wanted: Settings): boolean {
  return (
    (wanted.nice === null || thread.nice === wanted.nice) &&
    (wanted.ioPriority === null || sameIoPriority(thread.ioPriority, wanted.ioPriority)) &&
    (wanted.affinity === null || thread.affinity === wanted.affinity)
  );
}

/** Before Linux 5.18 the kernel answered a level also where there is no class. */
function sameIoPriority(one: number | null, other: number): boolean {
  return one !== null && (one === other || (one >> 13 === 0 && other >> 13 === 0));
}

/**
 * Sets what `wantedFor` says on every thread. Threads begin with the settings of the thread that made them, so that
 * another look is taken until nothing is left to do. Throws Refusal.
 */
export function setThreads(operation: ProcessAdjust, wantedFor: (id: number) => Settings, machine: Machine): void {
  for (let round = 0; round < maxRounds; round += 1) {
    // Between two rounds the process may have ended and its number gone to another one.
    if (processStat(operation, machine) === undefined) throw new Refusal('pid', `process ${String(operation.pid)} has ended`);
    const rest = readThreads(operation, machine).filter((thread) => !hasSettings(thread, wantedFor(thread.id)));
    if (rest.length === 0) return;
    for (const thread of rest) setThread(thread, wantedFor(thread.id), machine);
  }
}

/** Affinity first: the kernel refuses it without having done anything when none of the CPUs is there. */
function setThread(thread: Thread, wanted: Settings, machine: Machine): void {
  if (
    wanted.affinity !== null &&
    thread.affinity !== wanted.affinity &&
    !machine.setAffinity(thread.id, parseRangeList(wanted.affinity) ?? [])
  )
    return;
  if (wanted.ioPriority !== null && !sameIoPriority(thread.ioPriority, wanted.ioPriority)) {
    if (!machine.setIoPriority(thread.id, wanted.ioPriority >> 13 === 0 ? 0 : wanted.ioPriority)) return;
  }
  if (wanted.nice !== null && thread.nice !== wanted.nice) machine.setNice(thread.id, wanted.nice);
}
