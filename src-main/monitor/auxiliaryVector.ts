/** What the kernel told this program at its start (getauxval(3), /proc/self/auxv): pairs of type and value. Pure. */
import { endianness } from 'node:os';

/** include/uapi/linux/auxvec.h */
export const AT_PAGESZ = 6;
export const AT_CLKTCK = 17;

/** The vector of a 64-bit program is made of pairs of 8 bytes. */
const wordBytes = 8;

/** undefined for a type that is not in the vector of a 64-bit program. */
export function auxiliaryValue(vector: Buffer, type: number, bigEndian = endianness() === 'BE'): number | undefined {
  const word = (at: number): number => Number(bigEndian ? vector.readBigUInt64BE(at) : vector.readBigUInt64LE(at));
  for (let at = 0; at + 2 * wordBytes <= vector.length; at += 2 * wordBytes) {
    if (word(at) === type) return word(at + wordBytes);
  }
  return undefined;
}
