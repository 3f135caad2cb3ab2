/** Temperature of the processor and of GPUs, from the drivers that are known to measure them. Wakes no sleeping device. */
import { cleanText, parseInteger } from '../../../base/text.ts';
import { absent, ok, type Reading, unknown } from '../../../contracts/value.ts';
import type { HostFiles } from '../../../host/port.ts';

export interface ProcessorTemperature {
  readonly nowC: number;
  /** Where the sensor itself says that it gets too hot; null when it says nothing. */
  readonly limitC: number | null;
}

/** Drivers of /sys/class/hwmon for processors: Documentation/hwmon/{coretemp,k10temp}.rst; zenpower is built outside the kernel. */
const processorDrivers: ReadonlySet<string> = new Set(['coretemp', 'k10temp', 'zenpower', 'cpu_thermal', 'soc_thermal', 'scpi_sensors']);
/** Best first: the package as a whole, then the true temperature of AMD's (Tctl may have an offset for the fan), then the control value. */
const preferredLabels: readonly RegExp[] = [/^Package id \d+$/, /^Tdie$/, /^Tctl$/, /^CPU/i];
const processorZones = /^(x86_pkg_temp|cpu[-_]?thermal|cpu\d*[-_]?thermal|soc[-_]?thermal|cpu.*|acpitz-cpu)$/i;
const gpuDrivers: ReadonlySet<string> = new Set(['amdgpu', 'radeon', 'nouveau', 'i915', 'xe']);
const hwmon = '/sys/class/hwmon';
const zones = '/sys/class/thermal';

/** The hottest package. The sensors of boards that do not say what they measure are not guessed at. */
export function processorTemperature(files: HostFiles): Reading<ProcessorTemperature> {
  const chips = files.list(hwmon).filter((name) => processorDrivers.has(textOf(files, `${hwmon}/${name}/name`)));
  const fromChips = hottest(chips.map((name) => chipTemperature(files, `${hwmon}/${name}`)));
  const found = fromChips ?? hottest(zonesOf(files).map((zone) => zoneTemperature(files, zone)));
  if (found !== undefined) return ok(found);
  if (chips.length > 0) return unknown('the temperature sensor of the processor gives no value');
  return absent('the kernel shows no temperature sensor of the processor, as in most virtual machines');
}

/** The hottest GPU whose driver shows a temperature in the kernel's files. */
export function gpuTemperature(files: HostFiles): Reading<number> {
  const chips = files.list(hwmon).filter((name) => gpuDrivers.has(textOf(files, `${hwmon}/${name}/name`)));
  const awake = chips.filter((name) => !isAsleep(files, `${hwmon}/${name}/device`));
  const found = hottest(awake.map((name) => chipTemperature(files, `${hwmon}/${name}`)));
  if (found !== undefined) return ok(found.nowC);
  if (chips.length > awake.length) return unknown('the GPU sleeps, and reading its sensor would wake it');
  if (files.exists('/proc/driver/nvidia/version')) {
    return unknown(
      'NVIDIA’s driver shows no temperature in the kernel’s files, and nvidia-smi would keep the GPU busy between measurements',
    );
  }
  return absent('no GPU driver shows a temperature in the kernel’s files');
}

function chipTemperature(files: HostFiles, folder: string): ProcessorTemperature | undefined {
  const inputs = files.list(folder).flatMap((name) => /^temp(\d{1,3})_input$/.exec(name)?.[1] ?? []);
  const labelled = inputs.map((index) => ({ index, label: textOf(files, `${folder}/temp${index}_label`) }));
  for (const wanted of preferredLabels) {
    const matching = labelled.filter(({ label }) => wanted.test(label));
    const found = hottest(matching.map(({ index }) => sensorTemperature(files, folder, index)));
    if (found !== undefined) return found;
  }
  return hottest(inputs.map((index) => sensorTemperature(files, folder, index)));
}

function sensorTemperature(files: HostFiles, folder: string, index: string): ProcessorTemperature | undefined {
  const nowC = celsius(files, `${folder}/temp${index}_input`);
  if (nowC === undefined) return undefined;
  const limits = ['crit', 'max'].flatMap((name) => celsius(files, `${folder}/temp${index}_${name}`) ?? []);
  return { nowC, limitC: plausibleLimit(limits) };
}

function zonesOf(files: HostFiles): readonly string[] {
  return files
    .list(zones)
    .filter((name) => /^thermal_zone\d{1,3}$/.test(name) && processorZones.test(textOf(files, `${zones}/${name}/type`)))
    .map((name) => `${zones}/${name}`);
}

function zoneTemperature(files: HostFiles, folder: string): ProcessorTemperature | undefined {
  const nowC = celsius(files, `${folder}/temp`);
  if (nowC === undefined) return undefined;
  const trips = files.list(folder).flatMap((name) => /^trip_point_(\d{1,2})_type$/.exec(name)?.[1] ?? []);
  const limits = trips
    .filter((trip) => ['critical', 'hot'].includes(textOf(files, `${folder}/trip_point_${trip}_type`)))
    .flatMap((trip) => celsius(files, `${folder}/trip_point_${trip}_temp`) ?? []);
  return { nowC, limitC: plausibleLimit(limits) };
}

/** Firmware that sets no limit says 0, or a value that no processor survives. */
function plausibleLimit(limits: readonly number[]): number | null {
  const plausible = limits.filter((limit) => limit >= 40 && limit <= 125);
  return plausible.length === 0 ? null : Math.min(...plausible);
}

function hottest(found: readonly (ProcessorTemperature | undefined)[]): ProcessorTemperature | undefined {
  return found.filter((one) => one !== undefined).sort((a, b) => b.nowC - a.nowC)[0];
}

/** The files hold thousandths of a degree; a broken sensor says 0 or less, or far more than any processor survives. */
function celsius(files: HostFiles, path: string): number | undefined {
  const read = files.read(path, 64);
  const milli = read.ok ? parseInteger(read.text) : undefined;
  if (milli === undefined || milli <= 0 || milli > 150_000) return undefined;
  return milli / 1000;
}

function isAsleep(files: HostFiles, device: string): boolean {
  return textOf(files, `${device}/power/runtime_status`).startsWith('suspend');
}

function textOf(files: HostFiles, path: string): string {
  const read = files.read(path, 256);
  return read.ok ? cleanText(read.text) : '';
}
