/**
 * What the kernel counts for a control group: version 2 in one place (kernel
 * documentation: admin-guide/cgroup-v2), version 1 in a hierarchy per
 * controller (admin-guide/cgroup-v1).
 */
import { unescaped } from '../readers/mounts.ts';
import type { ProcFiles } from './procFiles.ts';

/** undefined where the controller is not there. */
export interface GroupCounters {
  readonly cpuMicroseconds: number | undefined;
  readonly memoryBytes: number | undefined;
  readonly readBytes: number | undefined;
  readonly writeBytes: number | undefined;
}

export interface Hierarchy {
  /** Mount points that groups are looked for in, most telling first. */
  readonly roots: readonly string[];
  counters(proc: ProcFiles, path: string): GroupCounters;
}

/** Mount points by controller from /proc/self/mounts; a comma in the options separates the controllers of one mount. */
export interface Version1Mounts {
  readonly named: string | undefined;
  readonly cpu: string | undefined;
  readonly memory: string | undefined;
  readonly disks: string | undefined;
}

export function version2(mount: string): Hierarchy {
  return {
    roots: [mount],
    counters: (proc, path) => {
      const folder = mount + path;
      const io = proc.text(`${folder}/io.stat`);
      return {
        cpuMicroseconds: valueAfter(proc.text(`${folder}/cpu.stat`), 'usage_usec '),
        memoryBytes: wholeNumber(proc.text(`${folder}/memory.current`)),
        readBytes: io === undefined ? undefined : sumOf(io, 'rbytes='),
        writeBytes: io === undefined ? undefined : sumOf(io, 'wbytes='),
      };
    },
  };
}

export function version1(mounts: Version1Mounts): Hierarchy {
  const { named, cpu, memory, disks } = mounts;
  const read = (proc: ProcFiles, mount: string | undefined, file: string): string | undefined =>
    mount === undefined ? undefined : proc.text(mount + file);
  return {
    roots: [named, memory, cpu].filter((mount) => mount !== undefined),
    counters: (proc, path) => {
      const nanoseconds = wholeNumber(read(proc, cpu, `${path}/cpuacct.usage`));
      const io =
        read(proc, disks, `${path}/blkio.throttle.io_service_bytes_recursive`) ??
        read(proc, disks, `${path}/blkio.throttle.io_service_bytes`);
      return {
        cpuMicroseconds: nanoseconds === undefined ? undefined : nanoseconds / 1000,
        memoryBytes: wholeNumber(read(proc, memory, `${path}/memory.usage_in_bytes`)),
        readBytes: io === undefined ? undefined : sumOf(io, ' Read '),
        writeBytes: io === undefined ? undefined : sumOf(io, ' Write '),
      };
    },
  };
}

/** Pure. */
export function version1Mounts(mounts: string): Version1Mounts {
  const found = new Map<string, string>();
  for (const line of mounts.split('\n')) {
    const [, point, type, options] = line.split(' ', 4);
    if (type !== 'cgroup' || point === undefined) continue;
    const path = unescaped(point);
    for (const option of (options ?? '').split(',')) found.set(option, path);
  }
  return { named: found.get('name=systemd'), cpu: found.get('cpuacct'), memory: found.get('memory'), disks: found.get('blkio') };
}

/** Number behind a key at the start of a line. */
export function valueAfter(text: string | undefined, key: string): number | undefined {
  for (const line of (text ?? '').split('\n')) {
    if (line.startsWith(key)) return wholeNumber(line.slice(key.length));
  }
  return undefined;
}

/** Sum over the devices, one a line: `8:0 rbytes=1 wbytes=2` or `8:0 Read 1`; 0 without any, which means no I/O so far. */
export function sumOf(text: string, key: string): number {
  let sum = 0;
  for (const line of text.split('\n')) {
    const at = line.indexOf(key);
    if (at === -1) continue;
    const end = line.indexOf(' ', at + key.length);
    sum += wholeNumber(line.slice(at + key.length, end === -1 ? undefined : end)) ?? 0;
  }
  return sum;
}

function wholeNumber(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? '';
  return /^\d{1,20}$/.test(trimmed) ? Number(trimmed) : undefined;
}
