/**
 * Processor time of this process and of all that came of it. The kernel adds
 * the time of a child to its parent's only once the parent has waited for it:
 * Electron ends without waiting for the processes that did its work, which then
 * belong to init. So whoever was seen once stays ours for as long as it lives,
 * and what an ended one had used when it was last seen stays counted.
 */
import { type ProcessStat, parseProcessStat } from '../../../base/processStat.ts';
import type { HostFiles } from '../../../host/port.ts';

export interface OwnWork {
  /** Ticks until now; undefined where the kernel does not tell. What ends between two looks counts as far as its parent waited for it. */
  look(): number | undefined;
}

/** A program that starts more than this is counted when it has ended, as the kernel does it. */
const mostProcesses = 256;

export function createOwnWork(files: HostFiles): OwnWork {
  let seen: readonly ProcessStat[] = [];
  let last = 0;
  let counted = 0;
  return {
    look() {
      const self = statOf(files, 'self');
      if (self === undefined) return undefined;
      const others = seen.flatMap(({ pid, startTicks }) => {
        const stat = pid === self.pid ? undefined : statOf(files, pid);
        return stat?.startTicks === startTicks ? [stat] : [];
      });
      seen = family(files, self, others);
      const now = seen.reduce((sum, { workTicks }) => sum + workTicks, 0);
      // Less than before: somebody ended whom nobody waited for.
      counted += Math.max(0, now - last);
      last = now;
      return counted;
    },
  };
}

/** `self` and `others` with all their descendants, each once. */
function family(files: HostFiles, self: ProcessStat, others: readonly ProcessStat[]): readonly ProcessStat[] {
  const found = new Map<number, ProcessStat>([self, ...others].map((stat) => [stat.pid, stat]));
  // A map hands out what is added while one goes through it.
  for (const { pid } of found.values()) {
    for (const child of childrenOf(files, pid)) {
      if (found.size >= mostProcesses) return [...found.values()];
      const stat = found.has(child) ? undefined : statOf(files, child);
      if (stat !== undefined) found.set(child, stat);
    }
  }
  return [...found.values()];
}

/** proc_pid_task_tid_children(5), of the first thread: the one that starts programs in Node, Chromium, Python and shells. */
function childrenOf(files: HostFiles, pid: number): readonly number[] {
  const read = files.read(`/proc/${String(pid)}/task/${String(pid)}/children`, 64 * 1024);
  return read.ok ? (read.text.match(/\d{1,10}/g) ?? []).map(Number) : [];
}

function statOf(files: HostFiles, pid: number | 'self'): ProcessStat | undefined {
  const read = files.read(`/proc/${String(pid)}/stat`, 4096);
  const stat = read.ok ? parseProcessStat(read.text) : undefined;
  return stat !== undefined && Number.isSafeInteger(stat.workTicks) && stat.workTicks >= 0 ? stat : undefined;
}
