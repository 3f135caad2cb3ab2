/**
 * JSON-RPC over WebSocket, one message per text frame. Who may connect (Host,
 * Origin, token) is decided by the HTTP server before it hands the upgrade
 * over. Loads ws, so the resident monitor imports it only when it is needed.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { type ConnectionOptions, type OpenedConnection, openConnection } from '../contracts/kit/openConnection.ts';
import { webSocketPort } from '../contracts/kit/ports.ts';
import { defaultMaxFrameBytes } from '../contracts/kit/wire.ts';
import { jsonRpc } from './jsonRpc.ts';
import { TransportError } from './transportError.ts';

export interface WebSocketAcceptorOptions extends ConnectionOptions {
  /** Called before the first message is read; a throw ends that connection only. */
  readonly onConnection: (connection: OpenedConnection, request: IncomingMessage) => void;
  /** A client that does not answer a ping within this time is dropped; 30 s unless told otherwise. */
  readonly pingMs?: number;
}

export interface WebSocketAcceptor {
  /** For `httpServer.on('upgrade', …)`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  readonly connectionCount: number;
  /** Ends every connection. */
  close(): void;
}

const defaultPingMs = 30_000;

export function createWebSocketAcceptor(options: WebSocketAcceptorOptions): WebSocketAcceptor {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: options.maxFrameBytes ?? defaultMaxFrameBytes,
    // Compression costs 10 % CPU and 284 MB at 1,000 clients: docs/adr/0006-footprint.md.
    perMessageDeflate: false,
    clientTracking: true,
  });
  return {
    upgrade: (request, socket, head) => {
      server.handleUpgrade(request, socket, head, (client) => {
        accept(client, request, options);
      });
    },
    get connectionCount() {
      return server.clients.size;
    },
    close: () => {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

function accept(client: WebSocket, request: IncomingMessage, options: WebSocketAcceptorOptions): void {
  const connection = openConnection(webSocketPort(client), jsonRpc, { name: 'WebSocket', ...options });
  dropSilentClient(client, options.pingMs ?? defaultPingMs);
  try {
    options.onConnection(connection, request);
  } catch (error) {
    options.log?.info(`WebSocket: closed: ${error instanceof Error ? error.message : String(error)}`);
    connection.dispose();
    return;
  }
  connection.listen();
}

/** A laptop that went to sleep leaves a connection that TCP keeps for hours. */
function dropSilentClient(client: WebSocket, pingMs: number): void {
  let answered = true;
  client.on('pong', () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) {
      client.terminate();
      return;
    }
    answered = false;
    client.ping();
  }, pingMs).unref();
  client.on('close', () => {
    clearInterval(timer);
  });
}

export interface WebSocketConnectOptions extends ConnectionOptions {
  readonly timeoutMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const defaultTimeoutMs = 5000;

/** Connects from Node; rejects with `transport.unavailable`. A browser uses `webSocketPort` of the kit. */
export function connectWebSocket(url: string, options: WebSocketConnectOptions = {}): Promise<OpenedConnection> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, {
      maxPayload: options.maxFrameBytes ?? defaultMaxFrameBytes,
      perMessageDeflate: false,
      handshakeTimeout: options.timeoutMs ?? defaultTimeoutMs,
      ...(options.headers === undefined ? {} : { headers: { ...options.headers } }),
    });
    const fail = (error: Error): void => {
      reject(new TransportError(url, `cannot connect to ${url}: ${error.message}`, { retryable: true, cause: error }));
    };
    socket.once('error', fail);
    socket.once('open', () => {
      const connection = openConnection(webSocketPort(socket), jsonRpc, { name: url, ...options });
      socket.off('error', fail);
      connection.listen();
      resolve(connection);
    });
  });
}
