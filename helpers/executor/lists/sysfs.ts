/**
 * The files below /sys and /proc/irq that may be written, as patterns. A
 * placeholder matches one piece of one path segment. Sources: the kernel's
 * Documentation/ABI/testing/sysfs-*, Documentation/admin-guide/pm/{cpufreq,
 * intel_pstate,amd-pstate}.rst, Documentation/block/queue-sysfs.rst,
 * Documentation/admin-guide/mm/{transhuge,hugetlbpage,ksm}.rst,
 * Documentation/power/runtime_pm.rst.
 */
import type { ValueRule } from './values.ts';

interface SysfsPattern {
  readonly pattern: string;
  readonly value: ValueRule;
}

const placeholders: Readonly<Record<string, { readonly exact: string; readonly glob: string }>> = {
  n: { exact: '\\d{1,6}', glob: '(?:\\d{1,6}|\\*)' },
  block: { exact: '[a-z][a-z0-9_-]{0,31}', glob: '[a-z*][a-z0-9*_-]{0,31}' },
  pci: { exact: '[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]', glob: '(?:[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]|\\*)' },
  usb: { exact: '[0-9a-z]{1,8}(?:-[0-9]{1,3}(?:\\.[0-9]{1,3}){0,6})?', glob: '(?:[0-9a-z][0-9a-z.-]{0,23}|\\*)' },
  huge: { exact: '[0-9]{2,8}kB', glob: '[0-9]{2,8}kB' },
  net: { exact: '[A-Za-z0-9][A-Za-z0-9_.@-]{0,14}', glob: '[A-Za-z0-9][A-Za-z0-9_.@-]{0,14}' },
};

const offered: ValueRule = { shape: 'offered' };
/** Half of the memory: the rest of the system must go on. */
const hugePages: ValueRule = { shape: 'integer', min: 0, max: 16_777_216, memory: { share: 0.5, unit: 'hugePage' } };
const onOff: ValueRule = { shape: 'integer', min: 0, max: 1 };
const runtimePower: ValueRule = { shape: 'words', words: ['auto', 'on'] };

function range(min: number, max: number): ValueRule {
  return { shape: 'integer', min, max };
}

const cpu = '/sys/devices/system/cpu';
const frequency = { shape: 'integer', min: 1, max: 100_000_000, minFile: 'cpuinfo_min_freq', maxFile: 'cpuinfo_max_freq' } as const;

function frequencyPatterns(folder: string): readonly SysfsPattern[] {
  return [
    { pattern: `${folder}/scaling_governor`, value: { shape: 'listed', file: 'scaling_available_governors' } },
    {
      pattern: `${folder}/energy_performance_preference`,
      value: { shape: 'listed', file: 'energy_performance_available_preferences' },
    },
    { pattern: `${folder}/scaling_min_freq`, value: frequency },
    { pattern: `${folder}/scaling_max_freq`, value: frequency },
    { pattern: `${folder}/boost`, value: onOff },
  ];
}

const transparentHugePages = '/sys/kernel/mm/transparent_hugepage';

const patterns: readonly SysfsPattern[] = [
  ...frequencyPatterns(`${cpu}/cpu{n}/cpufreq`),
  ...frequencyPatterns(`${cpu}/cpufreq/policy{n}`),
  { pattern: `${cpu}/cpufreq/boost`, value: onOff },
  { pattern: `${cpu}/intel_pstate/no_turbo`, value: onOff },
  { pattern: `${cpu}/intel_pstate/min_perf_pct`, value: range(0, 100) },
  { pattern: `${cpu}/intel_pstate/max_perf_pct`, value: range(1, 100) },
  { pattern: `${cpu}/intel_pstate/hwp_dynamic_boost`, value: onOff },
  // intel_pstate.rst: 0 performance to 15 powersave.
  { pattern: `${cpu}/cpu{n}/power/energy_perf_bias`, value: range(0, 15) },
  { pattern: '/sys/firmware/acpi/platform_profile', value: { shape: 'listed', file: 'platform_profile_choices' } },
  { pattern: `${transparentHugePages}/enabled`, value: offered },
  { pattern: `${transparentHugePages}/defrag`, value: offered },
  { pattern: `${transparentHugePages}/shmem_enabled`, value: offered },
  { pattern: `${transparentHugePages}/khugepaged/defrag`, value: onOff },
  { pattern: `${transparentHugePages}/khugepaged/scan_sleep_millisecs`, value: range(10, 600_000) },
  { pattern: `${transparentHugePages}/khugepaged/pages_to_scan`, value: range(1, 1_048_576) },
  { pattern: '/sys/kernel/mm/hugepages/hugepages-{huge}/nr_hugepages', value: hugePages },
  { pattern: '/sys/kernel/mm/hugepages/hugepages-{huge}/nr_overcommit_hugepages', value: hugePages },
  { pattern: '/sys/devices/system/node/node{n}/hugepages/hugepages-{huge}/nr_hugepages', value: hugePages },
  // ksm.rst: 0 stops it and keeps the merged pages; 2 would unmerge them all at once, which is never asked for.
  { pattern: '/sys/kernel/mm/ksm/run', value: onOff },
  { pattern: '/sys/kernel/mm/ksm/pages_to_scan', value: range(1, 1_048_576) },
  { pattern: '/sys/kernel/mm/ksm/sleep_millisecs', value: range(1, 600_000) },
  { pattern: '/sys/block/{block}/queue/scheduler', value: offered },
  { pattern: '/sys/block/{block}/queue/read_ahead_kb', value: range(0, 65_536) },
  { pattern: '/sys/block/{block}/queue/nr_requests', value: range(4, 65_536) },
  { pattern: '/sys/block/{block}/queue/rq_affinity', value: range(0, 2) },
  { pattern: '/sys/block/{block}/queue/nomerges', value: range(0, 2) },
  { pattern: '/sys/block/{block}/queue/add_random', value: onOff },
  { pattern: '/sys/block/{block}/queue/iostats', value: onOff },
  { pattern: '/sys/block/{block}/queue/wbt_lat_usec', value: range(-1, 1_000_000) },
  { pattern: '/sys/module/pcie_aspm/parameters/policy', value: offered },
  { pattern: '/sys/bus/pci/devices/{pci}/power/control', value: runtimePower },
  { pattern: '/sys/bus/usb/devices/{usb}/power/control', value: runtimePower },
  // -1000: never suspend by itself is what `on` is for, so only waiting times (runtime_pm.rst, autosuspend_delay_ms).
  { pattern: '/sys/bus/usb/devices/{usb}/power/autosuspend_delay_ms', value: range(0, 3_600_000) },
  { pattern: '/sys/module/snd_hda_intel/parameters/power_save', value: range(0, 3600) },
  { pattern: '/sys/module/workqueue/parameters/power_efficient', value: { shape: 'words', words: ['Y', 'N'] } },
  { pattern: '/proc/irq/{n}/smp_affinity_list', value: { shape: 'cpuList' } },
];

function expression(pattern: string, kind: 'exact' | 'glob'): RegExp {
  const source = pattern.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{([a-z]+)\}/g, (_all, name: string) => {
    const placeholder = placeholders[name];
    if (placeholder === undefined) throw new Error(`unknown placeholder ${name}`);
    return placeholder[kind];
  });
  return new RegExp(`^${source}$`);
}

const exact = patterns.map((entry) => ({ value: entry.value, expression: expression(entry.pattern, 'exact') }));
const glob = patterns.map((entry) => ({ value: entry.value, expression: expression(entry.pattern, 'glob') }));

/** Rule for a path to be written now; undefined when it is on no list. */
export function sysfsRule(path: string): ValueRule | undefined {
  return exact.find((entry) => entry.expression.test(path))?.value;
}

/** Rule for a path of a tmpfiles.d line, in which a whole number or a device name may be `*`. */
export function sysfsGlobRule(path: string): ValueRule | undefined {
  return glob.find((entry) => entry.expression.test(path))?.value;
}

export const sysfsPatterns: readonly string[] = patterns.map((entry) => entry.pattern);
