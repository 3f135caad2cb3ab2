/** The sensors of one chip: which there are, and how each is read (kernel documentation: hwmon/sysfs-interface). */
import { printable } from '../../base/text.ts';
import type { MonitorFrame } from '../../contracts/monitor.ts';
import type { KeptFile, KernelFiles } from '../kernelFiles.ts';
import { Counter, round } from './reader.ts';

export type TemperatureSample = MonitorFrame['temperatures'][number];
export type FanSample = MonitorFrame['fans'][number];
export type PowerSample = MonitorFrame['powers'][number];

export interface SensorSamples {
  readonly temperatures: TemperatureSample[];
  readonly fans: FanSample[];
  readonly powers: PowerSample[];
}

/** A chip with more energy counters than this has one for each core, which says nothing more than their sum. */
const maxEnergies = 16;

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

/** Microwatts to watts; undefined for what is no measurement. */
export function watts(microwatts: number | undefined): number | undefined {
  return microwatts === undefined || microwatts < 0 ? undefined : round(microwatts / 1e6);
}

interface Sensor {
  readonly id: string;
  readonly label: string;
  readonly input: KeptFile;
  readonly fault: KeptFile | undefined;
}
interface Temperature extends Sensor {
  readonly criticalC: number | null;
}
interface Energy extends Sensor {
  readonly counter: Counter;
}

export class HwmonSensors {
  readonly #chip: string;
  readonly #temperatures: readonly Temperature[];
  readonly #fans: readonly Sensor[];
  readonly #powers: readonly Sensor[];
  readonly #energies: readonly Energy[];

  /** `prefix` goes before the attribute's name in an id. Reads labels and limits, which may ask the device. */
  constructor(files: KernelFiles, folder: string, chip: string, prefix: string) {
    this.#chip = chip;
    const names = files.list(folder);
    const present = new Set(names);
    const numbered = (pattern: RegExp): string[] => names.flatMap((name) => pattern.exec(name)?.[1] ?? []).sort(byNumber);
    const sensor = (attribute: string, suffix: string): Sensor => {
      const label = present.has(`${attribute}_label`) ? files.readText(`${folder}/${attribute}_label`) : undefined;
      return {
        id: `${prefix}/${attribute}`,
        label: label === undefined || label === '' ? attribute : printable(label),
        input: files.keep(`${folder}/${attribute}_${suffix}`),
        fault: present.has(`${attribute}_fault`) ? files.keep(`${folder}/${attribute}_fault`) : undefined,
      };
    };
    this.#temperatures = numbered(/^(temp\d+)_input$/).map((attribute) => ({
      ...sensor(attribute, 'input'),
      criticalC: criticalDegrees(readOnce(files, `${folder}/${attribute}_crit`)),
    }));
    this.#fans = numbered(/^(fan\d+)_input$/).map((attribute) => sensor(attribute, 'input'));
    // Where there are both, the average is over the driver's own interval, and steadier than one instant.
    const powers = new Set(numbered(/^(power\d+)_(?:input|average)$/));
    this.#powers = [...powers].map((attribute) => sensor(attribute, present.has(`${attribute}_average`) ? 'average' : 'input'));
    const energies = powers.size > 0 ? [] : numbered(/^(energy\d+)_input$/);
    this.#energies =
      energies.length > maxEnergies ? [] : energies.map((attribute) => ({ ...sensor(attribute, 'input'), counter: new Counter() }));
  }

  /** `elapsedMs` since the last call, null when rates cannot be made. */
  sample(elapsedMs: number | null): SensorSamples {
    const chip = this.#chip;
    const samples: SensorSamples = { temperatures: [], fans: [], powers: [] };
    for (const { id, label, criticalC, input, fault } of this.#temperatures) {
      const tempC = fault?.readNumber() === 1 ? undefined : degrees(input.readNumber());
      if (tempC !== undefined) samples.temperatures.push({ id, chip, label, tempC, criticalC });
    }
    for (const { id, label, input, fault } of this.#fans) {
      const rpm = fault?.readNumber() === 1 ? undefined : input.readNumber();
      if (rpm !== undefined && rpm >= 0) samples.fans.push({ id, chip, label, rpm });
    }
    for (const { id, label, input } of this.#powers) {
      const powerW = watts(input.readNumber());
      if (powerW !== undefined) samples.powers.push({ id, chip, label, powerW, source: 'hwmon' });
    }
    for (const { id, label, input, counter } of this.#energies) {
      const microjoules = input.readNumber();
      const microwatts = counter.rate(microjoules ?? Number.NaN, elapsedMs);
      // A counter that never counted belongs to hardware that has none (xe keeps one for the card on every GPU).
      if (microjoules === undefined || microjoules === 0) continue;
      samples.powers.push({ id, chip, label, powerW: microwatts === null ? null : round(microwatts / 1e6), source: 'hwmon' });
    }
    return samples;
  }

  get isEmpty(): boolean {
    return this.#temperatures.length + this.#fans.length + this.#powers.length + this.#energies.length === 0;
  }

  close(): void {
    for (const { input, fault } of [...this.#temperatures, ...this.#fans, ...this.#powers, ...this.#energies]) {
      input.close();
      fault?.close();
    }
  }
}

/** One number, opened and closed; undefined when there is none. */
export function readOnce(files: KernelFiles, file: string): number | undefined {
  const kept = files.keep(file);
  const value = kept.readNumber();
  kept.close();
  return value;
}

/** `temp2` before `temp10`. */
export function byNumber(first: string, second: string): number {
  return Number(/\d+/.exec(first)?.[0]) - Number(/\d+/.exec(second)?.[0]);
}
