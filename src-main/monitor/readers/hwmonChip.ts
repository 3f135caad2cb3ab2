/** One sensor chip of /sys/class/hwmon, read only while that wakes nothing and keeps nothing awake. */
import { printable } from '../../base/text.ts';
import type { KeptFile, KernelFiles } from '../kernelFiles.ts';
import { HwmonSensors, type SensorSamples } from './hwmonSensors.ts';
import { Pace } from './reader.ts';

/** What the owner of a device knows about its sleep. */
export interface SleepAdvice {
  /** How long ago a disk was used; undefined when it was not since the start. */
  readonly diskIdleMs: (disk: string) => number | undefined;
  /** Why this device is left alone for now; undefined when it may be read. */
  readonly leftAlone: (device: string) => string | undefined;
}

export const pciAddress = /^[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f]$/;
/** A drive that did I/O this recently is awake, and reading its temperature cannot keep it from sleeping for long. */
const recentUseMs = 60_000;
const readEveryMs = 2000;
/** Asking a drive ends the pause in which it saves power on its own (APST of NVMe), so it is asked less often. */
const readDriveEveryMs = 5000;
const nothing: SensorSamples = { temperatures: [], fans: [], powers: [] };

export class HwmonChip {
  readonly #files: KernelFiles;
  readonly folder: string;
  /** What tells this chip from another that got the same hwmon number later. */
  readonly identity: string;
  readonly name: string;
  /** Folder of the device that the chip belongs to. */
  readonly devicePath: string | undefined;
  readonly #device: string;
  readonly #power: readonly KeptFile[];
  readonly #disk: string | undefined;
  readonly #pace: Pace;
  #sensors: HwmonSensors | undefined;
  /** Of the last reading. */
  samples: SensorSamples = nothing;
  /** Why it was left alone then. */
  skipped: string | undefined;

  constructor(files: KernelFiles, folder: string) {
    this.#files = files;
    this.folder = folder;
    const device = files.realPath(`${folder}/device`);
    this.devicePath = device;
    this.name = chipName(files, folder);
    this.identity = chipIdentity(files, folder);
    this.#device = device === undefined ? lastPart(folder) : deviceName(device);
    this.#power = device === undefined ? [] : powerFolders(device).map((owner) => files.keep(`${owner}/power/runtime_status`));
    this.#disk = this.name === 'drivetemp' ? files.list(`${folder}/device/block`)[0] : undefined;
    this.#pace = new Pace(this.name === 'drivetemp' || this.name === 'nvme' ? readDriveEveryMs : readEveryMs);
  }

  /** Reads what can be read without waking the device, when it is due. */
  sample(elapsedMs: number | null, advice: SleepAdvice): void {
    if (!this.#pace.due(elapsedMs)) return;
    const rest = this.skipped !== undefined;
    this.skipped = this.#whyLeftAlone(advice);
    if (this.skipped !== undefined) {
      this.samples = nothing;
      return;
    }
    // Labels and limits, too, may ask the device, so they wait until it is awake.
    this.#sensors ??= this.#discover();
    this.samples = this.#sensors.sample(rest ? null : this.#pace.sinceMs);
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
    this.#sensors?.close();
    this.#sensors = undefined;
    this.samples = nothing;
  }

  #whyLeftAlone(advice: SleepAdvice): string | undefined {
    if (this.#power.some((file) => isAsleep(this.#files, file))) return 'the device is asleep, and reading its sensor would wake it';
    const reason = this.devicePath === undefined ? undefined : advice.leftAlone(this.devicePath);
    if (reason !== undefined || this.#disk === undefined) return reason;
    const idleMs = advice.diskIdleMs(this.#disk);
    if (idleMs !== undefined && idleMs <= recentUseMs) return undefined;
    return 'the drive is idle, and reading its sensor could wake it or keep it from sleeping';
  }

  #discover(): HwmonSensors {
    const prefix = `${this.name}/${this.#device}`;
    const own = new HwmonSensors(this.#files, this.folder, this.name, prefix);
    // Drivers older than the hwmon class device keep the attributes in the device's own folder.
    return own.isEmpty ? new HwmonSensors(this.#files, `${this.folder}/device`, this.name, prefix) : own;
  }
}

/** True for "suspended" and "suspending" in a power/runtime_status, which reading does not change. */
export function isAsleep(files: KernelFiles, runtimeStatus: KeptFile): boolean {
  const length = runtimeStatus.readAttribute();
  return length !== undefined && files.buffer.toString('latin1', 0, length).startsWith('suspend');
}

export function chipIdentity(files: KernelFiles, folder: string): string {
  return `${chipName(files, folder)} ${files.realPath(`${folder}/device`) ?? folder}`;
}

function chipName(files: KernelFiles, folder: string): string {
  return printable(files.readText(`${folder}/name`) ?? files.readText(`${folder}/device/name`) ?? lastPart(folder));
}

function lastPart(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

/** The PCI address where there is one, because it outlives a reboot and hwmonN and nvmeN do not. */
export function deviceName(device: string): string {
  return printable(device.split('/').findLast((part) => pciAddress.test(part)) ?? lastPart(device));
}

/** The device itself and the nearest PCI device above it: the two whose sleep a read could end. */
export function powerFolders(device: string): readonly string[] {
  const parts = device.split('/');
  const pci = parts.findLastIndex((part) => pciAddress.test(part));
  return pci === -1 || pci === parts.length - 1 ? [device] : [device, parts.slice(0, pci + 1).join('/')];
}
