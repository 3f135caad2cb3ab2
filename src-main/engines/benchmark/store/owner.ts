/**
 * Which process measures now. Several programs may host the engines at once,
 * and two measurements at once would measure each other; and a run whose
 * process is gone was cut off.
 */
import { z } from 'zod';
import { parseProcessStat } from '../../../base/processStat.ts';
import { cleanText } from '../../../base/text.ts';
import type { Host } from '../../../host/port.ts';
import type { RunStore } from './runStore.ts';

const owner = z.object({
  runId: z.string(),
  pid: z.number().int().positive(),
  startTicks: z.number().int().nonnegative(),
  boot: z.string(),
});
type Owner = z.infer<typeof owner>;

export interface RunOwnership {
  /** The run that some living process measures now, and that process; null when there is none. */
  current(): { readonly runId: string; readonly pid: number } | null;
  take(runId: string): void;
  /** Leaves the note of another process alone. */
  release(runId: string): void;
}

export function createRunOwnership(host: Host, notes: RunStore['notes']): RunOwnership {
  const read = (): Owner | null => {
    try {
      const parsed = owner.safeParse(JSON.parse(notes.read('owner') ?? 'null'));
      return parsed.success ? parsed.data : null;
    } catch {
      return null; // damaged: whoever wrote it does not write any more, or writes it anew with its next run
    }
  };
  return {
    current() {
      const found = read();
      if (found === null || found.boot !== bootId(host)) return null;
      return host.processes.isThere(found) ? found : null;
    },
    take(runId) {
      const stat = host.files.read('/proc/self/stat', 4096);
      const self = stat.ok ? parseProcessStat(stat.text) : undefined;
      if (self === undefined) return;
      notes.write('owner', `${JSON.stringify({ runId, pid: self.pid, startTicks: self.startTicks, boot: bootId(host) })}\n`);
    },
    release(runId) {
      if (read()?.runId === runId) notes.write('owner', null);
    },
  };
}

function bootId(host: Host): string {
  const read = host.files.read('/proc/sys/kernel/random/boot_id', 128);
  return read.ok ? cleanText(read.text) : '';
}
