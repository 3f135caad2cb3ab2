/**
 * Gives back the memory of code that only start-up needed. Two thirds of what a
 * resident Node program occupies are clean pages of the node binary that were
 * touched once; dropped, they come back from the page cache when needed
 * (madvise(2), MADV_DONTNEED on a private file mapping). MADV_PAGEOUT would
 * do nothing here: it skips files of another owner and pages that another
 * program maps, too.
 */
import { readFileSync } from 'node:fs';
import { loadKoffi } from '../transports/nativeCalls.ts';

export interface Mapping {
  readonly start: bigint;
  readonly bytes: bigint;
}

const MADV_DONTNEED = 4;
const header = /^([0-9a-f]+)-([0-9a-f]+) r-[-x]p [0-9a-f]+ \S+ (\d+) +\//;
const anonymous = /^Anonymous: +(\d+) kB$/;

/**
 * Mappings in the text of /proc/PID/smaps (proc_pid_smaps(5)) whose pages are
 * all unchanged copies of a file: private, not writable, nothing anonymous in
 * them. Only of these can pages be dropped without losing anything.
 */
export function releasableMappings(smaps: string): readonly Mapping[] {
  const found: Mapping[] = [];
  let candidate: Mapping | undefined;
  for (const line of smaps.split('\n')) {
    if (/^[0-9a-f]+-/.test(line)) {
      const parts = header.exec(line);
      candidate = parts === null || parts[3] === '0' ? undefined : mapping(parts[1] ?? '', parts[2] ?? '');
      continue;
    }
    const pages = anonymous.exec(line);
    if (pages === null) continue;
    if (pages[1] === '0' && candidate !== undefined) found.push(candidate);
    candidate = undefined;
  }
  return found;
}

function mapping(start: string, end: string): Mapping {
  return { start: BigInt(`0x${start}`), bytes: BigInt(`0x${end}`) - BigInt(`0x${start}`) };
}

/**
 * Loads what is needed (koffi, because Node has no door to madvise; 20 ms) and
 * returns what drops those pages of this process (about 5 ms), so that the
 * two need not fall into the same turn of a program that answers meanwhile.
 */
export function createMemoryTrimmer(): () => void {
  // Not a static import: the first answer must not wait for it.
  const koffi = loadKoffi();
  // The prototype is fixed and the C library is the one that Node itself runs on.
  const madvise = koffi.load(null).func('int madvise(uintptr_t address, size_t length, int advice)') as unknown as (
    address: bigint,
    length: bigint,
    advice: number,
  ) => number;
  return () => {
    // A mapping that refuses (locked into memory) simply stays; nothing depends on it.
    for (const { start, bytes } of releasableMappings(readFileSync('/proc/self/smaps', 'latin1'))) madvise(start, bytes, MADV_DONTNEED);
  };
}
