/**
 * Counters of the previous sweep of one observer. Each observer (the event, one
 * call of processes.list) has its own, because a rate is over its own interval.
 */
import { perSecond } from '../readers/reader.ts';

interface Counters {
  startTicks: number;
  cpuTicks: number;
  readBytes: number;
  writeBytes: number;
  atMs: number;
  seen: number;
}

export interface Counted {
  readonly pid: number;
  readonly startTicks: number;
  readonly cpuTicks: number;
  /** NaN where unknown. */
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly atMs: number;
}

/** One record that is filled again for each process. */
export class Rates {
  cpuPercent: number | null = null;
  readBytesPerSecond: number | null = null;
  writeBytesPerSecond: number | null = null;

  readonly #ticksPerSecond: number;
  readonly #counters = new Map<number, Counters>();
  #sweep = 0;
  /** Monotonic time of the last sweep's begin. */
  sweptAtMs: number | undefined;

  constructor(ticksPerSecond: number) {
    this.#ticksPerSecond = ticksPerSecond;
  }

  begin(): void {
    this.#sweep += 1;
  }

  /** Compares with the last sweep and remembers for the next. Rates are null unless it is the same process as then. */
  take(now: Counted): void {
    const before = this.#counters.get(now.pid);
    const known = before?.startTicks === now.startTicks && before.seen === this.#sweep - 1 ? before : undefined;
    if (known !== undefined) {
      const elapsedMs = now.atMs - known.atMs;
      const percentPerTick = 100 / this.#ticksPerSecond;
      this.cpuPercent = perSecond(now.cpuTicks * percentPerTick, known.cpuTicks * percentPerTick, elapsedMs);
      this.readBytesPerSecond = perSecond(now.readBytes, known.readBytes, elapsedMs);
      this.writeBytesPerSecond = perSecond(now.writeBytes, known.writeBytes, elapsedMs);
    } else {
      this.cpuPercent = null;
      this.readBytesPerSecond = null;
      this.writeBytesPerSecond = null;
    }
    if (before === undefined) {
      this.#counters.set(now.pid, { ...now, seen: this.#sweep });
      return;
    }
    before.startTicks = now.startTicks;
    before.cpuTicks = now.cpuTicks;
    before.readBytes = now.readBytes;
    before.writeBytes = now.writeBytes;
    before.atMs = now.atMs;
    before.seen = this.#sweep;
  }

  /** Forgets who was not seen in this sweep. */
  end(): void {
    for (const [pid, counters] of this.#counters) {
      if (counters.seen !== this.#sweep) this.#counters.delete(pid);
    }
  }
}
