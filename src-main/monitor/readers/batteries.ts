/** Batteries of the machine (kernel documentation: ABI/testing/sysfs-class-power): microwatts, microwatt-hours, microvolts. */
import { printable } from '../../base/text.ts';
import type { MonitorFrame } from '../../contracts/monitor.ts';
import type { KeptFile, KernelFiles } from '../kernelFiles.ts';
import { type Absent, Pace, percentOf, type Reader, round } from './reader.ts';

type BatterySample = MonitorFrame['batteries'][number];

const supplyFolder = '/sys/class/power_supply';
/** The embedded controller answers slowly, and the kernel keeps what it said for a second or more anyway. */
const readEveryMs = 5000;

const numbers = [
  'present',
  'capacity',
  'energy_now',
  'energy_full',
  'energy_full_design',
  'charge_now',
  'charge_full',
  'charge_full_design',
  'voltage_min_design',
  'voltage_now',
  'power_now',
  'current_now',
  'cycle_count',
] as const;
type Attribute = (typeof numbers)[number];
type Readings = Readonly<Partial<Record<Attribute, number>>>;

const states: ReadonlyMap<string, BatterySample['state']> = new Map([
  ['charging', 'charging'],
  ['discharging', 'discharging'],
  ['full', 'full'],
  ['not charging', 'notCharging'],
]);

/** Pure: what the readings of one battery say. */
export function batterySampleOf(name: string, status: string, readings: Readings): BatterySample {
  const energyWh = wattHours(readings.energy_now, readings.charge_now, readings);
  const fullWh = wattHours(readings.energy_full, readings.charge_full, readings);
  return {
    name,
    state: states.get(status.toLowerCase()) ?? 'unknown',
    chargePercent: chargePercent(readings, energyWh, fullWh),
    powerW: powerW(readings),
    energyWh,
    fullWh,
    designWh: wattHours(readings.energy_full_design, readings.charge_full_design, readings),
    cycles: atLeast(0, readings.cycle_count) ?? null,
  };
}

function atLeast(minimum: number, value: number | undefined): number | undefined {
  return value !== undefined && value >= minimum ? value : undefined;
}

/** Energy as it is, or charge times the voltage that the battery was designed for, which stays the same while it empties. */
function wattHours(energy: number | undefined, charge: number | undefined, { voltage_min_design, voltage_now }: Readings): number | null {
  if (energy !== undefined) return energy < 0 ? null : round(energy / 1e6);
  const volts = atLeast(1, voltage_min_design) ?? atLeast(1, voltage_now);
  if (charge === undefined || charge < 0 || volts === undefined) return null;
  return round((charge / 1e6) * (volts / 1e6));
}

function chargePercent(readings: Readings, energyWh: number | null, fullWh: number | null): number | null {
  if (energyWh !== null && fullWh !== null && fullWh > 0) return percentOf(energyWh, fullWh);
  const capacity = atLeast(0, readings.capacity);
  return capacity === undefined ? null : Math.min(100, capacity);
}

/** Drivers differ in the sign of both files; the direction is in the state. */
function powerW({ power_now, current_now, voltage_now }: Readings): number | null {
  if (power_now !== undefined) return round(Math.abs(power_now) / 1e6);
  if (current_now === undefined || voltage_now === undefined || voltage_now <= 0) return null;
  return round((Math.abs(current_now) / 1e6) * (voltage_now / 1e6));
}

interface Battery {
  readonly name: string;
  readonly status: KeptFile;
  readonly files: readonly (readonly [Attribute, KeptFile])[];
}

export class BatteryReader implements Reader<readonly BatterySample[]> {
  readonly #files: KernelFiles;
  readonly #pace = new Pace(readEveryMs);
  readonly #batteries = new Map<string, Battery>();
  #samples: readonly BatterySample[] = [];

  constructor(files: KernelFiles) {
    this.#files = files;
  }

  sample(elapsedMs: number | null): readonly BatterySample[] {
    if (!this.#pace.due(elapsedMs)) return this.#samples;
    this.#rescan();
    this.#samples = [...this.#batteries.values()].flatMap((battery) => this.#read(battery) ?? []);
    return this.#samples;
  }

  absent(): readonly Absent[] {
    return this.#samples.length > 0 ? [] : [{ what: 'batteries', why: 'this machine has no battery that the kernel knows' }];
  }

  close(): void {
    for (const name of this.#batteries.keys()) this.#forget(name);
  }

  #read({ name, status, files }: Battery): BatterySample | undefined {
    const readings: Partial<Record<Attribute, number>> = {};
    for (const [attribute, file] of files) {
      const value = file.readNumber();
      if (value !== undefined) readings[attribute] = value;
    }
    // An empty bay.
    if (readings.present === 0) return undefined;
    const length = status.readAttribute();
    if (length === undefined && files.every(([, file]) => file.problem !== undefined)) return undefined;
    const text = length === undefined ? '' : this.#files.buffer.toString('latin1', 0, length).trim();
    return batterySampleOf(name, text, readings);
  }

  #rescan(): void {
    const present = new Set(this.#files.list(supplyFolder));
    for (const name of this.#batteries.keys()) if (!present.has(name)) this.#forget(name);
    for (const name of present) {
      if (this.#batteries.has(name) || !this.#isBattery(`${supplyFolder}/${name}`)) continue;
      const folder = `${supplyFolder}/${name}`;
      this.#batteries.set(name, {
        name: printable(name),
        status: this.#files.keep(`${folder}/status`),
        files: numbers
          .filter((attribute) => this.#files.exists(`${folder}/${attribute}`))
          .map((attribute) => [attribute, this.#files.keep(`${folder}/${attribute}`)]),
      });
    }
  }

  /** Of the machine itself: that of a mouse or a headset has the scope "Device". */
  #isBattery(folder: string): boolean {
    return this.#files.readText(`${folder}/type`) === 'Battery' && this.#files.readText(`${folder}/scope`) !== 'Device';
  }

  #forget(name: string): void {
    const battery = this.#batteries.get(name);
    battery?.status.close();
    for (const [, file] of battery?.files ?? []) file.close();
    this.#batteries.delete(name);
  }
}
