/** Size of a memory page, which /proc/vmstat counts in: AT_PAGESZ of the auxiliary vector that the kernel gave this process (getauxval(3)). */
import { endianness } from 'node:os';
import type { KernelFiles } from '../kernelFiles.ts';

const pageSizeType = 6n;
/** The vector of a 64-bit program is made of pairs of 8 bytes; that of a 32-bit one, which is another, is not read. */
const wordBytes = 8;
const narrow: readonly string[] = ['arm', 'ia32', 'mips', 'mipsel'];

/** undefined where it cannot be read, as on a recorded machine. */
export function pageBytes(files: KernelFiles): number | undefined {
  if (narrow.includes(process.arch)) return undefined;
  const vector = files.keep('/proc/self/auxv');
  const length = vector.read() ?? 0;
  vector.close();
  for (let at = 0; at + 2 * wordBytes <= length; at += 2 * wordBytes) {
    if (word(files.buffer, at) === pageSizeType) return sane(Number(word(files.buffer, at + wordBytes)));
  }
  return undefined;
}

function word(bytes: Buffer, at: number): bigint {
  return endianness() === 'LE' ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at);
}

/** Linux has pages of 4 to 256 KiB, always a power of two. */
function sane(value: number): number | undefined {
  return value >= 4096 && value <= 262_144 && Number.isInteger(Math.log2(value)) ? value : undefined;
}
