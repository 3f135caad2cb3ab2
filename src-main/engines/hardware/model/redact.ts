/**
 * A copy for a bug report: what identifies a person or one machine is replaced
 * by a word that says what it was. Models and versions stay, they are the point.
 */
import { redactText } from '../../../base/redactText.ts';
import type { HardwareInventory } from '../../../contracts/hardware.ts';
import { mapReading } from '../../../contracts/value.ts';

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
