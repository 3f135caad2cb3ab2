/** Storage, network, chassis, firmware and platform, laid out for reading. Pure. */
import type {
  Chassis,
  Firmware,
  HardwareInventory,
  NetworkInterface,
  Platform,
  StorageDevice,
} from '../../../../src-main/contracts/hardware.ts';
import { mapReading, type Reading } from '../../../../src-main/contracts/value.ts';
import { figureText, linkSpeed, storageFigure } from '../../lib/format.ts';
import { gpusSection, memorySection, processorSection } from './computeSections.ts';
import { type FieldGroup, field, linkText, listText, numberText, plain, type Section, yesNo } from './section.ts';

const storageWords: Readonly<Record<StorageDevice['kind'], string>> = {
  nvme: 'NVMe SSD',
  sataSsd: 'SATA SSD',
  hdd: 'hard disk',
  mmc: 'memory card',
  virtual: 'virtual disk',
  usb: 'USB disk',
  loop: 'file as disk',
  zram: 'compressed memory',
  deviceMapper: 'mapped device',
  raid: 'RAID',
  optical: 'optical drive',
  other: 'other',
};

function storageGroup(device: StorageDevice): FieldGroup {
  return {
    title: device.name,
    fields: [
      plain('Kind', storageWords[device.kind]),
      field('Model', device.model),
      field(
        'Size',
        mapReading(device.sizeBytes, (bytes) => figureText(storageFigure(bytes))),
      ),
      field('Spinning', yesNo(device.rotational)),
      field('Removable', yesNo(device.removable)),
      field('Connected through', device.transport),
      field('Link', linkText(device.link)),
      field(
        'NVMe generation',
        mapReading(device.nvmeGeneration, (generation) => `PCIe ${String(generation)}.0`),
      ),
      field('I/O scheduler', device.scheduler),
      field('Possible schedulers', listText(device.availableSchedulers)),
      field('Read-ahead', numberText(device.readAheadKiB, 'KiB')),
      field('Request queue', numberText(device.queueRequests, 'requests')),
      field(
        'Temperature',
        mapReading(device.temperatureC, (tempC) => `${tempC.toFixed(0)}\u00a0°C`),
      ),
      ...device.mounts.map((mount) => plain(mount.path, `${mount.partition}, ${mount.filesystem}, ${mount.options}`)),
    ],
  };
}

/** Disks first; loops and mapped devices are real but seldom what is looked for. */
const lateKinds: readonly StorageDevice['kind'][] = ['loop', 'zram', 'deviceMapper', 'optical', 'other'];

function storageSection(storage: Reading<readonly StorageDevice[]>): Section {
  const section = { id: 'storage', title: 'Storage' } as const;
  if (storage.status !== 'ok') return { ...section, groups: [], missing: storage };
  const sorted = [...storage.value].sort((a, b) => Number(lateKinds.includes(a.kind)) - Number(lateKinds.includes(b.kind)));
  const none = { status: 'absent', why: 'No block device is visible from here.' } as const;
  return { ...section, groups: sorted.map(storageGroup), missing: sorted.length === 0 ? none : null };
}

const networkWords: Readonly<Record<NetworkInterface['kind'], string>> = {
  ethernet: 'Ethernet',
  wifi: 'Wi-Fi',
  infiniband: 'InfiniBand',
  bridge: 'bridge',
  bond: 'bond',
  tunnel: 'tunnel',
  virtual: 'virtual',
  loopback: 'loopback',
  other: 'other',
};

function networkGroup(network: NetworkInterface): FieldGroup {
  return {
    title: network.name,
    fields: [
      plain('Kind', networkWords[network.kind]),
      field('State', network.state),
      field('Speed', mapReading(network.speedMbps, linkSpeed)),
      field('Largest packet (MTU)', numberText(network.mtuBytes, 'bytes')),
      field('Driver', network.driver),
      field('Hardware address', network.address),
      field('PCI slot', network.pciSlot),
      field('Memory node', numberText(network.numaNode)),
      field('Queues', numberText(network.queues)),
    ],
  };
}

function networkSection(network: Reading<readonly NetworkInterface[]>): Section {
  const section = { id: 'network', title: 'Network' } as const;
  if (network.status !== 'ok') return { ...section, groups: [], missing: network };
  const sorted = [...network.value].sort((a, b) => Number(a.kind === 'loopback') - Number(b.kind === 'loopback'));
  const none = { status: 'absent', why: 'No network interface is visible from here.' } as const;
  return { ...section, groups: sorted.map(networkGroup), missing: sorted.length === 0 ? none : null };
}

const chassisWords = {
  laptop: 'laptop',
  desktop: 'desktop',
  server: 'server',
  tablet: 'tablet',
  allInOne: 'all-in-one',
  mini: 'mini computer',
  virtualMachine: 'virtual machine',
  container: 'container',
  board: 'single-board computer',
  other: 'other',
} as const;

function chassisSection(chassis: Chassis): Section {
  const batteries: FieldGroup[] =
    chassis.battery.status === 'ok'
      ? chassis.battery.value.map((battery) => ({
          title: `Battery ${battery.name}`,
          fields: [
            plain('Status', battery.status),
            battery.capacityPercent === null
              ? field('Charge', { status: 'unknown', why: 'The battery does not report its charge.' })
              : plain('Charge', `${String(battery.capacityPercent)}%`),
          ],
        }))
      : [];
  return {
    id: 'chassis',
    title: 'Chassis',
    missing: null,
    groups: [
      {
        title: null,
        fields: [
          field(
            'Kind',
            mapReading(chassis.kind, (kind) => chassisWords[kind]),
          ),
          field('Vendor', chassis.vendor),
          field('Product', chassis.product),
          field('Board', chassis.board),
          field('Virtualization', chassis.virtualization),
          field('On mains power', yesNo(chassis.onAcPower)),
          ...(chassis.battery.status === 'ok' ? [] : [field('Battery', chassis.battery)]),
        ],
      },
      ...batteries,
    ],
  };
}

const firmwareWords = { uefi: 'UEFI', bios: 'BIOS', deviceTree: 'device tree', openFirmware: 'Open Firmware' } as const;

function firmwareSection(firmware: Firmware): Section {
  return {
    id: 'firmware',
    title: 'Firmware and boot',
    missing: null,
    groups: [
      {
        title: null,
        fields: [
          field(
            'Firmware',
            mapReading(firmware.kind, (kind) => firmwareWords[kind]),
          ),
          field('Vendor', firmware.vendor),
          field('Version', firmware.version),
          field('Date', firmware.date),
          field('Secure Boot', yesNo(firmware.secureBoot, 'on', 'off')),
          field('Boot loader', firmware.bootLoader),
          field('Kernel', firmware.kernel),
          field('Kernel command line', firmware.commandLine),
          field('Kernel lockdown', firmware.lockdown),
        ],
      },
    ],
  };
}

function platformSection(platform: Platform): Section {
  return {
    id: 'platform',
    title: 'System',
    missing: null,
    groups: [
      {
        title: null,
        fields: [
          field('Name of the machine', platform.hostname),
          field('Distribution', platform.distribution),
          field('Distribution id', platform.distributionId),
          field('Distribution version', platform.distributionVersion),
          field('Init system', platform.init),
          field('Control groups', platform.cgroupVersion),
          field('Pressure measurement (PSI)', yesNo(platform.pressureStall, 'on', 'off')),
          field('Time zone', platform.timeZone),
        ],
      },
    ],
  };
}

/** The whole inventory in reading order. */
export function inventorySections(inventory: HardwareInventory): readonly Section[] {
  return [
    processorSection(inventory.cpu),
    memorySection(inventory.memory),
    gpusSection(inventory.gpus),
    storageSection(inventory.storage),
    networkSection(inventory.network),
    chassisSection(inventory.chassis),
    firmwareSection(inventory.firmware),
    platformSection(inventory.platform),
  ];
}
