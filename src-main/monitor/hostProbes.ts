/** What cannot be read from a file of the kernel: calls and programs of the machine we run on, and of no recorded one. */
import { existsSync, promises } from 'node:fs';
import type { SmartTool } from './readers/diskHealth.ts';
import type { Statfs } from './readers/filesystems.ts';

export interface HostProbes {
  readonly statfs: Statfs | undefined;
  readonly smart: SmartTool | undefined;
}

/** For a recorded machine. */
export const noProbes: HostProbes = { statfs: undefined, smart: undefined };

/** Fixed, because root must not run what a search path leads to. */
const smartctlPaths = ['/usr/sbin/smartctl', '/sbin/smartctl', '/usr/bin/smartctl', '/usr/local/sbin/smartctl'];
const smartTimeoutMs = 30_000;
const smartMaxBytes = 256 * 1024;

export function liveProbes(): HostProbes {
  return {
    statfs: (path) => promises.statfs(path),
    smart: {
      isRoot: process.getuid?.() === 0,
      program: () => smartctlPaths.find((path) => existsSync(path)),
      run: runSmartctl,
    },
  };
}

/** Its exit status is a set of bits that mostly say something of the disk (smartctl(8)), so that only the output counts. */
async function runSmartctl(program: string, parameters: readonly string[]): Promise<string> {
  // Loaded an hour's first time, not with the program.
  const { execFile } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    execFile(
      program,
      parameters,
      { timeout: smartTimeoutMs, killSignal: 'SIGKILL', maxBuffer: smartMaxBytes, encoding: 'utf8', env: { LC_ALL: 'C' } },
      (error, output) => {
        if (error === null || typeof error.code === 'number') resolve(output);
        else reject(new Error(error.message));
      },
    );
  });
}
