/**
 * How late a thread runs after the time it wanted to be woken at, as cyclictest measures it: sleeps on a futex with a
 * timeout, which is what Atomics.wait is, and looks at the clock. Timeouts are whole microseconds, the clock has nanoseconds.
 */
import { nowSeconds } from '../clock.ts';
import type { KernelThread } from '../kernel.ts';
import { defineKernel, usualSeconds } from '../kernel.ts';
import { join, percentile } from '../numbers.ts';

const warmUps = 20;
const mostSamples = 1_000_000;

interface WakeupPart {
  readonly lateMicroseconds: Float64Array;
  /** What looking at the clock twice costs; it is part of each sample. */
  readonly clockMicroseconds: number;
}

function clockCost(): number {
  const count = 1000;
  const start = nowSeconds();
  let last = start;
  for (let index = 0; index < count; index += 1) last = nowSeconds();
  return ((last - start) / count) * 1e6;
}

function measure(thread: KernelThread): WakeupPart {
  const { seconds, intervalMicroseconds } = thread.options;
  const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));
  const sleepOnce = (): number => {
    const before = nowSeconds();
    if (Atomics.wait(nobodyWakes, 0, 0, intervalMicroseconds / 1000) !== 'timed-out') throw new Error('woken by nobody');
    return (nowSeconds() - before) * 1e6 - intervalMicroseconds;
  };
  const samples = new Float64Array(Math.min(mostSamples, Math.ceil((seconds * 1e6) / intervalMicroseconds)));
  for (let index = 0; index < warmUps; index += 1) sleepOnce();
  const clockMicroseconds = clockCost();
  thread.meet();
  const end = nowSeconds() + seconds;
  let count = 0;
  while (count < samples.length && (count === 0 || nowSeconds() < end)) {
    const late = sleepOnce();
    // A microsecond is what the timeout is rounded to.
    if (late < -1) throw new Error(`woken ${String(-late)} microseconds too early`);
    samples[count] = late;
    count += 1;
  }
  return { lateMicroseconds: samples.slice(0, count), clockMicroseconds };
}

export const wakeup = defineKernel<WakeupPart>({
  name: 'wakeup',
  summary: 'microseconds that a sleeping thread wakes too late: p50, p99, p99.9 and the longest',
  ranges: {
    bytes: null,
    threads: true,
    seconds: usualSeconds,
    intervalMicroseconds: { least: 50, most: 1_000_000, usual: 1000 },
  },
  measure,
  combine: (parts) => {
    const sorted = join(parts.map((part) => part.lateMicroseconds)).sort();
    return {
      values: {
        p50: percentile(sorted, 0.5),
        p99: percentile(sorted, 0.99),
        p999: percentile(sorted, 0.999),
        maximum: percentile(sorted, 1),
        samples: sorted.length,
        clock: Math.max(...parts.map((part) => part.clockMicroseconds)),
      },
      checks: sorted.length,
    };
  },
});
