/**
 * What this machine is. Every field is a Reading; lists are complete or carry
 * their own Reading. Frequencies in MHz, sizes in bytes.
 */
import { z } from 'zod';
import { call, defineContract } from './kit/define.ts';
import { reading } from './value.ts';

const text = reading(z.string());
const count = reading(z.number().int());
const bytes = reading(z.number().nonnegative());
const mhz = reading(z.number().nonnegative());
const flag = reading(z.boolean());

export const cpuCache = z.object({
  level: z.number().int(),
  type: z.enum(['data', 'instruction', 'unified']),
  sizeBytes: z.number().int(),
  instances: z.number().int().describe('How many of this size the machine has'),
  sharedBy: z.number().int().describe('Logical CPUs that share one instance'),
});

/** CPUs of one kind: one entry on ordinary machines, several on hybrid ones. */
export const cpuCluster = z.object({
  kind: z.enum(['performance', 'efficiency', 'lowPower', 'uniform']),
  cpus: z.string().describe('Kernel CPU list, for example 0-7,16'),
  cores: z.number().int(),
  threads: z.number().int(),
  baseMHz: mhz,
  minMHz: mhz,
  maxMHz: mhz,
  governor: text,
  availableGovernors: reading(z.array(z.string())),
  energyPreference: text,
  availableEnergyPreferences: reading(z.array(z.string())),
});

export const numaNode = z.object({
  node: z.number().int(),
  cpus: z.string(),
  memoryBytes: bytes,
  distances: z.array(z.number().int()),
});

export const vulnerability = z.object({
  name: z.string(),
  state: z.enum(['notAffected', 'mitigated', 'vulnerable', 'unknown']),
  text: z.string().describe('The kernel’s own words'),
});

export const cpu = z.object({
  vendor: text,
  model: text,
  architecture: reading(z.enum(['x86_64', 'aarch64', 'ppc64le', 'riscv64', 'other'])),
  packages: count,
  cores: count,
  threads: count,
  onlineCpus: text,
  smt: reading(z.enum(['on', 'off', 'forceoff', 'notSupported', 'notImplemented'])),
  hybrid: flag,
  clusters: reading(z.array(cpuCluster)),
  caches: reading(z.array(cpuCache)),
  numaNodes: reading(z.array(numaNode)),
  frequencyDriver: text,
  driverMode: text.describe('intel_pstate or amd_pstate status: active, passive, guided'),
  boost: flag,
  idleDriver: text,
  microcode: text,
  vulnerabilities: reading(z.array(vulnerability)),
});

export const dimm = z.object({
  locator: z.string(),
  sizeBytes: z.number(),
  type: z.string().nullable(),
  speedMTs: z.number().nullable(),
  manufacturer: z.string().nullable(),
});

export const memory = z.object({
  usableBytes: bytes.describe('MemTotal: what the kernel can hand out'),
  nominalBytes: bytes.describe('What is printed on the modules; from DMI, else memory blocks, else worked out from usable and marked so'),
  nominalFrom: text.describe('How nominalBytes was found'),
  dimms: reading(z.array(dimm)),
  ecc: flag,
  hugePageBytes: bytes,
  hugePagesTotal: count,
  transparentHugePages: text,
  swap: reading(
    z.array(z.object({ device: z.string(), kind: z.enum(['partition', 'file', 'zram']), sizeBytes: z.number(), priority: z.number() })),
  ),
  zram: reading(z.array(z.object({ device: z.string(), diskSizeBytes: z.number(), algorithm: z.string(), isSwap: z.boolean() }))),
});

export const pcieLink = z.object({
  speedGTs: z.number().describe('GT/s per lane'),
  lanes: z.number().int(),
  generation: z.number().int(),
});

export const gpu = z.object({
  id: z.string().describe('Stable over boots: vendor:device-subvendor:subdevice-slot'),
  pciSlot: text,
  vendor: z.enum(['nvidia', 'amd', 'intel', 'other']),
  vendorName: text,
  name: text,
  pciId: text.describe('vendor:device, hexadecimal'),
  subsystemId: text,
  driver: text,
  driverVersion: text,
  kind: reading(z.enum(['discrete', 'integrated', 'virtual', 'managementController'])),
  dataCentre: flag,
  memoryBytes: bytes.describe('Dedicated VRAM, or what the firmware carved out'),
  unifiedMemory: flag.describe('Shares system memory'),
  sharedLimitBytes: bytes.describe('System memory the GPU may use (GTT limit) on unified devices'),
  linkNow: reading(pcieLink),
  linkMax: reading(pcieLink),
  numaNode: count,
  runtimeState: reading(z.enum(['active', 'suspended', 'suspending', 'resuming', 'unsupported', 'error'])),
  powerState: text.describe('PCI power state such as D0 or D3cold; reading it does not wake the device'),
  bootVga: flag,
  drmCard: text,
});
export type Gpu = z.infer<typeof gpu>;

export const storageDevice = z.object({
  name: z.string(),
  kind: z.enum(['nvme', 'sataSsd', 'hdd', 'mmc', 'virtual', 'usb', 'loop', 'zram', 'deviceMapper', 'raid', 'optical', 'other']),
  model: text,
  sizeBytes: bytes,
  rotational: flag,
  removable: flag,
  transport: text,
  link: reading(pcieLink),
  nvmeGeneration: count,
  scheduler: text,
  availableSchedulers: reading(z.array(z.string())),
  readAheadKiB: count,
  queueRequests: count,
  temperatureC: reading(z.number()),
  mounts: z.array(z.object({ partition: z.string(), path: z.string(), filesystem: z.string(), options: z.string() })),
});

export const networkInterface = z.object({
  name: z.string(),
  kind: z.enum(['ethernet', 'wifi', 'infiniband', 'bridge', 'bond', 'tunnel', 'virtual', 'loopback', 'other']),
  state: text,
  speedMbps: reading(z.number()),
  mtuBytes: count,
  driver: text,
  address: text.describe('MAC address; redacted in exports'),
  pciSlot: text,
  numaNode: count,
  queues: count,
});

export const chassis = z.object({
  kind: reading(z.enum(['laptop', 'desktop', 'server', 'tablet', 'allInOne', 'mini', 'virtualMachine', 'container', 'board', 'other'])),
  vendor: text,
  product: text,
  board: text,
  virtualization: reading(z.string()).describe('kvm, vmware, microsoft, docker, lxc, none …'),
  battery: reading(z.array(z.object({ name: z.string(), status: z.string(), capacityPercent: z.number().nullable() }))),
  onAcPower: flag,
});

export const firmware = z.object({
  kind: reading(z.enum(['uefi', 'bios', 'deviceTree', 'openFirmware'])),
  vendor: text,
  version: text,
  date: text,
  secureBoot: flag,
  bootLoader: reading(z.enum(['grub', 'systemd-boot', 'refind', 'extlinux', 'other'])),
  kernel: text,
  commandLine: text,
  lockdown: reading(z.enum(['none', 'integrity', 'confidentiality'])),
});

export const platform = z.object({
  hostname: text.describe('Redacted in exports'),
  distribution: text,
  distributionId: text,
  distributionVersion: text,
  init: text,
  cgroupVersion: reading(z.enum(['v1', 'v2', 'hybrid'])),
  pressureStall: flag.describe('PSI is switched on'),
  timeZone: text,
});

export const hardwareInventory = z.object({
  schemaVersion: z.literal(1),
  takenAt: z.iso.datetime(),
  recorded: z.boolean().describe('True when read from a recorded folder, not from this machine'),
  cpu,
  memory,
  gpus: reading(z.array(gpu)),
  storage: reading(z.array(storageDevice)),
  network: reading(z.array(networkInterface)),
  chassis,
  firmware,
  platform,
});
export type HardwareInventory = z.infer<typeof hardwareInventory>;
export type Cpu = HardwareInventory['cpu'];
export type CpuCluster = z.infer<typeof cpuCluster>;
export type Memory = HardwareInventory['memory'];
export type StorageDevice = z.infer<typeof storageDevice>;
export type NetworkInterface = z.infer<typeof networkInterface>;
export type Chassis = HardwareInventory['chassis'];
export type Firmware = HardwareInventory['firmware'];
export type Platform = HardwareInventory['platform'];

export const capability = z.object({
  id: z.string(),
  title: z.string(),
  status: z.enum(['available', 'absent', 'unknown']),
  why: z.string().describe('What was looked at and what was found'),
  remedy: z.string().nullable().describe('How to get it, when that is possible'),
});
export type Capability = z.infer<typeof capability>;

export const hardwareContract = defineContract({
  name: 'hardware',
  title: 'Hardware',
  description: 'What this machine is made of. Reads only; wakes nothing.',
  members: {
    inventory: call({
      title: 'Hardware inventory',
      description:
        'Everything that can be found without waking a device. `redact` removes names, addresses and serial numbers for a bug report.',
      scope: 'read',
      input: z.object({ redact: z.boolean().default(false), refresh: z.boolean().default(false) }),
      output: hardwareInventory,
    }),
    doctor: call({
      title: 'Explain what is missing',
      description: 'One entry for each capability the product can use: there or not, why, and how to get it.',
      scope: 'read',
      input: z.object({}),
      output: z.object({ capabilities: z.array(capability) }),
    }),
  },
});
