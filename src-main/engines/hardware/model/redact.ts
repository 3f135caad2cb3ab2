/**
 * A copy for a bug report: what identifies a person or one machine is replaced
 * by a word that says what it was. Models and versions stay, they are the point.
 */
import type { HardwareInventory } from '../../../contracts/hardware.ts';
import { mapReading } from '../../../contracts/value.ts';

const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const mac = /\b(?:[0-9a-f]{2}[:-]){5,19}[0-9a-f]{2}\b/gi;
const ipv4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;
// Three groups or more, or a `::`: a time of day or a PCI slot has neither.
const ipv6 =
  /(?<![\w:])(?:(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,6}:(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,5})?|::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6}))(?![\w:])/gi;
const identifiedBy = /\b((?:PART)?(?:UUID|LABEL)=)[^\s,]+/g;
const wwn = /\b(?:wwn-)?0x[0-9a-f]{16,32}\b/gi;
const interfaceByAddress = /\b(enx|wlx)[0-9a-f]{12}\b/gi;
const home = /(^|[\s=:,"'])(\/(?:var\/)?home\/)[^/\s:,"']+/g;
const mediaUser = /((?:\/run)?\/media\/)[^/\s]+/g;
/** Kernel parameters whose whole value names a host, an account or a secret. */
const namingParameters =
  /\b(ip|nfsroot|rd\.iscsi\.\w+|iscsi_\w+|netroot|systemd\.hostname|hostname|rd\.luks\.\w+|cryptdevice|luks|user|password|token|key|secret)=\S+/gi;

export function redactText(text: string): string {
  return text
    .replace(namingParameters, '$1=[removed]')
    .replace(identifiedBy, '$1[removed]')
    .replace(uuid, '[uuid]')
    .replace(mac, '[address]')
    .replace(interfaceByAddress, '$1[address]')
    .replace(wwn, '[serial]')
    .replace(ipv4, '[address]')
    .replace(ipv6, '[address]')
    .replace(home, '$1$2[user]')
    .replace(mediaUser, '$1[user]');
}

export function redactInventory(inventory: HardwareInventory): HardwareInventory {
  const { storage, network, firmware, platform, memory } = inventory;
  const clean: HardwareInventory = {
    ...inventory,
    memory: { ...memory, swap: mapReading(memory.swap, (areas) => areas.map((area) => ({ ...area, device: redactText(area.device) }))) },
    storage: mapReading(storage, (devices) =>
      devices.map((device) => ({
        ...device,
        // A mapped device is known by the name its administrator gave it.
        model: device.kind === 'deviceMapper' ? mapReading(device.model, redactText) : device.model,
        mounts: device.mounts.map((mount) => ({ ...mount, path: redactText(mount.path), options: redactText(mount.options) })),
      })),
    ),
    network: mapReading(network, (interfaces) =>
      interfaces.map((one) => ({
        ...one,
        name: redactText(one.name),
        address: mapReading(one.address, () => '[address]'),
      })),
    ),
    firmware: { ...firmware, commandLine: mapReading(firmware.commandLine, redactText) },
    platform: { ...platform, hostname: mapReading(platform.hostname, () => '[host]') },
  };
  const name = platform.hostname.status === 'ok' ? platform.hostname.value : undefined;
  return redactReasons(name === undefined ? clean : removeName(clean, name));
}

/** Reasons name the files that were looked at, and with them an interface or a folder. */
function redactReasons(inventory: HardwareInventory): HardwareInventory {
  return JSON.parse(JSON.stringify(inventory), (key, value: unknown) =>
    key === 'why' && typeof value === 'string' ? redactText(value) : value,
  ) as HardwareInventory;
}

/** The host's name also hides in volume groups and mount points; short names would match ordinary words. */
function removeName(inventory: HardwareInventory, name: string): HardwareInventory {
  if (name.length < 4 || /^(?:localhost|linux|debian|ubuntu|fedora|none|fake)$/i.test(name)) return inventory;
  const pattern = new RegExp(`(?<![A-Za-z0-9])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![A-Za-z0-9])`, 'gi');
  const replace = (text: string): string => text.replace(pattern, '[host]');
  return {
    ...inventory,
    storage: mapReading(inventory.storage, (devices) =>
      devices.map((device) => ({
        ...device,
        model: mapReading(device.model, replace),
        mounts: device.mounts.map((mount) => ({ ...mount, partition: replace(mount.partition), path: replace(mount.path) })),
      })),
    ),
    memory: {
      ...inventory.memory,
      swap: mapReading(inventory.memory.swap, (areas) => areas.map((area) => ({ ...area, device: replace(area.device) }))),
    },
    firmware: { ...inventory.firmware, commandLine: mapReading(inventory.firmware.commandLine, replace) },
  };
}
