/** One look at the whole machine. */
import type { Chassis, HardwareInventory } from '../../../contracts/hardware.ts';
import { okValue } from '../../../contracts/value.ts';
import type { Host } from '../../../host/port.ts';
import { type Mount, parseMountInfo, parseMounts } from '../parse/mounts.ts';
import { probeChassis } from './chassis.ts';
import { probeCpu } from './cpu.ts';
import { probeFirmware } from './firmware.ts';
import { probeGpus } from './gpus.ts';
import { probeMemory } from './memory.ts';
import { probeNetwork } from './network.ts';
import { createLazyPciNames } from './pciNames.ts';
import { probePlatform } from './platform.ts';
import { createReader, type Reader } from './reader.ts';
import { probeStorage } from './storage.ts';

// A host of many containers: about 200 bytes for each mount.
const maxMountBytes = 4 * 1024 * 1024;

/** A look at one host; what cannot change (names of devices) is kept between looks. */
export function createInventoryTaker(host: Host): () => Promise<HardwareInventory> {
  const read = createReader(host.files);
  const names = createLazyPciNames(read);
  return async () => {
    const modules = await host.inventory.memoryModules();
    const mounts = readMounts(read);
    const { cpu, info } = probeCpu(read, host.identity);
    const chassis = probeChassis(read, info, mounts);
    return {
      schemaVersion: 1,
      takenAt: new Date(host.clock.nowMs()).toISOString(),
      recorded: host.identity.recorded,
      cpu,
      memory: probeMemory(read, modules, cpu.numaNodes),
      gpus: probeGpus(read, {
        names,
        machine: [okValue(chassis.vendor), okValue(chassis.product)].join(' '),
        isPortable: isPortable(chassis),
      }),
      storage: probeStorage(read, mounts),
      network: probeNetwork(read),
      chassis,
      firmware: probeFirmware(read, host.identity, info),
      platform: probePlatform(read, host.identity, mounts),
    };
  };
}

function isPortable({ kind, battery }: Chassis): boolean {
  const portable = ['laptop', 'tablet'].includes(okValue(kind) ?? '');
  return portable || (okValue(battery) ?? []).length > 0;
}

function readMounts(read: Reader): readonly Mount[] {
  const own = parseMountInfo(read.whole('/proc/self/mountinfo', maxMountBytes) ?? '');
  if (own.length > 0) return own;
  return parseMounts(read.whole('/proc/mounts', maxMountBytes) ?? read.whole('/proc/1/mounts', maxMountBytes) ?? '');
}
