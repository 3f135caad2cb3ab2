/** The way to the engines: a hecated that runs, else this process. A recorded machine is always looked at in this process. */
import { statSync } from 'node:fs';
import { daemonSocketPath, type Folders, monitorSocketPath } from '../base/folders.ts';
import { AppError } from '../contracts/errors.ts';
import { createClient } from '../contracts/kit/client.ts';
import type { OpenedConnection } from '../contracts/kit/openConnection.ts';
import { serveAll } from '../contracts/kit/serve.ts';
import { UsageProblem } from './commandLine/parse.ts';
import type { Session } from './context.ts';
import { safe } from './format/reading.ts';

export interface OpenSessionOptions {
  readonly folders: Folders;
  readonly sysroot: string | null;
}

export async function openSession(options: OpenSessionOptions): Promise<Session> {
  if (options.sysroot !== null) checkSysroot(options.sysroot);
  const daemon = options.sysroot === null ? await connectDaemon(options.folders) : null;
  return daemon === null ? hostedSession(options) : daemonSession(daemon, options.folders);
}

/** A folder without any machine in it would be answered with a wall of "unknown", which helps nobody. */
function checkSysroot(folder: string): void {
  const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isFolder(folder) && (isFolder(`${folder}/proc`) || isFolder(`${folder}/sys`))) return;
  throw new UsageProblem(
    `--sysroot ${safe(folder).slice(0, 200)} is not a recorded machine`,
    '--sysroot',
    'a folder that has a folder proc or sys',
  );
}

/** null when none runs; a daemon that runs but speaks another protocol is an error, not a reason to start a second one. */
async function connectDaemon(folders: Folders): Promise<OpenedConnection | null> {
  const socket = daemonSocketPath(folders);
  // The usual case without a daemon costs one stat and loads no transport.
  if (statSync(socket, { throwIfNoEntry: false }) === undefined) return null;
  const [{ connectUnixSocket }, { protocolVersion, systemContract }, { productVersion }] = await Promise.all([
    import('../transports/unixSocket.ts'),
    import('../contracts/system.ts'),
    import('../base/version.ts'),
  ]);
  const connection = await connectUnixSocket(socket).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'transport.unavailable') return null;
    throw error;
  });
  if (connection === null) return null;
  await createClient(systemContract, connection).hello({ protocol: protocolVersion, client: `hecate ${productVersion}` });
  return connection;
}

function daemonSession(connection: OpenedConnection, folders: Folders): Session {
  const lost = new Promise<never>((_resolve, reject) => {
    connection.onClose(() => {
      reject(
        new AppError('transport.closed', 'hecated has ended, so nothing more will be heard from it', { details: {}, retryable: true }),
      );
    });
  });
  // Most commands never wait for it, and closing the session themselves is no failure.
  lost.catch(() => undefined);
  return {
    hosted: false,
    lost,
    monitorRuns: () => answers(monitorSocketPath(folders)),
    client: (contract) => Promise.resolve(createClient(contract, connection)),
    close() {
      connection.dispose();
      return Promise.resolve();
    },
  };
}

async function answers(socket: string): Promise<boolean> {
  if (statSync(socket, { throwIfNoEntry: false }) === undefined) return false;
  const { connectUnixSocket } = await import('../transports/unixSocket.ts');
  return connectUnixSocket(socket).then(
    (connection) => {
      connection.dispose();
      return true;
    },
    () => false, // a socket that a killed monitor left behind
  );
}

/** Each contract is served on a pair of its own, so that only what a command uses is loaded. */
async function hostedSession(options: OpenSessionOptions): Promise<Session> {
  const [{ compose, contractNames }, { createMemoryPair }, { createLog }] = await Promise.all([
    import('../compose.ts'),
    import('../transports/memory.ts'),
    import('../services/log.ts'),
  ]);
  const log = createLog({ program: 'hecate', folder: options.folders.state });
  const composition = compose({ folders: options.folders, sysroot: options.sysroot, log });
  const opened: OpenedConnection[] = [];
  return {
    hosted: true,
    lost: new Promise<never>(() => undefined),
    monitorRuns: () => (options.sysroot === null ? answers(monitorSocketPath(options.folders)) : Promise.resolve(false)),
    async client(contract) {
      const name = contractNames.find((known) => known === contract.name);
      if (name === undefined) throw new Error(`nobody serves ${contract.name} here`);
      const [ours, theirs] = createMemoryPair();
      opened.push(ours, theirs);
      serveAll([await composition.service(name)], theirs, { scope: 'admin', log, runJob: composition.runJob });
      return createClient(contract, ours);
    },
    async close() {
      for (const connection of opened) connection.dispose();
      await composition.dispose();
    },
  };
}
