/** JSON-RPC over unix sockets: the way between the product's own programs. */
import net from 'node:net';
import { type ConnectionOptions, type OpenedConnection, openConnection } from '../contracts/kit/openConnection.ts';
import { defaultMaxFrameBytes } from '../contracts/kit/wire.ts';
import { jsonRpc } from './jsonRpc.ts';
import { claimSocketPath, type SocketClaim } from './socketPath.ts';
import { StreamPort } from './streamPort.ts';
import { TransportError } from './transportError.ts';

export interface UnixSocketServerOptions extends ConnectionOptions {
  /**
   * Called for every client, before its first message is read; reading starts
   * when the returned promise settles. A throw ends that connection only.
   */
  readonly onConnection: (connection: OpenedConnection, socket: net.Socket) => void | Promise<void>;
  /** Permission bits of the socket; 0600 unless told otherwise. */
  readonly mode?: number;
  /** A socket that listens already, from systemd: `LISTEN_FDS`, sd_listen_fds(3). Its file is systemd's, and stays. */
  readonly descriptor?: number;
  /** More clients are refused at once. */
  readonly maxConnections?: number;
}

export interface UnixSocketServer {
  readonly path: string;
  readonly connectionCount: number;
  /** Ends every connection and removes the socket. */
  close(): Promise<void>;
}

const defaultMaxConnections = 512;

/**
 * Listens at `path` and creates its folder (0700) when it is missing. Removes a
 * socket that nobody serves any more, refuses one that somebody does, and
 * refuses anything that is not a socket: `transport.unavailable`.
 */
export async function listenUnixSocket(path: string, options: UnixSocketServerOptions): Promise<UnixSocketServer> {
  const open = new Set<OpenedConnection>();
  const server = net.createServer((socket) => {
    accept(socket, path, options, open);
  });
  server.maxConnections = options.maxConnections ?? defaultMaxConnections;
  let claim: SocketClaim | undefined;
  if (options.descriptor === undefined) {
    claim = await claimSocketPath(path, options.mode ?? 0o600, (temporaryPath) => listening(server, { path: temporaryPath }));
  } else {
    await listening(server, { fd: options.descriptor });
  }
  // Out of descriptors, for example: the clients that are there go on.
  server.on('error', (error) => options.log?.info(`${path}: cannot accept: ${error.message}`));
  return {
    path,
    get connectionCount() {
      return open.size;
    },
    close: async () => {
      claim?.release();
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      for (const connection of [...open]) connection.dispose();
      await closed;
    },
  };
}

function listening(server: net.Server, where: net.ListenOptions | { readonly fd: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function accept(socket: net.Socket, path: string, options: UnixSocketServerOptions, open: Set<OpenedConnection>): void {
  const connection = socketConnection(socket, { name: path, ...options });
  open.add(connection);
  connection.onClose(() => open.delete(connection));
  // `new Promise` also catches a handler that throws before its first await.
  new Promise<void>((resolve) => {
    resolve(options.onConnection(connection, socket));
  }).then(
    () => {
      connection.listen();
    },
    (error: unknown) => {
      options.log?.info(`${path}: closed: ${error instanceof Error ? error.message : String(error)}`);
      connection.dispose();
    },
  );
}

function socketConnection(socket: net.Socket, options: ConnectionOptions): OpenedConnection {
  const port = new StreamPort(socket, socket, {
    maxFrameBytes: options.maxFrameBytes ?? defaultMaxFrameBytes,
    close: () => {
      // What was written still goes out, but nothing more is read, and a peer that does not read holds nothing up.
      socket.removeAllListeners('data');
      socket.destroySoon();
      setTimeout(() => socket.destroy(), lingerMs).unref();
    },
  });
  return openConnection(port, jsonRpc, options);
}

const lingerMs = 1000;

export interface ConnectOptions extends ConnectionOptions {
  readonly timeoutMs?: number;
  /** Called before the first byte is sent; a throw ends the connection and rejects. */
  readonly onConnected?: (socket: net.Socket) => void;
}

const defaultTimeoutMs = 2000;

const connectProblems: Readonly<Record<string, string>> = {
  ENOENT: 'nothing listens there',
  ECONNREFUSED: 'the program that listened there has ended',
  EACCES: 'this user may not connect to it',
  EPERM: 'this user may not connect to it',
  ENOTSOCK: 'this is not a socket',
};

/** Connects to the server at `path`, or rejects with `transport.unavailable` that says why in plain words. */
export function connectUnixSocket(path: string, options: ConnectOptions = {}): Promise<OpenedConnection> {
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  return new Promise((resolve, reject) => {
    const socket = net.connect({ path });
    const fail = (why: string, cause?: unknown): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new TransportError(path, `cannot connect to ${path}: ${why}`, { retryable: true, cause }));
    };
    const timer = setTimeout(() => {
      fail(`no answer within ${String(timeoutMs)} ms`);
    }, timeoutMs);
    const onError = (error: NodeJS.ErrnoException): void => {
      fail(connectProblems[error.code ?? ''] ?? error.message, error);
    };
    socket.once('error', onError);
    socket.once('connect', () => {
      clearTimeout(timer);
      try {
        options.onConnected?.(socket);
      } catch (error) {
        fail(error instanceof Error ? error.message : String(error), error);
        return;
      }
      const connection = socketConnection(socket, { name: path, ...options });
      socket.off('error', onError);
      connection.listen();
      resolve(connection);
    });
  });
}
