/**
 * What is printed on the memory modules, worked out from what the kernel can
 * hand out. The difference is what firmware and integrated graphics keep:
 * 1 to 10 % on the machines recorded so far.
 */

// Of a machine with 1 GiB or more; 15 % covers integrated graphics with a generous carve-out.
const largestShareKept = 0.15;
// Totals that sums of common modules give: 16, 20 (or 40, 80), 24 …
const multipliers = [1, 1.25, 1.5];

/** Smallest total that modules can form and that is not below usable; undefined when none is near enough. */
export function likelyNominalBytes(usableBytes: number): number | undefined {
  const gibibyte = 1024 ** 3;
  if (!Number.isFinite(usableBytes) || usableBytes < gibibyte * (1 - largestShareKept)) return undefined;
  for (let power = gibibyte; power <= gibibyte * 2 ** 16; power *= 2) {
    for (const multiplier of multipliers) {
      const total = power * multiplier;
      if (total < usableBytes) continue;
      return usableBytes >= total * (1 - largestShareKept) ? total : undefined;
    }
  }
  return undefined;
}

// Blocks are up to 2 GiB large; one that is missing or only partly filled moves the sum by this much at most.
const blockError = 0.04;

/** The sum of the kernel's memory blocks, corrected to a total that modules can form when one is that near. */
export function wholeModules(blockBytes: number, usableBytes: number | undefined): number {
  const likely = usableBytes === undefined ? undefined : likelyNominalBytes(usableBytes);
  return likely !== undefined && Math.abs(blockBytes - likely) <= likely * blockError ? likely : blockBytes;
}
