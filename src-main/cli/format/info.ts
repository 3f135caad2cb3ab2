/** `hecate info` for people. */
import type { Cpu, CpuCluster, Gpu, HardwareInventory, Memory, NetworkInterface, StorageDevice } from '../../contracts/hardware.ts';
import type { Reading } from '../../contracts/value.ts';
import { blocks, type Field, fields, type Page, table } from '../terminal/layout.ts';
import { known, readingField, safe, shortReading } from './reading.ts';
import { counted, formatBytes, formatCelsius, formatMbps, formatMHz } from './units.ts';

export type InfoSection = 'cpu' | 'memory' | 'gpus' | 'storage' | 'network' | 'chassis' | 'firmware' | 'platform';

const titles: Readonly<Record<InfoSection, string>> = {
  platform: 'Platform',
  chassis: 'Machine',
  cpu: 'Processor',
  memory: 'Memory',
  gpus: 'Graphics',
  storage: 'Storage',
  network: 'Network',
  firmware: 'Firmware and boot',
};

/** In the order of reading: what it is, then what is inside. */
const order: readonly InfoSection[] = ['platform', 'chassis', 'cpu', 'memory', 'gpus', 'storage', 'network', 'firmware'];

/** One section, or all of them with headings. */
export function formatInfo(page: Page, inventory: HardwareInventory, only: InfoSection | null): readonly string[] {
  const shown = only === null ? order : [only];
  return blocks(...shown.map((section) => [page.style.heading(titles[section]), ...sectionLines(page, inventory, section)]));
}

function sectionLines(page: Page, inventory: HardwareInventory, section: InfoSection): readonly string[] {
  switch (section) {
    case 'cpu':
      return fields(page, cpuFields(page, inventory.cpu));
    case 'memory':
      return fields(page, memoryFields(page, inventory.memory));
    case 'gpus':
      return listLines(page, inventory.gpus, (gpus) => gpus.flatMap((gpu) => gpuLines(page, gpu)));
    case 'storage':
      return listLines(page, inventory.storage, (devices) => storageLines(page, devices));
    case 'network':
      return listLines(page, inventory.network, (interfaces) => networkLines(page, interfaces));
    case 'chassis':
      return fields(page, chassisFields(page, inventory.chassis));
    case 'firmware':
      return fields(page, firmwareFields(page, inventory.firmware));
    case 'platform':
      return fields(page, platformFields(page, inventory.platform));
  }
}

/** A list, or one line that says why there is none. */
function listLines<T>(page: Page, reading: Reading<T[]>, show: (items: T[]) => readonly string[]): readonly string[] {
  if (reading.status === 'ok' && reading.value.length > 0) return show(reading.value);
  if (reading.status === 'ok') return [page.style.faint('  none')];
  return fields(page, [readingField(page, reading.status === 'absent' ? 'none' : 'unknown', reading, () => '')].map(withoutWord));
}

function withoutWord(field: Field): Field {
  return { ...field, value: field.value.replace(/^(none|unknown): /, '') };
}

function cpuFields(page: Page, cpu: Cpu): readonly Field[] {
  const clusters = cpu.clusters.status === 'ok' ? cpu.clusters.value : [];
  return [
    readingField(page, 'Model', cpu.model, safe),
    { name: 'Shape', value: cpuShape(cpu) },
    ...clusters.map((cluster) => ({ name: clusterName(cluster.kind), value: clusterText(cluster) })),
    ...(cpu.clusters.status === 'ok' ? [] : [readingField(page, 'Frequency', cpu.clusters, () => '')]),
    readingField(page, 'Caches', cpu.caches, (caches) =>
      caches
        .map((cache) => `L${String(cache.level)}${cacheLetter(cache.type)} ${String(cache.instances)} × ${formatBytes(cache.sizeBytes)}`)
        .join(', '),
    ),
    readingField(page, 'NUMA', cpu.numaNodes, (nodes) => counted(nodes.length, 'node')),
    readingField(page, 'Driver', cpu.frequencyDriver, (driver) =>
      [safe(driver), ...known(cpu.driverMode, safe), ...known(cpu.boost, (on) => (on ? 'boost on' : 'boost off'))].join(', '),
    ),
    readingField(page, 'Microcode', cpu.microcode, safe),
    readingField(page, 'Security', cpu.vulnerabilities, vulnerabilityText),
  ];
}

function cpuShape(cpu: Cpu): string {
  const parts = [
    ...known(cpu.packages, (count) => counted(count, 'package')),
    ...known(cpu.cores, (count) => counted(count, 'core')),
    ...known(cpu.threads, (count) => counted(count, 'thread')),
    ...known(cpu.smt, (state) => (state === 'on' ? 'SMT on' : state === 'off' || state === 'forceoff' ? 'SMT off' : 'no SMT')),
    ...known(cpu.architecture, (name) => name),
  ];
  return parts.length === 0 ? 'unknown' : parts.join(', ');
}

function clusterName(kind: CpuCluster['kind']): string {
  const names = { performance: 'P-cores', efficiency: 'E-cores', lowPower: 'LP-cores', uniform: 'Frequency' } as const;
  return names[kind];
}

function clusterText(cluster: CpuCluster): string {
  const range = [...known(cluster.minMHz, formatMHz), ...known(cluster.maxMHz, formatMHz)].join(' to ');
  const parts = [
    ...(cluster.kind === 'uniform' ? [] : [counted(cluster.cores, 'core'), `CPU ${safe(cluster.cpus)}`]),
    ...(range === '' ? [] : [range]),
    ...known(cluster.baseMHz, (mhz) => `base ${formatMHz(mhz)}`),
    ...known(cluster.governor, (governor) => `governor ${safe(governor)}`),
    ...known(cluster.energyPreference, (preference) => `EPP ${safe(preference)}`),
  ];
  if (parts.length > 0) return parts.join(', ');
  const why = [cluster.maxMHz, cluster.baseMHz].flatMap((reading) => (reading.status === 'ok' ? [] : [reading.why]))[0];
  return why === undefined ? 'unknown' : safe(why);
}

function cacheLetter(type: 'data' | 'instruction' | 'unified'): string {
  return type === 'data' ? 'd' : type === 'instruction' ? 'i' : '';
}

function vulnerabilityText(list: readonly { name: string; state: string }[]): string {
  const open = list.filter((entry) => entry.state === 'vulnerable').map((entry) => safe(entry.name));
  const count = (state: string): number => list.filter((entry) => entry.state === state).length;
  const summary = `${String(count('mitigated'))} mitigated, ${String(count('notAffected'))} not affected`;
  return open.length === 0 ? summary : `vulnerable: ${open.join(', ')}; ${summary}`;
}

function memoryFields(page: Page, memory: Memory): readonly Field[] {
  return [
    readingField(page, 'Installed', memory.nominalBytes, (bytes) =>
      [formatBytes(bytes), ...known(memory.nominalFrom, (from) => `(${safe(from)})`)].join(' '),
    ),
    readingField(page, 'Usable', memory.usableBytes, formatBytes),
    readingField(page, 'Modules', memory.dimms, (dimms) =>
      dimms
        .map((dimm) =>
          [
            safe(dimm.locator),
            formatBytes(dimm.sizeBytes),
            ...(dimm.type === null ? [] : [safe(dimm.type)]),
            ...(dimm.speedMTs === null ? [] : [`${String(dimm.speedMTs)} MT/s`]),
          ].join(' '),
        )
        .join(', '),
    ),
    readingField(page, 'ECC', memory.ecc, (on) => (on ? 'yes' : 'no')),
    readingField(page, 'Huge pages', memory.hugePagesTotal, (count) =>
      [
        `${String(count)} reserved`,
        ...known(memory.hugePageBytes, (bytes) => `of ${formatBytes(bytes)}`),
        ...known(memory.transparentHugePages, (mode) => `· transparent: ${safe(mode)}`),
      ].join(' '),
    ),
    readingField(page, 'Swap', memory.swap, (swaps) =>
      swaps.length === 0
        ? 'none'
        : swaps
            .map((swap) => `${safe(swap.device)} ${formatBytes(swap.sizeBytes)} (${swap.kind}, priority ${String(swap.priority)})`)
            .join(', '),
    ),
    readingField(page, 'zram', memory.zram, (devices) =>
      devices.length === 0
        ? 'none'
        : devices.map((device) => `${safe(device.device)} ${formatBytes(device.diskSizeBytes)} ${safe(device.algorithm)}`).join(', '),
    ),
  ];
}

function gpuLines(page: Page, gpu: Gpu): readonly string[] {
  const name = gpu.name.status === 'ok' ? safe(gpu.name.value) : `${gpu.vendor} GPU`;
  const link = (reading: Gpu['linkNow']): readonly string[] =>
    known(reading, (value) => `Gen${String(value.generation)} ×${String(value.lanes)}`);
  const links = [...link(gpu.linkNow), ...link(gpu.linkMax).map((text) => `of ${text}`)].join(' ');
  return [
    `  ${page.style.strong(name)}`,
    ...fields(
      page,
      [
        { name: 'Where', value: [...known(gpu.pciSlot, safe), ...known(gpu.pciId, safe), ...known(gpu.kind, (kind) => kind)].join(', ') },
        readingField(page, 'Driver', gpu.driver, (driver) => [safe(driver), ...known(gpu.driverVersion, safe)].join(' ')),
        readingField(
          page,
          gpu.unifiedMemory.status === 'ok' && gpu.unifiedMemory.value ? 'Unified memory' : 'VRAM',
          gpu.memoryBytes,
          formatBytes,
        ),
        ...(links === '' ? [readingField(page, 'PCIe', gpu.linkNow, () => '')] : [{ name: 'PCIe', value: links }]),
        readingField(page, 'Power', gpu.runtimeState, (state) => [state, ...known(gpu.powerState, safe)].join(', ')),
      ],
      4,
    ),
  ];
}

function storageLines(page: Page, devices: readonly StorageDevice[]): readonly string[] {
  // Loop devices and empty ones are many and tell nothing here; --json has them.
  const shown = devices.filter((device) => device.kind !== 'loop' || device.mounts.length > 0);
  const rows = shown.map((device) => [
    safe(device.name),
    storageKind(device),
    shortReading(device.sizeBytes, formatBytes),
    shortReading(device.scheduler, safe),
    [
      ...known(device.model, safe),
      ...known(device.temperatureC, formatCelsius),
      ...device.mounts.map((mount) => `${safe(mount.path)} (${safe(mount.filesystem)})`),
    ].join(', ') || '-',
  ]);
  if (rows.length === 0) return [page.style.faint(`  ${counted(devices.length, 'unused loop device')}`)];
  return table(
    page,
    [{ title: '  device' }, { title: 'kind' }, { title: 'size', align: 'right' }, { title: 'scheduler' }, { title: 'what' }],
    rows.map(([first = '', ...more]) => [`  ${first}`, ...more]),
  );
}

function storageKind(device: StorageDevice): string {
  return device.nvmeGeneration.status === 'ok' ? `nvme Gen${String(device.nvmeGeneration.value)}` : device.kind;
}

function networkLines(page: Page, interfaces: readonly NetworkInterface[]): readonly string[] {
  const rows = interfaces
    .filter((one) => one.kind !== 'loopback')
    .map((one) => [
      `  ${safe(one.name)}`,
      one.kind,
      shortReading(one.state, safe),
      shortReading(one.speedMbps, formatMbps),
      shortReading(one.driver, safe),
    ]);
  if (rows.length === 0) return [page.style.faint('  only the loopback interface')];
  return table(
    page,
    [{ title: '  interface' }, { title: 'kind' }, { title: 'state' }, { title: 'speed', align: 'right' }, { title: 'driver' }],
    rows,
  );
}

function chassisFields(page: Page, chassis: HardwareInventory['chassis']): readonly Field[] {
  return [
    readingField(page, 'Kind', chassis.kind, (kind) => kind),
    readingField(page, 'Product', chassis.product, (product) => [...known(chassis.vendor, safe), safe(product)].join(' ')),
    readingField(page, 'Board', chassis.board, safe),
    readingField(page, 'Virtualization', chassis.virtualization, safe),
    readingField(page, 'Battery', chassis.battery, (batteries) =>
      batteries
        .map((battery) =>
          [
            safe(battery.name),
            ...(battery.capacityPercent === null ? [] : [`${String(battery.capacityPercent)} %`]),
            safe(battery.status),
          ].join(' '),
        )
        .join(', '),
    ),
    readingField(page, 'Mains power', chassis.onAcPower, (on) => (on ? 'yes' : 'no')),
  ];
}

function firmwareFields(page: Page, firmware: HardwareInventory['firmware']): readonly Field[] {
  return [
    readingField(page, 'Kind', firmware.kind, (kind) => kind),
    readingField(page, 'Version', firmware.version, (version) =>
      [...known(firmware.vendor, safe), safe(version), ...known(firmware.date, (date) => `(${safe(date)})`)].join(' '),
    ),
    readingField(page, 'Secure Boot', firmware.secureBoot, (on) => (on ? 'on' : 'off')),
    readingField(page, 'Boot loader', firmware.bootLoader, (loader) => loader),
    readingField(page, 'Kernel', firmware.kernel, safe),
    readingField(page, 'Command line', firmware.commandLine, safe),
    readingField(page, 'Lockdown', firmware.lockdown, (mode) => mode),
  ];
}

function platformFields(page: Page, platform: HardwareInventory['platform']): readonly Field[] {
  return [
    readingField(page, 'Host name', platform.hostname, safe),
    readingField(page, 'Distribution', platform.distribution, safe),
    readingField(page, 'Init', platform.init, safe),
    readingField(page, 'cgroup', platform.cgroupVersion, (version) => version),
    readingField(page, 'Pressure stall', platform.pressureStall, (on) => (on ? 'on' : 'off')),
    readingField(page, 'Time zone', platform.timeZone, safe),
  ];
}
