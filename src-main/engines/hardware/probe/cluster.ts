/** One kind of core: how many, how fast, and who decides their speed. */
import { formatRangeList, offeredWords } from '../../../base/text.ts';
import type { CpuCluster } from '../../../contracts/hardware.ts';
import { absent, mapReading, ok, type Reading, unknown } from '../../../contracts/value.ts';
import type { CoreGroup } from '../model/coreKinds.ts';
import { baseMHzFromModel, type CpuInfo } from '../parse/cpuinfo.ts';
import { type Frequency, type FrequencyPolicy, noFrequencyControl } from './frequency.ts';
import type { Reader } from './reader.ts';
import type { Topology } from './topology.ts';

export interface ClusterContext {
  readonly topology: Topology;
  readonly frequency: Frequency;
  readonly info: CpuInfo;
}

export function describeCluster(read: Reader, group: CoreGroup, { topology, frequency, info }: ClusterContext): CpuCluster {
  const members = new Set(group.cpus);
  const policies = [...new Set(group.cpus.flatMap((cpu) => frequency.policyOf(cpu) ?? []))];
  const first = policies[0];
  // Policies with the same ceiling have the same floor; one of each is asked, which spares large machines hundreds of reads.
  const distinct = [...new Map(policies.map((policy) => [policy.maxKHz, policy])).values()];
  const megahertz = (
    name: string,
    values: readonly (number | undefined)[],
    choose: (...all: readonly number[]) => number,
  ): Reading<number> => {
    const known = values.filter((value): value is number => value !== undefined && value > 0);
    if (known.length > 0) return ok(choose(...known) / 1000);
    return first === undefined ? absent(noFrequencyControl) : unknown(`${first.folder}/${name} holds no frequency`);
  };
  const floors = distinct.map((policy) => read.integerOf(`${policy.folder}/cpuinfo_min_freq`));
  const ceilings = distinct.map((policy) => policy.maxKHz);
  return {
    kind: group.kind,
    cpus: formatRangeList(group.cpus),
    cores: topology.cores.filter((core) => core.some((cpu) => members.has(cpu))).length,
    threads: group.cpus.length,
    baseMHz: baseFrequency(read, group, first, info),
    minMHz: megahertz('cpuinfo_min_freq', floors, Math.min),
    maxMHz: megahertz('cpuinfo_max_freq', ceilings, Math.max),
    governor: common(read, policies, 'scaling_governor', noFrequencyControl),
    availableGovernors: words(read, first, 'scaling_available_governors', noFrequencyControl),
    energyPreference: common(read, policies, 'energy_performance_preference', noPreference),
    availableEnergyPreferences: words(read, first, 'energy_performance_available_preferences', noPreference),
  };
}

const noPreference = 'The frequency driver takes no energy preference (intel_pstate and amd_pstate in active mode do)';

/** base_frequency is intel_pstate's, nominal_freq (MHz) the firmware's (ACPI CPPC), the model name Intel's own words. */
function baseFrequency(read: Reader, group: CoreGroup, policy: FrequencyPolicy | undefined, info: CpuInfo): Reading<number> {
  const base = policy === undefined ? undefined : read.integerOf(`${policy.folder}/base_frequency`);
  if (base !== undefined && base > 0) return ok(base / 1000);
  const nominal = read.integerOf(`/sys/devices/system/cpu/cpu${String(group.cpus[0] ?? 0)}/acpi_cppc/nominal_freq`);
  if (nominal !== undefined && nominal > 0) return ok(nominal);
  const named = baseMHzFromModel(info.first.get('model name') ?? '');
  if (named !== undefined) return ok(named);
  return unknown('Neither the frequency driver, nor the firmware (ACPI CPPC), nor the model name gives a base frequency');
}

/** One value where all policies agree; otherwise it says which differ, because one of them would be a lie for the rest. */
function common(read: Reader, policies: readonly FrequencyPolicy[], name: string, nothing: string): Reading<string> {
  const values = new Map<string, number[]>();
  for (const policy of policies) {
    const value = read.value(`${policy.folder}/${name}`);
    // The driver answers for all policies or for none.
    if (value === undefined) break;
    values.set(value, [...(values.get(value) ?? []), ...policy.cpus]);
  }
  const [only, ...others] = values.keys();
  if (only === undefined) return absent(nothing);
  if (others.length === 0) return ok(only);
  const parts = [...values].map(([value, cpus]) => `${value} on CPUs ${formatRangeList(cpus)}`);
  return unknown(`The CPUs of this kind do not agree: ${parts.join(', ')}`);
}

function words(read: Reader, policy: FrequencyPolicy | undefined, name: string, nothing: string): Reading<string[]> {
  if (policy === undefined) return absent(nothing);
  return mapReading(read.text(`${policy.folder}/${name}`, nothing), (text) => [...offeredWords(text)]);
}
