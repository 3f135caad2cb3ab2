/** One look at all control groups, in slices as the processes (sweep.ts). */
import type { GroupTable } from '../../contracts/processes.ts';
import type { MonitorClock } from '../clock.ts';
import { perSecond } from '../readers/reader.ts';
import { type GroupCounters, type Hierarchy, version1, version1Mounts, version2 } from './groupCounters.ts';
import { type FoundGroup, findGroups, maxGroups } from './groupTree.ts';
import { nextTurn, type ProcFiles } from './procFiles.ts';

type GroupSample = GroupTable['groups'][number];

export interface GroupSweepOptions {
  readonly proc: ProcFiles;
  readonly clock: MonitorClock;
}

const mount = '/sys/fs/cgroup';
const sliceSize = 8;

/** Counters of the last sweep of one observer. */
export class GroupRates {
  sweptAtMs: number | undefined;
  before: ReadonlyMap<string, { readonly counters: GroupCounters; readonly atMs: number }> = new Map();
}

export class GroupSweeper {
  readonly #options: GroupSweepOptions;

  constructor(options: GroupSweepOptions) {
    this.#options = options;
  }

  /** Never two at the same time: they share a buffer. */
  async sweep(rates: GroupRates): Promise<GroupTable> {
    const { clock, proc } = this.#options;
    const at = clock.nowMs();
    const startedMs = clock.monotonicMs();
    const intervalMs = rates.sweptAtMs === undefined ? null : Math.round((startedMs - rates.sweptAtMs) * 1000) / 1000;
    rates.sweptAtMs = startedMs;
    const hierarchy = hierarchyOf(proc);
    if (typeof hierarchy === 'string') return { at, intervalMs, groups: [], why: hierarchy };
    const found = await this.#find(hierarchy);
    const now = new Map<string, { counters: GroupCounters; atMs: number }>();
    const groups: GroupSample[] = [];
    for (const [index, { group, root }] of found.entries()) {
      if (index % sliceSize === sliceSize - 1) await nextTurn();
      // Gone between the two looks.
      if (proc.links(root + group.path) === undefined) continue;
      const counters = hierarchy.counters(proc, group.path);
      const atMs = clock.monotonicMs();
      now.set(group.path, { counters, atMs });
      const before = rates.before.get(group.path);
      groups.push({
        ...described(group),
        ...ratesOf(counters, before?.counters, before === undefined ? 0 : atMs - before.atMs),
        memoryBytes: counters.memoryBytes ?? null,
        processes: this.#count(root, group),
      });
    }
    rates.before = now;
    return { at, intervalMs, groups, why: groups.length === 0 ? 'There is no control group below the root.' : null };
  }

  /** Each path once, from the first hierarchy that has it. */
  async #find(hierarchy: Hierarchy): Promise<readonly { readonly group: FoundGroup; readonly root: string }[]> {
    const byPath = new Map<string, { group: FoundGroup; root: string }>();
    for (const root of hierarchy.roots) {
      for (const group of await findGroups(this.#options.proc, root)) {
        if (!byPath.has(group.path) && byPath.size < maxGroups) byPath.set(group.path, { group, root });
      }
    }
    return [...byPath.values()];
  }

  /** In it and everything inside; pids.current would count threads. null when some of it cannot be read. */
  #count(root: string, group: FoundGroup): number | null {
    const { proc } = this.#options;
    if (group.inside === undefined) return null;
    let count = 0;
    for (const path of group.inside) {
      const length = proc.all(`${root}${path}/cgroup.procs`);
      if (length === undefined && proc.problem === 'gone') continue;
      if (length === undefined || length === proc.bytes.length) return null;
      count += linesIn(proc.bytes, length);
    }
    return count;
  }
}

/** Or why there is none. */
function hierarchyOf(proc: ProcFiles): Hierarchy | string {
  if (proc.once(`${mount}/cgroup.controllers`) !== undefined) return version2(mount);
  const length = proc.all('/proc/self/mounts');
  const hierarchy = version1(version1Mounts(length === undefined ? '' : proc.bytes.toString('utf8', 0, length)));
  return hierarchy.roots.length > 0 ? hierarchy : 'No control groups are mounted in /sys/fs/cgroup.';
}

function described({ path, name, kind }: FoundGroup): Pick<GroupSample, 'path' | 'name' | 'kind'> {
  return { path: path.slice(1), name, kind };
}

function ratesOf(
  now: GroupCounters,
  before: GroupCounters | undefined,
  elapsedMs: number,
): Pick<GroupSample, 'cpuPercent' | 'readBytesPerSecond' | 'writeBytesPerSecond'> {
  const rate = (field: 'cpuMicroseconds' | 'readBytes' | 'writeBytes', unit: number): number | null =>
    perSecond((now[field] ?? Number.NaN) / unit, (before?.[field] ?? Number.NaN) / unit, elapsedMs);
  return {
    // A second of CPU time per second is 100 percent.
    cpuPercent: rate('cpuMicroseconds', 10_000),
    readBytesPerSecond: rate('readBytes', 1),
    writeBytesPerSecond: rate('writeBytes', 1),
  };
}

function linesIn(bytes: Buffer, length: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1 && at < length; at = bytes.indexOf(0x0a, at + 1)) lines += 1;
  return lines;
}
