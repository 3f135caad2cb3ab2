/**
 * The figures of one graphics card that is awake. Which files there are says what
 * the driver tells: amdgpu (kernel documentation: gpu/amdgpu/thermal), i915 and xe
 * (ABI/testing/sysfs-driver-intel-i915-hwmon, -xe-hwmon; sysfs-driver-intel-xe-*), radeon, nouveau.
 */
import type { MonitorFrame } from '../../contracts/monitor.ts';
import type { KeptFile, KernelFiles } from '../kernelFiles.ts';
import { byNumber, degrees, watts } from './hwmonSensors.ts';
import { Counter, Pace, round } from './reader.ts';

type GpuSample = MonitorFrame['gpus'][number];
export type GpuReadings = Omit<GpuSample, 'id' | 'card' | 'vendor' | 'driver' | 'asleep'>;

export const noReadings: GpuReadings = {
  busyPercent: null,
  memoryBusyPercent: null,
  vramUsedBytes: null,
  vramTotalBytes: null,
  tempC: null,
  powerW: null,
  powerCapW: null,
  clockMHz: null,
  memoryClockMHz: null,
  fanRpm: null,
};

type SlowReadings = Pick<GpuReadings, 'vramUsedBytes' | 'vramTotalBytes' | 'tempC' | 'powerCapW' | 'fanRpm'>;
const readSlowEveryMs = 2000;

interface Clock {
  readonly file: KeptFile;
  readonly kind: 'hertz' | 'megahertz' | 'levels';
}

export class GpuFigures {
  readonly #files: KernelFiles;
  readonly #kept: KeptFile[] = [];
  readonly #busy: KeptFile | undefined;
  readonly #memoryBusy: KeptFile | undefined;
  readonly #vramUsed: KeptFile | undefined;
  readonly #vramTotal: KeptFile | undefined;
  readonly #temperature: KeptFile | undefined;
  readonly #power: KeptFile | undefined;
  readonly #energies: readonly { readonly file: KeptFile; readonly counter: Counter }[];
  readonly #cap: KeptFile | undefined;
  readonly #fan: KeptFile | undefined;
  readonly #clock: Clock | undefined;
  readonly #memoryClock: Clock | undefined;
  readonly #slowPace = new Pace(readSlowEveryMs);
  #slow: SlowReadings = noReadings;

  /** `card` is a folder of /sys/class/drm, whose `device` is the hardware. */
  constructor(files: KernelFiles, card: string) {
    this.#files = files;
    const device = `${card}/device`;
    const hwmon = files.list(`${device}/hwmon`).find((name) => /^hwmon\d+$/.test(name));
    const sensors = hwmon === undefined ? `${device}/hwmon/none` : `${device}/hwmon/${hwmon}`;
    const present = files.list(sensors);
    const first = (...paths: string[]): KeptFile | undefined => {
      const path = paths.find((one) => files.exists(one));
      if (path === undefined) return undefined;
      const file = files.keep(path);
      this.#kept.push(file);
      return file;
    };
    const numbered = (pattern: RegExp): string[] => present.filter((name) => pattern.test(name)).sort(byNumber);
    const clock = (label: string, fallback: readonly string[]): Clock | undefined => {
      const hertz = numbered(/^freq\d+_input$/).find((name) => frequencyLabel(files, sensors, name) === label);
      const own = hertz === undefined ? undefined : first(`${sensors}/${hertz}`);
      if (own !== undefined) return { file: own, kind: 'hertz' };
      const levels = first(`${device}/pp_dpm_${label}`);
      if (levels !== undefined) return { file: levels, kind: 'levels' };
      const megahertz = first(...fallback);
      return megahertz === undefined ? undefined : { file: megahertz, kind: 'megahertz' };
    };
    this.#busy = first(`${device}/gpu_busy_percent`);
    this.#memoryBusy = first(`${device}/mem_busy_percent`);
    this.#vramUsed = first(`${device}/mem_info_vram_used`);
    this.#vramTotal = first(`${device}/mem_info_vram_total`);
    this.#temperature = first(...numbered(/^temp\d+_input$/).map((name) => `${sensors}/${name}`));
    this.#power = first(`${sensors}/power1_average`, `${sensors}/power1_input`);
    const energies = this.#power === undefined ? numbered(/^energy\d+_input$/) : [];
    this.#energies = energies.flatMap((name) => {
      const file = first(`${sensors}/${name}`);
      return file === undefined ? [] : [{ file, counter: new Counter() }];
    });
    this.#cap = first(`${sensors}/power1_cap`, `${sensors}/power1_max`);
    this.#fan = first(`${sensors}/fan1_input`);
    this.#clock = clock('sclk', [`${card}/gt_act_freq_mhz`, `${card}/gt_cur_freq_mhz`, `${device}/tile0/gt0/freq0/act_freq`]);
    this.#memoryClock = clock('mclk', []);
  }

  get tellsBusy(): boolean {
    return this.#busy !== undefined;
  }

  /** `elapsedMs` since the last call, null when rates cannot be made. */
  sample(elapsedMs: number | null): GpuReadings {
    if (this.#slowPace.due(elapsedMs)) this.#slow = this.#readSlow();
    return {
      busyPercent: percent(this.#busy?.readNumber()),
      memoryBusyPercent: percent(this.#memoryBusy?.readNumber()),
      ...this.#slow,
      powerW: this.#powerW(elapsedMs),
      clockMHz: this.#readClock(this.#clock),
      memoryClockMHz: this.#readClock(this.#memoryClock),
    };
  }

  close(): void {
    for (const file of this.#kept) file.close();
  }

  #readSlow(): SlowReadings {
    const cap = watts(this.#cap?.readNumber());
    return {
      vramUsedBytes: atLeastZero(this.#vramUsed?.readNumber()),
      vramTotalBytes: atLeastZero(this.#vramTotal?.readNumber()),
      tempC: degrees(this.#temperature?.readNumber()) ?? null,
      // Zero stands for no limit.
      powerCapW: cap === undefined || cap === 0 ? null : cap,
      fanRpm: atLeastZero(this.#fan?.readNumber()),
    };
  }

  #powerW(elapsedMs: number | null): number | null {
    if (this.#power !== undefined) return watts(this.#power.readNumber()) ?? null;
    let powerW: number | null = null;
    for (const { file, counter } of this.#energies) {
      const microjoules = file.readNumber();
      const microwatts = counter.rate(microjoules ?? Number.NaN, elapsedMs);
      // The first counter that counts is that of the whole card; one that stays at zero belongs to hardware without it.
      if (powerW === null && microjoules !== undefined && microjoules > 0 && microwatts !== null) powerW = round(microwatts / 1e6);
    }
    return powerW;
  }

  #readClock(clock: Clock | undefined): number | null {
    if (clock === undefined) return null;
    if (clock.kind !== 'levels') {
      const value = clock.file.readNumber();
      if (value === undefined || value < 0) return null;
      return clock.kind === 'hertz' ? round(value / 1e6) : value;
    }
    const length = clock.file.read();
    return length === undefined ? null : activeLevelMHz(this.#files.buffer.toString('latin1', 0, Math.min(length, 4096)));
  }
}

/** `0: 300Mhz` lines with a `*` behind the level in use; several may have one, when they are the same clock. */
export function activeLevelMHz(table: string): number | null {
  for (const line of table.split('\n')) {
    const found = /^\w{1,3}: (\d{1,6})M[Hh]z \*/.exec(line)?.[1];
    if (found !== undefined) return Number(found);
  }
  return null;
}

/** Chips with one clock do not label it: it is that of the core. */
function frequencyLabel(files: KernelFiles, folder: string, input: string): string {
  const attribute = input.slice(0, -'_input'.length);
  return files.readText(`${folder}/${attribute}_label`) ?? (attribute === 'freq1' ? 'sclk' : '');
}

function percent(value: number | undefined): number | null {
  return value === undefined || value < 0 || value > 100 ? null : value;
}

function atLeastZero(value: number | undefined): number | null {
  return value === undefined || value < 0 ? null : value;
}
