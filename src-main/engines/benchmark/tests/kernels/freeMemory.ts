/** How much memory a test may take without driving anything out of it. */
import type { Availability } from '../../../../contracts/benchmark.ts';
import type { Host } from '../../../../host/port.ts';

/** Half of it: what a measurement takes may not push the rest of the machine into swap. */
const usableShare = 0.5;

/** Bytes, or null where the kernel does not say. */
export function usableMemory(host: Pick<Host, 'files'>): number | null {
  const read = host.files.read('/proc/meminfo');
  const found = read.ok ? /^MemAvailable: +(\d{1,15}) kB$/m.exec(read.text) : null;
  return found === null ? null : Number(found[1]) * 1024 * usableShare;
}

/** Whether so many bytes are there. */
export function memoryAvailability(host: Pick<Host, 'files'>, neededBytes: number): Availability {
  const usable = usableMemory(host);
  if (usable === null || usable >= neededBytes) return { state: 'ready' };
  const mebibytes = (bytes: number): string => `${String(Math.ceil(bytes / 2 ** 20))} MiB`;
  return {
    state: 'missing',
    why: `It needs ${mebibytes(neededBytes)} of memory, twice that has to be available, and ${mebibytes(usable / usableShare)} are.`,
    howToGet: 'Close programs that use much memory and try again.',
  };
}
