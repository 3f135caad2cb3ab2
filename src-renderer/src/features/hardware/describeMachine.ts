/** What this machine is, in one sentence. Says only what was read; what is not known is left out, never guessed. Pure. */
import type { Gpu, HardwareInventory, StorageDevice } from '../../../../src-main/contracts/hardware.ts';
import { mapReading, okValue, type Reading } from '../../../../src-main/contracts/value.ts';
import { counted, figureText, nominalMemory, sentenceList, storageFigure } from '../../lib/format.ts';

const chassisWords: Readonly<Record<string, string>> = {
  laptop: 'laptop',
  desktop: 'desktop',
  server: 'server',
  tablet: 'tablet',
  allInOne: 'all-in-one computer',
  mini: 'mini computer',
  virtualMachine: 'virtual machine',
  container: 'container',
  board: 'single-board computer',
};

const numberWords = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'] as const;

function inWords(count: number): string {
  return numberWords[count] ?? String(count);
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'An' : 'A'} ${noun}`;
}

/** Trade mark signs, clock and core counts are repeated elsewhere and make a sentence unreadable. */
export function plainCpuName(model: string): string {
  return model
    .replace(/\((?:R|TM|C)\)/gi, '')
    .replace(/@.*$/, '')
    .replace(/\b\d+-Cores?\b/gi, '')
    .replace(/\b(?:CPU|Processor)\b/gi, '')
    .replace(/\s+w(?:ith|\/)\s+Radeon.*$/i, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** "NVIDIA Corporation AD102GL [RTX 6000 Ada Generation]" → "RTX 6000 Ada Generation": the name people use is in brackets. */
export function plainGpuName(gpu: Gpu): string {
  const name = okValue(gpu.name);
  const brand = { nvidia: 'NVIDIA', amd: 'AMD', intel: 'Intel', other: '' }[gpu.vendor];
  if (name === undefined) return `${brand} GPU`.trim();
  const short = /\[([^\]]+)\]\s*$/.exec(name)?.[1] ?? name;
  return short.toLowerCase().includes(brand.toLowerCase()) ? short : `${brand} ${short}`.trim();
}

/** "an 8-core", "an 11-core", "an 18-core", "an 80-core", but "a 32-core". */
function coreAdjective(cores: number): string {
  return `${/^(?:8|11$|18$)/.test(String(cores)) ? 'an' : 'a'} ${String(cores)}-core`;
}

function cpuPhrase(inventory: HardwareInventory): string | null {
  const model = okValue(inventory.cpu.model);
  const cores = okValue(inventory.cpu.cores);
  const packages = okValue(inventory.cpu.packages) ?? 1;
  const name = model === undefined ? '' : plainCpuName(model);
  if (name === '') return cores === undefined ? null : counted(cores, 'core');
  if (packages > 1) return `${inWords(packages)} ${name} processors${cores === undefined ? '' : ` (${counted(cores, 'core')})`}`;
  return cores === undefined ? name : `${coreAdjective(cores)} ${name}`;
}

function memoryPhrase(inventory: HardwareInventory): string | null {
  const bytes = okValue(inventory.memory.nominalBytes) ?? okValue(inventory.memory.usableBytes);
  return bytes === undefined ? null : `${nominalMemory(bytes)} of memory`;
}

/** GPUs a person would count: not the little chip that a server's management controller draws with. */
export function countedGpus(inventory: HardwareInventory): readonly Gpu[] {
  return (okValue(inventory.gpus) ?? []).filter((gpu) => {
    const kind = okValue(gpu.kind);
    return kind !== 'managementController' && kind !== 'virtual';
  });
}

function gpuPhrase(inventory: HardwareInventory): string | null {
  if (inventory.gpus.status === 'unknown') return null;
  const counts = new Map<string, number>();
  for (const gpu of countedGpus(inventory)) counts.set(plainGpuName(gpu), (counts.get(plainGpuName(gpu)) ?? 0) + 1);
  if (counts.size === 0) return 'no GPU';
  return sentenceList([...counts].map(([name, count]) => (count === 1 ? `one ${name}` : `${inWords(count)} ${name} GPUs`)));
}

/** "A desktop with a 32-core AMD Ryzen Threadripper PRO 7975WX, 256 GiB of memory and two NVIDIA RTX 6000 Ada GPUs." */
export function describeMachine(inventory: HardwareInventory): string {
  const kind = okValue(inventory.chassis.kind);
  const noun = (kind === undefined ? undefined : chassisWords[kind]) ?? 'computer';
  const parts = [cpuPhrase(inventory), memoryPhrase(inventory), gpuPhrase(inventory)].filter((part) => part !== null);
  return parts.length === 0 ? `${withArticle(noun)}.` : `${withArticle(noun)} with ${sentenceList(parts)}.`;
}

const realDisks: readonly StorageDevice['kind'][] = ['nvme', 'sataSsd', 'hdd', 'mmc', 'virtual'];

/** Disks that hold data of this machine: no loops, compressed memory, mapped or optical devices. */
function countedDisks(devices: readonly StorageDevice[]): readonly StorageDevice[] {
  return devices.filter((device) => realDisks.includes(device.kind) && okValue(device.removable) !== true);
}

/** "2 disks, 22.0 TB"; a disk of unknown size is counted and not added. */
function storageText(storage: HardwareInventory['storage']): Reading<string> {
  return mapReading(storage, (devices) => {
    const disks = countedDisks(devices);
    const bytes = disks.reduce((sum, disk) => sum + (okValue(disk.sizeBytes) ?? 0), 0);
    return disks.length === 0 ? 'no disk of its own' : `${counted(disks.length, 'disk')}, ${figureText(storageFigure(bytes))}`;
  });
}

export interface KeyFact {
  readonly label: string;
  readonly reading: Reading<string>;
}

function secureBootText(inventory: HardwareInventory): Reading<string> {
  const { kind, secureBoot } = inventory.firmware;
  if (kind.status !== 'ok') return kind;
  const name = { uefi: 'UEFI', bios: 'BIOS', deviceTree: 'device tree', openFirmware: 'Open Firmware' }[kind.value];
  if (secureBoot.status !== 'ok') return { status: 'ok', value: name };
  return { status: 'ok', value: `${name}, Secure Boot ${secureBoot.value ? 'on' : 'off'}` };
}

/** The few facts people ask for first. */
export function keyFacts(inventory: HardwareInventory): readonly KeyFact[] {
  return [
    { label: 'Name', reading: inventory.platform.hostname },
    { label: 'System', reading: inventory.platform.distribution },
    { label: 'Kernel', reading: inventory.firmware.kernel },
    { label: 'Firmware', reading: secureBootText(inventory) },
    { label: 'Storage', reading: storageText(inventory.storage) },
  ];
}
