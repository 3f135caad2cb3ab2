/** One frame per call: reads every source once and turns counters into rates. */
import type { MonitorFrame } from '../contracts/monitor.ts';
import type { MonitorClock } from './clock.ts';
import type { KernelFiles } from './kernelFiles.ts';
import { CpuReader } from './readers/cpu.ts';
import { DiskReader } from './readers/disks.ts';
import { MemoryReader } from './readers/memory.ts';
import { NetworkReader } from './readers/networks.ts';
import { PressureReader } from './readers/pressure.ts';
import { TemperatureReader } from './readers/temperatures.ts';

/** More boot time than monotonic time by this much means that the machine slept; /proc/uptime counts in 10 ms. */
const sleptMs = 100;

export interface SamplerOptions {
  readonly files: KernelFiles;
  readonly clock: MonitorClock;
  /** Looked at anew for each frame. */
  readonly intervalMs: () => number;
}

interface Instant {
  readonly monotonicMs: number;
  readonly bootMs: number | undefined;
}

export class Sampler {
  readonly #clock: MonitorClock;
  readonly #intervalMs: () => number;
  readonly #cpu: CpuReader;
  readonly #memory: MemoryReader;
  readonly #pressure: PressureReader;
  readonly #disks: DiskReader;
  readonly #networks: NetworkReader;
  readonly #temperatures: TemperatureReader;
  #sequence = 0;
  #last: Instant | undefined;

  constructor({ files, clock, intervalMs }: SamplerOptions) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#cpu = new CpuReader(files);
    this.#memory = new MemoryReader(files);
    this.#pressure = new PressureReader(files);
    this.#disks = new DiskReader(files);
    this.#networks = new NetworkReader(files);
    this.#temperatures = new TemperatureReader(files, (disk) => this.#disks.idleMs(disk));
  }

  /** Reads everything now. */
  sample(): MonitorFrame {
    const { intervalMs, gap, elapsedMs } = this.#advance();
    const frame = {
      sequence: this.#sequence,
      at: this.#clock.nowMs(),
      intervalMs,
      gap,
      cpu: this.#cpu.sample(elapsedMs),
      memory: this.#memory.sample(elapsedMs),
      pressure: this.#pressure.sample(),
      disks: [...this.#disks.sample(elapsedMs)],
      filesystems: [],
      networks: [...this.#networks.sample(elapsedMs)],
      temperatures: [...this.#temperatures.sample()],
      fans: [],
      powers: [],
      batteries: [],
      gpus: [],
    };
    this.#sequence += 1;
    return { ...frame, absent: this.#readers().flatMap((reader) => reader.absent()) };
  }

  close(): void {
    for (const reader of this.#readers()) reader.close();
  }

  #readers(): readonly (CpuReader | MemoryReader | PressureReader | DiskReader | NetworkReader | TemperatureReader)[] {
    return [this.#cpu, this.#memory, this.#pressure, this.#disks, this.#networks, this.#temperatures];
  }

  /**
   * A frame that is more than half an interval late says so with `gap`. Rates
   * over a stall are true averages and stay; after a sleep they are null,
   * because devices may have been reset in between.
   */
  #advance(): { intervalMs: number | null; gap: boolean; elapsedMs: number | null } {
    const now: Instant = { monotonicMs: this.#clock.monotonicMs(), bootMs: this.#clock.bootMs() };
    const last = this.#last;
    this.#last = now;
    if (last === undefined) return { intervalMs: null, gap: false, elapsedMs: null };
    const intervalMs = Math.round((now.monotonicMs - last.monotonicMs) * 1000) / 1000;
    const slept = now.bootMs !== undefined && last.bootMs !== undefined && now.bootMs - last.bootMs > intervalMs + sleptMs;
    return { intervalMs, gap: slept || intervalMs > this.#intervalMs() * 1.5, elapsedMs: slept ? null : intervalMs };
  }
}
