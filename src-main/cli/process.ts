/** Ties a run of `hecate` to this process: signals, pipes, exit code. */
import { productFolders } from '../base/folders.ts';
import { productVersion } from '../base/version.ts';
import { exitCodes } from './exitCodes.ts';
import { createNodeConsole } from './terminal/nodeConsole.ts';

export async function runProcess(argv: readonly string[]): Promise<void> {
  // `hecate processes | head` ends when head has enough; that is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.failed);
  });
  const interrupt = new AbortController();
  process.on('SIGINT', () => {
    // The second Ctrl-C does not wait for anything any more.
    if (interrupt.signal.aborted) process.exit(exitCodes.interrupted);
    interrupt.abort();
  });
  const folders = productFolders(process.env, process.geteuid?.() ?? -1);
  await import('../contracts/kit/oneShot.ts');
  const { run } = await import('./run.ts');
  process.exitCode = await run(argv, {
    console: createNodeConsole(),
    version: productVersion,
    signal: interrupt.signal,
    openSession: async (sysroot) => {
      const { openSession } = await import('./session.ts');
      return openSession({ folders, sysroot });
    },
  });
}
