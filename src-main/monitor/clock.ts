/** Time as the sampler needs it; a test moves it by hand. */

import { ByteCursor } from './byteCursor.ts';
import type { KernelFiles } from './kernelFiles.ts';

export interface MonitorClock {
  /** Wall clock, milliseconds since 1970. */
  nowMs(): number;
  /** Monotonic milliseconds; stands still while the machine sleeps (CLOCK_MONOTONIC). */
  monotonicMs(): number;
  /** Monotonic milliseconds that go on while the machine sleeps (CLOCK_BOOTTIME, from /proc/uptime); undefined when unreadable. */
  bootMs(): number | undefined;
  /** Calls back once; returns the function that prevents it. */
  after(ms: number, callback: () => void): () => void;
}

export function systemClock(files: KernelFiles): MonitorClock {
  const uptime = files.keep('/proc/uptime');
  const cursor = new ByteCursor();
  return {
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    bootMs: () => {
      const length = uptime.readAttribute();
      if (length === undefined) return undefined;
      cursor.reset(files.buffer, length);
      const seconds = cursor.readDecimal();
      return Number.isNaN(seconds) ? undefined : seconds * 1000;
    },
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return () => {
        clearTimeout(timer);
      };
    },
  };
}
