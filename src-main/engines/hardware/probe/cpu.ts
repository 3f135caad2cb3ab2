/** The processor. */
import { formatRangeList } from '../../../base/text.ts';
import type { Cpu } from '../../../contracts/hardware.ts';
import { absent, ok, type Reading, unknown } from '../../../contracts/value.ts';
import type { HostIdentity } from '../../../host/port.ts';
import type { CoreFacts, CoreKind } from '../model/coreKinds.ts';
import { groupCores } from '../model/coreKinds.ts';
import { armModel, armVendor } from '../parse/armCores.ts';
import { type Architecture, type CpuInfo, parseCpuInfo } from '../parse/cpuinfo.ts';
import { vulnerabilityState } from '../parse/vulnerability.ts';
import { describeCluster } from './cluster.ts';
import { type Frequency, readFrequency } from './frequency.ts';
import { readNumaNodes } from './numa.ts';
import type { Reader } from './reader.ts';
import { readTopology, type Topology } from './topology.ts';

const cpuFolder = '/sys/devices/system/cpu';
// About 1.5 KiB for each logical CPU of the largest machines.
const maxCpuInfoBytes = 8 * 1024 * 1024;

export interface CpuProbe {
  readonly cpu: Cpu;
  readonly info: CpuInfo;
}

export function probeCpu(read: Reader, identity: HostIdentity): CpuProbe {
  const info = parseCpuInfo(read.whole('/proc/cpuinfo', maxCpuInfoBytes) ?? '');
  const topology = readTopology(read);
  const frequency = readFrequency(read, topology?.online ?? []);
  const groups = topology === undefined ? [] : groupCores(coreFacts(read, info, topology, frequency));
  const noTopology = 'The kernel shows no CPU topology in /sys/devices/system/cpu';
  const counted = (count: (found: Topology) => number): Reading<number> =>
    topology === undefined ? unknown(noTopology) : ok(count(topology));
  const cpu: Cpu = {
    vendor: vendorOf(info),
    model: modelOf(info),
    architecture: architectureOf(info, identity),
    packages: counted((found) => found.packages.length),
    cores: counted((found) => found.cores.length),
    threads: topology === undefined && info.entries > 0 ? ok(info.entries) : counted((found) => found.online.length),
    onlineCpus: topology === undefined ? unknown(noTopology) : ok(formatRangeList(topology.online)),
    smt: readSmt(read, topology),
    hybrid: topology === undefined ? unknown(noTopology) : ok(groups.length > 1),
    clusters:
      topology === undefined ? unknown(noTopology) : ok(groups.map((group) => describeCluster(read, group, { topology, frequency, info }))),
    caches: cachesOf(topology),
    numaNodes: readNumaNodes(read),
    frequencyDriver: frequency.driver,
    driverMode: frequency.driverMode,
    boost: frequency.boost,
    idleDriver: read.text(`${cpuFolder}/cpuidle/current_driver`, 'The kernel uses no idle-state driver'),
    microcode: microcodeOf(read, info),
    vulnerabilities: readVulnerabilities(read),
  };
  return { cpu, info };
}

function vendorOf({ first, armCores }: CpuInfo): Reading<string> {
  const arm = [...armCores.values()][0];
  const named = first.get('vendor_id') ?? (arm === undefined ? undefined : armVendor(arm));
  if (named !== undefined && named !== '') return ok(named);
  if (/^POWER\d/.test(first.get('cpu') ?? '')) return ok('IBM');
  return unknown('/proc/cpuinfo does not name the maker of this processor');
}

function modelOf({ first, armCores }: CpuInfo): Reading<string> {
  const named = first.get('model name') ?? armModel(armCores.values()) ?? first.get('cpu')?.split(',')[0] ?? first.get('uarch');
  return named === undefined || named === '' ? unknown('/proc/cpuinfo does not name this processor') : ok(named.replace(/\s+/g, ' '));
}

const nodeArchitectures: Readonly<Record<string, Architecture>> = {
  x64: 'x86_64',
  arm64: 'aarch64',
  // Node is built for little-endian POWER only.
  ppc64: 'ppc64le',
  riscv64: 'riscv64',
};

function architectureOf(info: CpuInfo, identity: HostIdentity): Reading<Architecture> {
  if (identity.architecture !== undefined) return ok(nodeArchitectures[identity.architecture] ?? 'other');
  return info.architecture === undefined
    ? unknown('The recording has no /proc/cpuinfo to tell the architecture by')
    : ok(info.architecture);
}

const smtWords: Readonly<Record<string, 'on' | 'off' | 'forceoff' | 'notSupported' | 'notImplemented'>> = {
  on: 'on',
  off: 'off',
  forceoff: 'forceoff',
  notsupported: 'notSupported',
  notimplemented: 'notImplemented',
};

function readSmt(read: Reader, topology: Topology | undefined): Cpu['smt'] {
  const word = smtWords[read.value(`${cpuFolder}/smt/control`) ?? ''];
  if (word !== undefined) return ok(word);
  if (topology?.cores.some((core) => core.length > 1) === true) return ok('on');
  return unknown(`${cpuFolder}/smt/control does not exist and no core shows two threads, so SMT is either off or not there`);
}

function coreFacts(read: Reader, info: CpuInfo, topology: Topology, frequency: Frequency): readonly CoreFacts[] {
  const threads = new Map(topology.cores.flatMap((core) => core.map((cpu) => [cpu, core.length] as const)));
  const listed = listedKinds(read);
  const cacheOf = cacheLookup(topology);
  const hasCapacity = read.files.exists(`${cpuFolder}/cpu${String(topology.online[0] ?? 0)}/cpu_capacity`);
  return topology.online.map((cpu) => {
    const arm = info.armCores.get(cpu);
    const policy = frequency.policyOf(cpu);
    return {
      cpu,
      threadsOnCore: threads.get(cpu) ?? 1,
      listedAs: listed.get(cpu),
      design: arm === undefined ? undefined : `${String(arm.implementer)}:${String(arm.part)}`,
      capacity: hasCapacity ? read.integerOf(`${cpuFolder}/cpu${String(cpu)}/cpu_capacity`) : undefined,
      maxKHz: policy?.maxKHz,
      l1DataBytes: cacheOf(cpu, 1),
      l2Bytes: cacheOf(cpu, 2),
      hasL3: cacheOf(cpu, 3) !== undefined,
    };
  });
}

/** Linux, Documentation/admin-guide/perf/… : hybrid Intel machines have one PMU folder with a CPU list for each kind. */
function listedKinds(read: Reader): ReadonlyMap<number, CoreKind> {
  const kinds: readonly (readonly [string, CoreKind])[] = [
    ['cpu_core', 'performance'],
    ['cpu_atom', 'efficiency'],
    ['cpu_lowpower', 'lowPower'],
  ];
  return new Map(kinds.flatMap(([name, kind]) => (read.ranges(`/sys/devices/${name}/cpus`) ?? []).map((cpu) => [cpu, kind] as const)));
}

function cacheLookup(topology: Topology): (cpu: number, level: number) => number | undefined {
  const sizes = new Map<string, number>();
  for (const cache of topology.caches) {
    if (cache.type === 'instruction') continue;
    for (const cpu of cache.cpus) sizes.set(`${String(cpu)}/${String(cache.level)}`, cache.sizeBytes);
  }
  return (cpu, level) => sizes.get(`${String(cpu)}/${String(level)}`);
}

function cachesOf(topology: Topology | undefined): Cpu['caches'] {
  if (topology === undefined || topology.caches.length === 0) {
    return unknown('The kernel does not describe the caches of this processor in /sys/devices/system/cpu/cpu*/cache');
  }
  const kinds = new Map<
    string,
    { level: number; type: 'data' | 'instruction' | 'unified'; sizeBytes: number; instances: number; sharedBy: number }
  >();
  for (const { level, type, sizeBytes, cpus } of topology.caches) {
    const key = [level, type, sizeBytes, cpus.length].join('/');
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, { level, type, sizeBytes, instances: 1, sharedBy: cpus.length });
    else kind.instances += 1;
  }
  return ok([...kinds.values()].sort((a, b) => a.level - b.level || a.type.localeCompare(b.type) || b.sizeBytes - a.sizeBytes));
}

function microcodeOf(read: Reader, info: CpuInfo): Reading<string> {
  const version = info.first.get('microcode') ?? read.value(`${cpuFolder}/cpu0/microcode/version`);
  return version === undefined || version === '' ? absent('The kernel reports no microcode version for this processor') : ok(version);
}

function readVulnerabilities(read: Reader): Cpu['vulnerabilities'] {
  const folder = `${cpuFolder}/vulnerabilities`;
  const names = read.files.list(folder);
  if (names.length === 0) return unknown(`The kernel lists no processor vulnerabilities in ${folder}`);
  return ok(
    names.map((name) => {
      const text = read.value(`${folder}/${name}`) ?? '';
      return { name, state: vulnerabilityState(text), text };
    }),
  );
}
