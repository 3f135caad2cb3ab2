/**
 * Identity of one PCI device, from what the kernel keeps in memory. None of
 * these files reaches out to the device, so a sleeping one stays asleep.
 */
import { parseUevent } from '../parse/uevent.ts';
import type { Reader } from './reader.ts';

export interface PciIdentity {
  /** Four hexadecimal digits each, lower case. */
  readonly vendorId: string | undefined;
  readonly deviceId: string | undefined;
  readonly subvendorId: string | undefined;
  readonly subdeviceId: string | undefined;
  /** Class, subclass and interface as one number, for example 0x030000. */
  readonly classCode: number | undefined;
  readonly slot: string | undefined;
  readonly driver: string | undefined;
  readonly uevent: ReadonlyMap<string, string>;
}

export function readPciIdentity(read: Reader, folder: string): PciIdentity {
  const uevent = parseUevent(read.whole(`${folder}/uevent`, 64 * 1024) ?? '');
  const [vendor, device] = pair(uevent.get('PCI_ID'));
  const [subvendor, subdevice] = pair(uevent.get('PCI_SUBSYS_ID'));
  const id = (known: string | undefined, name: string): string | undefined => known ?? hexDigits(read.value(`${folder}/${name}`));
  return {
    vendorId: id(vendor, 'vendor'),
    deviceId: id(device, 'device'),
    subvendorId: id(subvendor, 'subsystem_vendor'),
    subdeviceId: id(subdevice, 'subsystem_device'),
    classCode: classCode(uevent.get('PCI_CLASS')) ?? classCode(read.value(`${folder}/class`)),
    slot: uevent.get('PCI_SLOT_NAME'),
    driver: read.linkName(`${folder}/driver`) ?? uevent.get('DRIVER'),
    uevent,
  };
}

/** `10DE:2704` → `10de`, `2704`. */
function pair(text: string | undefined): readonly [string | undefined, string | undefined] {
  const match = /^([0-9a-fA-F]{1,4}):([0-9a-fA-F]{1,4})$/.exec(text ?? '');
  return [hexDigits(match?.[1]), hexDigits(match?.[2])];
}

function hexDigits(text: string | undefined): string | undefined {
  const match = /^(?:0x)?([0-9a-fA-F]{1,4})$/.exec(text ?? '');
  return match?.[1]?.toLowerCase().padStart(4, '0');
}

/** `0x030000`, or `30000` as uevent writes it. */
export function classCode(text: string | undefined): number | undefined {
  const match = /^(?:0x)?([0-9a-fA-F]{5,6})$/.exec(text ?? '');
  return match?.[1] === undefined ? undefined : Number.parseInt(match[1], 16);
}
