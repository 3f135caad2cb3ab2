/**
 * cpufreq, one policy for each group of CPUs that change speed together.
 * Source: Linux, Documentation/admin-guide/pm/cpufreq.rst, intel_pstate.rst, amd-pstate.rst.
 */
import { absent, ok, type Reading, unknown } from '../../../contracts/value.ts';
import type { Reader } from './reader.ts';

export interface FrequencyPolicy {
  readonly folder: string;
  readonly cpus: readonly number[];
  /** Highest frequency that the hardware reaches; undefined when the driver does not say. */
  readonly maxKHz: number | undefined;
}

export interface Frequency {
  readonly policies: readonly FrequencyPolicy[];
  policyOf(cpu: number): FrequencyPolicy | undefined;
  readonly driver: Reading<string>;
  readonly driverMode: Reading<string>;
  readonly boost: Reading<boolean>;
}

const cpuFolder = '/sys/devices/system/cpu';
export const noFrequencyControl = 'The kernel offers no CPU frequency control here; in a virtual machine the host owns it';

export function readFrequency(read: Reader, online: readonly number[]): Frequency {
  const policies = readPolicies(read, online).map((policy) => ({ ...policy, maxKHz: read.integerOf(`${policy.folder}/cpuinfo_max_freq`) }));
  const byCpu = new Map(policies.flatMap((policy) => policy.cpus.map((cpu) => [cpu, policy] as const)));
  const first = policies[0];
  return {
    policies,
    policyOf: (cpu) => byCpu.get(cpu),
    driver: first === undefined ? absent(noFrequencyControl) : read.text(`${first.folder}/scaling_driver`, 'No frequency driver is loaded'),
    driverMode: readDriverMode(read),
    boost: readBoost(read, first),
  };
}

type Place = Omit<FrequencyPolicy, 'maxKHz'>;

function readPolicies(read: Reader, online: readonly number[]): readonly Place[] {
  const listed = read.files.list(`${cpuFolder}/cpufreq`).filter((name) => /^policy\d{1,5}$/.test(name));
  // As many policies as CPUs: each CPU has its own, and no file need be read to know it.
  if (listed.length === online.length && listed.length > 0) {
    return online.map((cpu) => ({ folder: `${cpuFolder}/cpufreq/policy${String(cpu)}`, cpus: [cpu] }));
  }
  const isOnline = new Set(online);
  if (listed.length > 0) {
    return listed
      .map((name) => {
        const folder = `${cpuFolder}/cpufreq/${name}`;
        const cpus = read.ranges(`${folder}/related_cpus`) ?? spaceList(read.value(`${folder}/related_cpus`)) ?? [Number(name.slice(6))];
        return { folder, cpus: cpus.filter((cpu) => isOnline.has(cpu)) };
      })
      .filter((policy) => policy.cpus.length > 0);
  }
  return policiesByCpu(read, online);
}

/** Old kernels and trimmed recordings have only cpuN/cpufreq. */
function policiesByCpu(read: Reader, online: readonly number[]): readonly Place[] {
  const isOnline = new Set(online);
  const covered = new Set<number>();
  const policies: Place[] = [];
  for (const cpu of online) {
    const folder = `${cpuFolder}/cpu${String(cpu)}/cpufreq`;
    if (covered.has(cpu) || !read.files.exists(`${folder}/scaling_driver`)) continue;
    const related = spaceList(read.value(`${folder}/related_cpus`)) ?? [cpu];
    const cpus = related.filter((one) => !covered.has(one) && isOnline.has(one));
    const members = cpus.includes(cpu) ? cpus : [cpu];
    for (const one of members) covered.add(one);
    policies.push({ folder, cpus: members });
  }
  return policies;
}

/** related_cpus is `0 1 2 3`, not a range list. */
function spaceList(text: string | undefined): readonly number[] | undefined {
  if (text === undefined || !/^\d{1,5}(?: \d{1,5})*$/.test(text)) return undefined;
  return text.split(' ').map(Number);
}

function readDriverMode(read: Reader): Reading<string> {
  const mode = read.value(`${cpuFolder}/intel_pstate/status`) ?? read.value(`${cpuFolder}/amd_pstate/status`);
  return mode === undefined ? absent('Only intel_pstate and amd_pstate have modes, and neither is in use') : ok(mode);
}

function readBoost(read: Reader, first: FrequencyPolicy | undefined): Reading<boolean> {
  const noTurbo = read.value(`${cpuFolder}/intel_pstate/no_turbo`);
  if (noTurbo === '0' || noTurbo === '1') return ok(noTurbo === '0');
  const candidates = [`${cpuFolder}/cpufreq/boost`, ...(first === undefined ? [] : [`${first.folder}/boost`, `${first.folder}/cpb`])];
  for (const path of candidates) {
    const value = read.value(path);
    if (value === '0' || value === '1') return ok(value === '1');
  }
  if (first === undefined) return absent(noFrequencyControl);
  return unknown('The frequency driver does not say whether boost is on: neither a boost nor a no_turbo file exists');
}
