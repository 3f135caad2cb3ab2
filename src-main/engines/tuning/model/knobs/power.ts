/** Power saving of buses and devices. */
import { absent, okValue } from '../../../../contracts/value.ts';
import { sysfsKnob, sysfsTarget, usualKnobFields } from '../builders.ts';
import { type Knob, leaveAlone, setTo } from '../knob.ts';
import { udevDropIn } from '../persistence.ts';
import { sources } from './sources.ts';

const aspm: Knob = sysfsKnob({
  id: 'pcie.aspm',
  path: '/sys/module/pcie_aspm/parameters/policy',
  title: 'Power saving of PCIe links (ASPM)',
  meaning: 'Whether idle PCIe links sleep. Waking them costs microseconds; some cards do not wake up well.',
  group: 'power',
  tier: 'B',
  danger: 'Some devices lose their link when the policy changes.',
  unit: null,
  hostOwned: true,
  confirmAdvised: true,
  rule: {
    kind: 'word',
    words: ['default', 'performance', 'powersave', 'powersupersave'],
    hint: 'default, performance, powersave or powersupersave',
  },
  evidence: [sources.kernelParameters],
  commandLineParameters: ['pcie_aspm', 'pcie_aspm.policy'],
  want: (machine, profile) => {
    if (machine.traits.laptop) return leaveAlone('a laptop would lose hours of battery');
    return ['ai-flagship', 'ai-workstation', 'gaming'].includes(profile)
      ? setTo('performance', 'no link has to be woken between transfers; costs a few watts')
      : leaveAlone('the firmware’s choice is kept');
  },
});

const pciFolder = '/sys/bus/pci/devices';
/** More devices than any real machine has; a Plan must stay readable. */
const maxDevices = 256;

const runtimePower: Knob = {
  ...usualKnobFields,
  id: 'pci.runtime_power',
  title: 'Power saving of idle PCI devices',
  meaning: 'auto lets idle devices sleep, on keeps them awake. Saves battery; a few devices do not wake up again.',
  group: 'power',
  tier: 'B',
  danger: 'A device with a faulty driver may not come back from sleep until the next restart.',
  unit: null,
  hostOwned: true,
  confirmAdvised: true,
  location: `${pciFolder}/*/power/control`,
  rule: { kind: 'word', words: ['auto', 'on'], hint: 'auto or on' },
  evidence: [sources.kernelRuntimePm],
  find: (machine) => {
    const names = machine.list(pciFolder).filter((name) => /^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/.test(name));
    const targets = names.slice(0, maxDevices).flatMap((name) => {
      const path = `${pciFolder}/${name}/power/control`;
      const text = okValue(machine.read(path));
      return text === 'auto' || text === 'on' ? [sysfsTarget(name, path, text)] : [];
    });
    if (targets.length === 0) return absent('no PCI device of this machine has such a switch');
    return { status: 'ok', value: { targets, allowed: { kind: 'choice', values: ['auto', 'on'] } } };
  },
  want: (machine, profile) =>
    profile === 'laptop' || machine.traits.laptop
      ? setTo('auto', 'lets devices sleep that nobody uses')
      : leaveAlone('on a machine with mains power sleeping devices only cost time'),
  dropIn: (_machine, value) => udevDropIn('pci.runtime_power', 'SUBSYSTEM=="pci"', 'power/control', value),
};

export const powerKnobs: readonly Knob[] = [aspm, runtimePower];
