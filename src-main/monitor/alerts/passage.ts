/** How much time a frame counts for: what was not observed does not count. */
import type { MonitorFrame } from '../../contracts/monitor.ts';

export interface Passage {
  /** Since the frame before, as far as it was observed. */
  readonly elapsedMs: number;
  /** The machine slept before this frame. */
  readonly slept: boolean;
}

/** The wall clock ahead of the monotonic one by this much, before a frame that marks a gap: a sleep rather than a stall. */
const sleptMs = 1000;
/** Until the second frame has shown the interval. */
const firstIntervalMs = 1000;

/**
 * After a gap a frame counts as one ordinary interval: under so much load that
 * every frame is late, alerts must still fire, but a stall of a minute is not a
 * minute of high temperature. A sleep does not count at all.
 */
export function createPassage(): { pass(frame: Pick<MonitorFrame, 'at' | 'gap'>, monotonicMs: number): Passage } {
  let last: { readonly at: number; readonly monotonicMs: number } | undefined;
  let ordinaryMs = firstIntervalMs;
  return {
    pass({ at, gap }, monotonicMs) {
      const before = last;
      last = { at, monotonicMs };
      if (before === undefined) return { elapsedMs: 0, slept: false };
      const sinceMs = Math.max(0, monotonicMs - before.monotonicMs);
      if (!gap) {
        ordinaryMs = sinceMs;
        return { elapsedMs: sinceMs, slept: false };
      }
      const slept = at - before.at - sinceMs > sleptMs;
      return { elapsedMs: slept ? 0 : Math.min(sinceMs, ordinaryMs), slept };
    },
  };
}
