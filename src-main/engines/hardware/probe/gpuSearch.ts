/** Finds graphics devices on the PCI bus and, for devices of the chip itself and for partial recordings, among the DRM cards. */
import { isPciAddress } from '../parse/pcie.ts';
import { classCode, type PciIdentity, readPciIdentity } from './pciDevice.ts';
import { baseName, type Reader } from './reader.ts';

export interface FoundGpu {
  /** Folder of the device as on the machine. */
  readonly folder: string;
  readonly realPath: string | undefined;
  readonly slot: string | undefined;
  readonly card: string | undefined;
  readonly identity: PciIdentity;
  /** The NVIDIA driver lists it in /proc/driver/nvidia/gpus. */
  readonly isListedByNvidia: boolean;
}

export interface GpuSearch {
  /** False when there was no place to look at. */
  readonly looked: boolean;
  readonly found: readonly FoundGpu[];
  /** Slots without their function digit that hold an encryption controller (class 1080). */
  readonly securityProcessors: ReadonlySet<string>;
}

const pciFolder = '/sys/bus/pci/devices';
const drmFolder = '/sys/class/drm';
// Accelerators without a display class (AMD Instinct MI300) are graphics devices when a graphics driver runs them.
const acceleratorDrivers = new Set(['amdgpu', 'nvidia', 'xe', 'i915']);
// DRM devices that only show pictures: firmware frame buffers.
const frameBufferDrivers = new Set(['simple-framebuffer', 'simpledrm', 'efi-framebuffer', 'efidrm', 'vesadrm', 'ofdrm']);

interface Card {
  readonly name: string;
  readonly folder: string;
  readonly slot: string | undefined;
}

export function findGpus(read: Reader): GpuSearch {
  const addresses = read.files.list(pciFolder).filter(isPciAddress);
  const cards = readCards(read);
  const listed = new Set(read.files.list('/proc/driver/nvidia/gpus').map((name) => name.toLowerCase()));
  const cardBySlot = new Map(cards.flatMap((card) => (card.slot === undefined ? [] : [[card.slot, card] as const])));
  const securityProcessors = new Set<string>();
  const found: FoundGpu[] = [];
  for (const address of addresses) {
    const folder = `${pciFolder}/${address}`;
    const code = classCode(read.value(`${folder}/class`)) ?? 0;
    if (code >> 8 === 0x1080) securityProcessors.add(address.slice(0, -1));
    if (code >> 16 !== 0x03 && code >> 8 !== 0x1200) continue;
    const identity = readPciIdentity(read, folder);
    if (code >> 16 !== 0x03 && !acceleratorDrivers.has(identity.driver ?? '')) continue;
    const slot = address.toLowerCase();
    found.push({
      folder,
      realPath: read.files.realPath(folder),
      slot,
      card: cardBySlot.get(slot)?.name,
      identity,
      isListedByNvidia: listed.has(slot),
    });
  }
  const known = new Set(found.map((gpu) => gpu.slot));
  const others = cards.filter((card) => card.slot === undefined || !known.has(card.slot)).flatMap((card) => fromCard(read, card, listed));
  return {
    looked: addresses.length > 0 || cards.length > 0 || read.files.exists(pciFolder),
    found: [...found, ...others],
    securityProcessors,
  };
}

/** `card0`, not its connectors (`card0-DP-1`) and not the render nodes. */
function readCards(read: Reader): readonly Card[] {
  return read.files
    .list(drmFolder)
    .filter((name) => /^card\d{1,3}$/.test(name))
    .map((name) => {
      const folder = `${drmFolder}/${name}/device`;
      const real = baseName(read.files.realPath(folder) ?? '');
      return { name, folder, slot: isPciAddress(real) ? real.toLowerCase() : undefined };
    });
}

function fromCard(read: Reader, card: Card, listed: ReadonlySet<string>): readonly FoundGpu[] {
  const identity = readPciIdentity(read, card.folder);
  const slot = card.slot ?? (identity.slot !== undefined && isPciAddress(identity.slot) ? identity.slot.toLowerCase() : undefined);
  const realPath = read.files.realPath(card.folder);
  const gpu: FoundGpu = {
    folder: card.folder,
    realPath,
    slot,
    card: card.name,
    identity,
    isListedByNvidia: slot !== undefined && listed.has(slot),
  };
  if (slot !== undefined) return [gpu];
  if (realPath === undefined || identity.driver === undefined || frameBufferDrivers.has(identity.driver)) return [];
  // A controller of the chip without a render node only drives the display; the GPU is a device of its own.
  const renders = read.files.list(`${card.folder}/drm`).some((name) => name.startsWith('renderD'));
  return renders || identity.driver === 'vkms' ? [gpu] : [];
}
