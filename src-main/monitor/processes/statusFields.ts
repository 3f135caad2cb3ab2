/** /proc/PID/status (proc_pid_status(5)) and its relatives: lines of `Name:` and a value. Pure. */
import { parseKeyValues } from '../../base/text.ts';

export interface MemoryFields {
  readonly residentBytes: number;
  readonly sharedBytes: number | null;
  readonly swapBytes: number | null;
  readonly virtualBytes: number;
}

/** `1234 kB` in bytes; undefined for anything else. */
export function kibibytes(text: string | undefined): number | undefined {
  const found = /^(\d{1,15}) kB$/.exec(text ?? '');
  return found === null ? undefined : Number(found[1]) * 1024;
}

/** Of status; kernel threads have no memory and no such lines. */
export function memoryFields(status: ReadonlyMap<string, string>): MemoryFields {
  const file = kibibytes(status.get('RssFile'));
  const shared = kibibytes(status.get('RssShmem'));
  return {
    residentBytes: kibibytes(status.get('VmRSS')) ?? 0,
    sharedBytes: file === undefined || shared === undefined ? null : file + shared,
    swapBytes: kibibytes(status.get('VmSwap')) ?? null,
    virtualBytes: kibibytes(status.get('VmSize')) ?? 0,
  };
}

export function keyValues(text: string): ReadonlyMap<string, string> {
  return parseKeyValues(text, ':');
}
