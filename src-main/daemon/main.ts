/** hecated: owns the process; the daemon itself is in daemon.ts. */
import { productFolders } from '../base/folders.ts';
import { productVersion } from '../base/version.ts';
import { endProcess } from '../transports/nativeCalls.ts';
import { inheritedDescriptor } from './listenDescriptor.ts';
import { type DaemonFlags, helpText, parseFlags } from './options.ts';

async function run(flags: DaemonFlags): Promise<void> {
  const folders = productFolders(process.env, process.geteuid?.() ?? -1);
  const [{ startDaemon }, { createLog }] = await Promise.all([import('./daemon.ts'), import('../services/log.ts')]);
  const log = createLog({ program: 'hecated', folder: folders.state, write: (line) => process.stderr.write(line) });
  let ending = false;
  const end = (why: string): void => {
    if (ending) return;
    ending = true;
    log.info(`ending: ${why}`);
    daemon.close().then(
      () => {
        endProcess(0);
      },
      (error: unknown) => {
        log.error('could not end cleanly', error);
        endProcess(1);
      },
    );
  };
  const daemon = await startDaemon({
    folders,
    flags,
    log,
    descriptor: inheritedDescriptor(process.env, process.pid),
    onIdle: () => {
      end('nobody needs it');
    },
  });
  process.once('SIGTERM', () => {
    end('SIGTERM');
  });
  process.once('SIGINT', () => {
    end('SIGINT');
  });
  process.stdout.write(`ready ${daemon.socketPath}\n`);
  if (daemon.uiUrl !== null) process.stdout.write(`open ${daemon.uiUrl}\n`);
}

async function main(argv: readonly string[]): Promise<void> {
  const parsed = parseFlags(argv);
  switch (parsed.kind) {
    case 'help':
      process.stdout.write(helpText);
      return;
    case 'version':
      process.stdout.write(`hecated ${productVersion}\n`);
      return;
    case 'wrong':
      process.stderr.write(`hecated: ${parsed.message}\n`);
      process.exitCode = 2;
      return;
    case 'run':
      await run(parsed.flags);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`hecated: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
