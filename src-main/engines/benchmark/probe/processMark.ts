/** Which process is at work, for a note that outlives it: another process, or the next start, tells from it whether the work still goes on. */
import { z } from 'zod';
import { parseProcessStat } from '../../../base/processStat.ts';
import { cleanText } from '../../../base/text.ts';
import type { Host } from '../../../host/port.ts';

/** Number and start time begin anew with each boot, and programs that start with the machine get about the same ones. */
export const processMark = z.object({
  pid: z.number().int().positive(),
  startTicks: z.number().int().nonnegative(),
  boot: z.string(),
});
export type ProcessMark = z.infer<typeof processMark>;

/** Of this process; null where /proc does not tell. */
export function ownMark(host: Host): ProcessMark | null {
  const read = host.files.read('/proc/self/stat', 4096);
  const stat = read.ok ? parseProcessStat(read.text) : undefined;
  return stat === undefined ? null : { pid: stat.pid, startTicks: stat.startTicks, boot: bootId(host) };
}

export function isAtWork(mark: ProcessMark, host: Host): boolean {
  return mark.boot === bootId(host) && host.processes.isThere(mark);
}

function bootId(host: Host): string {
  const read = host.files.read('/proc/sys/kernel/random/boot_id', 128);
  return read.ok ? cleanText(read.text) : '';
}
