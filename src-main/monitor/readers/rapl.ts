/** Power of the processor from its energy counters (kernel documentation: power/powercap): microjoules that wrap at max_energy_range_uj. */
import { printable } from '../../base/text.ts';
import type { MonitorFrame } from '../../contracts/monitor.ts';
import type { KeptFile, KernelFiles } from '../kernelFiles.ts';
import { readOnce } from './hwmonSensors.ts';
import { type Absent, increase, Pace, type Reader, round } from './reader.ts';

type PowerSample = MonitorFrame['powers'][number];

const powercapFolder = '/sys/class/powercap';
/** `intel-rapl:0` is a package and `intel-rapl:0:1` a part of it. The `-mmio` ones count the same packages once more. */
const zoneName = /^intel-rapl(?::[0-9a-z]{1,4}){1,2}$/;
const rescanEveryMs = 30_000;

interface Zone {
  readonly name: string;
  readonly label: string;
  readonly rangeMicrojoules: number;
  readonly energy: KeptFile;
  before: number;
}

/** Increase of a counter that starts over behind `range`; null when it cannot be told. */
export function wrappedIncrease(now: number, before: number, range: number): number | null {
  const plain = increase(now, before);
  if (plain !== null || !Number.isFinite(now) || !Number.isFinite(before)) return plain;
  const wrapped = now + range - before;
  // A wrap leaves a small number behind; more than half the range is a counter that was set back.
  return range > 0 && before <= range && wrapped < range / 2 ? wrapped : null;
}

export class RaplReader implements Reader<readonly PowerSample[]> {
  readonly #files: KernelFiles;
  readonly #pace = new Pace(rescanEveryMs);
  #zones: readonly Zone[] = [];

  constructor(files: KernelFiles) {
    this.#files = files;
  }

  sample(elapsedMs: number | null): readonly PowerSample[] {
    if (this.#pace.due(elapsedMs)) this.#rescan();
    return this.#zones.flatMap((zone) => this.#read(zone, elapsedMs) ?? []);
  }

  absent(): readonly Absent[] {
    if (this.#zones.some((zone) => zone.energy.problem === undefined)) return [];
    const denied = this.#zones.some((zone) => zone.energy.problem === 'denied');
    const why = denied
      ? 'only root may read the energy counters of the processor (CVE-2020-8694)'
      : 'the kernel shows no energy counter of the processor (usual in a virtual machine)';
    return [{ what: 'powers.rapl', why }];
  }

  close(): void {
    for (const zone of this.#zones) zone.energy.close();
    this.#zones = [];
  }

  #read(zone: Zone, elapsedMs: number | null): PowerSample | undefined {
    // What is denied stays so until the next look; asking each second would only cost.
    if (zone.energy.problem !== undefined) return undefined;
    const now = zone.energy.readNumber();
    if (now === undefined) {
      zone.before = Number.NaN;
      return undefined;
    }
    const microjoules = elapsedMs === null || elapsedMs <= 0 ? null : wrappedIncrease(now, zone.before, zone.rangeMicrojoules);
    zone.before = now;
    const powerW = microjoules === null || elapsedMs === null ? null : round(microjoules / (elapsedMs * 1000));
    return { id: `rapl/${zone.name}`, chip: 'rapl', label: zone.label, powerW, source: 'rapl' };
  }

  #rescan(): void {
    const names = this.#files.list(powercapFolder).filter((name) => zoneName.test(name));
    const next = names.map((name) => {
      const label = this.#label(name);
      const kept = this.#zones.find((zone) => zone.name === name && zone.label === label && zone.energy.problem === undefined);
      return kept ?? this.#zone(name, label);
    });
    for (const zone of this.#zones) if (!next.includes(zone)) zone.energy.close();
    this.#zones = next;
  }

  #zone(name: string, label: string): Zone {
    const path = `${powercapFolder}/${name}`;
    return {
      name,
      label,
      rangeMicrojoules: readOnce(this.#files, `${path}/max_energy_range_uj`) ?? 0,
      energy: this.#files.keep(`${path}/energy_uj`),
      before: Number.NaN,
    };
  }

  /** `package-0`, and for a part of it `package-0 core`. */
  #label(name: string): string {
    const own = printable(this.#files.readText(`${powercapFolder}/${name}/name`) ?? name);
    const parent = /^(intel-rapl:[0-9a-z]+):/.exec(name)?.[1];
    const above = parent === undefined ? undefined : this.#files.readText(`${powercapFolder}/${parent}/name`);
    return above === undefined ? own : `${printable(above)} ${own}`;
  }
}
