/** Memory: swap, write-back and the page allocator. */
import type { BuiltInProfileId } from '../../../../contracts/profiles.ts';
import { okValue } from '../../../../contracts/value.ts';
import { sysctlKnob } from '../builders.ts';
import { type Knob, leaveAlone, type MachineView, setTo, type Want } from '../knob.ts';
import { sources } from './sources.ts';

const mebibyte = 1024 * 1024;
const gibibyte = 1024 * mebibyte;
/** Nominal 16 GB shows 14 to 15.6 GiB once firmware and graphics have taken theirs. */
const largeMemoryBytes = 14 * gibibyte;

/** Profiles that write checkpoints and logs in bulk and have fast disks for it. */
const heavyWriters: readonly BuiltInProfileId[] = ['ai-flagship', 'ai-workstation', 'server'];
export const aiProfiles: readonly BuiltInProfileId[] = ['ai-flagship', 'ai-workstation'];

/** Where swap lives decides: reading it back costs microseconds from memory and milliseconds from a disk. */
function wantSwappiness(machine: MachineView, profile: BuiltInProfileId): Want {
  const { traits } = machine;
  if (traits.anySwap === false) return leaveAlone('there is no swap, so the value has no effect');
  if (traits.zramSwap) {
    return olderThan(machine, 5, 8)
      ? setTo(100, 'swap is compressed memory: swapping early is cheap (this kernel takes at most 100)')
      : setTo(150, 'swap is compressed memory: swapping early is cheaper than dropping file caches');
  }
  if (profile === 'virtual-machine') return setTo(30, 'swap sits on the host’s disk: use it less than the default 60');
  if (profile === 'standard' || profile === 'laptop') return leaveAlone('with little memory the kernel’s default is the safer choice');
  return setTo(10, 'swap sits on a disk: keep programs in memory and drop file caches first');
}

interface DirtyLimit {
  /** The kernel's default (vm.rst: dirty_background_ratio 10, dirty_ratio 20), which the byte limit replaces. */
  readonly defaultPercent: number;
  readonly mebibytes: number;
  readonly mebibytesForHeavyWriters: number;
}

/** Percentages were made for small memory: a fifth of 512 GiB is minutes of unwritten data. */
function wantDirty(machine: MachineView, profile: BuiltInProfileId, limit: DirtyLimit): Want {
  const usable = machine.traits.usableMemoryBytes;
  if (usable === undefined) return leaveAlone('the amount of memory is not known');
  if (usable < largeMemoryBytes) return leaveAlone('with this little memory the default percentage is a sensible amount');
  const unwritten = ((usable * limit.defaultPercent) / 100 / gibibyte).toFixed(1);
  const value = heavyWriters.includes(profile) ? limit.mebibytesForHeavyWriters : limit.mebibytes;
  return setTo(
    value * mebibyte,
    `the default of ${String(limit.defaultPercent)} % of memory would let up to ${unwritten} GiB of unwritten data pile up here; ${String(value)} MiB keeps disks writing steadily`,
  );
}

/** False when the kernel release is not known: then the newer range is shown and the kernel has the last word. */
function olderThan(machine: MachineView, major: number, minor: number): boolean {
  const kernel = machine.traits.kernel;
  return kernel !== undefined && (kernel[0] < major || (kernel[0] === major && kernel[1] < minor));
}

function atLeastGiB(machine: MachineView, gibibytes: number): boolean {
  return (machine.traits.usableMemoryBytes ?? 0) >= gibibytes * gibibyte;
}

const swappiness: Knob = sysctlKnob({
  key: 'vm.swappiness',
  title: 'Swappiness',
  meaning: 'How readily the kernel moves idle program memory to swap instead of dropping cached files.',
  group: 'memory',
  tier: 'A',
  unit: null,
  rule: { kind: 'integer', min: 0, max: 200, unit: '' },
  evidence: [sources.kernelVm, sources.tunedThroughput, sources.cachySettings],
  // Values above 100 came with Linux 5.8.
  allowed: (machine) => ({ kind: 'range', min: 0, max: olderThan(machine, 5, 8) ? 100 : 200, unit: '' }),
  want: wantSwappiness,
});

/** The kernel shows 0 while the percentage is in force. */
function dirtyNow(ratioKey: string): (machine: MachineView, now: string) => string {
  return (machine, now) => {
    const ratio = okValue(machine.read(`/proc/sys/vm/${ratioKey}`));
    return now === '0' && ratio !== undefined ? `0 (${ratio} % of memory)` : now;
  };
}

/** Half of memory: beyond it the page cache itself would starve. */
const dirtyMaximum = (machine: MachineView): number => Math.floor((machine.traits.usableMemoryBytes ?? 64 * gibibyte) / 2);

const dirtyBackgroundBytes: Knob = sysctlKnob({
  key: 'vm.dirty_background_bytes',
  title: 'Background write-back starts at',
  meaning: 'Amount of changed file data in memory at which the kernel starts writing it to disk, while programs go on.',
  group: 'memory',
  tier: 'A',
  unit: 'bytes',
  rule: { kind: 'integer', min: mebibyte, max: 1024 * gibibyte, unit: 'bytes' },
  evidence: [sources.cachySettings, sources.kernelVm],
  allowed: (machine) => ({ kind: 'range', min: mebibyte, max: dirtyMaximum(machine), unit: 'bytes' }),
  replacedBy: ['vm.dirty_background_ratio'],
  nowText: dirtyNow('dirty_background_ratio'),
  want: (machine, profile) => wantDirty(machine, profile, { defaultPercent: 10, mebibytes: 64, mebibytesForHeavyWriters: 256 }),
});

const dirtyBytes: Knob = sysctlKnob({
  key: 'vm.dirty_bytes',
  title: 'Programs wait for write-back at',
  meaning: 'Amount of changed file data in memory at which a writing program has to wait for the disk.',
  group: 'memory',
  tier: 'A',
  unit: 'bytes',
  rule: { kind: 'integer', min: mebibyte, max: 1024 * gibibyte, unit: 'bytes' },
  evidence: [sources.cachySettings, sources.kernelVm],
  allowed: (machine) => ({ kind: 'range', min: mebibyte, max: dirtyMaximum(machine), unit: 'bytes' }),
  replacedBy: ['vm.dirty_ratio'],
  nowText: dirtyNow('dirty_ratio'),
  want: (machine, profile) => wantDirty(machine, profile, { defaultPercent: 20, mebibytes: 256, mebibytesForHeavyWriters: 1024 }),
});

const maxMapCount: Knob = sysctlKnob({
  key: 'vm.max_map_count',
  title: 'Memory maps per process',
  meaning: 'How many memory regions one process may have. Too few ends large games, databases and memory-mapped models with an error.',
  group: 'memory',
  tier: 'A',
  unit: 'maps',
  raiseOnly: true,
  rule: { kind: 'integer', min: 65_530, max: 2_147_483_642, unit: 'maps' },
  evidence: [sources.mapCountRaised, sources.mapCountSystemd, sources.kernelVm],
  want: () => setTo(1_048_576, 'the value systemd itself uses since version 255; it costs nothing until a program needs it'),
});

const vfsCachePressure: Knob = sysctlKnob({
  key: 'vm.vfs_cache_pressure',
  title: 'Keep folder and file information in memory',
  meaning: 'Below 100 the kernel prefers to keep names and attributes of files over their content. Data sets of many small files gain.',
  group: 'memory',
  tier: 'B',
  unit: null,
  rule: { kind: 'integer', min: 1, max: 1000, unit: '' },
  evidence: [sources.cachySettings, sources.kernelVm],
  want: (machine) =>
    atLeastGiB(machine, 14)
      ? setTo(50, 'enough memory to keep file information twice as long')
      : leaveAlone('memory is better spent on file content here'),
});

const minFree: Knob = sysctlKnob({
  key: 'vm.min_free_kbytes',
  title: 'Memory kept free',
  meaning: 'Reserve for moments in which the kernel cannot wait, such as bursts from a fast network card.',
  group: 'memory',
  tier: 'B',
  unit: 'KiB',
  raiseOnly: true,
  rule: { kind: 'integer', min: 1024, max: 4_194_304, unit: 'KiB' },
  evidence: [sources.tunedHpc, sources.kernelVm],
  // More than a twentieth of memory ends in out-of-memory kills: kernel documentation, min_free_kbytes.
  allowed: (machine) => ({
    kind: 'range',
    min: 1024,
    max: Math.max(1024, Math.min(4_194_304, Math.floor((machine.traits.usableMemoryBytes ?? 0) / 1024 / 20))),
    unit: 'KiB',
  }),
  want: (machine, profile) =>
    heavyWriters.includes(profile) && atLeastGiB(machine, 60)
      ? setTo(135_168, 'a compute machine with much memory: 132 MiB in reserve are nothing')
      : leaveAlone('the kernel’s own reserve fits this machine'),
});

const watermarkScale: Knob = sysctlKnob({
  key: 'vm.watermark_scale_factor',
  title: 'Distance between memory watermarks',
  meaning: 'How early the kernel starts to reclaim memory in the background, in ten-thousandths of memory.',
  group: 'memory',
  tier: 'B',
  unit: null,
  rule: { kind: 'integer', min: 10, max: 1000, unit: '' },
  evidence: [sources.archZram, sources.kernelVm],
  want: (machine) =>
    machine.traits.zramSwap
      ? setTo(125, 'compressed swap works best when it starts early')
      : leaveAlone('measured to help only with compressed swap'),
});

const pageCluster: Knob = sysctlKnob({
  key: 'vm.page-cluster',
  title: 'Pages read from swap at once',
  meaning: 'Power of two of pages that are read together from swap. Reading ahead helps disks and only costs with compressed memory.',
  group: 'memory',
  tier: 'B',
  unit: null,
  rule: { kind: 'integer', min: 0, max: 8, unit: '' },
  evidence: [sources.archZram, sources.kernelVm],
  want: (machine) =>
    machine.traits.zramSwap
      ? setTo(0, 'swap is compressed memory: nothing is gained by reading ahead')
      : leaveAlone('swap is not in memory'),
});

const hugePages: Knob = sysctlKnob({
  key: 'vm.nr_hugepages',
  title: 'Reserved huge pages',
  meaning: 'Memory set aside in large pages for programs that ask for it. Nothing else can use it any more.',
  group: 'memory',
  tier: 'B',
  unit: 'pages',
  rule: { kind: 'integer', min: 0, max: 1_048_576, unit: 'pages' },
  evidence: [sources.kernelVm],
  commandLineParameters: ['hugepages', 'hugepagesz'],
  allowed: (machine) => ({ kind: 'range', min: 0, max: mostHugePages(machine), unit: 'pages' }),
  want: () => leaveAlone('only worth it for a program that asks for huge pages, such as a database or a virtual machine'),
});

/** Half of memory at most: the rest of the system must go on. */
function mostHugePages(machine: MachineView): number {
  const size = machine.inventory.memory.hugePageBytes;
  const usable = machine.traits.usableMemoryBytes;
  if (size.status !== 'ok' || size.value <= 0 || usable === undefined) return 0;
  return Math.floor(usable / 2 / size.value);
}

const numaBalancing: Knob = sysctlKnob({
  key: 'kernel.numa_balancing',
  title: 'Automatic NUMA balancing',
  meaning: 'The kernel moves memory to the processor that uses it, and stops programs for moments to find out.',
  group: 'memory',
  tier: 'B',
  unit: null,
  rule: { kind: 'word', words: ['0', '1'], hint: '0 or 1' },
  evidence: [sources.mi300x, sources.deepEp, sources.tunedNumaLoss],
  commandLineParameters: ['numa_balancing'],
  want: wantNumaBalancing,
});

/** Sources disagree by workload, so it stays a measurement and only where GPUs are fed from several nodes. */
function wantNumaBalancing(machine: MachineView, profile: BuiltInProfileId): Want {
  const { numaNodes, gpus } = machine.traits;
  if (numaNodes === undefined) return leaveAlone('the number of memory nodes is not known');
  if (numaNodes < 2) return leaveAlone('one memory node only: no effect');
  if (!aiProfiles.includes(profile) || gpus.length === 0) return leaveAlone('switching it off has cost up to 20 % on other loads');
  return setTo(0, 'several memory nodes with GPUs: the stops can hit inference; measure both');
}

const overcommit: Knob = sysctlKnob({
  key: 'vm.overcommit_memory',
  title: 'Promise more memory than there is',
  meaning: '1 lets every request for memory succeed, 0 refuses obvious excess, 2 never promises more than exists.',
  group: 'memory',
  tier: 'C',
  danger:
    'With 1 a program that asks for too much is not refused but ends in the out-of-memory killer, which may end another program instead.',
  unit: null,
  rule: { kind: 'word', words: ['0', '1', '2'], hint: '0, 1 or 2' },
  evidence: [sources.kernelVm, sources.nvidiaTuned],
  want: (_machine, profile) =>
    aiProfiles.includes(profile)
      ? setTo(1, 'lets large sparse reservations succeed')
      : leaveAlone('a question for one program, not for the machine'),
});

export const memoryKnobs: readonly Knob[] = [
  swappiness,
  dirtyBackgroundBytes,
  dirtyBytes,
  maxMapCount,
  vfsCachePressure,
  minFree,
  watermarkScale,
  pageCluster,
  hugePages,
  numaBalancing,
  overcommit,
];
