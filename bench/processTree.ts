/** CPU and memory of a program with everything that it has started. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseProcessStat } from '../src-main/base/processStat.ts';
import { cpuTimeMs, residentBytes } from './measure.ts';

export interface PeerFigures {
  readonly cpuPercent: number;
  readonly rssBytes: number;
  /** Until it was of use for the first time. */
  readonly startMs: number;
}

/** The process and its descendants. */
export function treeOf(root: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = parseProcessStat(readFileSync(`/proc/${entry}/stat`, 'latin1'));
      if (stat !== undefined) children.set(stat.parentPid, [...(children.get(stat.parentPid) ?? []), stat.pid]);
    } catch {
      // The process ended between the listing and the read.
    }
  }
  const found = [root];
  for (let at = 0; at < found.length; at += 1) found.push(...(children.get(found[at] ?? 0) ?? []));
  return found;
}

/** Share of one core over `seconds`, of those that live from start to end, and what they hold then. */
export async function watchTree(root: number, seconds: number): Promise<Pick<PeerFigures, 'cpuPercent' | 'rssBytes'>> {
  const before = new Map(treeOf(root).map((pid) => [pid, cpuTimeMs(pid)]));
  const started = performance.now();
  await sleep(seconds * 1000);
  const elapsedMs = performance.now() - started;
  const now = treeOf(root);
  const spentMs = now.reduce((sum, pid) => sum + cpuTimeMs(pid) - (before.get(pid) ?? 0), 0);
  return { cpuPercent: (spentMs / elapsedMs) * 100, rssBytes: now.reduce((sum, pid) => sum + residentBytes(pid), 0) };
}
