/** Who decides over a knob. One writer for each knob: the kernel command line, then the administrator, then a rival, then this product. */
import type { KnobOwner, Rival } from '../../../contracts/tuning.ts';
import { okValue } from '../../../contracts/value.ts';
import { findParameter } from '../parse/commandLine.ts';
import type { SysctlSettings } from '../probe/sysctlFiles.ts';
import type { Found, Knob, MachineView } from './knob.ts';
import { ownParameters } from './knobs/boot.ts';

export interface AdministratorSetting {
  readonly file: string;
  readonly line: number | null;
  readonly value: string;
}

/** What the probes found out about other writers. */
export interface OwnerFacts {
  readonly sysctl: SysctlSettings;
  readonly rivals: readonly Rival[];
  /** What the administrator wrote about a kernel file (tmpfiles.d, sysfs.conf, udev rules). */
  readonly fileSetting: (path: string) => AdministratorSetting | undefined;
}

const nobody: KnobOwner = { kind: 'nobody', name: 'nobody', why: 'the value is the kernel’s or the distribution’s own' };

/** True when this owner keeps the product from changing the knob. */
export function blocks(owner: KnobOwner): boolean {
  return owner.kind !== 'nobody' && owner.kind !== 'product';
}

/** The strongest one; a weaker owner behind it is not named, since it decides nothing. */
export function ownerOf(knob: Knob, found: Found | undefined, machine: MachineView, facts: OwnerFacts): KnobOwner {
  return (
    hostOwner(knob, machine) ??
    commandLineOwner(knob, machine) ??
    administratorOwner(knob, found, facts) ??
    rivalOwner(knob, facts.rivals) ??
    productOwner(knob, machine) ??
    nobody
  );
}

/** A container has no kernel of its own; a guest has one, but not the hardware below it. */
function hostOwner(knob: Knob, machine: MachineView): KnobOwner | undefined {
  const { container, virtualMachine } = machine.traits;
  if (container !== null) {
    return { kind: 'host', name: container, why: 'a container shares the kernel of its host, and kernel settings belong to the host' };
  }
  if (virtualMachine !== null && knob.hostOwned) {
    return { kind: 'host', name: virtualMachine, why: 'in a virtual machine the host owns CPU frequency and disk scheduling' };
  }
  return undefined;
}

function commandLineOwner(knob: Knob, machine: MachineView): KnobOwner | undefined {
  for (const name of knob.commandLineParameters) {
    const parameter = findParameter(machine.commandLine, name);
    // What this product added itself is not somebody else's decision.
    if (parameter !== undefined && !ownParameters(machine).includes(parameter)) {
      return { kind: 'kernelCommandLine', name: parameter, why: `the kernel was started with ${parameter}` };
    }
  }
  return undefined;
}

function administratorOwner(knob: Knob, found: Found | undefined, facts: OwnerFacts): KnobOwner | undefined {
  const setting =
    knob.sysctlKeys.length === 0
      ? firstDefined((found?.targets ?? []).map((target) => facts.fileSetting(target.location)))
      : knob.sysctlKeys.flatMap((key) => facts.sysctl(key)).findLast((entry) => entry.owner === 'administrator');
  if (setting === undefined) return undefined;
  const place = setting.line === null ? setting.file : `${setting.file}, line ${String(setting.line)}`;
  return { kind: 'administrator', name: setting.file, why: `the administrator set it to ${setting.value} in ${place}` };
}

/** A program that is only installed writes nothing. */
function rivalOwner(knob: Knob, rivals: readonly Rival[]): KnobOwner | undefined {
  const rival = rivals.find((one) => one.state !== 'installed' && one.knobIds.includes(knob.id));
  return rival === undefined ? undefined : { kind: 'rival', name: rival.name, why: `${rival.name} is ${rival.state}: ${rival.detail}` };
}

function productOwner(knob: Knob, machine: MachineView): KnobOwner | undefined {
  const path = knob.dropIn(machine, '0')?.path;
  if (path === undefined || okValue(machine.read(path)) === undefined) return undefined;
  return { kind: 'product', name: path, why: 'set by this product and kept over a reboot' };
}

function firstDefined<T>(values: readonly (T | undefined)[]): T | undefined {
  return values.find((value) => value !== undefined);
}
