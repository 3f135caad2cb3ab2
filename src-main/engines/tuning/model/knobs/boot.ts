/** Kernel parameters. They are added to what the user has, through the boot loader's own drop-in folder. */

import type { Evidence } from '../../../../contracts/plan.ts';
import type { Tier } from '../../../../contracts/tuning.ts';
import { absent } from '../../../../contracts/value.ts';
import { findParameter, parameterName } from '../../parse/commandLine.ts';
import { usualKnobFields } from '../builders.ts';
import { type Knob, leaveAlone, type MachineView, setTo } from '../knob.ts';
import { aiProfiles } from './memory.ts';
import { sources } from './sources.ts';

/** Written by the executor; read here to know what is ours. */
const grubDropIn = '/etc/default/grub.d/60-hecate.cfg';
/** What the executor asks for before it accepts a kernel parameter. */
const grubFiles = ['/usr/sbin/update-grub', '/etc/default/grub', '/boot/grub/grub.cfg'];

/** Parameters that this product has added so far, whether or not the machine was restarted since. */
export function ownParameters(machine: Pick<MachineView, 'readRaw'>): readonly string[] {
  const line = /^GRUB_CMDLINE_LINUX_DEFAULT="\$GRUB_CMDLINE_LINUX_DEFAULT ([^"]+)"$/m.exec(machine.readRaw(grubDropIn) ?? '');
  return (line?.[1] ?? '').split(/\s+/).filter((parameter) => parameter !== '');
}

/** Later parameters replace earlier ones of the same name. */
export function mergeParameters(first: readonly string[], later: readonly string[]): readonly string[] {
  const names = later.map(parameterName);
  return [...first.filter((parameter) => !names.includes(parameterName(parameter))), ...later];
}

interface ParameterFacts {
  readonly id: string;
  readonly parameter: string;
  readonly words: readonly string[];
  readonly title: string;
  readonly meaning: string;
  readonly tier: Tier;
  readonly danger: string | null;
  readonly evidence: readonly Evidence[];
  readonly want: Knob['want'];
}

/** A parameter that waits for its restart counts as set, so that it is not proposed again. */
function parameterKnob(facts: ParameterFacts): Knob {
  const { parameter, words, ...rest } = facts;
  return {
    ...usualKnobFields,
    ...rest,
    group: 'boot',
    unit: null,
    location: `${parameter}= on the kernel command line`,
    rule: { kind: 'word', words, hint: words.join(', ') },
    commandLineParameters: [parameter],
    find: (machine) => {
      const missing = grubFiles.find((path) => !machine.exists(path));
      if (missing !== undefined) {
        return absent(
          `this machine does not start through GRUB with update-grub, the only boot loader that is changed so far (no ${missing})`,
        );
      }
      const own = ownParameters(machine);
      const set = findParameter(own, parameter) ?? findParameter(machine.commandLine, parameter);
      return {
        status: 'ok',
        value: {
          targets: [
            {
              label: '',
              location: grubDropIn,
              now: set === undefined ? 'not set' : set.slice(set.indexOf('=') + 1),
              operation: (value) => ({ kind: 'kernelCommandLine.set', parameters: [...mergeParameters(own, [`${parameter}=${value}`])] }),
            },
          ],
          allowed: { kind: 'choice', values: [...words] },
        },
      };
    },
    dropIn: () => null,
  };
}

const iommu: Knob = parameterKnob({
  id: 'boot.iommu',
  parameter: 'iommu',
  words: ['pt', 'nopt'],
  title: 'Memory translation for devices (IOMMU)',
  meaning:
    'pt lets the machine’s own devices reach memory directly; only devices of virtual machines are translated. GPUs reach each other faster.',
  tier: 'B',
  danger: null,
  evidence: [sources.mi300x, sources.kernelParameters],
  want: (machine, profile) => {
    const cards = machine.traits.gpus.length;
    if (!aiProfiles.includes(profile) || cards < 2) return leaveAlone('helps only where several GPUs exchange data');
    return setTo('pt', `${String(cards)} GPUs exchange data directly`);
  },
});

const mitigations: Knob = parameterKnob({
  id: 'boot.mitigations',
  parameter: 'mitigations',
  words: ['auto', 'auto,nosmt', 'off'],
  title: 'Protection against processor flaws',
  meaning: 'off removes the kernel’s protection against Spectre, Meltdown and their relatives. System calls get faster.',
  tier: 'C',
  danger:
    'Any program, also a web page or a container, may then read passwords and keys of every other program. Never on a machine that browses, hosts others, or keeps secrets.',
  evidence: [sources.kernelMitigations],
  want: (_machine, profile) =>
    profile === 'ai-flagship'
      ? setTo('off', 'system calls get faster; GPU work itself gains next to nothing')
      : leaveAlone('security counts more'),
});

const initOnAlloc: Knob = parameterKnob({
  id: 'boot.init_on_alloc',
  parameter: 'init_on_alloc',
  words: ['0', '1'],
  title: 'Clear memory before it is handed out',
  meaning: 'The kernel overwrites its memory with zeros before it is used again. 0 saves a little time for large allocations.',
  tier: 'C',
  danger: 'Faults in the kernel may then reveal what was in memory before.',
  evidence: [sources.nvidiaTuned, sources.grace],
  want: (_machine, profile) =>
    profile === 'ai-flagship'
      ? setTo(0, 'large allocations get faster; one GPU maker’s own profile does it')
      : leaveAlone('security counts more'),
});

export const bootKnobs: readonly Knob[] = [iommu, mitigations, initOnAlloc];
