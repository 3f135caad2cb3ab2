/** One thermal zone of the kernel (kernel documentation: driver-api/thermal/sysfs-api): millidegrees Celsius. */
import { printable } from '../../base/text.ts';
import type { KeptFile, KernelFiles } from '../kernelFiles.ts';
import { criticalDegrees, degrees, readOnce, type TemperatureSample } from './hwmonSensors.ts';

export class ThermalZone {
  readonly folder: string;
  readonly type: string;
  readonly identity: string;
  readonly #input: KeptFile;
  readonly #criticalC: number | null;

  constructor(files: KernelFiles, folder: string) {
    this.folder = folder;
    this.type = zoneType(files, folder);
    this.identity = zoneIdentity(files, folder);
    this.#input = files.keep(`${folder}/temp`);
    this.#criticalC = readCritical(files, folder);
  }

  sample(): TemperatureSample | undefined {
    const tempC = degrees(this.#input.readNumber());
    if (tempC === undefined) return undefined;
    const name = this.folder.slice(this.folder.lastIndexOf('/') + 1);
    return { id: `thermal/${name}`, chip: 'thermal', label: this.type === '' ? name : this.type, tempC, criticalC: this.#criticalC };
  }

  close(): void {
    this.#input.close();
  }
}

export function zoneIdentity(files: KernelFiles, folder: string): string {
  return `${zoneType(files, folder)} ${folder}`;
}

function zoneType(files: KernelFiles, folder: string): string {
  return printable(files.readText(`${folder}/type`) ?? '');
}

function readCritical(files: KernelFiles, folder: string): number | null {
  for (const file of files.list(folder)) {
    const trip = /^(trip_point_\d+)_type$/.exec(file)?.[1];
    if (trip === undefined || files.readText(`${folder}/${file}`) !== 'critical') continue;
    return criticalDegrees(readOnce(files, `${folder}/${trip}_temp`));
  }
  return null;
}
