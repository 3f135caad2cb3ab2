/**
 * Sustained memory bandwidth by the four loops of the STREAM method (McCalpin, cs.virginia.edu/stream): a variant, because
 * it is not the published code, its factor is another one, and each thread has arrays of its own. Bytes are counted as STREAM counts them:
 * those that the loop names, not those that a cache reads before it writes.
 */
import { nowSeconds } from '../clock.ts';
import type { KernelOptions, KernelThread } from '../kernel.ts';
import { defineKernel, oneGiB, usualSeconds } from '../kernel.ts';

const loops = ['copy', 'scale', 'add', 'triad'] as const;
type Loop = (typeof loops)[number];

/** Arrays that a loop names. */
const arrays: Readonly<Record<Loop, number>> = { copy: 2, scale: 2, add: 3, triad: 3 };
/** 2q + q² = 1: after the four loops the first array is again about what it was, so nothing overflows however often they run. */
const factor = Math.SQRT2 - 1;
/** The first pass is thrown away, as in STREAM, and one is too few. */
const fewestPasses = 4;

/**
 * Arrays that lie a power of two apart meet in the same places of caches and memory banks: without a gap, copy took half as long again here.
 * STREAM has an offset for it.
 */
const gapBytes = 65_536 + 2048;

interface StreamPart {
  readonly bytes: number;
  /** Start and end of each loop in each pass, in seconds. */
  readonly times: readonly Readonly<Record<Loop, readonly [number, number]>>[];
}

/** Of one array. */
function bytesOfThread({ bytes, threads }: KernelOptions): number {
  return Math.floor((bytes[0] ?? 0) / threads / 64) * 64;
}

function problemWith(options: KernelOptions): string | null {
  const bytes = bytesOfThread(options);
  const { threads } = options;
  if (bytes > 0 && 3 * bytes <= oneGiB) return null;
  const most = Math.floor(oneGiB / 3) * threads;
  return `--bytes must be from ${String(64 * threads)} to ${String(most)} for --threads ${String(threads)}: each has three arrays in 1 GiB`;
}

function measure(thread: KernelThread): StreamPart {
  const { options } = thread;
  const bytes = bytesOfThread(options);
  const { code, base } = thread.memory(3 * (bytes + gapBytes));
  const [a, b, c] = [base, base + bytes + gapBytes, base + 2 * (bytes + gapBytes)];
  let [first, second, third] = [1, 2, 0];
  code.fill(a, bytes, first);
  code.fill(b, bytes, second);
  code.fill(c, bytes, third);
  const run: Readonly<Record<Loop, () => void>> = {
    copy: () => {
      code.copy(a, c, bytes);
    },
    scale: () => {
      code.scale(c, b, bytes, factor);
    },
    add: () => {
      code.add(a, b, c, bytes);
    },
    triad: () => {
      code.triad(b, c, a, bytes, factor);
    },
  };
  const timed = (loop: Loop): readonly [number, number] => {
    thread.meet();
    const start = nowSeconds();
    run[loop]();
    return [start, nowSeconds()];
  };
  const times: StreamPart['times'][number][] = [];
  const end = nowSeconds() + options.seconds;
  do {
    times.push({ copy: timed('copy'), scale: timed('scale'), add: timed('add'), triad: timed('triad') });
    third = first;
    second = factor * third;
    third = first + second;
    first = second + factor * third;
  } while (thread.agree(times.length < fewestPasses || nowSeconds() < end));
  const wrong = code.countOthers(a, bytes, first) + code.countOthers(b, bytes, second) + code.countOthers(c, bytes, third);
  if (wrong > 0) throw new Error(`${String(wrong)} numbers of the arrays are not what they must be`);
  return { bytes, times };
}

/** Megabytes (10^6) per second of the fastest pass; a pass takes from the first thread's start to the last one's end. */
function best(parts: readonly StreamPart[], loop: Loop): number {
  const bytes = arrays[loop] * parts.reduce((total, part) => total + part.bytes, 0);
  const passes = (parts[0]?.times ?? []).map((_, pass) => {
    const spans = parts.flatMap((part) => part.times[pass]?.[loop] ?? []);
    return Math.max(...spans) - Math.min(...spans);
  });
  return bytes / Math.min(...passes.slice(1)) / 1e6;
}

export const stream = defineKernel<StreamPart>({
  name: 'stream',
  summary: 'MB/s of copy, scale, add and triad; --bytes is one of the three arrays, divided among the threads',
  ranges: {
    bytes: { least: 64, most: 64 * oneGiB, usual: 128 * 2 ** 20, several: false },
    threads: true,
    seconds: usualSeconds,
    intervalMicroseconds: null,
  },
  problemWith,
  measure,
  combine: (parts) => ({
    values: Object.fromEntries(loops.map((loop) => [loop, best(parts, loop)])),
    settings: { passes: parts[0]?.times.length ?? 0, arrayBytes: parts.reduce((total, part) => total + part.bytes, 0) },
    checks: 3 * parts.length,
  }),
});
