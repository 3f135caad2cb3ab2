/** Swap in compressed memory, by the product's own device. */
import { offeredWords } from '../../../../base/text.ts';
import type { Operation } from '../../../../contracts/operations.ts';
import { absent, okValue } from '../../../../contracts/value.ts';
import { usualKnobFields } from '../builders.ts';
import { type Knob, leaveAlone, type MachineView, setTo } from '../knob.ts';
import { sources } from './sources.ts';

/** There as soon as the module is loaded or built in. */
const control = '/sys/class/zram-control';
const mebibyte = 1024 * 1024;
/** Compressed swap is used before any swap on disk. */
const priority = 100;

/** Best ratio first. Without any device the kernel shows no list, and lzo-rle has been its default since 5.1. */
function algorithm(machine: MachineView): string {
  const device = machine.list('/sys/block').find((name) => /^zram\d+$/.test(name));
  const offered = device === undefined ? [] : offeredWords(okValue(machine.read(`/sys/block/${device}/comp_algorithm`)) ?? '');
  return ['zstd', 'lz4', 'lzo-rle', 'lzo'].find((name) => offered.includes(name)) ?? 'lzo-rle';
}

/** Whole mebibytes, so that the size read back is the size asked for. */
function zramOperation(machine: MachineView, percent: string): Operation {
  const bytes = ((machine.traits.usableMemoryBytes ?? 0) * Number(percent)) / 100;
  return {
    kind: 'zramSwap.set',
    sizeBytes: Math.floor(bytes / mebibyte) * mebibyte,
    algorithm: algorithm(machine),
    priority,
  };
}

/** All compressed swap together, whoever made it. */
function nowPercent(machine: MachineView): string {
  const usable = machine.traits.usableMemoryBytes ?? 0;
  const size = (okValue(machine.inventory.memory.swap) ?? [])
    .filter((area) => area.kind === 'zram')
    .reduce((sum, area) => sum + area.sizeBytes, 0);
  return usable === 0 ? '0' : String(Math.round((size / usable) * 100));
}

export const zram: Knob = {
  ...usualKnobFields,
  id: 'zram.size',
  title: 'Compressed swap in memory (zram)',
  meaning: 'Idle memory is compressed instead of written to a disk. Made by this product until the next restart; 0 switches it off again.',
  group: 'memory',
  tier: 'B',
  unit: '% of memory',
  location: '/dev/zram*',
  rule: { kind: 'integer', min: 0, max: 200, unit: '% of memory' },
  evidence: [sources.kernelZram, sources.archZram],
  find: (machine) => {
    if (!machine.exists(control)) return absent('this kernel has no zram, or its module is not loaded');
    if (machine.traits.usableMemoryBytes === undefined) return absent('the amount of memory is not known, so no size can be chosen');
    const target = {
      label: '',
      location: '/dev/zram*',
      now: nowPercent(machine),
      operation: (value: string) => zramOperation(machine, value),
    };
    return { status: 'ok', value: { targets: [target], allowed: { kind: 'range', min: 0, max: 200, unit: '% of memory' } } };
  },
  want: (machine, profile) => {
    if (machine.traits.zramSwap) return leaveAlone('there is compressed swap already');
    const small = (machine.traits.usableMemoryBytes ?? 0) < 30 * 1024 ** 3;
    if (small && ['standard', 'laptop', 'developer', 'gaming'].includes(profile)) {
      return setTo(50, 'memory is not plenty: half of it as compressed swap holds about twice as much');
    }
    return leaveAlone('memory is plenty, or the work here does not compress');
  },
  dropIn: () => null,
};
