/**
 * The one door to koffi, which calls functions of the C library that Node does
 * not offer, and the way out of a program that went through it: koffi's exit
 * handlers may wait for ever for a lock of their own (seen once in 2,000 ends
 * of the executor: exit(3) inside pthread_mutex_lock inside koffi.node), so
 * such a program ends without exit handlers.
 */
import { createRequire } from 'node:module';
import type * as Koffi from 'koffi';

let loaded: typeof Koffi | undefined;

/** Loads it on the first call, which takes about 20 ms. */
export function loadKoffi(): typeof Koffi {
  // A plain require, so that the bundled programs find koffi beside themselves and load it only now.
  loaded ??= createRequire(import.meta.url)('koffi') as typeof Koffi;
  return loaded;
}

/**
 * Ends this process like process.exit. `hanging` says that one of libuv's
 * threads waits in a system call that may never return (statfs(2) on a server
 * that is gone): exit(3) would wait for that thread, _exit(2) does not.
 */
export function endProcess(status: number, hanging = false): void {
  if (loaded === undefined && !hanging) process.exit(status);
  try {
    process.emit('exit', status);
    const exitNow = loadKoffi().load(null).func('void _exit(int status)') as unknown as (status: number) => void;
    exitNow(status);
  } catch {
    // Without koffi there is one other way out, whose status tells less.
    process.kill(process.pid, 'SIGKILL');
  }
}

/** For a program that would end by itself: only where that is not safe any more. What was written to stdout and stderr is out by then. */
export function endIfNative(): void {
  if (loaded !== undefined) endProcess(Number(process.exitCode ?? 0));
}
