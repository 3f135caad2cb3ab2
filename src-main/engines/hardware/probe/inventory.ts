/** One look at the whole machine. */
import type { HardwareInventory } from '../../../contracts/hardware.ts';
import { unknown } from '../../../contracts/value.ts';
import type { Host } from '../../../host/port.ts';
import { type Mount, parseMountInfo, parseMounts } from '../parse/mounts.ts';
import { probeChassis } from './chassis.ts';
import { probeCpu } from './cpu.ts';
import { probeFirmware } from './firmware.ts';
import { probeMemory } from './memory.ts';
import { probePlatform } from './platform.ts';
import { createReader, type Reader } from './reader.ts';

// A host of many containers: about 200 bytes for each mount.
const maxMountBytes = 4 * 1024 * 1024;

export async function takeInventory(host: Host): Promise<HardwareInventory> {
  const read = createReader(host.files);
  const modules = await host.inventory.memoryModules();
  const mounts = readMounts(read);
  const { cpu, info } = probeCpu(read, host.identity);
  return {
    schemaVersion: 1,
    takenAt: new Date(host.clock.nowMs()).toISOString(),
    recorded: host.identity.recorded,
    cpu,
    memory: probeMemory(read, modules, cpu.numaNodes),
    gpus: unknown('not examined'),
    storage: unknown('not examined'),
    network: unknown('not examined'),
    chassis: probeChassis(read, info, mounts),
    firmware: probeFirmware(read, host.identity),
    platform: probePlatform(read, host.identity, mounts),
  };
}

function readMounts(read: Reader): readonly Mount[] {
  const own = parseMountInfo(read.whole('/proc/self/mountinfo', maxMountBytes) ?? '');
  if (own.length > 0) return own;
  return parseMounts(read.whole('/proc/mounts', maxMountBytes) ?? read.whole('/proc/1/mounts', maxMountBytes) ?? '');
}
