/** What kind of graphics device this is, by what files say first and by documented identifiers second. */
import type { Gpu } from '../../../contracts/hardware.ts';
import { ok, type Reading, unknown } from '../../../contracts/value.ts';

export type GpuKind = 'discrete' | 'integrated' | 'virtual' | 'managementController';

export interface GpuFacts {
  readonly vendorId: string | undefined;
  readonly deviceId: string | undefined;
  readonly classCode: number | undefined;
  readonly driver: string | undefined;
  /** undefined for a device of the chip itself, which is on no PCI bus. */
  readonly bus: number | undefined;
  readonly isVirtualFunction: boolean;
  /** amdgpu names a north-bridge voltage (vddnb); only APUs have one. */
  readonly hasNorthBridgeVoltage: boolean;
  /** Another function of the same device is a security processor, which AMD builds into processors only. */
  readonly hasSecurityProcessorBeside: boolean;
  /** Model of the card or machine in words, where known. */
  readonly name: string | undefined;
  readonly machine: string;
  readonly isPortable: boolean;
}

const vendors: Readonly<Record<string, Gpu['vendor']>> = { '10de': 'nvidia', '1002': 'amd', '1022': 'amd', '8086': 'intel' };

export function gpuVendor(vendorId: string | undefined): Gpu['vendor'] {
  return vendors[vendorId ?? ''] ?? 'other';
}

// Devices that only hypervisors show: Bochs/QEMU, Red Hat (QXL), virtio, VMware, VirtualBox, Hyper-V, Xen, Parallels.
const virtualVendors = new Set(['1234', '1b36', '1af4', '15ad', '80ee', '1414', '5853', '1ab8']);
const virtualDrivers = new Set([
  'virtio-pci',
  'virtio_gpu',
  'vmwgfx',
  'bochs-drm',
  'qxl',
  'hyperv_drm',
  'vboxvideo',
  'cirrus',
  'cirrus-qemu',
  'vkms',
  'xen',
]);
// Display parts of server management controllers: ASPEED, XGI Volari, Huawei Hi1710, Silicon Motion.
const managementVendors = new Set(['1a03', '18ca', '19e5', '126f']);

export function gpuKind(facts: GpuFacts): Reading<GpuKind> {
  const { vendorId, driver } = facts;
  if (facts.isVirtualFunction || virtualVendors.has(vendorId ?? '') || virtualDrivers.has(driver ?? '')) return ok('virtual');
  if (managementVendors.has(vendorId ?? '') || driver === 'ast' || driver === 'mgag200' || isMatroxServer(facts))
    return ok('managementController');
  if (facts.bus === undefined) return ok('integrated');
  const vendor = gpuVendor(vendorId);
  if (vendor === 'nvidia') return ok(isSharedMemoryNvidia(facts) ? 'integrated' : 'discrete');
  if (vendor === 'intel') return ok(facts.bus === 0 ? 'integrated' : 'discrete');
  if (vendor === 'amd')
    return ok(facts.bus === 0 || facts.hasNorthBridgeVoltage || facts.hasSecurityProcessorBeside ? 'integrated' : 'discrete');
  return vendorId === undefined ? unknown('The device names no maker') : ok(facts.bus === 0 ? 'integrated' : 'discrete');
}

/** G200 variants for servers (G200SE to G200eW3) are numbered 0x0520 to 0x053f. */
function isMatroxServer({ vendorId, deviceId }: GpuFacts): boolean {
  return vendorId === '102b' && /^05[23][0-9a-f]$/.test(deviceId ?? '');
}

/** GB10 and Tegra are one chip with the processor, whatever bus they show up on. */
function isSharedMemoryNvidia({ name, machine }: GpuFacts): boolean {
  return /\bGB10\b|\bTegra|\bOrin\b|\bThor\b/.test(name ?? '') || /DGX[ _]Spark|\bGB10\b|Jetson/i.test(machine);
}

/**
 * Cards for computing show no VGA class: 0302 (3D controller), 0380 (other
 * display controller) or 1200 (processing accelerator). Laptop chips without
 * outputs do the same, so portables and consumer names are left out.
 */
export function isDataCentre(facts: GpuFacts, kind: Reading<GpuKind>): Reading<boolean> {
  if (kind.status !== 'ok') return unknown('What kind of device this is, is not known');
  if (kind.value !== 'discrete') return ok(false);
  if (facts.classCode === undefined) return unknown('The device has no class file');
  const headless = [0x0302, 0x0380, 0x1200].includes(facts.classCode >> 8);
  return ok(headless && !facts.isPortable && !/GeForce|Radeon (?:RX|Pro)|\bArc\b|\bMX\d{3}\b|\bP10[246]-|\bCMP \d/i.test(facts.name ?? ''));
}
