/** One check for each capability: where it was looked for, what that means, and a remedy where there is one. */
import type { Capability } from '../../../contracts/hardware.ts';
import type { HostIdentity } from '../../../host/port.ts';
import type { Reader } from '../probe/reader.ts';

export type CapabilityCheck = (read: Reader, identity: HostIdentity) => Capability;

interface Check {
  readonly id: string;
  readonly title: string;
  /** Any one of these paths is enough. */
  readonly paths: readonly string[];
  readonly missing: string;
  readonly remedy: string | null;
}

/** There when one of the paths exists. */
function whenAny({ id, title, paths, missing, remedy }: Check): CapabilityCheck {
  return (read) => {
    const found = paths.find((path) => read.files.exists(path));
    return found === undefined
      ? { id, title, status: 'absent', why: `${missing} Looked for ${paths.join(', ')}.`, remedy }
      : { id, title, status: 'available', why: `${found} exists.`, remedy: null };
  };
}

export const capabilityChecks: readonly CapabilityCheck[] = [
  whenAny({
    id: 'cpu.frequency',
    title: 'CPU frequency control',
    paths: ['/sys/devices/system/cpu/cpufreq/policy0', '/sys/devices/system/cpu/cpu0/cpufreq/scaling_driver'],
    missing: 'The kernel drives no CPU frequency.',
    remedy: 'In a virtual machine the host decides. On real hardware switch on power management (P-states, CPPC) in the firmware setup.',
  }),
];
