/**
 * The units that the kernel counts in. It tells each program at its start, in
 * the auxiliary vector (getauxval(3)); sysconf(3) reads the same there.
 */
import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';

export interface KernelUnits {
  readonly ticksPerSecond: number;
  readonly pageBytes: number;
}

const AT_PAGESZ = 6;
const AT_CLKTCK = 17;

/** USER_HZ, fixed at 100 for every architecture of today (asm-generic/param.h); the smallest page. */
const usual: KernelUnits = { ticksPerSecond: 100, pageBytes: 4096 };

/** `vector` is /proc/self/auxv of a 64-bit program: pairs of key and value. Pure. */
export function unitsIn(vector: Buffer, bigEndian = endianness() === 'BE'): KernelUnits {
  const number = (at: number): number => Number(bigEndian ? vector.readBigUInt64BE(at) : vector.readBigUInt64LE(at));
  let { ticksPerSecond, pageBytes } = usual;
  for (let at = 0; at + 16 <= vector.length; at += 16) {
    const key = number(at);
    const value = number(at + 8);
    if (key === AT_CLKTCK && value >= 1 && value <= 1_000_000) ticksPerSecond = value;
    if (key === AT_PAGESZ && value >= 4096 && value <= 1 << 24) pageBytes = value;
  }
  return { ticksPerSecond, pageBytes };
}

/** Of the kernel that this runs on. */
export function kernelUnits(): KernelUnits {
  try {
    return unitsIn(readFileSync('/proc/self/auxv'));
  } catch {
    return usual; // /proc without auxv: a sandbox; there is no other place that tells
  }
}
