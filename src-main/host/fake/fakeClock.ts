/** A clock that moves only when a test moves it. */
import type { HostClock } from '../port.ts';

export interface FakeClock extends HostClock {
  /** Moves both clocks and wakes sleepers in the order of their times; lets their continuations run before it resolves. */
  advance(ms: number): Promise<void>;
  /** Moves the wall clock alone, as a time correction would. */
  jumpWallClock(ms: number): void;
  readonly sleepers: number;
}

interface Sleeper {
  readonly wakeAtMs: number;
  readonly wake: () => void;
}

export function createFakeClock(startMs: number): FakeClock {
  let monotonic = 0;
  let wallOffset = startMs;
  let sleepers: readonly Sleeper[] = [];
  const drop = (one: Sleeper): void => {
    sleepers = sleepers.filter((other) => other !== one);
  };
  return {
    nowMs: () => wallOffset + monotonic,
    monotonicMs: () => monotonic,
    get sleepers() {
      return sleepers.length;
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve();
          return;
        }
        const sleeper: Sleeper = { wakeAtMs: monotonic + ms, wake: resolve };
        sleepers = [...sleepers, sleeper];
        const onAbort = (): void => {
          drop(sleeper);
          resolve();
        };
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    jumpWallClock: (ms) => {
      wallOffset += ms;
    },
    async advance(ms) {
      const until = monotonic + ms;
      for (;;) {
        const next = sleepers.filter((one) => one.wakeAtMs <= until).sort((a, b) => a.wakeAtMs - b.wakeAtMs)[0];
        if (next === undefined) break;
        monotonic = Math.max(monotonic, next.wakeAtMs);
        drop(next);
        next.wake();
        // What was woken may want to sleep again within this very advance.
        await settle();
      }
      monotonic = until;
      await settle();
    },
  };
}

function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
