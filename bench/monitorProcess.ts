/** The built hecate-monitor in folders of its own. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cleanEnvironment, endChild } from './measure.ts';

const program = path.resolve(import.meta.dirname, '../out/bin/hecate-monitor');

export interface RunningMonitor {
  readonly pid: number;
  readonly socket: string;
  /** Ends it and removes its folders. */
  stop(): Promise<void>;
}

export function newMonitorFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'hecate-bench-'));
}

/** `folder`: one that was prepared, with a history in it; removed with the rest. */
export function startMonitor(args: readonly string[] = [], folder = newMonitorFolder()): RunningMonitor {
  if (!existsSync(program)) throw new Error(`${program} is missing: npm run build`);
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: cleanEnvironment({ HECATE_RUNTIME_DIR: folder, HECATE_STATE_DIR: folder }),
  });
  if (child.pid === undefined) throw new Error(`${program} did not start`);
  return {
    pid: child.pid,
    socket: path.join(folder, 'monitor.sock'),
    stop: async () => {
      await endChild(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
