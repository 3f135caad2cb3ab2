/**
 * Which logical CPUs share a core, a package and a cache. Every list names all
 * its members, so one file for each core is read and not one for each CPU.
 * Source: Linux, Documentation/ABI/stable/sysfs-devices-system-cpu.
 */
import { parseBitmap } from '../parse/bitmap.ts';
import type { Reader } from './reader.ts';

export interface CacheInstance {
  readonly level: number;
  readonly type: 'data' | 'instruction' | 'unified';
  readonly sizeBytes: number;
  readonly cpus: readonly number[];
}

export interface Topology {
  readonly online: readonly number[];
  readonly cores: readonly (readonly number[])[];
  readonly packages: readonly (readonly number[])[];
  readonly caches: readonly CacheInstance[];
}

const cpuFolder = '/sys/devices/system/cpu';
// The largest NR_CPUS that the kernel can be built with; a longer list is damage or an attack.
const mostCpus = 8192;

/** undefined when /sys shows no CPU at all. */
export function readTopology(read: Reader): Topology | undefined {
  const online = onlineCpus(read);
  if (online.length === 0) return undefined;
  const isOnline = new Set(online);
  // The first name is the kernel's own since 5.1, the second its older twin.
  const groups = (names: readonly [string, string]): readonly (readonly number[])[] =>
    groupsOf(online, (cpu) => {
      const folder = `${cpuFolder}/cpu${String(cpu)}/topology`;
      return (read.ranges(`${folder}/${names[0]}`) ?? read.ranges(`${folder}/${names[1]}`) ?? []).filter((one) => isOnline.has(one));
    });
  return {
    online,
    cores: groups(preferred(read, ['core_cpus_list', 'thread_siblings_list'])),
    packages: groups(preferred(read, ['package_cpus_list', 'core_siblings_list'])),
    caches: readCaches(read, online, isOnline),
  };
}

/** A failing open costs more than a read: put the name that exists first. */
function preferred(read: Reader, names: readonly [string, string]): readonly [string, string] {
  const first = read.files.list(cpuFolder).find((name) => /^cpu\d+$/.test(name)) ?? 'cpu0';
  return read.files.exists(`${cpuFolder}/${first}/topology/${names[0]}`) ? names : [names[1], names[0]];
}

function onlineCpus(read: Reader): readonly number[] {
  const listed = read.ranges(`${cpuFolder}/online`);
  if (listed !== undefined && listed.length > 0 && listed.length <= mostCpus) return listed;
  return read.files
    .list(cpuFolder)
    .flatMap((name) => (/^cpu\d{1,5}$/.test(name) ? [Number(name.slice(3))] : []))
    .filter((cpu) => read.value(`${cpuFolder}/cpu${String(cpu)}/online`) !== '0')
    .sort((a, b) => a - b);
}

/** Asks each CPU that no earlier answer covered; a CPU without an answer is a group of its own. */
function groupsOf(online: readonly number[], membersOf: (cpu: number) => readonly number[]): readonly (readonly number[])[] {
  const covered = new Set<number>();
  const groups: (readonly number[])[] = [];
  for (const cpu of online) {
    if (covered.has(cpu)) continue;
    const members = membersOf(cpu).filter((one) => !covered.has(one));
    const group = members.includes(cpu) ? members : [cpu];
    for (const one of group) covered.add(one);
    groups.push(group);
  }
  return groups;
}

const cacheTypes: Readonly<Record<string, CacheInstance['type']>> = { Data: 'data', Instruction: 'instruction', Unified: 'unified' };

interface CacheKind {
  readonly level: number;
  readonly type: CacheInstance['type'];
}

function readCaches(read: Reader, online: readonly number[], isOnline: ReadonlySet<number>): readonly CacheInstance[] {
  const instances: CacheInstance[] = [];
  const covered = new Map<string, Set<number>>();
  const kinds = new Map<string, CacheKind | undefined>();
  for (const cpu of online) {
    const folder = `${cpuFolder}/cpu${String(cpu)}/cache`;
    // The number of indexes differs between kinds of cores, so the folder is asked, once for each core.
    for (const index of cacheIndexes(read, folder, cpu, covered)) {
      const seen = covered.get(index) ?? new Set<number>();
      covered.set(index, seen);
      if (seen.has(cpu)) continue;
      const found = readInstance(read, `${folder}/${index}`, cpu, kinds, index);
      if (found === undefined) continue;
      const cpus = found.cpus.filter((one) => isOnline.has(one));
      for (const one of cpus) seen.add(one);
      instances.push({ ...found, cpus });
    }
  }
  return instances;
}

function cacheIndexes(read: Reader, folder: string, cpu: number, covered: ReadonlyMap<string, ReadonlySet<number>>): readonly string[] {
  // A hyper-thread whose first-level caches are known has nothing new to tell.
  if (covered.get('index0')?.has(cpu) === true && covered.get('index1')?.has(cpu) === true) return [];
  return read.files.list(folder).filter((name) => /^index\d$/.test(name));
}

function readInstance(
  read: Reader,
  folder: string,
  cpu: number,
  kinds: Map<string, CacheKind | undefined>,
  index: string,
): CacheInstance | undefined {
  const size = read.value(`${folder}/size`);
  const sizeBytes = size === undefined ? undefined : parseCacheSize(size);
  if (sizeBytes === undefined) return undefined;
  // Level and type are the same for all caches with this index and size; reading them once halves the work on large machines.
  const key = `${index}/${String(sizeBytes)}`;
  if (!kinds.has(key)) kinds.set(key, readKind(read, folder));
  const kind = kinds.get(key);
  const shared = read.ranges(`${folder}/shared_cpu_list`) ?? parseBitmap(read.value(`${folder}/shared_cpu_map`) ?? '') ?? [cpu];
  return kind === undefined ? undefined : { ...kind, sizeBytes, cpus: shared.includes(cpu) ? shared : [cpu] };
}

function readKind(read: Reader, folder: string): CacheKind | undefined {
  const level = read.integerOf(`${folder}/level`);
  const type = cacheTypes[read.value(`${folder}/type`) ?? ''];
  return level === undefined || type === undefined ? undefined : { level, type };
}

/** `32K`, `6144K`, `16M` → bytes. */
export function parseCacheSize(text: string): number | undefined {
  const match = /^(\d{1,9})([KMG])?$/.exec(text.trim());
  if (match === null) return undefined;
  const unit = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 }[match[2] ?? ''] ?? 1;
  const bytes = Number(match[1]) * unit;
  return bytes > 0 ? bytes : undefined;
}
