/** One graphics card of /sys/class/drm. While it sleeps only power/runtime_status is read, which does not wake it. */
import { printable } from '../../base/text.ts';
import type { MonitorFrame } from '../../contracts/monitor.ts';
import type { KeptFile, KernelFiles } from '../kernelFiles.ts';
import { GpuFigures, type GpuReadings, noReadings } from './gpuFigures.ts';
import { GpuRest, type GpuUse } from './gpuRest.ts';
import { deviceName, isAsleep, pciAddress } from './hwmonChip.ts';
import { readOnce } from './hwmonSensors.ts';
import type { Absent } from './reader.ts';

type GpuSample = MonitorFrame['gpus'][number];
type Vendor = GpuSample['vendor'];

/** Known by the driver's link alone, without opening a file of the device. */
const vendorOfDriver: ReadonlyMap<string, Vendor> = new Map([
  ['amdgpu', 'amd'],
  ['radeon', 'amd'],
  ['i915', 'intel'],
  ['xe', 'intel'],
  ['nvidia', 'nvidia'],
  ['nouveau', 'nvidia'],
]);
/** PCI vendor numbers. */
const vendorOfId: ReadonlyMap<string, Vendor> = new Map([
  ['0x1002', 'amd'],
  ['0x8086', 'intel'],
  ['0x10de', 'nvidia'],
]);
const defaultSleepDelayMs = 5000;
const maxSleepDelayMs = 30_000;

interface Identity {
  readonly id: string;
  readonly vendor: Vendor;
  readonly driver: string | null;
}

export class GpuCard {
  readonly #files: KernelFiles;
  readonly folder: string;
  readonly name: string;
  readonly devicePath: string;
  readonly identity: string;
  readonly #status: KeptFile;
  readonly #rest = new GpuRest();
  #identity: Identity;
  #identified = false;
  #figures: GpuFigures | undefined;
  #asleep = false;
  #read = false;

  constructor(files: KernelFiles, folder: string) {
    this.#files = files;
    this.folder = folder;
    this.name = folder.slice(folder.lastIndexOf('/') + 1);
    this.devicePath = files.realPath(`${folder}/device`) ?? `${folder}/device`;
    this.identity = cardIdentity(files, folder);
    this.#status = files.keep(`${folder}/device/power/runtime_status`);
    this.#identity = this.#identifyByLinks();
  }

  /** undefined when the card is gone. */
  sample(elapsedMs: number | null): GpuSample | undefined {
    this.#asleep = isAsleep(this.#files, this.#status);
    this.#read = false;
    if (this.#status.problem !== undefined && !this.#files.exists(`${this.folder}/device`)) return undefined;
    if (this.#asleep) {
      this.#rest.slept();
      this.#stopReading();
      return this.#sampleOf(noReadings);
    }
    if (!this.#identified) this.#identifyByFiles();
    // Its files say nothing beyond who it is.
    if (this.#identity.driver === 'nvidia') return this.#sampleOf(noReadings);
    this.#rest.advance(elapsedMs ?? 0);
    if (this.#rest.resting) return this.#sampleOf(noReadings);
    const before = this.#figures;
    this.#figures ??= new GpuFigures(this.#files, this.folder);
    const readings = this.#figures.sample(before === undefined ? null : elapsedMs);
    const restBegins = this.#rest.observe(isIdle(readings), elapsedMs ?? 0, () => this.#use());
    this.#read = true;
    // What was counted before a rest is nothing to make a rate with after it.
    if (restBegins) this.#stopReading();
    return this.#sampleOf(readings);
  }

  absent(): readonly Absent[] {
    const what = `gpus.${this.#identity.id}`;
    if (this.#asleep) return [];
    if (this.#identity.driver === 'nvidia') return [{ what, why: 'its figures need the NVIDIA library, which is not read yet' }];
    const left = this.leftAlone;
    if (left !== undefined && !this.#read) return [{ what, why: left }];
    if (this.#figures === undefined || this.#figures.tellsBusy) return [];
    const driver = this.#identity.driver === null ? 'its driver' : `its driver (${this.#identity.driver})`;
    return [{ what: `${what}.busyPercent`, why: `${driver} does not tell in sysfs how busy it is` }];
  }

  /** Why its sensors are not read either; undefined when they may be. */
  get leftAlone(): string | undefined {
    if (this.#asleep) return 'the graphics card is asleep, and reading its sensor would wake it';
    return this.#rest.resting ? 'idle, and left alone for some seconds so that it can fall asleep' : undefined;
  }

  close(): void {
    this.#status.close();
    this.#stopReading();
  }

  #stopReading(): void {
    this.#figures?.close();
    this.#figures = undefined;
  }

  #sampleOf(readings: GpuReadings): GpuSample {
    return { ...this.#identity, card: this.name, asleep: this.#asleep, ...readings };
  }

  #identifyByLinks(): Identity {
    const driverPath = this.#files.realPath(`${this.folder}/device/driver`);
    const driver = driverPath === undefined ? null : printable(driverPath.slice(driverPath.lastIndexOf('/') + 1));
    const name = deviceName(this.devicePath);
    return { id: pciAddress.test(name) ? name : this.name, vendor: vendorOfDriver.get(driver ?? '') ?? 'other', driver };
  }

  /** Once it is awake; these files, too, are answered from memory. */
  #identifyByFiles(): void {
    this.#identified = true;
    const { id, vendor, driver } = this.#identity;
    const uevent = id === this.name || driver === null ? (this.#files.readText(`${this.folder}/device/uevent`) ?? '') : '';
    const address = /^PCI_SLOT_NAME=(\S{1,32})$/m.exec(uevent)?.[1];
    const ueventDriver = /^DRIVER=(\S{1,64})$/m.exec(uevent)?.[1];
    this.#identity = {
      id: address !== undefined && pciAddress.test(address) ? address : id,
      vendor: vendorOfId.get(this.#files.readText(`${this.folder}/device/vendor`) ?? '') ?? vendor,
      driver: driver ?? (ueventDriver === undefined ? null : printable(ueventDriver)),
    };
  }

  /** All of it from the power management core's and DRM's own memory. */
  #use(): GpuUse {
    const power = `${this.folder}/device/power`;
    const lit = this.#files
      .list(this.folder)
      .some((entry) => entry.startsWith(`${this.name}-`) && this.#files.readText(`${this.folder}/${entry}/enabled`) === 'enabled');
    const held = (readOnce(this.#files, `${power}/runtime_usage`) ?? 0) > 0;
    const delay = readOnce(this.#files, `${power}/autosuspend_delay_ms`);
    return {
      maySleep: this.#files.readText(`${power}/control`) === 'auto' && !lit && !held,
      sleepDelayMs: delay === undefined || delay < 0 ? defaultSleepDelayMs : Math.min(delay, maxSleepDelayMs),
    };
  }
}

/** Nothing says that it is at work: where the driver tells neither use nor clock, it is given the benefit of the doubt. */
function isIdle({ busyPercent, clockMHz }: GpuReadings): boolean {
  return busyPercent === null ? clockMHz === null || clockMHz === 0 : busyPercent === 0;
}

/** What tells a card from another that gets its number later. */
export function cardIdentity(files: KernelFiles, folder: string): string {
  return `${folder} ${files.realPath(`${folder}/device`) ?? ''} ${files.realPath(`${folder}/device/driver`) ?? ''}`;
}
