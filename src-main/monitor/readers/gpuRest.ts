/**
 * Lets an idle graphics card fall asleep. Reading its figures counts as use with
 * most drivers (pm_runtime_mark_last_busy), so that asking every second would
 * keep it awake for ever, at several watts. One that does nothing is therefore
 * left alone for longer than its driver waits before it sleeps.
 */

/** What decides, as of now. */
export interface GpuUse {
  /** The kernel may suspend it, and no screen and no program holds it. */
  readonly maySleep: boolean;
  readonly sleepDelayMs: number;
}

const idleBeforeRestMs = 5000;
/** Waited on top of the driver's delay, which begins with our last reading. */
const spareMs = 3000;
/** After a rest in which it did not sleep; doubled each time, because something that we cannot see holds it. */
const firstPauseMs = 60_000;
const maxPauseMs = 15 * 60_000;

export class GpuRest {
  #idleMs = 0;
  #restMs = 0;
  #pauseMs = firstPauseMs;
  #untilNextMs = 0;

  get resting(): boolean {
    return this.#restMs > 0;
  }

  /** It fell asleep: the next rest may begin as soon as it is idle again. */
  slept(): void {
    this.#restMs = 0;
    this.#idleMs = 0;
    this.#untilNextMs = 0;
    this.#pauseMs = firstPauseMs;
  }

  /** Called each time that it is awake, before reading. */
  advance(elapsedMs: number): void {
    this.#untilNextMs = Math.max(0, this.#untilNextMs - elapsedMs);
    if (this.#restMs === 0) return;
    this.#restMs = Math.max(0, this.#restMs - elapsedMs);
    if (this.#restMs > 0) return;
    this.#idleMs = 0;
    this.#untilNextMs = this.#pauseMs;
    this.#pauseMs = Math.min(maxPauseMs, this.#pauseMs * 2);
  }

  /** Called with what was read; true when a rest begins. `use` is asked only when it matters. */
  observe(idle: boolean, elapsedMs: number, use: () => GpuUse): boolean {
    if (!idle) {
      this.#idleMs = 0;
      this.#pauseMs = firstPauseMs;
      return false;
    }
    this.#idleMs += elapsedMs;
    if (this.#idleMs < idleBeforeRestMs || this.#untilNextMs > 0) return false;
    this.#idleMs = 0;
    const { maySleep, sleepDelayMs } = use();
    if (maySleep) this.#restMs = sleepDelayMs + spareMs;
    return maySleep;
  }
}
