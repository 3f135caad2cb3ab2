/**
 * Values that are worth a measurement, for each knob. Each list has its reason:
 * where sources disagree both are listed, and the machine decides. What the
 * device does not take is left out by whoever asks. Pure.
 */
import { printable } from '../../../../base/text.ts';
import type { AllowedValues, KnobState } from '../../../../contracts/tuning.ts';

const mebibyte = 1024 * 1024;

interface Values {
  readonly values: readonly (string | number)[];
  /** Where they come from. */
  readonly why: string;
}

/** Distributions and makers ship 512 KiB to 16 MiB; the kernel's own default is 128 (Documentation/ABI/stable/sysfs-block, tuned throughput-performance: 4096). */
const readAhead: Values = { values: [128, 512, 1024, 4096, 16_384], why: 'kernel default, and what tuned and storage makers use' };
const schedulers: Values = {
  values: ['none', 'mq-deadline', 'kyber', 'bfq'],
  why: 'Documentation/block: each suits another kind of disk and load',
};
const queueLength: Values = { values: [64, 256, 1024], why: 'Documentation/ABI/stable/sysfs-block: throughput against waiting time' };

const byKnob: Readonly<Record<string, Values>> = {
  'cpu.governor': { values: ['performance', 'schedutil', 'powersave'], why: 'Documentation/admin-guide/pm/cpufreq' },
  'cpu.energy_preference': {
    values: ['performance', 'balance_performance', 'balance_power'],
    why: 'Documentation/admin-guide/pm/intel_pstate and amd-pstate',
  },
  'cpu.energy_bias': { values: [0, 6], why: 'Documentation/admin-guide/pm/intel_epb: fast and balanced' },
  'cpu.boost': { values: ['0', '1'], why: 'Documentation/admin-guide/pm/cpufreq: steady clocks against the highest' },
  'cpu.min_perf_pct': { values: [50, 100], why: 'tuned throughput-performance uses 100' },
  'cpu.platform_profile': { values: ['performance', 'balanced', 'low-power'], why: 'Documentation/ABI/testing/sysfs-platform_profile' },
  'vm.swappiness': { values: [1, 10, 30, 60, 100, 150], why: 'tuned 10 and 30, CachyOS 100 and 150 with zram, kernel 60' },
  'vm.dirty_background_bytes': {
    values: [64 * mebibyte, 256 * mebibyte, 1024 * mebibyte],
    why: 'CachyOS 64 MiB; more gathers longer writes',
  },
  'vm.dirty_bytes': { values: [256 * mebibyte, 1024 * mebibyte, 4096 * mebibyte], why: 'CachyOS 256 MiB; more lets bursts end in memory' },
  'vm.vfs_cache_pressure': { values: [50, 100, 200], why: 'CachyOS 50, kernel 100' },
  'vm.min_free_kbytes': { values: [135_168, 262_144], why: 'tuned hpc-compute' },
  'vm.watermark_scale_factor': { values: [10, 125, 200], why: 'kernel 10, ArchWiki on zram 125' },
  'vm.page-cluster': { values: [0, 1, 3], why: 'ArchWiki on zram 0, kernel 3' },
  'kernel.numa_balancing': { values: ['0', '1'], why: 'AMD MI300X and DeepEP switch it off; tuned found 20 % loss without it' },
  'thp.enabled': { values: ['always', 'madvise', 'never'], why: 'ZenDNN: always for some models, madvise for others' },
  'thp.defrag': { values: ['always', 'defer', 'defer+madvise', 'madvise', 'never'], why: 'Documentation/admin-guide/mm/transhuge' },
  'net.core.rmem_max': { values: [16 * mebibyte, 64 * mebibyte], why: 'tuned network-throughput' },
  'net.core.wmem_max': { values: [16 * mebibyte, 64 * mebibyte], why: 'tuned network-throughput' },
  'net.ipv4.tcp_rmem': { values: ['4096 131072 16777216', '4096 131072 67108864'], why: 'tuned network-throughput' },
  'net.ipv4.tcp_wmem': { values: ['4096 16384 16777216', '4096 16384 67108864'], why: 'tuned network-throughput' },
  'net.core.netdev_max_backlog': { values: [1000, 10_000], why: 'NVIDIA profile for GPU hosts 10000' },
  'net.core.somaxconn': { values: [4096, 16_384], why: 'kernel 4096; servers with many clients' },
  'net.ipv4.tcp_notsent_lowat': { values: [131_072, 4_294_967_295], why: 'tuned network-throughput 128 KiB' },
  'net.ipv4.tcp_slow_start_after_idle': { values: ['0', '1'], why: 'tuned network-throughput 0' },
  'net.ipv4.tcp_congestion_control': { values: ['bbr', 'cubic'], why: 'Cardwell and others, BBR; CUBIC is the default' },
  'pcie.aspm': {
    values: ['default', 'performance', 'powersave'],
    why: 'Documentation/admin-guide/kernel-parameters: latency against power',
  },
  'pci.runtime_power': { values: ['auto', 'on'], why: 'Documentation/power/pci: power against the time to wake up' },
};

const byKind: readonly (readonly [prefix: string, values: Values])[] = [
  ['block.read_ahead.', readAhead],
  ['block.scheduler.', schedulers],
  ['block.scheduler_requests.', queueLength],
];

/** Values to try in place of the one in force, the profile's own first; empty when none is known. */
export function valuesFor(knob: KnobState): readonly string[] {
  const known = Object.hasOwn(byKnob, knob.id) ? byKnob[knob.id] : byKind.find(([prefix]) => knob.id.startsWith(prefix))?.[1];
  const all = [...(knob.proposed === null ? [] : [knob.proposed]), ...(known?.values ?? []).map(String)];
  const now = knob.now.status === 'ok' ? knob.now.value : '';
  const allowed = knob.allowed.status === 'ok' ? knob.allowed.value : undefined;
  return [...new Set(all)].filter((value) => value !== now && (allowed === undefined || isAllowed(allowed, value)));
}

const sizes: Readonly<Record<string, number>> = { bytes: 1, KiB: 1024 };
const largerSizes = [
  ['GiB', 1024 * mebibyte],
  ['MiB', mebibyte],
  ['KiB', 1024],
] as const;

/** For people: with its unit, and a size in the largest unit that it is a whole number of. `4096 131072` bytes are 4 KiB, 128 KiB. */
export function valueTitle(value: string, unit: string | null): string {
  const numbers = value.trim().split(/\s+/);
  if (unit === null || !numbers.every((number) => /^\d{1,15}$/.test(number))) return printable(value);
  const size = sizes[unit];
  if (size === undefined) return `${printable(value)} ${unit}`;
  return numbers.map((number) => sizeTitle(Number(number) * size)).join(', ');
}

function sizeTitle(bytes: number): string {
  const found = largerSizes.find(([, size]) => bytes > 0 && bytes % size === 0);
  return found === undefined ? `${String(bytes)} bytes` : `${String(bytes / found[1])} ${found[0]}`;
}

/** The tuning engine has the last word; this keeps what cannot be out of a search. */
function isAllowed(allowed: AllowedValues, value: string): boolean {
  if (allowed.kind === 'choice') return allowed.values.includes(value);
  if (allowed.kind === 'text') return true;
  const number = Number(value);
  return Number.isFinite(number) && number >= allowed.min && number <= allowed.max;
}

/** Setting the first changes the second too (block/elevator.c resets the queue length), so that both are compared with the start. */
const sideEffects: readonly (readonly [prefix: string, other: string])[] = [['block.scheduler.', 'block.scheduler_requests.']];

/** Knobs that must be as they were when these were tried. */
export function touchedBy(knobIds: Iterable<string>): ReadonlySet<string> {
  const ids = [...knobIds];
  const others = ids.flatMap((id) =>
    sideEffects.flatMap(([prefix, other]) => (id.startsWith(prefix) ? [`${other}${id.slice(prefix.length)}`] : [])),
  );
  return new Set([...ids, ...others]);
}
