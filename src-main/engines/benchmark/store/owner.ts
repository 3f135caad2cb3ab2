/**
 * Which process measures now. Several programs may host the engines at once,
 * and two measurements at once would measure each other; and a run whose
 * process is gone was cut off.
 */
import { z } from 'zod';
import type { Host } from '../../../host/port.ts';
import { isAtWork, ownMark, processMark } from '../probe/processMark.ts';
import type { RunStore } from './runStore.ts';

const owner = processMark.extend({ runId: z.string() });
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
      return found !== null && isAtWork(found, host) ? found : null;
    },
    take(runId) {
      const self = ownMark(host);
      if (self !== null) notes.write('owner', `${JSON.stringify({ runId, ...self } satisfies Owner)}\n`);
    },
    release(runId) {
      if (read()?.runId === runId) notes.write('owner', null);
    },
  };
}
