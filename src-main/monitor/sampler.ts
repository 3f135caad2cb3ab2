/** One frame per call: reads every source once and turns counters into rates. */
import type { MonitorFrame } from '../contracts/monitor.ts';
import type { MonitorClock } from './clock.ts';
import { type HostProbes, liveProbes, noProbes } from './hostProbes.ts';
import type { KernelFiles } from './kernelFiles.ts';
import { BatteryReader } from './readers/batteries.ts';
import { CpuReader } from './readers/cpu.ts';
import { DiskHealthReader } from './readers/diskHealth.ts';
import { DiskReader } from './readers/disks.ts';
import { FilesystemReader } from './readers/filesystems.ts';
import { GpuReader } from './readers/gpus.ts';
import { MemoryReader } from './readers/memory.ts';
import { NetworkReader } from './readers/networks.ts';
import { PressureReader } from './readers/pressure.ts';
import { RaplReader } from './readers/rapl.ts';
import type { Reader } from './readers/reader.ts';
import { SensorReader } from './readers/sensors.ts';

/** More boot time than monotonic time by this much means that the machine slept; /proc/uptime counts in 10 ms. */
const sleptMs = 100;

export interface SamplerOptions {
  readonly files: KernelFiles;
  readonly clock: MonitorClock;
  /** Looked at anew for each frame. */
  readonly intervalMs: () => number;
  /** What no file tells; left out, that of the machine we run on, and nothing for a recorded one. */
  readonly probes?: HostProbes;
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
  readonly #diskHealth: DiskHealthReader;
  readonly #filesystems: FilesystemReader;
  readonly #networks: NetworkReader;
  readonly #sensors: SensorReader;
  readonly #rapl: RaplReader;
  readonly #batteries: BatteryReader;
  readonly #gpus: GpuReader;
  readonly #readers: readonly Pick<Reader<unknown>, 'absent' | 'close'>[];
  #sequence = 0;
  #last: Instant | undefined;

  constructor({ files, clock, intervalMs, probes = files.live ? liveProbes() : noProbes }: SamplerOptions) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#cpu = new CpuReader(files);
    this.#memory = new MemoryReader(files);
    this.#pressure = new PressureReader(files);
    this.#diskHealth = new DiskHealthReader(files, probes.smart);
    this.#gpus = new GpuReader(files);
    this.#sensors = new SensorReader(files, {
      diskIdleMs: (disk) => this.#disks.idleMs(disk),
      leftAlone: (device) => this.#gpus.leftAlone(device),
    });
    this.#disks = new DiskReader(files, {
      temperatureOf: (device) => this.#sensors.temperatureOf(device),
      health: (disk) => this.#diskHealth.of(disk),
    });
    this.#filesystems = new FilesystemReader(files, probes.statfs);
    this.#networks = new NetworkReader(files);
    this.#rapl = new RaplReader(files);
    this.#batteries = new BatteryReader(files);
    this.#readers = [
      this.#cpu,
      this.#memory,
      this.#pressure,
      this.#disks,
      this.#diskHealth,
      this.#filesystems,
      this.#networks,
      this.#sensors,
      this.#rapl,
      this.#batteries,
      this.#gpus,
    ];
  }

  /** Reads everything now. */
  sample(): MonitorFrame {
    const { intervalMs, gap, elapsedMs } = this.#advance();
    // First, because a card that is left alone leaves its sensors alone; and disks after sensors, whose temperatures they show.
    const gpus = this.#gpus.sample(elapsedMs);
    const sensors = this.#sensors.sample(elapsedMs);
    const disks = this.#disks.sample(elapsedMs);
    this.#diskHealth.advance(elapsedMs, disks);
    const frame = {
      sequence: this.#sequence,
      at: this.#clock.nowMs(),
      intervalMs,
      gap,
      cpu: this.#cpu.sample(elapsedMs),
      memory: this.#memory.sample(elapsedMs),
      pressure: this.#pressure.sample(),
      disks: [...disks],
      filesystems: [...this.#filesystems.sample(elapsedMs)],
      networks: [...this.#networks.sample(elapsedMs)],
      temperatures: sensors.temperatures,
      fans: sensors.fans,
      powers: [...sensors.powers, ...this.#rapl.sample(elapsedMs)],
      batteries: [...this.#batteries.sample(elapsedMs)],
      gpus: [...gpus],
    };
    this.#sequence += 1;
    return { ...frame, absent: this.#readers.flatMap((reader) => reader.absent()) };
  }

  /** True while a system call of it has not returned, which may be for ever: exit(3) would wait for it. */
  get waiting(): boolean {
    return this.#filesystems.waiting;
  }

  close(): void {
    for (const reader of this.#readers) reader.close();
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
