/**
 * Latency of one dependent access for one or more working-set sizes. Each step reads the address of the next from a
 * cache line that was not used since the last time round.
 */
import { readFileSync } from 'node:fs';
import { nowSeconds } from '../clock.ts';
import type { KernelThread } from '../kernel.ts';
import { defineKernel, oneGiB, usualSeconds } from '../kernel.ts';
import type { KernelMemory } from '../kernelMemory.ts';
import { kindOfMemory } from '../mappings.ts';
import { medianOf } from '../numbers.ts';

/** Lines are shuffled among so many bytes at a time: 64 pages of 4 KiB, which is what a first-level data TLB holds. */
const groupBytes = 262_144;
const stepsAtOnce = 16;
const fewestLaps = 5;

interface ChasePart {
  readonly points: readonly (readonly [number, number])[];
  readonly lineBytes: number;
  readonly pageBytes: number;
  readonly hugePageShare: number;
}

/** Where the kernel does not say (some virtual machines), 64 is right for all but a few server and Apple processors. */
function cacheLineBytes(): number {
  try {
    const text = readFileSync('/sys/devices/system/cpu/cpu0/cache/index0/coherency_line_size', 'utf8');
    return /^(32|64|128|256)$/.test(text.trim()) ? Number(text) : 64;
  } catch {
    return 64;
  }
}

function measureSize(memory: KernelMemory, scratch: number, bytes: number, lineBytes: number, seconds: number): number {
  const { code, base } = memory;
  // Laps are of whole blocks of steps, so the number of lines is, too.
  const lines = Math.floor(bytes / lineBytes / stepsAtOnce) * stepsAtOnce;
  const start = code.buildCycle(base, lines, lineBytes, Math.min(lines, groupBytes / lineBytes), 0x2545f4914f6cdd1dn, scratch);
  const lap = Math.min(lines, 65_536);
  const lapsOfCycle = Math.max(1, Math.round(65_536 / lines));
  let at = start;
  let walked = 0;
  const walk = (steps: number): void => {
    at = code.walkCycle(at, steps);
    walked = (walked + steps) % lines;
  };
  // Into the caches, and a proof that the cycle has all lines: it comes back to the start not before.
  for (let left = lines; left > 0; left -= lap) {
    walk(Math.min(lap, left));
    if (at === start && left > lap) throw new Error(`the cycle of ${String(lines)} lines closed too early`);
  }
  if (at !== start) throw new Error(`the cycle of ${String(lines)} lines did not close`);
  const steps = lap * lapsOfCycle;
  const laps: number[] = [];
  const end = nowSeconds() + seconds;
  for (let before = nowSeconds(); before < end || laps.length < fewestLaps; ) {
    walk(steps);
    const after = nowSeconds();
    laps.push(((after - before) * 1e9) / steps);
    before = after;
  }
  if (walked > 0) walk(lines - walked);
  if (at !== start) throw new Error(`the walk over ${String(lines)} lines ended at another place than it must`);
  return medianOf(laps);
}

function measure(thread: KernelThread): ChasePart {
  const lineBytes = cacheLineBytes();
  const { bytes: sizes, seconds } = thread.options;
  const largest = Math.ceil(Math.max(...sizes) / 4096) * 4096;
  const groups = Math.ceil(largest / groupBytes) + groupBytes / lineBytes;
  const memory = thread.memory(largest + 4 * groups);
  const points = sizes.map((bytes) => [bytes, measureSize(memory, memory.base + largest, bytes, lineBytes, seconds)] as const);
  const { pageBytes, hugePageShare } = kindOfMemory(memory.buffer);
  return { points, lineBytes, pageBytes, hugePageShare };
}

export const chase = defineKernel<ChasePart>({
  name: 'chase',
  summary: 'nanoseconds of an access that waits for the one before, for each size in --bytes',
  ranges: {
    bytes: { least: 4096, most: oneGiB, usual: 64 * 2 ** 20, several: true },
    threads: false,
    seconds: usualSeconds,
    intervalMicroseconds: null,
  },
  measure,
  combine([part]) {
    if (part === undefined) throw new Error('no thread measured');
    const last = part.points.at(-1);
    return {
      values: { nanoseconds: last?.[1] ?? Number.NaN, hugePageShare: part.hugePageShare },
      points: part.points,
      settings: { lineBytes: part.lineBytes, pageBytes: part.pageBytes, groupBytes },
      checks: 2 * part.points.length,
    };
  },
});
