/** Signals and priorities by the user's own right. */
import { readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { packIoPriority } from '../../base/ioPriority.ts';
import { hasEnded, type ProcessStat, parseProcessStat } from '../../base/processStat.ts';
import { parseRangeList } from '../../base/text.ts';
import { getIoPriority, SystemCallError, setAffinity, setIoPriority, setNice, withProcess } from '../../transports/processCalls.ts';
import type { HostProcesses, ProcessChange, ProcessIdentity, ProcessOutcome } from '../port.ts';

const gone: ProcessOutcome = { ok: false, reason: 'gone', why: 'it has ended' };

export function createNodeProcesses(): HostProcesses {
  return {
    isThere: (process) => statOf(process) !== undefined,
    signal: (process, signal) => outcomeOf(() => sendSignal(process, constants.signals[`SIG${signal}`])),
    adjust: (process, change) => outcomeOf(() => (statOf(process) === undefined ? gone : adjust(process, change))),
  };
}

/** For machines that are only looked at. */
export function unavailableProcesses(why: string): HostProcesses {
  const refuse = (): ProcessOutcome => ({ ok: false, reason: 'unavailable', why });
  return { isThere: () => false, signal: refuse, adjust: refuse };
}

/** undefined unless that very process is there. */
function statOf({ pid, startTicks }: ProcessIdentity): ProcessStat | undefined {
  const stat = readStat(`/proc/${String(pid)}/stat`);
  return stat?.pid === pid && stat.startTicks === startTicks && !hasEnded(stat) ? stat : undefined;
}

function readStat(file: string): ProcessStat | undefined {
  try {
    return parseProcessStat(readFileSync(file, 'latin1'));
  } catch {
    return undefined; // ended, or hidden by hidepid, which for this user is the same
  }
}

function outcomeOf(work: () => ProcessOutcome): ProcessOutcome {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ESRCH') return gone;
    const why = error instanceof Error ? error.message : String(error);
    if (code === 'EPERM' || code === 'EACCES') return { ok: false, reason: 'denied', why };
    if (code === 'EINVAL') return { ok: false, reason: 'refused', why };
    throw error;
  }
}

/** With a descriptor in hand the number cannot come to mean another process between the look and the signal. */
function sendSignal(process: ProcessIdentity, signal: number): ProcessOutcome {
  const { pid } = process;
  try {
    return withProcess(pid, (send) => {
      if (statOf(process) === undefined) return gone;
      send(signal);
      return { ok: true };
    });
  } catch (error) {
    if (!(error instanceof SystemCallError) || error.call !== 'pidfd_open' || error.code === 'ESRCH') throw error;
    // Linux before 5.3, or a sandbox that does not know the call: the plain way, with its tiny gap.
    if (statOf(process) === undefined) return gone;
    globalThis.process.kill(pid, signal);
    return { ok: true };
  }
}

interface Thread {
  readonly id: number;
  readonly nice: number;
  readonly ioPriority: number | undefined;
  readonly cpus: readonly number[];
}

/** On Linux all three belong to a thread (setpriority(2), ioprio_set(2), sched_setaffinity(2)). */
function threadsOf(pid: number): readonly Thread[] {
  return readdirSync(`/proc/${String(pid)}/task`)
    .map((name) => readThread(pid, Number(name)))
    .filter((thread) => thread !== undefined);
}

function readThread(pid: number, id: number): Thread | undefined {
  const folder = `/proc/${String(pid)}/task/${String(id)}`;
  const stat = readStat(`${folder}/stat`);
  if (stat === undefined) return undefined;
  try {
    const cpus = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync(`${folder}/status`, 'latin1'))?.[1];
    return { id, nice: stat.nice, ioPriority: knownIoPriority(id), cpus: parseRangeList(cpus ?? '') ?? [] };
  } catch {
    return undefined; // ended between the two reads
  }
}

function knownIoPriority(thread: number): number | undefined {
  try {
    return getIoPriority(thread);
  } catch (error) {
    if (error instanceof SystemCallError) return undefined; // this kernel has none
    throw error;
  }
}

/** Nice comes last, because an ordinary user cannot lower it again. */
function adjust({ pid }: ProcessIdentity, { nice, ioPriority, cpus }: ProcessChange): ProcessOutcome {
  const taken: (() => void)[] = [];
  try {
    for (const thread of threadsOf(pid)) {
      if (cpus !== null)
        step(
          taken,
          () => {
            setAffinity(thread.id, cpus);
          },
          () => {
            setAffinity(thread.id, thread.cpus);
          },
        );
    }
    for (const thread of threadsOf(pid)) {
      const { ioPriority: before } = thread;
      if (ioPriority !== null)
        step(
          taken,
          () => {
            setIoPriority(thread.id, packIoPriority(ioPriority));
          },
          () => {
            setIoPriority(thread.id, before ?? 0);
          },
        );
    }
    for (const thread of niceFirst(threadsOf(pid))) {
      if (nice !== null && thread.nice !== nice)
        step(
          taken,
          () => {
            setNice(thread.id, nice);
          },
          () => {
            setNice(thread.id, thread.nice);
          },
        );
    }
    return { ok: true };
  } catch (error) {
    takeBack(taken);
    throw error;
  }
}

/** The highest first: where lowering one is refused, nothing was raised before. */
function niceFirst(threads: readonly Thread[]): readonly Thread[] {
  return [...threads].sort((a, b) => b.nice - a.nice);
}

/** A thread that ended meanwhile is no failure. */
function step(taken: (() => void)[], work: () => void, back: () => void): void {
  try {
    work();
    taken.push(back);
  } catch (error) {
    if (!(error instanceof SystemCallError && error.code === 'ESRCH')) throw error;
  }
}

function takeBack(taken: readonly (() => void)[]): void {
  for (const back of [...taken].reverse()) {
    try {
      back();
    } catch (error) {
      // What cannot be taken back by the user's own right is taken as it is by the Plan that follows.
      if (!(error instanceof SystemCallError)) throw error;
    }
  }
}
