/** Changes words at random places of a large array: mostly misses of the TLB, so the size of the pages decides. */
import { nowSeconds } from '../clock.ts';
import type { KernelThread } from '../kernel.ts';
import { defineKernel, oneGiB, usualSeconds } from '../kernel.ts';
import type { MappingKind } from '../mappings.ts';
import { kindOfMemory } from '../mappings.ts';
import { sum } from '../numbers.ts';
import type { WorkDone } from './repeat.ts';
import { rate, repeat } from './repeat.ts';

const stepsAtOnce = 100_000;
const firstTouchStep = 4096;

interface WalkPart extends WorkDone {
  readonly bytes: number;
  readonly touchSeconds: number;
  readonly kind: MappingKind;
}

function measure(thread: KernelThread): WalkPart {
  // The place of a step is a random number cut to so many bits.
  const bytes = 2 ** Math.floor(Math.log2(thread.options.bytes[0] ?? 0));
  const words = bytes / 8;
  const { code, base, buffer } = thread.memory(bytes);
  const view = new Uint8Array(buffer);
  thread.meet();
  const start = nowSeconds();
  // Written, not read: a read would get the one page of zeros that everybody shares.
  for (let at = base; at < base + bytes; at += firstTouchStep) view[at] = 0;
  const touchSeconds = nowSeconds() - start;
  let state = BigInt(thread.index + 1) * 0x9e37_79b9_7f4a_7c15n;
  let steps = 0n;
  const done = repeat(thread, thread.options.seconds, () => {
    state = code.randomWalk(base, words - 1, stepsAtOnce, state);
    steps += BigInt(stepsAtOnce);
    return stepsAtOnce;
  });
  if (BigInt.asUintN(64, code.sumWords(base, words)) !== steps) throw new Error('the words do not add up to the number of steps');
  const kind = kindOfMemory(buffer);
  // The memory of a thread is there as long as nobody has ended.
  thread.meet();
  return { ...done, bytes, touchSeconds, kind };
}

export const walk = defineKernel<WalkPart>({
  name: 'walk',
  summary: 'million changes per second at random places of --bytes for each thread (rounded down to a power of two)',
  ranges: {
    bytes: { least: 4096, most: oneGiB, usual: 512 * 2 ** 20, several: false },
    threads: true,
    seconds: usualSeconds,
    intervalMicroseconds: null,
  },
  measure,
  combine: (parts) => {
    const bytes = sum(parts.map((part) => part.bytes));
    const kind = parts[0]?.kind;
    if (kind === undefined) throw new Error('no thread measured');
    return {
      values: {
        rate: rate(parts) / 1e6,
        nanoseconds: (parts.length * 1e9) / rate(parts),
        firstTouch: bytes / Math.max(...parts.map((part) => part.touchSeconds)) / 1e6,
        hugePageShare: kind.hugePageShare,
      },
      settings: { pageBytes: kind.pageBytes, walkedBytes: bytes },
      checks: parts.length,
    };
  },
});
