/** hecated without its process: engines, socket, and the reasons to stay alive. */
import { daemonSocketPath, type Folders } from '../base/folders.ts';
import { compose } from '../compose.ts';
import type { RpcConnection } from '../contracts/kit/connection.ts';
import type { Scope } from '../contracts/kit/define.ts';
import { type RunJob, serveAll } from '../contracts/kit/serve.ts';
import type { Log } from '../services/ports.ts';
import { rendererFolder } from '../services/programs.ts';
import { listenUnixSocket } from '../transports/unixSocket.ts';
import { createKeepAlive, type KeepAlive } from './keepAlive.ts';
import type { DaemonFlags } from './options.ts';
import { scopeOfFolder, scopeOfPeer } from './peerScope.ts';

export interface DaemonOptions {
  readonly folders: Folders;
  readonly flags: DaemonFlags;
  /** From systemd; see listenDescriptor.ts. */
  readonly descriptor: number | undefined;
  readonly log: Log;
  /** Called once when nobody needs the daemon any more. */
  readonly onIdle: () => void;
}

export interface Daemon {
  readonly socketPath: string;
  /** With the token; null when no pages are served. */
  readonly uiUrl: string | null;
  close(): Promise<void>;
}

/** Rejects with `transport.unavailable` when another hecated already serves the socket. */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const { folders, flags, log } = options;
  const composition = compose({ folders, log, sysroot: flags.sysroot });
  const keepAlive = createKeepAlive(flags.idleExitSeconds * 1000, options.onIdle);
  const runJob = keptAlive(composition.runJob, keepAlive);
  const path = daemonSocketPath(folders);
  const ownUid = process.geteuid?.() ?? -1;

  function attend(connection: RpcConnection, scope: Scope): void {
    connection.onClose(keepAlive.hold());
    serveAll(composition.services, connection, { scope, log, runJob });
  }

  const socket = await listenUnixSocket(path, {
    log,
    ...(options.descriptor === undefined ? {} : { descriptor: options.descriptor }),
    onConnection: async (connection, peer) => {
      const whole = options.descriptor === undefined ? scopeOfFolder(path, ownUid) : null;
      attend(connection, whole ?? (await scopeOfPeer(peer, ownUid)));
    },
  });
  const ui = flags.uiPort === null ? null : await startUi(flags.uiPort, attend, log);
  // At once: until then a setting that nobody wanted to keep may be in force.
  composition.recoverProof().catch((error: unknown) => log.error('a proof that was cut off was not taken back', error));
  const drift = setTimeout(() => {
    composition.watchDrift().catch((error: unknown) => log.error('drift is not watched', error));
  }, driftAfterMs);
  return {
    socketPath: path,
    uiUrl: ui?.url ?? null,
    async close() {
      clearTimeout(drift);
      keepAlive.dispose();
      await ui?.close();
      await socket.close();
      await composition.dispose();
    },
  };
}

async function startUi(
  port: number,
  attend: (connection: RpcConnection, scope: Scope) => void,
  log: Log,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  // HTTP and ws cost memory and start-up time that the window in Electron never needs.
  const { startUiServer } = await import('./uiServer.ts');
  return startUiServer({
    port,
    folder: rendererFolder(),
    log,
    onConnection: (connection) => {
      attend(connection, 'write');
    },
  });
}

/** The first answers come first. */
const driftAfterMs = 5000;

/** A daemon that ended while a Plan waits to be kept could take the countdown with it. */
function keptAlive(runJob: RunJob, keepAlive: KeepAlive): RunJob {
  return async (job) => {
    const release = keepAlive.hold();
    try {
      const result = await runJob(job);
      const until = confirmByOf(result);
      if (until !== null) keepAlive.holdUntil(until + confirmationMarginMs);
      return result;
    } finally {
      release();
    }
  };
}

const confirmationMarginMs = 10_000;

function confirmByOf(result: unknown): number | null {
  if (typeof result !== 'object' || result === null || !('state' in result) || !('confirmBy' in result)) return null;
  if (result.state !== 'awaitingConfirmation' || typeof result.confirmBy !== 'string') return null;
  const at = Date.parse(result.confirmBy);
  return Number.isNaN(at) ? null : at;
}
