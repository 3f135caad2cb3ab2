/** Temperatures of sensor chips and thermal zones; follows chips that come and go. */
import type { KernelFiles } from '../kernelFiles.ts';
import { HwmonChip, type TemperatureSample } from './hwmonChip.ts';
import type { Absent, Reader } from './reader.ts';
import { ThermalZone } from './thermalZone.ts';

const hwmonFolder = '/sys/class/hwmon';
const thermalFolder = '/sys/class/thermal';
/** Samples between two looks at which chips there are; a hot-plugged one appears that much later. */
const rescanEvery = 10;

interface Source {
  readonly identity: string;
  readonly folder: string;
  close(): void;
}

export class TemperatureReader implements Reader<readonly TemperatureSample[]> {
  readonly #files: KernelFiles;
  readonly #diskIdleMs: (disk: string) => number | undefined;
  #chips: readonly HwmonChip[] = [];
  #zones: readonly ThermalZone[] = [];
  #samples = 0;
  #found = 0;

  constructor(files: KernelFiles, diskIdleMs: (disk: string) => number | undefined) {
    this.#files = files;
    this.#diskIdleMs = diskIdleMs;
  }

  sample(): readonly TemperatureSample[] {
    if (this.#samples % rescanEvery === 0) this.#rescan();
    this.#samples += 1;
    const samples = this.#chips.flatMap((chip) => chip.sample(this.#diskIdleMs));
    for (const zone of this.#zones) {
      const sample = zone.sample();
      if (sample !== undefined) samples.push(sample);
    }
    this.#found = samples.length;
    return samples;
  }

  absent(): readonly Absent[] {
    const asleep = this.#chips.flatMap((chip) => (chip.skipped === undefined ? [] : [{ what: chip.what, why: chip.skipped }]));
    if (this.#found > 0 || asleep.length > 0) return asleep;
    return [{ what: 'temperatures', why: 'the kernel shows no temperature sensor (usual in a virtual machine or container)' }];
  }

  close(): void {
    for (const source of [...this.#chips, ...this.#zones]) source.close();
    this.#chips = [];
    this.#zones = [];
  }

  #rescan(): void {
    this.#chips = refresh(this.#chips, this.#folders(hwmonFolder, /^hwmon\d+$/), (folder) => new HwmonChip(this.#files, folder));
    const zones = refresh(this.#zones, this.#folders(thermalFolder, /^thermal_zone\d+$/), (folder) => new ThermalZone(this.#files, folder));
    // A zone that the kernel also registered as a sensor chip would be shown twice; it writes `_` for `-` there.
    const mirrored = new Set(this.#chips.filter((chip) => chip.mirrorsThermalZone).map((chip) => chip.name));
    this.#zones = zones.filter((zone) => {
      const keep = !mirrored.has(zone.type.replaceAll('-', '_'));
      if (!keep) zone.close();
      return keep;
    });
  }

  #folders(parent: string, pattern: RegExp): readonly string[] {
    return this.#files
      .list(parent)
      .filter((name) => pattern.test(name))
      .map((name) => `${parent}/${name}`);
  }
}

/** Keeps, with their descriptors, the sources that are still the same device; closes those that are not. */
function refresh<S extends Source>(old: readonly S[], folders: readonly string[], create: (folder: string) => S): readonly S[] {
  const next = folders.map((folder) => {
    const fresh = create(folder);
    const kept = old.find((source) => source.folder === folder && source.identity === fresh.identity);
    if (kept === undefined) return fresh;
    fresh.close();
    return kept;
  });
  for (const source of old) if (!next.includes(source)) source.close();
  return next;
}
