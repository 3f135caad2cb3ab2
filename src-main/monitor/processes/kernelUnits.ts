/**
 * The units that the kernel counts in. It tells each program at its start, in
 * the auxiliary vector (getauxval(3)); sysconf(3) reads the same there.
 */
import { readFileSync } from 'node:fs';
import { AT_CLKTCK, AT_PAGESZ, auxiliaryValue } from '../auxiliaryVector.ts';

export interface KernelUnits {
  readonly ticksPerSecond: number;
  readonly pageBytes: number;
}

/** USER_HZ, fixed at 100 for every architecture of today (asm-generic/param.h); the smallest page. */
const usual: KernelUnits = { ticksPerSecond: 100, pageBytes: 4096 };

/** `vector` is /proc/self/auxv of a 64-bit program. Pure. */
export function unitsIn(vector: Buffer, bigEndian?: boolean): KernelUnits {
  const ticks = auxiliaryValue(vector, AT_CLKTCK, bigEndian) ?? 0;
  const page = auxiliaryValue(vector, AT_PAGESZ, bigEndian) ?? 0;
  return {
    ticksPerSecond: ticks >= 1 && ticks <= 1_000_000 ? ticks : usual.ticksPerSecond,
    pageBytes: page >= 4096 && page <= 1 << 24 ? page : usual.pageBytes,
  };
}

/** Of the kernel that this runs on. */
export function kernelUnits(): KernelUnits {
  try {
    return unitsIn(readFileSync('/proc/self/auxv'));
  } catch {
    return usual; // /proc without auxv: a sandbox; there is no other place that tells
  }
}
