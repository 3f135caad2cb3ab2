/** What the profile rules look at, worked out once from the inventory. Pure. */
import { printable } from '../../../base/text.ts';
import type { Gpu, HardwareInventory } from '../../../contracts/hardware.ts';
import { okValue } from '../../../contracts/value.ts';
import { findGpuModel, type GpuModel, isUnifiedComputer } from './gpuModels.ts';

export interface Accelerator {
  readonly name: string;
  /** Memory in GiB; null when nothing says it, not even the model. */
  readonly memoryGB: number | null;
  readonly memoryFrom: 'driver' | 'model' | 'nothing';
  readonly source: string | null;
  readonly dataCentre: boolean;
  readonly unified: boolean;
}

/** No Reading left: every unknown has become a null, an undefined or an empty list that rules can handle. */
export interface ProfileFacts {
  readonly container: string | null;
  readonly virtualMachine: string | null;
  /** Why this is a laptop; null when it is none. */
  readonly laptopBecause: string | null;
  /** A battery that does not make it a laptop. */
  readonly otherBattery: boolean;
  readonly serverChassis: boolean;
  readonly managementGraphics: boolean;
  /** Cards that compute, and devices that compute in system memory. */
  readonly accelerators: readonly Accelerator[];
  /** False when the list of GPUs could not be read. */
  readonly gpusKnown: boolean;
  /** Graphics that share system memory and do not count as a card. */
  readonly integratedGraphics: number;
  /** As printed on the modules; undefined when not even the usable amount is known. */
  readonly memoryGB: number | undefined;
  /** How the nominal size was found, for the reason. */
  readonly memoryText: string;
  readonly threads: number | undefined;
  readonly packages: number | undefined;
  readonly arm: boolean;
  readonly apple: boolean;
}

const gib = 1024 ** 3;
const vendorNames: Readonly<Record<Gpu['vendor'], string>> = { nvidia: 'NVIDIA', amd: 'AMD', intel: 'Intel', other: 'another maker' };
/** Names that systemd-detect-virt(1) prints for containers. */
const containerNames = ['docker', 'lxc', 'lxc-libvirt', 'podman', 'systemd-nspawn', 'openvz', 'rkt', 'wsl', 'proot', 'pouch', 'container'];

/** Sizes in which memory is sold, GB. Firmware, graphics and the kernel take up to a tenth before anyone sees it. */
const nominalSizes = [
  1, 2, 3, 4, 6, 8, 12, 16, 20, 24, 32, 36, 40, 48, 56, 64, 72, 80, 96, 112, 128, 144, 160, 192, 224, 256, 288, 320, 384, 448, 480, 512,
  576, 640, 768, 896, 960, 1024, 1152, 1280, 1536, 2048, 2304, 3072, 4096, 6144, 8192, 12_288, 16_384,
];

/** 62.5 GiB usable → 64. Size in GB as printed on modules. */
export function nominalFromUsable(usableBytes: number): number {
  const usable = usableBytes / gib;
  return nominalSizes.find((size) => size >= usable) ?? Math.ceil(usable);
}

/** Never throws; a machine of which nothing is known gives facts that only Standard fits. */
export function factsOf(inventory: HardwareInventory): ProfileFacts {
  const chassis = okValue(inventory.chassis.kind);
  const virtualization = okValue(inventory.chassis.virtualization) ?? 'none';
  const inContainer = chassis === 'container' || containerNames.includes(virtualization);
  const inMachine = !inContainer && (chassis === 'virtualMachine' || virtualization !== 'none');
  const hasBattery = (okValue(inventory.chassis.battery) ?? []).length > 0;
  const laptopBecause = laptopReason(chassis, hasBattery) ?? mobileProcessor(inventory, chassis);
  const gpus = okValue(inventory.gpus) ?? [];
  const computing = gpus.filter((gpu) => !['managementController', 'virtual'].includes(okValue(gpu.kind) ?? ''));
  const listed = computing.flatMap(acceleratorOf);
  const accelerators = listed.length === 0 ? builtInAccelerator(inventory) : listed;
  return {
    container: inContainer ? (virtualization === 'none' ? 'container' : virtualization) : null,
    virtualMachine: inMachine ? (virtualization === 'none' ? 'hypervisor' : virtualization) : null,
    laptopBecause,
    otherBattery: hasBattery && laptopBecause === null,
    serverChassis: chassis === 'server',
    managementGraphics: gpus.some((gpu) => okValue(gpu.kind) === 'managementController'),
    accelerators,
    gpusKnown: inventory.gpus.status !== 'unknown',
    integratedGraphics: computing.length - listed.length,
    ...memoryFacts(inventory),
    threads: okValue(inventory.cpu.threads),
    packages: okValue(inventory.cpu.packages),
    arm: okValue(inventory.cpu.architecture) === 'aarch64',
    apple: /apple/i.test(`${okValue(inventory.cpu.vendor) ?? ''} ${okValue(inventory.cpu.model) ?? ''}`),
  };
}

function laptopReason(chassis: string | undefined, hasBattery: boolean): string | null {
  if (chassis === 'laptop' || chassis === 'tablet')
    return hasBattery ? `the chassis is a ${chassis} and has a battery` : `the chassis is a ${chassis}`;
  // Boards without chassis data (many ARM laptops) still have their battery; a desktop's battery is its UPS or mouse.
  return hasBattery && (chassis === undefined || chassis === 'other' || chassis === 'board') ? 'it has a battery' : null;
}

/** Where neither chassis nor battery can be seen, a processor made for laptops is the best hint that is left. */
function mobileProcessor(inventory: HardwareInventory, chassis: string | undefined): string | null {
  if (chassis !== undefined || inventory.chassis.battery.status !== 'unknown') return null;
  const model = printable(okValue(inventory.cpu.model) ?? '').slice(0, 120);
  const mobile = /Core.*\b(?:i[3579]-\d{4,5}|Ultra \d \d{3})(?:U|P|H|HK|HQ|HX|G\d|V)\b|Ryzen.*\b\d{4}(?:U|H|HS|HX)\b/.test(model);
  return mobile ? `nothing tells the chassis, but the processor is made for laptops (${model})` : null;
}

/** Rules compare what was bought, because that is what people and thresholds mean. */
function memoryFacts(inventory: HardwareInventory): Pick<ProfileFacts, 'memoryGB' | 'memoryText'> {
  const usable = okValue(inventory.memory.usableBytes);
  const stated = okValue(inventory.memory.nominalBytes);
  // Nobody can use more than there is: then what was stated is wrong (seen on POWER9 with memory blocks of GPUs).
  const nominal = stated !== undefined && usable !== undefined && stated < usable ? undefined : stated;
  const memoryGB = nominal === undefined ? (usable === undefined ? undefined : nominalFromUsable(usable)) : Math.round(nominal / gib);
  if (memoryGB === undefined) return { memoryGB, memoryText: 'amount of memory not known' };
  const shown = usable === undefined ? '' : ` (${(usable / gib).toFixed(1)} GiB usable)`;
  return { memoryGB, memoryText: `${String(memoryGB)} GB of memory${shown}` };
}

/** The GPU of a GB10 is part of the processor: without its driver no list of devices may show it. */
function builtInAccelerator(inventory: HardwareInventory): readonly Accelerator[] {
  const product = okValue(inventory.chassis.product);
  if (product === undefined || !isUnifiedComputer(product)) return [];
  const name = printable(product).replaceAll('_', ' ').slice(0, 80);
  return [{ name, memoryGB: null, memoryFrom: 'nothing', source: null, dataCentre: false, unified: true }];
}

/** Empty for graphics that are no card. The driver’s figure goes before the list of models. */
function acceleratorOf(gpu: Gpu): readonly Accelerator[] {
  const model = findGpuModel(okValue(gpu.name), okValue(gpu.pciId));
  const unified = model?.unified === true || (gpu.vendor === 'nvidia' && okValue(gpu.unifiedMemory) === true);
  if (!unified && !isCard(gpu, model)) return [];
  const measured = okValue(gpu.memoryBytes);
  const dataCentre = okValue(gpu.dataCentre) ?? model?.dataCentre ?? false;
  const name = printable(okValue(gpu.name) ?? okValue(gpu.pciId) ?? `a GPU of ${vendorNames[gpu.vendor]}`).slice(0, 80);
  const base = { name, dataCentre, unified };
  if (measured !== undefined && measured > 0)
    return [{ ...base, memoryGB: Math.round(measured / gib), memoryFrom: 'driver', source: null }];
  if (model !== undefined && !unified) return [{ ...base, memoryGB: model.memoryGB, memoryFrom: 'model', source: model.source }];
  return [{ ...base, memoryGB: null, memoryFrom: 'nothing', source: null }];
}

/** A card of its own. Where the kind is not known: NVIDIA makes no others for PCs, and of the rest only known models count. */
function isCard(gpu: Gpu, model: GpuModel | undefined): boolean {
  const kind = okValue(gpu.kind);
  if (kind !== undefined) return kind === 'discrete';
  return gpu.vendor === 'nvidia' || model !== undefined;
}
