/** The real settings of this machine that a test may move, and their way back whatever happens. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

function tunables(): readonly string[] {
  const memory = [
    'swappiness',
    'vfs_cache_pressure',
    'dirty_bytes',
    'dirty_background_bytes',
    'dirty_ratio',
    'dirty_background_ratio',
    'max_map_count',
    'page-cluster',
  ];
  const disks = readdirSync('/sys/block').filter((name) => /^(vd|sd|nvme)/.test(name));
  return [
    ...memory.map((name) => `/proc/sys/vm/${name}`),
    ...['fs.inotify.max_user_watches', 'fs.inotify.max_user_instances', 'fs.file-max', 'kernel.numa_balancing'].map(
      (name) => `/proc/sys/${name.replaceAll('.', '/')}`,
    ),
    '/sys/kernel/mm/transparent_hugepage/enabled',
    '/sys/kernel/mm/transparent_hugepage/defrag',
    ...disks.flatMap((name) => ['read_ahead_kb', 'nr_requests', 'scheduler'].map((knob) => path.join('/sys/block', name, 'queue', knob))),
  ];
}

/** Only what exists and can be read; a bracketed choice is the word in brackets. */
export type KernelValues = ReadonlyMap<string, string>;

export function kernelValues(): KernelValues {
  const values = new Map<string, string>();
  for (const file of tunables()) {
    try {
      const text = readFileSync(file, 'utf8').trim();
      values.set(file, /\[([^\]]+)\]/.exec(text)?.[1] ?? text);
    } catch {
      // This kernel does not have it.
    }
  }
  return values;
}

/** The files whose values differ, as `file: before → after`. */
export function differences(before: KernelValues, after: KernelValues): readonly string[] {
  return [...before].flatMap(([file, value]) => (after.get(file) === value ? [] : [`${file}: ${value} → ${after.get(file) ?? 'gone'}`]));
}

/**
 * Puts back what a failed test left behind. dirty_bytes and dirty_ratio switch
 * each other off by writing 0 (kernel, admin-guide/sysctl/vm), so a 0 is only
 * written by setting its counterpart.
 */
export function restoreKernel(before: KernelValues): void {
  for (const [file, value] of before) {
    if (value === '0' && /dirty_/.test(file)) continue;
    if (kernelValues().get(file) !== value) writeFileSync(file, value);
  }
}

export function canChangeKernel(): boolean {
  return process.getuid?.() === 0;
}
