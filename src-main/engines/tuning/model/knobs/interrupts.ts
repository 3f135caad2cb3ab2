/** Who answers the devices: interrupts are either spread by irqbalance or placed by hand, never both. */
import { formatRangeList, parseRangeList } from '../../../../base/text.ts';
import type { BuiltInProfileId } from '../../../../contracts/profiles.ts';
import { absent, okValue, type Reading } from '../../../../contracts/value.ts';
import { usualKnobFields } from '../builders.ts';
import { type Found, type Knob, leaveAlone, type MachineView, setTo, type Target } from '../knob.ts';
import { unitIsEnabled, unitIsInstalled } from '../units.ts';
import { sources } from './sources.ts';

const unit = 'irqbalance.service';
const manyNodeProfiles: readonly BuiltInProfileId[] = ['ai-flagship', 'ai-workstation', 'server'];

/** On one node every processor is equally far from every device. */
function manyNodes(machine: MachineView): boolean {
  return (machine.traits.numaNodes ?? 1) > 1;
}

const balance: Knob = {
  ...usualKnobFields,
  id: 'irq.balance',
  title: 'Spread interrupts (irqbalance)',
  meaning: 'A service that moves interrupts between processors as the load changes.',
  group: 'interrupts',
  tier: 'B',
  unit: null,
  location: unit,
  rule: { kind: 'word', words: ['on', 'off'], hint: 'on or off' },
  evidence: [sources.kernelIrq],
  find: (machine) => {
    if (!unitIsInstalled(machine, unit)) return absent('irqbalance is not installed');
    // sd_booted(3): without this folder systemd does not run the machine and no unit can be switched.
    if (!machine.exists('/run/systemd/system')) return absent('systemd does not run this machine, so no service can be switched');
    const target: Target = {
      label: '',
      location: unit,
      now: unitIsEnabled(machine, unit) ? 'on' : 'off',
      operation: (value) => ({ kind: 'service.set', unit, enabled: value === 'on', active: value === 'on' }),
    };
    return { status: 'ok', value: { targets: [target], allowed: { kind: 'choice', values: ['on', 'off'] } } };
  },
  want: (machine, profile) =>
    manyNodes(machine) && manyNodeProfiles.includes(profile)
      ? setTo('on', 'with several memory nodes one processor must not answer all devices')
      : leaveAlone('on one memory node the kernel spreads interrupts well enough'),
  dropIn: () => null,
};

/** Cards with more queues than this are steered by their own tools. */
const maxInterrupts = 512;

/** Interrupts of network cards that sit on a known node, each with the processors of that node. */
function findNetworkInterrupts(machine: MachineView): Reading<Found> {
  const nodes = new Map((okValue(machine.inventory.cpu.numaNodes) ?? []).map((node) => [node.node, parseRangeList(node.cpus) ?? []]));
  const targets = (okValue(machine.inventory.network) ?? []).flatMap((link) => {
    const slot = okValue(link.pciSlot);
    const cpus = nodes.get(okValue(link.numaNode) ?? -1) ?? [];
    if (slot === undefined || !/^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/.test(slot) || cpus.length === 0) return [];
    const interrupts = machine.list(`/sys/bus/pci/devices/${slot}/msi_irqs`).filter((name) => /^\d{1,6}$/.test(name));
    return interrupts.flatMap((interrupt) => interruptTarget(machine, interrupt, cpus));
  });
  if (targets.length === 0) return absent('no network card of this machine tells which processors are near to it');
  if (targets.length > maxInterrupts) return absent('there are too many interrupts to place them one by one');
  return { status: 'ok', value: { targets, allowed: { kind: 'choice', values: ['near'] } } };
}

function interruptTarget(machine: MachineView, interrupt: string, near: readonly number[]): readonly Target[] {
  const path = `/proc/irq/${interrupt}/smp_affinity_list`;
  const text = okValue(machine.read(path));
  const now = text === undefined ? undefined : parseRangeList(text);
  if (text === undefined || now === undefined || now.length === 0) return [];
  const isNear = now.every((cpu) => near.includes(cpu));
  return [
    {
      label: `interrupt ${interrupt}`,
      location: path,
      now: isNear ? 'near' : text,
      operation: () => ({ kind: 'sysfs.set', path, value: formatRangeList(near) }),
    },
  ];
}

const network: Knob = {
  ...usualKnobFields,
  id: 'irq.network',
  title: 'Interrupts of network cards near their card',
  meaning: 'Lets the processors of the card’s own memory node answer it. Interrupt numbers change at boot, so it counts until then.',
  group: 'interrupts',
  tier: 'B',
  unit: null,
  hostOwned: true,
  location: '/proc/irq/<network>/smp_affinity_list',
  rule: { kind: 'word', words: ['near'], hint: 'near' },
  evidence: [sources.kernelIrq],
  commandLineParameters: ['irqaffinity'],
  find: findNetworkInterrupts,
  want: (machine, profile) =>
    manyNodes(machine) && manyNodeProfiles.includes(profile)
      ? setTo('near', 'packets otherwise cross from one memory node to the other')
      : leaveAlone('one memory node only: every processor is near'),
  dropIn: () => null,
};

export const interruptKnobs: readonly Knob[] = [balance, network];
