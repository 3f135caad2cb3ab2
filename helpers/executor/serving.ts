/** The ways in which a client reaches the executor; each ends when nobody is there and nothing is under way. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { executorContract } from '../../src-main/contracts/executor.ts';
import type { RpcConnection } from '../../src-main/contracts/kit/connection.ts';
import type { Scope } from '../../src-main/contracts/kit/define.ts';
import type { KitLog } from '../../src-main/contracts/kit/failures.ts';
import { serve } from '../../src-main/contracts/kit/serve.ts';
import { peerCredentials } from '../../src-main/transports/peerCredentials.ts';
import { connectStdio } from '../../src-main/transports/stdio.ts';
import { connectUnixSocket, listenUnixSocket } from '../../src-main/transports/unixSocket.ts';
import type { Executor } from './executor.ts';
import type { Grant } from './grant.ts';
import { polkitGrant } from './grant.ts';

export interface ServingOptions {
  readonly scope: Scope;
  readonly log: KitLog & { info(message: string): void };
}

/** A 256-Plan-step message stays far below this. */
const maxFrameBytes = 32 * 1_048_576;
/** After the last client has gone, how long a socket-activated executor stays for the next one. */
const lingerMs = 3000;
const tokenLimitBytes = 256;
/** A program of the product needs one; without a limit one user could fill the memory of a root process and keep others out. */
const maxClientsOfUser = 8;

function answer(executor: Executor, grant: Grant, connection: RpcConnection, options: ServingOptions): Promise<void> {
  serve(executorContract, executor.implementationFor(grant), connection, { scope: options.scope, log: options.log });
  return new Promise((resolve) => {
    connection.onClose(() => {
      executor.clientGone(grant);
      resolve();
    });
  });
}

/** Child of a client: ends with it. */
export async function serveStdio(executor: Executor, grant: Grant, options: ServingOptions): Promise<void> {
  const connection = connectStdio(undefined, { maxFrameBytes, log: options.log });
  const gone = answer(executor, grant, connection, options);
  connection.listen();
  await gone;
  await executor.whenIdle();
}

/**
 * Started by sudo-prompt, which gives no pipe: connects back to the socket of
 * the launcher. Nothing is created in a folder of the user. The token proves to
 * the launcher that this is the program it started.
 */
export async function serveCaller(
  executor: Executor,
  grant: Grant,
  options: ServingOptions & { readonly socket: string; readonly tokenFile: string; readonly callerUid: number },
): Promise<void> {
  const token = readToken(options.tokenFile, options.callerUid);
  const connection = await connectUnixSocket(options.socket, {
    maxFrameBytes,
    log: options.log,
    onConnected: (socket) => {
      // Whoever trusts root by its user id must not be reached through us.
      if (peerCredentials(socket).uid !== options.callerUid) throw new Error('another user than the caller listens there');
    },
  });
  const gone = answer(executor, grant, connection, options);
  await connection.sendNotification('$/hecate/executorToken', { token });
  await gone;
  await executor.whenIdle();
}

/** Only a small regular file: a privileged reader must not hand out what a user could not read. */
function readToken(file: string, ownerUid: number): string {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile() || status.size > tokenLimitBytes || (status.mode & 0o077) !== 0 || status.uid !== ownerUid)
      throw new Error('the token file is not a small private file of the caller');
    const buffer = Buffer.alloc(tokenLimitBytes);
    const token = buffer.toString('latin1', 0, readSync(descriptor, buffer)).trim();
    if (!/^[0-9a-f]{64}$/.test(token)) throw new Error('the token file holds no token');
    return token;
  } finally {
    closeSync(descriptor);
  }
}

/** Many clients in turn; polkit is asked about each one's every change. */
export async function serveSocket(
  executor: Executor,
  options: ServingOptions & { readonly socket: string; readonly descriptor: number | undefined },
): Promise<void> {
  const clients = new Map<number, number>();
  let done: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    done = resolve;
  });
  let timer = setTimeout(done, lingerMs);
  const server = await listenUnixSocket(options.socket, {
    maxFrameBytes,
    mode: 0o666, // every local user may ask; polkit decides
    ...(options.descriptor === undefined ? {} : { descriptor: options.descriptor }),
    onConnection: (connection, socket) => {
      // First, because both throw: a client that is refused must not count as one that stays.
      const caller = peerCredentials(socket);
      const others = clients.get(caller.uid) ?? 0;
      if (others >= maxClientsOfUser) throw new Error(`user ${String(caller.uid)} has ${String(others)} connections already`);
      clearTimeout(timer);
      clients.set(caller.uid, others + 1);
      answer(executor, polkitGrant(caller), connection, options)
        .then(() => executor.whenIdle())
        .then(() => {
          const left = (clients.get(caller.uid) ?? 1) - 1;
          if (left > 0) clients.set(caller.uid, left);
          else clients.delete(caller.uid);
          if (clients.size === 0) timer = setTimeout(done, lingerMs);
        })
        .catch((error: unknown) => options.log.error('a connection failed', error));
    },
  });
  await finished;
  await server.close();
}
