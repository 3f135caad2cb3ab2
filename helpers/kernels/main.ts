/** The program and its threads: a build has one file for each program. */
import { isMainThread, workerData } from 'node:worker_threads';
import { runProgram } from './program.ts';
import type { ThreadOrder } from './thread.ts';
import { runThread } from './thread.ts';

async function main(): Promise<void> {
  if (isMainThread) process.exitCode = await runProgram(process.argv.slice(2), new URL(import.meta.url));
  else await runThread(workerData as ThreadOrder);
}

main().catch((error: unknown) => {
  // In a thread: the program hears of it and says it.
  throw error;
});
