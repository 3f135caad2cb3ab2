/** Machines that nobody recorded, written by hand from kernel documentation. */
import { describe, expect, it } from 'vitest';
import type { FakeHost } from '../../host/fake/fakeHost.ts';
import { drmCard, type Files, inventoryOf, link, machine, pciDevice, pciNames, valueIn } from './testSupport/machines.ts';

const rootPort = (path: string, vendor = '8086') => pciDevice({ path, class: '0x060400', vendor, device: '0001', files: link('32.0', 16) });

async function onlyGpu(host: FakeHost) {
  const gpus = valueIn((await inventoryOf(host)).gpus);
  expect(gpus).toHaveLength(1);
  const [gpu] = gpus;
  if (gpu === undefined) throw new Error('no graphics device');
  return gpu;
}

describe('graphics', () => {
  const active: Files = { 'power/runtime_status': 'active\n', 'power_state': 'D0\n' };

  it('RTX 50 on a desktop: discrete, for people, memory honestly unknown', async () => {
    const path = 'pci0000:00/0000:00:01.0/0000:01:00.0';
    const card = pciDevice({
      path,
      class: '0x030000',
      vendor: '10de',
      device: '2b85',
      subsystem: ['1043', '89e3'],
      driver: 'nvidia',
      files: { ...active, ...link('2.5', 16, '32.0', 16), boot_vga: '1\n', numa_node: '-1\n' },
    });
    const host = machine([rootPort('pci0000:00/0000:00:01.0'), card, drmCard('card1', path)], {
      files: { ...pciNames, '/sys/module/nvidia/version': '580.95.05\n', '/sys/class/dmi/id/chassis_type': '3\n' },
    });
    const gpu = await onlyGpu(host);
    expect(gpu).toMatchObject({ id: '10de:2b85-1043:89e3-0000:01:00.0', vendor: 'nvidia' });
    expect(valueIn(gpu.name)).toBe('GB202 [GeForce RTX 5090]');
    expect(valueIn(gpu.vendorName)).toBe('NVIDIA Corporation');
    expect(valueIn(gpu.kind)).toBe('discrete');
    expect(valueIn(gpu.dataCentre)).toBe(false);
    expect(valueIn(gpu.driverVersion)).toBe('580.95.05');
    expect(gpu.memoryBytes).toMatchObject({ status: 'unknown', why: expect.stringContaining('NVML') as string });
    expect(valueIn(gpu.linkNow)).toEqual({ speedGTs: 2.5, lanes: 16, generation: 1 });
    expect(valueIn(gpu.linkMax)).toEqual({ speedGTs: 32, lanes: 16, generation: 5 });
    expect(valueIn(gpu.bootVga)).toBe(true);
    expect(valueIn(gpu.drmCard)).toBe('card1');
    expect(gpu.numaNode.status).toBe('absent');
  });

  it('H100: a card for computing, by its class and not by its name', async () => {
    const h100 = { path: 'pci0000:17/0000:17:01.0/0000:18:00.0', class: '0x030200', vendor: '10de', device: '2330', driver: 'nvidia' };
    const board = { files: { '/sys/class/dmi/id/chassis_type': '23\n' } };
    const named = await onlyGpu(machine([pciDevice({ ...h100, files: { ...active, numa_node: '1\n' } }), board], { files: pciNames }));
    expect(valueIn(named.dataCentre)).toBe(true);
    expect(valueIn(named.numaNode)).toBe(1);
    expect(named.drmCard.status).toBe('absent');
    const unnamed = await onlyGpu(machine([pciDevice(h100), board]));
    expect(valueIn(unnamed.dataCentre)).toBe(true);
    expect(unnamed.name).toMatchObject({ status: 'absent', why: expect.stringContaining('pci.ids') as string });
  });

  it('takes a name that the NVIDIA driver knows and the database does not', async () => {
    const host = machine(
      [pciDevice({ path: 'pci0000:00/0000:01:00.0', class: '0x030200', vendor: '10de', device: 'ffff', driver: 'nvidia' })],
      {
        files: { ...pciNames, '/proc/driver/nvidia/gpus/0000:01:00.0/information': 'Model: \t\t NVIDIA Next\nIRQ: 1\n' },
      },
    );
    expect(valueIn((await onlyGpu(host)).name)).toBe('NVIDIA Next');
  });

  it('MI300X: a processing accelerator run by amdgpu counts as a graphics device', async () => {
    const accelerator = { path: 'pci0000:00/0000:00:01.0/0000:05:00.0', class: '0x120000', vendor: '1002', device: '74a1' };
    const gpu = await onlyGpu(
      machine([pciDevice({ ...accelerator, driver: 'amdgpu', files: { mem_info_vram_total: `${String(192 * 1024 ** 3)}\n` } })]),
    );
    expect(valueIn(gpu.dataCentre)).toBe(true);
    expect(valueIn(gpu.memoryBytes)).toBe(192 * 1024 ** 3);
    expect(valueIn((await inventoryOf(machine([pciDevice(accelerator)]))).gpus)).toEqual([]);
  });

  it('RX 9070 behind its own switch: the link of the slot, not the one inside the card', async () => {
    const slot = 'pci0000:00/0000:00:01.1';
    const path = `${slot}/0000:01:00.0/0000:02:00.0/0000:03:00.0`;
    const host = machine(
      [
        rootPort(slot, '1022'),
        pciDevice({ path: `${slot}/0000:01:00.0`, class: '0x060400', vendor: '1002', device: '1478', files: link('8.0', 4, '32.0', 16) }),
        pciDevice({
          path: `${slot}/0000:01:00.0/0000:02:00.0`,
          class: '0x060400',
          vendor: '1002',
          device: '1479',
          files: link('32.0', 16),
        }),
        pciDevice({
          path,
          class: '0x030000',
          vendor: '1002',
          device: '7550',
          driver: 'amdgpu',
          files: {
            ...active,
            ...link('32.0', 16),
            'mem_info_vram_total': '17095983104\n',
            'mem_info_gtt_total': '33000000000\n',
            'hwmon/hwmon3/in0_label': 'vddgfx\n',
          },
        }),
        drmCard('card0', path),
      ],
      { files: pciNames },
    );
    const gpu = await onlyGpu(host);
    expect(valueIn(gpu.linkNow)).toEqual({ speedGTs: 8, lanes: 4, generation: 3 });
    expect(valueIn(gpu.linkMax)).toEqual({ speedGTs: 32, lanes: 16, generation: 5 });
    expect(valueIn(gpu.memoryBytes)).toBe(17_095_983_104);
    expect(gpu.sharedLimitBytes.status).toBe('absent');
    expect(valueIn(gpu.kind)).toBe('discrete');
    expect(valueIn(gpu.name)).toContain('Navi 48');
  });

  it('Arc behind bridges of its own below a root port of the same maker', async () => {
    const slot = 'pci0000:00/0000:00:01.0';
    const path = `${slot}/0000:01:00.0/0000:02:01.0/0000:03:00.0`;
    const host = machine([
      rootPort(slot),
      pciDevice({ path: `${slot}/0000:01:00.0`, class: '0x060400', vendor: '8086', device: 'e2ff', files: link('16.0', 8) }),
      pciDevice({ path: `${slot}/0000:01:00.0/0000:02:01.0`, class: '0x060400', vendor: '8086', device: 'e2f0', files: link('2.5', 1) }),
      pciDevice({ path, class: '0x030000', vendor: '8086', device: 'e20b', driver: 'xe', files: link('2.5', 1) }),
    ]);
    const gpu = await onlyGpu(host);
    expect(valueIn(gpu.kind)).toBe('discrete');
    expect(valueIn(gpu.linkNow)).toEqual({ speedGTs: 16, lanes: 8, generation: 4 });
    expect(gpu.memoryBytes).toMatchObject({ status: 'unknown', why: expect.stringContaining('DRM query') as string });
  });

  it('an APU is told by its security processor even where its sensors are not visible', async () => {
    const bridge = 'pci0000:00/0000:00:08.1';
    const host = machine([
      pciDevice({ path: `${bridge}/0000:c4:00.0`, class: '0x030000', vendor: '1002', device: '150e', driver: 'amdgpu' }),
      pciDevice({ path: `${bridge}/0000:c4:00.2`, class: '0x108000', vendor: '1022', device: '17e0' }),
    ]);
    const gpu = await onlyGpu(host);
    expect(valueIn(gpu.kind)).toBe('integrated');
    expect(valueIn(gpu.unifiedMemory)).toBe(true);
  });

  it.each([
    ['ASPEED', '1a03', '2000', 'ast', 'managementController'],
    ['Matrox G200 in a server', '102b', '0538', 'mgag200', 'managementController'],
    ['virtio', '1af4', '1050', 'virtio-pci', 'virtual'],
    ['VMware', '15ad', '0405', 'vmwgfx', 'virtual'],
    ['Cirrus in QEMU', '1013', '00b8', 'cirrus-qemu', 'virtual'],
  ])('%s is no card to compute on', async (_, vendor, device, driver, kind) => {
    const gpu = await onlyGpu(machine([pciDevice({ path: 'pci0000:00/0000:00:02.0', class: '0x030000', vendor, device, driver })]));
    expect(valueIn(gpu.kind)).toBe(kind);
    expect(valueIn(gpu.dataCentre)).toBe(false);
    expect(gpu.memoryBytes.status).toBe('unknown');
  });

  it('GB10 shares the memory of the machine although it sits on a bus', async () => {
    const host = machine(
      [pciDevice({ path: 'pci000f:00/000f:00:00.0/000f:01:00.0', class: '0x030200', vendor: '10de', device: '2e12', driver: 'nvidia' })],
      {
        files: { '/sys/class/dmi/id/product_name': 'NVIDIA_DGX_Spark\n' },
      },
    );
    const gpu = await onlyGpu(host);
    expect(valueIn(gpu.kind)).toBe('integrated');
    expect(valueIn(gpu.unifiedMemory)).toBe(true);
    expect(gpu.memoryBytes.status).toBe('absent');
  });

  it('a graphics unit of the chip is found by its render device, its display controller is not taken for one', async () => {
    const gpuPath = 'platform/soc/406400000.gpu';
    const displayPath = 'platform/soc/display';
    const host = machine(
      [
        {
          files: {
            [`/sys/devices/${gpuPath}/uevent`]: 'DRIVER=asahi\nOF_COMPATIBLE_0=apple,agx-g13x\n',
            [`/sys/devices/${displayPath}/uevent`]: 'DRIVER=apple-drm\n',
          },
        },
        drmCard('card1', gpuPath),
      ],
      {
        files: { [`/sys/devices/${displayPath}/drm/card0/dev`]: '226:1\n' },
        links: {
          '/sys/class/drm/card0': `../../devices/${displayPath}/drm/card0`,
          [`/sys/devices/${displayPath}/drm/card0/device`]: '../..',
        },
      },
    );
    const gpu = await onlyGpu(host);
    expect(gpu.pciSlot.status).toBe('absent');
    expect(valueIn(gpu.driver)).toBe('asahi');
    expect(valueIn(gpu.kind)).toBe('integrated');
    expect(valueIn(gpu.unifiedMemory)).toBe(true);
    expect(gpu.linkNow.status).toBe('absent');
  });
});

describe('a laptop whose second card sleeps', () => {
  const dgpu = 'pci0000:00/0000:00:01.0/0000:01:00.0';
  const asleep = pciDevice({
    path: dgpu,
    class: '0x030200',
    vendor: '10de',
    device: '2b85',
    driver: 'nvidia',
    files: {
      'power/runtime_status': 'suspended\n',
      'power_state': 'D3cold\n',
      'numa_node': '-1\n',
      'boot_vga': '0\n',
      'hwmon/hwmon5/temp1_input': '40000\n',
      'mem_info_vram_total': '1\n',
      ...link('2.5', 8, '16.0', 8),
    },
  });
  const igpu = pciDevice({ path: 'pci0000:00/0000:00:02.0', class: '0x030000', vendor: '8086', device: '46a6', driver: 'i915' });
  const host = machine([asleep, igpu, drmCard('card1', dgpu)], {
    files: {
      ...pciNames,
      '/sys/class/dmi/id/chassis_type': '10\n',
      '/sys/class/power_supply/BAT0/type': 'Battery\n',
      '/sys/class/power_supply/BAT0/status': 'Discharging\n',
      '/sys/class/power_supply/BAT0/capacity': '81\n',
      '/sys/class/power_supply/hidpp_battery_0/type': 'Battery\n',
      '/sys/class/power_supply/hidpp_battery_0/scope': 'Device\n',
      '/sys/class/power_supply/AC/type': 'Mains\n',
      '/sys/class/power_supply/AC/online': '0\n',
      '/proc/driver/nvidia/gpus/0000:01:00.0/information': 'Model: woken\n',
    },
  });

  it('is described without waking it', async () => {
    const sleeping = valueIn((await inventoryOf(host)).gpus).find(
      (gpu) => gpu.pciSlot.status === 'ok' && gpu.pciSlot.value === '0000:01:00.0',
    );
    expect(valueIn(sleeping?.runtimeState)).toBe('suspended');
    expect(valueIn(sleeping?.powerState)).toBe('D3cold');
    expect(valueIn(sleeping?.name)).toContain('RTX 5090');
    for (const reading of [sleeping?.memoryBytes, sleeping?.linkNow, sleeping?.linkMax]) {
      expect(reading).toMatchObject({ status: 'unknown', why: expect.stringContaining('sleeps') as string });
    }
    expect(valueIn(sleeping?.dataCentre)).toBe(false);
  });

  it('reads nothing of it but its power state and its identity', () => {
    const kept = [
      'class',
      'vendor',
      'device',
      'uevent',
      'subsystem_vendor',
      'subsystem_device',
      'boot_vga',
      'numa_node',
      'power_state',
      'power/runtime_status',
    ];
    const touched = host.reads.filter((path) => path.includes('0000:01:00.0') && !path.endsWith('0000:01:00.0'));
    const names = new Set(touched.map((path) => path.slice(path.indexOf('0000:01:00.0') + '0000:01:00.0'.length + 1)));
    expect([...names].filter((name) => !kept.includes(name))).toEqual([]);
    expect(names).toContain('power/runtime_status');
    expect(host.reads.filter((path) => path.startsWith('/sys/class/drm/card') || path.startsWith('/proc/driver/nvidia/gpus/'))).toEqual([]);
  });

  it('is a laptop, with its own battery only', async () => {
    const { chassis } = await inventoryOf(host);
    expect(valueIn(chassis.kind)).toBe('laptop');
    expect(valueIn(chassis.battery)).toEqual([{ name: 'BAT0', status: 'Discharging', capacityPercent: 81 }]);
    expect(valueIn(chassis.onAcPower)).toBe(false);
  });
});

/** /proc/cpuinfo of an ARM machine. */
function armCpuInfo(cores: readonly (readonly [implementer: string, part: string])[]): string {
  return cores
    .map(
      ([implementer, part], cpu) =>
        `processor\t: ${String(cpu)}\nBogoMIPS\t: 48.00\nCPU implementer\t: ${implementer}\nCPU architecture: 8\nCPU part\t: ${part}\n`,
    )
    .join('\n');
}

function plainCores(count: number): Files {
  const all = Array.from({ length: count }, (_, cpu) => cpu);
  return {
    '/sys/devices/system/cpu/online': `0-${String(count - 1)}\n`,
    ...Object.fromEntries(
      all.flatMap((cpu) => [
        [`/sys/devices/system/cpu/cpu${String(cpu)}/topology/core_cpus_list`, `${String(cpu)}\n`],
        [`/sys/devices/system/cpu/cpu${String(cpu)}/topology/package_cpus_list`, `0-${String(count - 1)}\n`],
      ]),
    ),
  };
}

describe('ARM', () => {
  it('Apple: two designs of core, a device tree, a laptop', async () => {
    const host = machine([], {
      identity: { architecture: 'arm64' },
      files: {
        ...plainCores(8),
        '/proc/cpuinfo': armCpuInfo([
          ...Array.from({ length: 4 }, () => ['0x61', '0x022'] as const),
          ...Array.from({ length: 4 }, () => ['0x61', '0x023'] as const),
        ]),
        ...Object.fromEntries(
          Array.from({ length: 8 }, (_, cpu) => [`/sys/devices/system/cpu/cpu${String(cpu)}/cpu_capacity`, cpu < 4 ? '459\n' : '1024\n']),
        ),
        '/proc/device-tree/model': 'Apple MacBook Air (M1, 2020)\0',
        '/proc/device-tree/compatible': 'apple,j313\0apple,t8103\0',
        '/sys/firmware/devicetree/base/model': 'Apple MacBook Air (M1, 2020)\0',
      },
    });
    const { cpu, chassis, firmware } = await inventoryOf(host);
    expect(valueIn(cpu.vendor)).toBe('Apple');
    expect(valueIn(cpu.model)).toBe('Icestorm (M1) + Firestorm (M1)');
    expect(valueIn(cpu.architecture)).toBe('aarch64');
    expect(valueIn(cpu.clusters).map((one) => [one.kind, one.cpus])).toEqual([
      ['performance', '4-7'],
      ['efficiency', '0-3'],
    ]);
    expect(valueIn(chassis.kind)).toBe('laptop');
    expect(valueIn(chassis.product)).toBe('Apple MacBook Air (M1, 2020)');
    expect(valueIn(chassis.virtualization)).toBe('none');
    expect(valueIn(firmware.kind)).toBe('deviceTree');
  });

  it.each([
    ['Ampere Altra', '0x41', '0xd0c', 'ARM', 'Neoverse-N1'],
    ['AmpereOne', '0xc0', '0xac4', 'Ampere', 'Ampere-1a'],
    ['Grace', '0x41', '0xd4f', 'ARM', 'Neoverse-V2'],
    ['a core that came later', '0x41', '0xfff', 'ARM', 'ARM part 0xfff'],
  ])('%s: many cores of one kind', async (_, implementer, part, vendor, model) => {
    const cores = Array.from({ length: 6 }, () => [implementer, part] as const);
    const { cpu } = await inventoryOf(
      machine([], { identity: { architecture: 'arm64' }, files: { ...plainCores(6), '/proc/cpuinfo': armCpuInfo(cores) } }),
    );
    expect(valueIn(cpu.vendor)).toBe(vendor);
    expect(valueIn(cpu.model)).toBe(model);
    expect(valueIn(cpu.hybrid)).toBe(false);
    expect(valueIn(cpu.cores)).toBe(6);
  });
});

describe('storage', () => {
  const nvmePath = 'pci0000:00/0000:00:06.0/0000:04:00.0';
  const disk = (path: string, name: string, files: Files) => ({
    files: Object.fromEntries(Object.entries(files).map(([file, text]) => [`/sys/devices/${path}/${name}/${file}`, text])),
    links: { [`/sys/block/${name}`]: `../devices/${path}/${name}` },
  });
  const host = machine(
    [
      pciDevice({ path: nvmePath, class: '0x010802', vendor: '144d', device: 'a80c', files: link('16.0', 4, '32.0', 4) }),
      disk(`${nvmePath}/nvme/nvme0`, 'nvme0n1', {
        'size': '2000409264\n',
        'dev': '259:0\n',
        'device/model': 'Samsung SSD 9100 PRO   1TB              \n',
        'device/transport': 'pcie\n',
        'device/hwmon3/temp1_input': '38850\n',
        'queue/rotational': '0\n',
        'queue/scheduler': '[none] mq-deadline kyber\n',
        'queue/read_ahead_kb': '128\n',
        'queue/nr_requests': '1023\n',
        'removable': '0\n',
        'nvme0n1p1/dev': '259:1\n',
        'nvme0n1p1/partition': '1\n',
        'nvme0n1p2/dev': '259:2\n',
      }),
      disk('pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block', 'sda', {
        'size': '8\n',
        'queue/rotational': '1\n',
        'dev': '8:0\n',
      }),
      disk('pci0000:00/0000:00:17.0/ata2/host1/target1:0:0/1:0:0:0/block', 'sdb', {
        'size': '8\n',
        'queue/rotational': '0\n',
        'dev': '8:16\n',
      }),
      disk('pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host6/target6:0:0/6:0:0:0/block', 'sdc', {
        'size': '8\n',
        'queue/rotational': '1\n',
        'removable': '1\n',
      }),
      disk('pci0000:00/0000:00:05.0/virtio2/host2/target2:0:0/2:0:0:0/block', 'sdd', { 'size': '8\n', 'queue/rotational': '1\n' }),
      disk('virtual/block', 'dm-0', { 'size': '8\n', 'dev': '253:0\n', 'dm/name': 'vg-root\n' }),
      disk('virtual/block', 'loop0', { size: '0\n' }),
      disk('virtual/block', 'loop1', { size: '16\n' }),
      disk('virtual/block', 'zram0', { 'size': '0\n', 'disksize': '8589934592\n', 'comp_algorithm': 'lzo-rle [zstd]\n' }),
    ],
    {
      files: {
        '/proc/swaps':
          'Filename\tType\tSize\tUsed\tPriority\n/dev/zram0 partition 8388604 0 100\n/home/anna/swap\\040file file 1024 0 -2\n',
        '/proc/self/mountinfo': [
          '22 1 253:0 / / rw,relatime shared:1 - ext4 /dev/mapper/vg-root rw,errors=remount-ro',
          '23 22 259:1 / /boot/efi rw,relatime - vfat /dev/nvme0n1p1 rw,fmask=0077',
          '24 22 0:45 /@home /home rw,relatime - btrfs /dev/nvme0n1p2 rw,subvol=/@home',
          '25 22 0:46 /@data /mnt/my\\040data rw - btrfs /dev/nvme0n1p2 rw',
        ].join('\n'),
      },
    },
  );

  it('tells kinds apart by the bus and not by the name alone', async () => {
    const disks = valueIn((await inventoryOf(host)).storage);
    expect(disks.map((one) => [one.name, one.kind])).toEqual([
      ['dm-0', 'deviceMapper'],
      ['loop1', 'loop'],
      ['nvme0n1', 'nvme'],
      ['sda', 'hdd'],
      ['sdb', 'sataSsd'],
      ['sdc', 'usb'],
      ['sdd', 'virtual'],
      ['zram0', 'zram'],
    ]);
  });

  it('reads an NVMe drive: what it can do, and what it agreed on with its slot', async () => {
    const disks = valueIn((await inventoryOf(host)).storage);
    const nvme = disks.find((one) => one.name === 'nvme0n1');
    expect(valueIn(nvme?.nvmeGeneration)).toBe(5);
    expect(valueIn(nvme?.link)).toEqual({ speedGTs: 16, lanes: 4, generation: 4 });
    expect(valueIn(nvme?.model)).toBe('Samsung SSD 9100 PRO 1TB');
    expect(valueIn(nvme?.temperatureC)).toBe(38.85);
    expect(valueIn(nvme?.scheduler)).toBe('none');
    expect(valueIn(nvme?.availableSchedulers)).toEqual(['none', 'mq-deadline', 'kyber']);
    expect(nvme?.mounts.map((one) => [one.partition, one.path, one.filesystem])).toEqual([
      ['nvme0n1p1', '/boot/efi', 'vfat'],
      ['nvme0n1p2', '/home', 'btrfs'],
      ['nvme0n1p2', '/mnt/my data', 'btrfs'],
    ]);
    expect(disks.find((one) => one.name === 'dm-0')?.mounts.map((one) => one.path)).toEqual(['/']);
    expect(disks.find((one) => one.name === 'sda')?.temperatureC).toMatchObject({ status: 'unknown' });
  });

  it('knows swap and compressed memory', async () => {
    const { memory } = await inventoryOf(host);
    expect(valueIn(memory.swap)).toEqual([
      { device: '/dev/zram0', kind: 'zram', sizeBytes: 8_589_930_496, priority: 100 },
      { device: '/home/anna/swap file', kind: 'file', sizeBytes: 1_048_576, priority: -2 },
    ]);
    expect(valueIn(memory.zram)).toEqual([{ device: '/dev/zram0', diskSizeBytes: 8_589_934_592, algorithm: 'zstd', isSwap: true }]);
  });
});

describe('network', () => {
  it('tells kinds apart and reads no speed where there is no link', async () => {
    const net = (name: string, files: Files) => ({
      files: Object.fromEntries(
        Object.entries({ type: '1\n', uevent: `INTERFACE=${name}\n`, ...files }).map(([file, text]) => [
          `/sys/class/net/${name}/${file}`,
          text,
        ]),
      ),
    });
    const host = machine(
      [
        net('lo', { type: '772\n', address: '00:00:00:00:00:00\n' }),
        net('wlp1', { uevent: 'DEVTYPE=wlan\n', operstate: 'up\n' }),
        net('br0', { uevent: 'DEVTYPE=bridge\n' }),
        net('bond0', { 'bonding/mode': 'x\n' }),
        net('wg0', { type: '65534\n', uevent: 'DEVTYPE=wireguard\n' }),
        net('ib0', { type: '32\n' }),
        net('enp5', {
          'operstate': 'up\n',
          'speed': '10000\n',
          'mtu': '9000\n',
          'queues/rx-0/rps_cpus': '0\n',
          'queues/rx-1/rps_cpus': '0\n',
          'queues/tx-0/x': '0\n',
        }),
        net('down0', { operstate: 'down\n', speed: '-1\n' }),
        { files: { '/sys/class/net/bonding_masters': 'bond0\n' } },
        pciDevice({
          path: 'pci0000:00/0000:05:00.0',
          class: '0x020000',
          vendor: '1d6a',
          device: '07b1',
          driver: 'atlantic',
          files: { numa_node: '0\n' },
        }),
      ],
      { links: { '/sys/class/net/enp5/device': '../../../devices/pci0000:00/0000:05:00.0' } },
    );
    const interfaces = valueIn((await inventoryOf(host)).network);
    expect(interfaces.map((one) => [one.name, one.kind])).toEqual([
      ['bond0', 'bond'],
      ['br0', 'bridge'],
      ['down0', 'virtual'],
      ['enp5', 'ethernet'],
      ['ib0', 'infiniband'],
      ['lo', 'loopback'],
      ['wg0', 'tunnel'],
      ['wlp1', 'wifi'],
    ]);
    const wired = interfaces.find((one) => one.name === 'enp5');
    expect(valueIn(wired?.speedMbps)).toBe(10_000);
    expect(valueIn(wired?.driver)).toBe('atlantic');
    expect(valueIn(wired?.pciSlot)).toBe('0000:05:00.0');
    expect(valueIn(wired?.numaNode)).toBe(0);
    expect(valueIn(wired?.queues)).toBe(2);
    for (const name of ['lo', 'down0']) expect(interfaces.find((one) => one.name === name)?.speedMbps.status).toBe('absent');
    expect(interfaces.find((one) => one.name === 'lo')?.address.status).toBe('absent');
  });
});

describe('firmware and platform', () => {
  const efivars = '/sys/firmware/efi/efivars';
  const attributes = '\u0006\0\0\0';
  const utf16 = (text: string) =>
    Array.from(text)
      .map((letter) => `${letter}\0`)
      .join('');

  it('reads a UEFI machine with systemd-boot, Secure Boot and lockdown', async () => {
    const host = machine([], {
      files: {
        [`${efivars}/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c`]: `${attributes}\u0001`,
        [`${efivars}/LoaderInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f`]: `${attributes}${utf16('systemd-boot 257.5-2')}`,
        '/sys/kernel/security/lockdown': 'none [integrity] confidentiality\n',
        '/sys/class/dmi/id/bios_vendor': 'American Megatrends Inc.\n',
        '/sys/class/dmi/id/bios_version': 'To Be Filled By O.E.M.\n',
        '/proc/cmdline': 'root=UUID=1 quiet\n',
        '/proc/sys/kernel/osrelease': '6.12.1\n',
        '/etc/os-release': 'PRETTY_NAME="Fedora Linux 43 (Workstation)"\nID=fedora\nVERSION_ID=43\n',
        '/run/systemd/system/': '',
        '/proc/pressure/cpu': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=1\n',
        '/proc/self/mountinfo': '30 24 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
      },
      links: { '/etc/localtime': '../usr/share/zoneinfo/Europe/Vienna' },
    });
    const { firmware, platform } = await inventoryOf(host);
    expect(valueIn(firmware.kind)).toBe('uefi');
    expect(valueIn(firmware.secureBoot)).toBe(true);
    expect(valueIn(firmware.bootLoader)).toBe('systemd-boot');
    expect(valueIn(firmware.lockdown)).toBe('integrity');
    expect(firmware.version).toMatchObject({ status: 'absent' });
    expect(valueIn(platform.distribution)).toBe('Fedora Linux 43 (Workstation)');
    expect(valueIn(platform.init)).toBe('systemd');
    expect(valueIn(platform.cgroupVersion)).toBe('v2');
    expect(valueIn(platform.pressureStall)).toBe(true);
    expect(valueIn(platform.timeZone)).toBe('Europe/Vienna');
  });

  it('does not claim to know Secure Boot where the variables are hidden', async () => {
    const { firmware } = await inventoryOf(
      machine([], { files: { '/sys/firmware/efi/fw_platform_size': '64\n', '/etc/default/grub': 'x\n' } }),
    );
    expect(firmware.secureBoot).toMatchObject({ status: 'unknown', why: expect.stringContaining('efivarfs') as string });
    expect(valueIn(firmware.bootLoader)).toBe('grub');
  });

  it('says absent where UEFI was not used', async () => {
    const { firmware } = await inventoryOf(
      machine([], { files: { '/sys/firmware/acpi/x': '', '/sys/class/dmi/id/bios_vendor': 'SeaBIOS\n' } }),
    );
    expect(valueIn(firmware.kind)).toBe('bios');
    expect(firmware.secureBoot.status).toBe('absent');
  });
});

describe('virtual machines and containers', () => {
  const x86 = (flags: string) => `processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: fpu lm ${flags}\n`;

  it('a machine without any firmware table is seen by flag and clock', async () => {
    const host = machine([], {
      files: {
        '/proc/cpuinfo': x86('hypervisor'),
        '/sys/devices/system/clocksource/clocksource0/current_clocksource': 'kvm-clock\n',
        '/sys/class/net/lo/type': '772\n',
      },
    });
    const { chassis } = await inventoryOf(host);
    expect(valueIn(chassis.kind)).toBe('virtualMachine');
    expect(valueIn(chassis.virtualization)).toBe('kvm');
  });

  it('a desktop is not one', async () => {
    const { chassis } = await inventoryOf(
      machine([], {
        files: { '/proc/cpuinfo': x86('vmx'), '/sys/class/dmi/id/chassis_type': '3\n', '/sys/class/dmi/id/sys_vendor': 'ASUS\n' },
      }),
    );
    expect(valueIn(chassis.kind)).toBe('desktop');
    expect(valueIn(chassis.virtualization)).toBe('none');
  });

  it.each([
    ['podman', { '/run/.containerenv': '', '/proc/self/mountinfo': '1 0 0:50 / / rw - overlay overlay rw\n' }, 'podman'],
    ['docker', { '/.dockerenv': '', '/proc/self/mountinfo': '1 0 0:50 / / rw - overlay overlay rw\n' }, 'docker'],
    ['lxc', { '/proc/1/environ': 'PATH=/bin\0container=lxc\0' }, 'lxc'],
    ['kubernetes', { '/proc/1/cgroup': '0::/kubepods/burstable/pod1/abc\n' }, 'kubernetes'],
    ['nspawn', { '/run/systemd/container': 'systemd-nspawn\n' }, 'systemd-nspawn'],
  ])('%s', async (_, files, name) => {
    const { chassis } = await inventoryOf(machine([], { files: { '/proc/cpuinfo': x86('hypervisor'), ...files } }));
    expect(valueIn(chassis.kind)).toBe('container');
    expect(valueIn(chassis.virtualization)).toBe(name);
  });

  it('a machine image made from a container image is still a machine', async () => {
    const { chassis } = await inventoryOf(
      machine([], {
        files: { '/proc/cpuinfo': x86('hypervisor'), '/.dockerenv': '', '/proc/self/mountinfo': '1 0 254:0 / / rw - ext4 /dev/vda rw\n' },
      }),
    );
    expect(valueIn(chassis.kind)).toBe('virtualMachine');
  });
});

describe('memory', () => {
  const gibibyte = 1024 ** 3;
  const usable = {
    '/proc/meminfo': `MemTotal:       ${String(Math.round((62.6 * gibibyte) / 1024))} kB\nHugePages_Total:       0\nHugepagesize:       2048 kB\n`,
  };
  const modules = (count: number, ecc: boolean | null) => ({
    memoryModules: () =>
      Promise.resolve({
        ok: true as const,
        modules: Array.from({ length: count }, (_, index) => ({
          locator: `A${String(index)}\u001b[31m`,
          sizeBytes: 32 * gibibyte,
          type: 'DDR5',
          speedMTs: 5600,
          manufacturer: null,
          ecc,
        })),
      }),
  });

  it('prefers the modules, then the kernel’s blocks, then a marked guess', async () => {
    const blocks = {
      '/sys/devices/system/memory/block_size_bytes': '80000000\n',
      ...Object.fromEntries(Array.from({ length: 32 }, (_, index) => [`/sys/devices/system/memory/memory${String(index)}/online`, '1\n'])),
    };
    const byModules = (await inventoryOf(machine([], { files: { ...usable, ...blocks }, inventory: modules(2, true) }))).memory;
    expect([valueIn(byModules.nominalBytes), valueIn(byModules.nominalFrom)]).toEqual([64 * gibibyte, 'memory modules (DMI)']);
    expect(valueIn(byModules.ecc)).toBe(true);
    expect(valueIn(byModules.dimms)[0]?.locator).not.toContain('\u001b');
    const byBlocks = (await inventoryOf(machine([], { files: { ...usable, ...blocks } }))).memory;
    expect([valueIn(byBlocks.nominalBytes), valueIn(byBlocks.nominalFrom)]).toEqual([64 * gibibyte, 'memory blocks of the kernel']);
    const guessed = (await inventoryOf(machine([], { files: usable }))).memory;
    expect([valueIn(guessed.nominalBytes), valueIn(guessed.nominalFrom)]).toEqual([64 * gibibyte, 'worked out from usable memory']);
    expect(guessed.ecc.status).toBe('unknown');
  });

  it('does not believe a table that lists less than there is', async () => {
    const { memory } = await inventoryOf(machine([], { files: usable, inventory: modules(1, null) }));
    expect(valueIn(memory.nominalFrom)).toBe('worked out from usable memory');
  });

  it('asks the memory controller about error correction first', async () => {
    const edac = { '/sys/devices/system/edac/mc/mc0/dimm0/dimm_edac_mode': 'SECDED\n' };
    expect(valueIn((await inventoryOf(machine([], { files: { ...usable, ...edac }, inventory: modules(2, false) }))).memory.ecc)).toBe(
      true,
    );
  });
});
