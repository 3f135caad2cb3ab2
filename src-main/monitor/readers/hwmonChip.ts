/** One sensor chip of /sys/class/hwmon (kernel documentation: hwmon/sysfs-interface): millidegrees Celsius. */

import { printable } from '../../base/text.ts';
import type { MonitorFrame } from '../../contracts/monitor.ts';
import type { KeptFile, KernelFiles } from '../kernelFiles.ts';

export type TemperatureSample = MonitorFrame['temperatures'][number];

interface Sensor {
  readonly id: string;
  readonly label: string;
  readonly criticalC: number | null;
  readonly input: KeptFile;
  readonly fault: KeptFile | undefined;
}

const pciAddress = /^[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f]$/;
/** A drive that did I/O this recently is awake, and reading its temperature cannot keep it from sleeping for long. */
const recentUseMs = 60_000;

/** Millidegrees to degrees; undefined for what drivers write when a sensor is not connected or a limit not set. */
export function degrees(millidegrees: number | undefined): number | undefined {
  if (millidegrees === undefined || millidegrees <= -128_000 || millidegrees >= 1_000_000) return undefined;
  return millidegrees / 1000;
}

/** A critical limit; zero, negative and absurd ones mean "not set" (NVMe writes 65261.85 there). */
export function criticalDegrees(millidegrees: number | undefined): number | null {
  const value = degrees(millidegrees);
  return value === undefined || value <= 0 ? null : value;
}

export class HwmonChip {
  readonly #files: KernelFiles;
  readonly folder: string;
  /** What tells this chip from another that got the same hwmon number later. */
  readonly identity: string;
  readonly name: string;
  readonly #device: string;
  readonly #power: readonly KeptFile[];
  readonly #disk: string | undefined;
  #sensors: readonly Sensor[] | undefined;
  /** Why it was left alone in the last sample. */
  skipped: string | undefined;

  constructor(files: KernelFiles, folder: string) {
    this.#files = files;
    this.folder = folder;
    const device = files.realPath(`${folder}/device`);
    this.name = printable(files.readText(`${folder}/name`) ?? files.readText(`${folder}/device/name`) ?? lastPart(folder));
    this.identity = `${this.name} ${device ?? folder}`;
    this.#device = device === undefined ? lastPart(folder) : deviceName(device);
    this.#power = device === undefined ? [] : powerFolders(device).map((owner) => files.keep(`${owner}/power/runtime_status`));
    this.#disk = this.name === 'drivetemp' ? files.list(`${folder}/device/block`)[0] : undefined;
  }

  /** Reads what can be read without waking the device. `diskIdleMs` says how long ago a disk was used. */
  sample(diskIdleMs: (disk: string) => number | undefined): TemperatureSample[] {
    this.skipped = this.#whyLeftAlone(diskIdleMs);
    if (this.skipped !== undefined) return [];
    // Labels and limits, too, may ask the device, so they wait until it is awake.
    this.#sensors ??= this.#discover();
    const samples: TemperatureSample[] = [];
    for (const { id, label, criticalC, input, fault } of this.#sensors) {
      if (fault?.readNumber() === 1) continue;
      const tempC = degrees(input.readNumber());
      if (tempC !== undefined) samples.push({ id, chip: this.name, label, tempC, criticalC });
    }
    return samples;
  }

  /** Name of its entry in `absent`. */
  get what(): string {
    return `temperatures.${this.name}/${this.#device}`;
  }

  /** True when the chip only repeats a thermal zone (thermal_hwmon.c registers it on the zone). */
  get mirrorsThermalZone(): boolean {
    return this.#device.startsWith('thermal_zone');
  }

  close(): void {
    for (const file of this.#power) file.close();
    for (const sensor of this.#sensors ?? []) {
      sensor.input.close();
      sensor.fault?.close();
    }
    this.#sensors = undefined;
  }

  #whyLeftAlone(diskIdleMs: (disk: string) => number | undefined): string | undefined {
    for (const file of this.#power) {
      const length = file.readAttribute();
      if (length === undefined) continue;
      // "suspended" and "suspending"
      if (this.#files.buffer.toString('latin1', 0, length).startsWith('suspend')) {
        return 'the device is asleep, and reading its sensor would wake it';
      }
    }
    if (this.#disk === undefined) return undefined;
    const idleMs = diskIdleMs(this.#disk);
    if (idleMs !== undefined && idleMs <= recentUseMs) return undefined;
    return 'the drive is idle, and reading its sensor could wake it or keep it from sleeping';
  }

  #discover(): readonly Sensor[] {
    // Drivers older than the hwmon class device keep the attributes in the device's own folder.
    for (const folder of [this.folder, `${this.folder}/device`]) {
      const found = this.#files.list(folder).flatMap((file) => /^(temp\d+)_input$/.exec(file)?.[1] ?? []);
      if (found.length > 0) return found.sort(byNumber).map((attribute) => this.#sensor(folder, attribute));
    }
    return [];
  }

  #sensor(folder: string, attribute: string): Sensor {
    const files = this.#files;
    const label = files.readText(`${folder}/${attribute}_label`);
    const limit = files.keep(`${folder}/${attribute}_crit`);
    const criticalC = criticalDegrees(limit.readNumber());
    limit.close();
    const fault = `${folder}/${attribute}_fault`;
    return {
      id: `${this.name}/${this.#device}/${attribute}`,
      label: label === undefined || label === '' ? attribute : printable(label),
      criticalC,
      input: files.keep(`${folder}/${attribute}_input`),
      fault: files.exists(fault) ? files.keep(fault) : undefined,
    };
  }
}

function lastPart(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

/** The PCI address where there is one, because it outlives a reboot and hwmonN and nvmeN do not. */
function deviceName(device: string): string {
  return printable(device.split('/').findLast((part) => pciAddress.test(part)) ?? lastPart(device));
}

/** The device itself and the nearest PCI device above it: the two whose sleep a read could end. */
function powerFolders(device: string): readonly string[] {
  const parts = device.split('/');
  const pci = parts.findLastIndex((part) => pciAddress.test(part));
  return pci === -1 || pci === parts.length - 1 ? [device] : [device, parts.slice(0, pci + 1).join('/')];
}

function byNumber(first: string, second: string): number {
  return Number(first.slice(4)) - Number(second.slice(4));
}
