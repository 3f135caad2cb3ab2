/**
 * Graphics devices. A device that sleeps is asked for nothing but what the
 * kernel keeps in memory: runtime_status, power_state and its identity.
 */
import { printable } from '../../../base/text.ts';
import type { Gpu } from '../../../contracts/hardware.ts';
import { absent, ok, type Reading, unknown } from '../../../contracts/value.ts';
import { type GpuFacts, gpuKind, gpuVendor, isDataCentre } from '../model/gpuKind.ts';
import { busNumber } from '../parse/pcie.ts';
import type { PciNames } from '../parse/pciIds.ts';
import { bothLinks, readLinks } from './gpuLink.ts';
import { readGpuMemory } from './gpuMemory.ts';
import { type FoundGpu, findGpus, type GpuSearch } from './gpuSearch.ts';
import type { Reader } from './reader.ts';

export interface GpuContext {
  readonly names: () => PciNames | undefined;
  /** Words by which the machine names itself. */
  readonly machine: string;
  readonly isPortable: boolean;
}

const asleep = unknown('The device sleeps, and reading this would wake it');
const noNames = 'The pci.ids database is not installed; install the package pci.ids (Debian, Ubuntu) or hwdata (Fedora, Arch)';

export function probeGpus(read: Reader, context: GpuContext): Reading<Gpu[]> {
  const search = findGpus(read);
  if (!search.looked) return unknown('Neither /sys/bus/pci/devices nor /sys/class/drm is visible');
  return ok(search.found.map((gpu) => describeGpu(read, gpu, search, context)));
}

function describeGpu(read: Reader, gpu: FoundGpu, search: GpuSearch, context: GpuContext): Gpu {
  const { identity, folder, slot } = gpu;
  const power = readPower(read, folder);
  const vendorId = identity.vendorId ?? (gpu.isListedByNvidia ? '10de' : undefined);
  const named = nameOf(read, gpu, power.sleeps, context);
  const facts: GpuFacts = {
    vendorId,
    deviceId: identity.deviceId,
    classCode: identity.classCode,
    driver: driverOf(gpu),
    bus: slot === undefined ? undefined : busNumber(slot),
    isVirtualFunction: read.files.exists(`${folder}/physfn`),
    hasNorthBridgeVoltage: vendorId === '1002' && !power.sleeps && hasNorthBridgeVoltage(read, folder),
    hasSecurityProcessorBeside: slot !== undefined && search.securityProcessors.has(slot.slice(0, -1)),
    name: named.status === 'ok' ? named.value : undefined,
    machine: context.machine,
    isPortable: context.isPortable,
  };
  const kind = gpuKind(facts);
  const links = power.sleeps ? bothLinks(asleep) : readLinks(read, { folder, realPath: gpu.realPath, vendorId, kind });
  return {
    id: stableId(gpu),
    pciSlot: slot === undefined ? absent('The device is part of the chip and on no PCI bus') : ok(slot),
    vendor: identity.uevent.get('OF_COMPATIBLE_0')?.startsWith('nvidia,') === true ? 'nvidia' : gpuVendor(vendorId),
    vendorName: vendorNameOf(vendorId, context),
    name: named,
    pciId: idPair(vendorId, identity.deviceId, 'The device has no PCI identifier here'),
    subsystemId: idPair(identity.subvendorId, identity.subdeviceId, 'The device has no subsystem identifier'),
    driver: driverReading(facts.driver, gpu),
    driverVersion: driverVersion(read, facts.driver),
    kind,
    dataCentre: isDataCentre(facts, kind),
    ...readGpuMemory(read, { folder, vendorId, kind, sleeps: power.sleeps, driver: facts.driver }),
    linkNow: slot === undefined ? absent('The device is part of the chip and has no PCI Express link') : links.now,
    linkMax: slot === undefined ? absent('The device is part of the chip and has no PCI Express link') : links.max,
    numaNode: numaNode(read, folder),
    runtimeState: power.runtimeState,
    powerState: power.powerState,
    bootVga: read.flag(`${folder}/boot_vga`, 'The device is no VGA controller, or the firmware did not say which one it used'),
    drmCard: gpu.card === undefined ? absent('No DRM driver offers this device to programs') : ok(gpu.card),
  };
}

interface Power {
  readonly runtimeState: Gpu['runtimeState'];
  readonly powerState: Gpu['powerState'];
  readonly sleeps: boolean;
}

const runtimeWords: readonly Extract<Gpu['runtimeState'], { status: 'ok' }>['value'][] = [
  'active',
  'suspended',
  'suspending',
  'resuming',
  'unsupported',
  'error',
];

/** Source: Linux, Documentation/ABI/testing/sysfs-devices-power and sysfs-bus-pci (power_state). */
function readPower(read: Reader, folder: string): Power {
  const text = read.text(`${folder}/power/runtime_status`, 'The kernel keeps no runtime power state for this device');
  const word = text.status === 'ok' ? runtimeWords.find((one) => one === text.value) : undefined;
  const runtimeState = text.status !== 'ok' ? text : word === undefined ? unknown(`The kernel says “${text.value}”`) : ok(word);
  const powerState = read.text(`${folder}/power_state`, 'The kernel shows no PCI power state for this device');
  const cold = powerState.status === 'ok' && /^D3/.test(powerState.value);
  return { runtimeState, powerState, sleeps: word === 'suspended' || word === 'suspending' || cold };
}

function driverOf({ identity, isListedByNvidia }: FoundGpu): string | undefined {
  // The driver's own list in /proc shows that it drives the device, also where the link is missing.
  return identity.driver ?? (isListedByNvidia ? 'nvidia' : undefined);
}

/** The kernel writes DRIVER into uevent; without that file nothing can be said. */
function driverReading(driver: string | undefined, { identity }: FoundGpu): Reading<string> {
  if (driver !== undefined) return ok(driver);
  return identity.uevent.size === 0
    ? unknown('Neither the driver link nor uevent of the device is visible')
    : absent('No driver is bound to the device');
}

function driverVersion(read: Reader, driver: string | undefined): Reading<string> {
  if (driver === undefined) return absent('No driver is bound to the device');
  const version = read.value(`/sys/module/${driver.replaceAll('-', '_')}/version`);
  return version === undefined ? absent(`${driver} is part of the kernel and carries no version of its own`) : ok(version);
}

/** `1002:744c-1da2:e471-0000:03:00.0`; a device of the chip is named by its driver and place. */
function stableId({ identity, slot, card, realPath }: FoundGpu): string {
  if (slot === undefined) return printable(`${identity.driver ?? 'unknown'}-${realPath?.split('/').at(-1) ?? card ?? 'platform'}`);
  const pair = (a: string | undefined, b: string | undefined): string => `${a ?? '????'}:${b ?? '????'}`;
  return `${pair(identity.vendorId, identity.deviceId)}-${pair(identity.subvendorId, identity.subdeviceId)}-${slot}`;
}

function idPair(first: string | undefined, second: string | undefined, nothing: string): Reading<string> {
  return first === undefined || second === undefined ? absent(nothing) : ok(`${first}:${second}`);
}

function vendorNameOf(vendorId: string | undefined, { names }: GpuContext): Reading<string> {
  if (vendorId === undefined) return absent('The device names no maker');
  const database = names();
  if (database === undefined) return absent(noNames);
  const name = database.vendor(vendorId);
  return name === undefined ? absent(`The installed pci.ids database does not know vendor ${vendorId}; update it`) : ok(name);
}

function nameOf(read: Reader, { identity, slot }: FoundGpu, sleeps: boolean, { names }: GpuContext): Reading<string> {
  const { vendorId, deviceId } = identity;
  const compatible = identity.uevent.get('OF_COMPATIBLE_0');
  const listed = vendorId === undefined || deviceId === undefined ? undefined : names()?.device(vendorId, deviceId);
  if (listed !== undefined) return ok(listed);
  // The NVIDIA driver knows the name of a card that is newer than the database.
  const information = sleeps || slot === undefined ? undefined : read.whole(`/proc/driver/nvidia/gpus/${slot}/information`, 64 * 1024);
  const model = /^Model:\s*(\S.{0,127})$/m.exec(information ?? '')?.[1];
  if (model !== undefined) return ok(printable(model));
  if (compatible !== undefined) return ok(compatible);
  if (vendorId === undefined || deviceId === undefined) return absent('The device has no PCI identifier to look its name up by');
  if (names() === undefined) return absent(noNames);
  return absent(`The installed pci.ids database does not know ${vendorId}:${deviceId}; update it with update-pciids or a newer package`);
}

/** amdgpu, amdgpu_pm.c: "only APUs have vddnb". */
function hasNorthBridgeVoltage(read: Reader, folder: string): boolean {
  return read.files
    .list(`${folder}/hwmon`)
    .some((name) => read.value(`${folder}/hwmon/${name}/in1_label`) === 'vddnb' || read.files.exists(`${folder}/hwmon/${name}/in1_input`));
}

function numaNode(read: Reader, folder: string): Reading<number> {
  const node = read.integer(`${folder}/numa_node`, 'The kernel shows no memory node for this device');
  return node.status === 'ok' && node.value < 0 ? absent('The device is not tied to a memory node') : node;
}
