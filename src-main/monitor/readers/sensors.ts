/** Temperatures, fans and power of sensor chips and thermal zones; follows chips that come and go. */
import type { KernelFiles } from '../kernelFiles.ts';
import { chipIdentity, HwmonChip, type SleepAdvice } from './hwmonChip.ts';
import type { SensorSamples, TemperatureSample } from './hwmonSensors.ts';
import { type Absent, Pace, type Reader } from './reader.ts';
import { refresh } from './sources.ts';
import { ThermalZone, zoneIdentity } from './thermalZone.ts';

const hwmonFolder = '/sys/class/hwmon';
const thermalFolder = '/sys/class/thermal';
/** Time between two looks at which chips there are; a hot-plugged one appears that much later. */
const rescanEveryMs = 10_000;
const readZonesEveryMs = 2000;

export class SensorReader implements Reader<SensorSamples> {
  readonly #files: KernelFiles;
  readonly #advice: SleepAdvice;
  readonly #rescanPace = new Pace(rescanEveryMs);
  readonly #zonePace = new Pace(readZonesEveryMs);
  #chips: readonly HwmonChip[] = [];
  #zones: readonly ThermalZone[] = [];
  #zoneSamples: readonly TemperatureSample[] = [];
  #found = { temperatures: 0, fans: 0 };

  constructor(files: KernelFiles, advice: SleepAdvice) {
    this.#files = files;
    this.#advice = advice;
  }

  sample(elapsedMs: number | null): SensorSamples {
    if (this.#rescanPace.due(elapsedMs)) this.#rescan();
    const all: SensorSamples = { temperatures: [], fans: [], powers: [] };
    for (const chip of this.#chips) {
      chip.sample(elapsedMs, this.#advice);
      all.temperatures.push(...chip.samples.temperatures);
      all.fans.push(...chip.samples.fans);
      all.powers.push(...chip.samples.powers);
    }
    if (this.#zonePace.due(elapsedMs)) this.#zoneSamples = this.#zones.flatMap((zone) => zone.sample() ?? []);
    all.temperatures.push(...this.#zoneSamples);
    this.#found = { temperatures: all.temperatures.length, fans: all.fans.length };
    return all;
  }

  /** Temperature that a chip of this device showed in the last sample; undefined when it has none or was left alone. */
  temperatureOf(devicePath: string): number | undefined {
    return this.#chips.find((chip) => chip.devicePath === devicePath)?.samples.temperatures[0]?.tempC;
  }

  absent(): readonly Absent[] {
    const list: Absent[] = this.#chips.flatMap((chip) => (chip.skipped === undefined ? [] : [{ what: chip.what, why: chip.skipped }]));
    if (this.#found.temperatures === 0 && list.length === 0) {
      list.push({ what: 'temperatures', why: 'the kernel shows no temperature sensor (usual in a virtual machine or container)' });
    }
    if (this.#found.fans === 0) list.push({ what: 'fans', why: 'no driver of this machine shows the speed of a fan' });
    return list;
  }

  close(): void {
    for (const source of [...this.#chips, ...this.#zones]) source.close();
    this.#chips = [];
    this.#zones = [];
    this.#zoneSamples = [];
  }

  #rescan(): void {
    const files = this.#files;
    this.#chips = refresh(
      this.#chips,
      this.#folders(hwmonFolder, /^hwmon\d+$/),
      (folder) => chipIdentity(files, folder),
      (folder) => new HwmonChip(files, folder),
    );
    // A zone that the kernel also registered as a sensor chip would be shown twice; it writes `_` for `-` there.
    const mirrored = new Set(this.#chips.filter((chip) => chip.mirrorsThermalZone).map((chip) => chip.name));
    const zones = refresh(
      this.#zones,
      this.#folders(thermalFolder, /^thermal_zone\d+$/),
      (folder) => zoneIdentity(files, folder),
      (folder) => new ThermalZone(files, folder),
    );
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
