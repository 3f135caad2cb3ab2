/**
 * Ends this process although one of libuv's threads waits in a system call that
 * may never return (statfs(2) on a server that is gone): exit(3) would wait for
 * that thread, _exit(2) does not.
 */
import { createRequire } from 'node:module';
import type * as Koffi from 'koffi';

/** `hanging` says whether there is such a call; without one it is process.exit. */
export function endProcess(status: number, hanging: boolean): void {
  if (!hanging) process.exit(status);
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof Koffi;
    const exitNow = koffi.load(null).func('void _exit(int status)') as unknown as (status: number) => void;
    exitNow(status);
  } catch {
    // Without koffi there is one other way out, whose status tells less.
    process.kill(process.pid, 'SIGKILL');
  }
}
