import { describe, expect, it } from 'vitest';
import { type Gpu, type HardwareInventory, hardwareInventory } from '../../contracts/hardware.ts';
import { absent, ok, unknown } from '../../contracts/value.ts';
import { createHardwareEngine } from '../../engines/hardware/engine.ts';
import { createFakeHost } from '../../host/fake/fakeHost.ts';
import type { Page } from '../terminal/layout.ts';
import { createStyle } from '../terminal/style.ts';
import { textWidth } from '../terminal/width.ts';
import { formatInfo } from './info.ts';

const page: Page = { style: createStyle(false), width: 90 };
const log = { info: () => undefined, error: () => 'id' };

async function emptyMachine(): Promise<HardwareInventory> {
  return createHardwareEngine({ host: createFakeHost(), log }).inventory({ redact: false, refresh: false });
}

const gpu: Gpu = {
  id: 'gpu',
  pciSlot: ok('0000:01:00.0'),
  vendor: 'nvidia',
  vendorName: ok('NVIDIA'),
  name: ok('RTX 4090 \u001b[31m'),
  pciId: ok('10de:2684'),
  subsystemId: unknown('x'),
  driver: ok('nvidia'),
  driverVersion: ok('610.57'),
  kind: ok('discrete'),
  dataCentre: ok(false),
  memoryBytes: ok(25_769_803_776),
  unifiedMemory: ok(false),
  sharedLimitBytes: absent('not shared'),
  linkNow: ok({ speedGTs: 2.5, lanes: 16, generation: 1 }),
  linkMax: ok({ speedGTs: 16, lanes: 16, generation: 4 }),
  numaNode: absent('one'),
  runtimeState: ok('suspended'),
  powerState: ok('D3cold'),
  bootVga: ok(false),
  drmCard: ok('card1'),
};

describe('info for people', () => {
  it('has every section also for a machine of which nothing is known, and never an empty value', async () => {
    const inventory = await emptyMachine();
    hardwareInventory.parse(inventory);
    const lines = formatInfo(page, inventory, null);
    for (const heading of ['Platform', 'Machine', 'Processor', 'Memory', 'Graphics', 'Storage', 'Network', 'Firmware and boot']) {
      expect(lines).toContain(heading);
    }
    for (const line of lines) {
      expect(line).not.toMatch(/undefined|NaN|\[object/);
      expect(textWidth(line)).toBeLessThanOrEqual(90);
    }
  });

  it('graphics', async () => {
    const inventory = {
      ...(await emptyMachine()),
      gpus: ok([gpu, { ...gpu, name: unknown('no pci.ids'), linkNow: absent('no PCIe'), linkMax: absent('no PCIe') }]),
    };
    expect(formatInfo(page, inventory, 'gpus')).toEqual([
      'Graphics',
      '  RTX 4090 [31m',
      '    Where   0000:01:00.0, 10de:2684, discrete',
      '    Driver  nvidia 610.57',
      '    VRAM    24 GiB',
      '    PCIe    Gen1 ×16 of Gen4 ×16',
      '    Power   suspended, D3cold',
      '  nvidia GPU',
      '    Where   0000:01:00.0, 10de:2684, discrete',
      '    Driver  nvidia 610.57',
      '    VRAM    24 GiB',
      '    PCIe    none: no PCIe',
      '    Power   suspended, D3cold',
    ]);
    expect(formatInfo(page, { ...inventory, gpus: ok([]) }, 'gpus')).toEqual(['Graphics', '  none']);
    expect(formatInfo(page, { ...inventory, gpus: absent('no PCI bus') }, 'gpus')).toEqual(['Graphics', '  none  no PCI bus']);
  });

  it('processor of a hybrid laptop', async () => {
    const empty = await emptyMachine();
    const cluster = {
      kind: 'performance' as const,
      cpus: '0-7',
      cores: 4,
      threads: 8,
      baseMHz: ok(2100),
      minMHz: ok(400),
      maxMHz: ok(4800),
      governor: ok('powersave'),
      availableGovernors: ok(['powersave']),
      energyPreference: ok('balance_performance'),
      availableEnergyPreferences: ok(['performance']),
    };
    const cpu = {
      ...empty.cpu,
      model: ok('Core i7'),
      packages: ok(1),
      cores: ok(12),
      threads: ok(16),
      smt: ok('on' as const),
      architecture: ok('x86_64' as const),
      clusters: ok([
        cluster,
        { ...cluster, kind: 'efficiency' as const, cores: 8, cpus: '8-15', baseMHz: unknown('x'), energyPreference: absent('x') },
      ]),
      caches: ok([{ level: 1, type: 'data' as const, sizeBytes: 49_152, instances: 4, sharedBy: 2 }]),
      vulnerabilities: ok([
        { name: 'spectre_v2', state: 'mitigated' as const, text: '' },
        { name: 'retbleed', state: 'vulnerable' as const, text: '' },
      ]),
    };
    const text = formatInfo(page, { ...empty, cpu }, 'cpu').join('\n');
    expect(text).toContain('Shape      1 package, 12 cores, 16 threads, SMT on, x86_64');
    expect(text).toContain('P-cores    4 cores, CPU 0-7, 400 MHz to 4.80 GHz, base 2.10 GHz, governor powersave, EPP');
    expect(text).toContain('E-cores    8 cores, CPU 8-15, 400 MHz to 4.80 GHz, governor powersave');
    expect(text).toContain('Caches     L1d 4 × 48 KiB');
    expect(text).toContain('Security   vulnerable: retbleed; 1 mitigated, 0 not affected');
  });

  it('storage, network, memory and chassis', async () => {
    const empty = await emptyMachine();
    const disk = {
      name: 'nvme0n1',
      kind: 'nvme' as const,
      model: ok('Fast Disk'),
      sizeBytes: ok(1_000_204_886_016),
      rotational: ok(false),
      removable: ok(false),
      transport: ok('nvme'),
      link: absent('x'),
      nvmeGeneration: ok(4),
      scheduler: ok('none'),
      availableSchedulers: ok(['none']),
      readAheadKiB: ok(128),
      queueRequests: ok(1023),
      temperatureC: ok(41.5),
      mounts: [{ partition: 'nvme0n1p2', path: '/', filesystem: 'ext4', options: 'rw' }],
    };
    const inventory: HardwareInventory = {
      ...empty,
      storage: ok([disk, { ...disk, name: 'loop0', kind: 'loop', mounts: [] }]),
      network: ok([
        {
          name: 'lo',
          kind: 'loopback',
          state: ok('unknown'),
          speedMbps: absent('x'),
          mtuBytes: ok(65_536),
          driver: absent('x'),
          address: absent('x'),
          pciSlot: absent('x'),
          numaNode: absent('x'),
          queues: ok(1),
        },
        {
          name: 'eth0',
          kind: 'ethernet',
          state: ok('up'),
          speedMbps: ok(2500),
          mtuBytes: ok(1500),
          driver: ok('igc'),
          address: ok('x'),
          pciSlot: ok('x'),
          numaNode: absent('x'),
          queues: ok(4),
        },
      ]),
      memory: {
        ...empty.memory,
        nominalBytes: ok(2 ** 35),
        nominalFrom: ok('DMI'),
        dimms: ok([{ locator: 'A1', sizeBytes: 2 ** 34, type: 'DDR5', speedMTs: 5600, manufacturer: null }]),
        swap: ok([{ device: '/dev/zram0', kind: 'zram', sizeBytes: 2 ** 32, priority: 100 }]),
      },
      chassis: { ...empty.chassis, battery: ok([{ name: 'BAT0', status: 'Discharging', capacityPercent: 80 }]), onAcPower: ok(false) },
    };
    expect(formatInfo(page, inventory, 'storage').slice(1)).toEqual(
      ['  DEVICE   KIND          SIZE  SCHEDULER  WHAT', '  nvme0n1  nvme Gen4  932 GiB  none       Fast Disk, 41.5 °C, / (ext4)'].map(
        (line) => line.replace('KIND          SIZE', 'KIND          SIZE'),
      ),
    );
    expect(formatInfo(page, inventory, 'network').slice(1)).toEqual([
      '  INTERFACE  KIND      STATE       SPEED  DRIVER',
      '  eth0       ethernet  up     2.5 Gbit/s  igc',
    ]);
    const memory = formatInfo(page, inventory, 'memory').join('\n');
    expect(memory).toContain('Installed   32 GiB (DMI)');
    expect(memory).toContain('Modules     A1 16 GiB DDR5 5600 MT/s');
    expect(memory).toContain('Swap        /dev/zram0 4 GiB (zram, priority 100)');
    expect(formatInfo(page, inventory, 'chassis').join('\n')).toContain('Battery         BAT0 80 % Discharging');
  });
});
