/**
 * Latency of one dependent access for one or more working-set sizes. Each step reads the address of the next from a
 * cache line that was not used since the last time round.
 */
import { readFileSync } from 'node:fs';
import { nowSeconds } from '../clock.ts';
import type { KernelThread } from '../kernel.ts';
import { defineKernel, oneGiB, usualSeconds } from '../kernel.ts';
import type { KernelCode, KernelMemory } from '../kernelMemory.ts';
import { kindOfMemory } from '../mappings.ts';
import { medianOf } from '../numbers.ts';

/** Lines are shuffled among so many bytes at a time: 64 pages of 4 KiB, which is what a first-level data TLB holds. */
const groupBytes = 262_144;
/** What the inner loop does between two looks at its counter. */
const stepsAtOnce = 16;
/** Between two looks at the clock. */
const blockSteps = 65_536;
const fewestBlocks = 5;
const seed = 0x2545_f491_4f6c_dd1dn;

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

/** The cycle was walked once: into the caches, and as a proof that it has all lines. Where each block of steps must end. */
function walkOnce(code: KernelCode, start: number, lines: number): readonly number[] {
  const marks: number[] = [];
  let at = start;
  for (let walked = 0; walked < lines; ) {
    const steps = Math.min(blockSteps, lines - walked);
    at = code.walkCycle(at, steps);
    walked += steps;
    if (at === start && walked < lines) throw new Error(`the cycle of ${String(lines)} lines closed after ${String(walked)}`);
    if (steps === blockSteps) marks.push(at);
  }
  if (at !== start) throw new Error(`the cycle of ${String(lines)} lines did not close`);
  return marks;
}

/** Nanoseconds of one step. @throws Error when a walk does not end where it must */
function measureSize(memory: KernelMemory, scratch: number, bytes: number, lineBytes: number, seconds: number): number {
  const { code, base } = memory;
  const lines = Math.floor(bytes / lineBytes / stepsAtOnce) * stepsAtOnce;
  const start = code.buildCycle(base, lines, lineBytes, Math.min(lines, groupBytes / lineBytes), seed, scratch);
  const known = walkOnce(code, start, lines);
  // A small cycle is walked several times for each look at the clock, and ends where it began.
  const marks = known.length > 0 ? known : [start];
  const steps = known.length > 0 ? blockSteps : lines * Math.round(blockSteps / lines);
  const blocks: number[] = [];
  const end = nowSeconds() + seconds;
  let at = start;
  for (let before = nowSeconds(); before < end || blocks.length < fewestBlocks; ) {
    at = code.walkCycle(at, steps);
    const after = nowSeconds();
    if (at !== marks[blocks.length % marks.length]) throw new Error(`a walk over ${String(lines)} lines ended at a wrong place`);
    blocks.push(((after - before) * 1e9) / steps);
    // What is left of the cycle is less than a block.
    if (blocks.length % marks.length === 0) at = start;
    before = after;
  }
  return medianOf(blocks);
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
