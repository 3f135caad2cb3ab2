/** What every reader of the sampler has in common. A new kind of figure (GPU, process, file system) is one more reader. */

/** Something that this machine lacks or does not tell, with the reason in plain words. */
export interface Absent {
  readonly what: string;
  readonly why: string;
}

export interface Reader<T> {
  /**
   * Reads once. `elapsedMs` is the monotonic time since the last call, null when
   * there is none to compare with (first frame, or the machine slept): rates are
   * then null, while the counters are still remembered.
   */
  sample(elapsedMs: number | null): T;
  /** As of the last sample. */
  absent(): readonly Absent[];
  close(): void;
}

/** Increase of a counter; null when it went back (wrap, reset, another device under the same name). */
export function increase(now: number, before: number): number | null {
  return Number.isFinite(now) && Number.isFinite(before) && now >= before ? now - before : null;
}

/** Increase per second. */
export function perSecond(now: number, before: number, elapsedMs: number): number | null {
  const delta = increase(now, before);
  return delta === null || elapsedMs <= 0 ? null : round((delta * 1000) / elapsedMs);
}

/** Two decimals: finer than any counter here, and it keeps a frame short. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** A share in percent, held inside 0..100, because counters and clock are not read at the same instant. */
export function percentOf(part: number, whole: number): number {
  return Math.min(100, Math.max(0, round((part * 100) / whole)));
}

/** Turns readings of one counter into a rate. */
export class Counter {
  #before = Number.NaN;

  /** Increase per second since the last call; null when there is nothing to compare with, or `now` is NaN, or it went back. */
  rate(now: number, elapsedMs: number | null): number | null {
    const before = this.#before;
    this.#before = now;
    return elapsedMs === null ? null : perSecond(now, before, elapsedMs);
  }
}

/**
 * For what changes slowly or costs much to read: due so often that no value is
 * ever shown that is older than `everyMs`, whatever the interval between frames.
 */
export class Pace {
  readonly #everyMs: number;
  #elapsedMs: number | null = null;
  /** When due: time since it was due before; null when there is nothing to compare with. */
  sinceMs: number | null = null;

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  /** Takes the time since the last call, as readers get it. */
  due(elapsedMs: number | null): boolean {
    const total = elapsedMs === null || this.#elapsedMs === null ? null : this.#elapsedMs + elapsedMs;
    if (total !== null && elapsedMs !== null && total + elapsedMs / 2 <= this.#everyMs) {
      this.#elapsedMs = total;
      return false;
    }
    this.sinceMs = total;
    this.#elapsedMs = 0;
    return true;
  }
}
