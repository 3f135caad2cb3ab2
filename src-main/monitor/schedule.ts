/** Calls at a fixed rate without drift: on a grid of monotonic time, and what was missed is skipped, not caught up. */
import type { MonitorClock } from './clock.ts';

/** Starts at once; returns what stops it. */
export function startSchedule(clock: MonitorClock, intervalMs: number, tick: () => void): () => void {
  const start = clock.monotonicMs();
  let stopped = false;
  let cancel = (): void => undefined;
  const run = (): void => {
    tick();
    if (stopped) return;
    const now = clock.monotonicMs();
    // Never closer than half an interval to this one: a rate over a few milliseconds is noise.
    const next = start + (Math.floor((now - start) / intervalMs + 0.5) + 1) * intervalMs;
    cancel = clock.after(next - now, run);
  };
  cancel = clock.after(0, run);
  return () => {
    stopped = true;
    cancel();
  };
}
