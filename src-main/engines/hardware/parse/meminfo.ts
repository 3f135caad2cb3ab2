/** /proc/meminfo and /proc/swaps. Pure. */

/** Values in bytes for lines with a unit, plain counts for those without. */
export function parseMemInfo(text: string): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const line of text.split('\n')) {
    const match = /^([\w()]{1,64}):\s+(\d{1,18})(?: (kB))?\s*$/.exec(line);
    if (match?.[1] === undefined) continue;
    const value = Number(match[2]) * (match[3] === undefined ? 1 : 1024);
    if (Number.isSafeInteger(value)) values.set(match[1], value);
  }
  return values;
}

export interface SwapArea {
  readonly device: string;
  readonly kind: 'partition' | 'file' | 'zram';
  readonly sizeBytes: number;
  readonly priority: number;
}

/** The kernel writes blanks in names as \040; see mm/swapfile.c, swap_show. */
export function parseSwaps(text: string): readonly SwapArea[] {
  return text.split('\n').flatMap((line) => {
    const match = /^(\S+)\s+(partition|file)\s+(\d{1,15})\s+\d+\s+(-?\d{1,6})\s*$/.exec(line);
    if (match?.[1] === undefined) return [];
    const device = decodeOctal(match[1]);
    const kind = /^\/dev\/zram\d+$/.test(device) ? 'zram' : match[2] === 'file' ? 'file' : 'partition';
    return [{ device, kind, sizeBytes: Number(match[3]) * 1024, priority: Number(match[4]) }];
  });
}

/** `\040` → blank, as the kernel's mangle_path writes names in /proc/mounts, mountinfo and swaps. */
export function decodeOctal(text: string): string {
  return text.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
