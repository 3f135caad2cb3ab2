/**
 * systeminformation reads the same machine by other means (mostly by running
 * programs), which makes it a good second opinion and a poor source: it takes
 * a hundred times as long, and where it does not know it fills in a guess.
 * docs/adr/0009-systeminformation.md has the figures.
 */
import systeminformation from 'systeminformation';
import { describe, expect, it } from 'vitest';
import { createNodeHost } from '../../host/node/nodeHost.ts';
import { inventoryOf, valueIn } from './testSupport/machines.ts';

describe('this machine, beside systeminformation', () => {
  it('has the same processors, memory, system and disks', { timeout: 60_000 }, async () => {
    const [ours, cpu, memory, system, disks] = await Promise.all([
      inventoryOf(createNodeHost()),
      systeminformation.cpu(),
      systeminformation.mem(),
      systeminformation.osInfo(),
      systeminformation.blockDevices(),
    ]);
    expect(valueIn(ours.cpu.threads)).toBe(cpu.cores);
    expect(valueIn(ours.cpu.cores)).toBe(cpu.physicalCores);
    expect(valueIn(ours.memory.usableBytes)).toBe(memory.total);
    expect(valueIn(ours.firmware.kernel)).toBe(system.kernel);
    expect(valueIn(ours.platform.hostname)).toBe(system.hostname);
    expect(valueIn(ours.platform.distribution)).toContain(system.distro);
    const sizes = new Map(valueIn(ours.storage).map((device) => [device.name, device.sizeBytes]));
    for (const disk of disks.filter((one) => one.type === 'disk' && one.size > 0)) expect(valueIn(sizes.get(disk.name))).toBe(disk.size);
  });
});
