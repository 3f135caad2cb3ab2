/** Kind of a block device, by its name, the bus it hangs on and whether it turns. */
import type { StorageDevice } from '../../../contracts/hardware.ts';

export interface StorageFacts {
  readonly name: string;
  /** Path with links resolved, which names every bus on the way. */
  readonly path: string;
  readonly model: string | undefined;
  readonly vendor: string | undefined;
  readonly rotational: boolean | undefined;
}

type Kind = StorageDevice['kind'];

// Kernel names are fixed by the drivers: Linux, Documentation/admin-guide/devices.txt.
const namedKinds: readonly (readonly [RegExp, Kind])[] = [
  [/^nvme/, 'nvme'],
  [/^mmcblk/, 'mmc'],
  [/^loop/, 'loop'],
  [/^zram/, 'zram'],
  [/^dm-/, 'deviceMapper'],
  [/^md/, 'raid'],
  [/^sr/, 'optical'],
  [/^(?:vd|xvd|nbd|rbd|ubd|dasd)/, 'virtual'],
];

export function storageKind(facts: StorageFacts): Kind {
  const named = namedKinds.find(([pattern]) => pattern.test(facts.name))?.[1];
  if (named !== undefined) return named;
  if (!/^sd/.test(facts.name)) return 'other';
  if (/\/usb\d/.test(facts.path)) return 'usb';
  if (/\/virtio\d|\/vmbus|\/xen/.test(facts.path) || isVirtualDisk(facts)) return 'virtual';
  if (facts.rotational === true) return 'hdd';
  return facts.rotational === false && /\/ata\d/.test(facts.path) ? 'sataSsd' : 'other';
}

function isVirtualDisk({ model, vendor }: StorageFacts): boolean {
  return /^(?:QEMU|VMware|VBOX|Msft)\b/i.test(vendor ?? '') || /^(?:QEMU |VBOX |VMware |Virtual disk)/i.test(model ?? '');
}

/** undefined when the path names no bus. */
export function storageTransport({ name, path }: StorageFacts, nvmeTransport: string | undefined): string | undefined {
  if (/^nvme/.test(name)) return nvmeTransport ?? 'pcie';
  if (/^mmcblk/.test(name)) return 'mmc';
  if (/\/usb\d/.test(path)) return 'usb';
  if (/\/virtio\d/.test(path)) return 'virtio';
  if (/\/ata\d/.test(path)) return 'sata';
  if (/\/(?:end_device|sas_device|port)-\d/.test(path)) return 'sas';
  if (/\/fc_|\/rport-/.test(path)) return 'fc';
  return /\/session\d/.test(path) ? 'iscsi' : undefined;
}
