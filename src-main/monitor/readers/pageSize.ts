/** Size of a memory page, which /proc/vmstat counts in: AT_PAGESZ of the auxiliary vector that the kernel gave this process (getauxval(3)). */
import { AT_PAGESZ, auxiliaryValue } from '../auxiliaryVector.ts';
import type { KernelFiles } from '../kernelFiles.ts';

/** The vector of a 32-bit program is another one, and is not read. */
const narrow: readonly string[] = ['arm', 'ia32', 'mips', 'mipsel'];

/** undefined where it cannot be read, as on a recorded machine. */
export function pageBytes(files: KernelFiles): number | undefined {
  if (narrow.includes(process.arch)) return undefined;
  const vector = files.keep('/proc/self/auxv');
  const length = vector.read() ?? 0;
  vector.close();
  return sane(auxiliaryValue(files.buffer.subarray(0, length), AT_PAGESZ) ?? 0);
}

/** Linux has pages of 4 to 256 KiB, always a power of two. */
function sane(value: number): number | undefined {
  return value >= 4096 && value <= 262_144 && Number.isInteger(Math.log2(value)) ? value : undefined;
}
