/** Starts a server of the conformance contract on each transport, and opens clients and bare frame ports to it. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { build } from 'esbuild';
import { afterAll } from 'vitest';
import { WebSocket } from 'ws';
import type { RpcConnection } from '../../contracts/kit/connection.ts';
import type { FramePort } from '../../contracts/kit/frames.ts';
import { openConnection } from '../../contracts/kit/openConnection.ts';
import { type MessagePortLike, messagePortPort, webSocketPort } from '../../contracts/kit/ports.ts';
import { serve } from '../../contracts/kit/serve.ts';
import { connectMainPort, type MainPort } from '../electronIpc.ts';
import { jsonRpc } from '../jsonRpc.ts';
import { createMemoryPorts } from '../memory.ts';
import { connectStdio } from '../stdio.ts';
import { StreamPort } from '../streamPort.ts';
import { connectUnixSocket, listenUnixSocket } from '../unixSocket.ts';
import { connectWebSocket, createWebSocketAcceptor } from '../webSocket.ts';
import { conformanceContract, createConformanceImplementation, type Observed } from './conformanceContract.ts';

/** Small, so that the suite need not send megabytes. */
export const maxFrameBytes = 256 * 1024;

export interface Harness {
  /** Serves scope `write`. */
  connect(): Promise<RpcConnection>;
  /** A peer that keeps to no rule. */
  openPort(): Promise<FramePort>;
  /** Ends the server's side of every connection, as abruptly as the transport can. */
  kill(): void;
  close(): Promise<void>;
  readonly lines: string[];
  /** What the server saw; undefined where it lives in another process. */
  readonly observed: Observed | undefined;
}

interface Server {
  readonly lines: string[];
  readonly observed: Observed;
  readonly log: { info(message: string): void; error(message: string, error: unknown): string };
  accept(connection: RpcConnection): void;
}

function createServer(): Server {
  const lines: string[] = [];
  const { implementation, observed } = createConformanceImplementation();
  const log = {
    info: (message: string) => {
      lines.push(message);
    },
    error: (message: string, error: unknown) => {
      lines.push(`${message}: ${String(error)}`);
      return 'log-1';
    },
  };
  return {
    lines,
    observed,
    log,
    accept: (connection) => {
      serve(conformanceContract, implementation, connection, { scope: 'write', log });
    },
  };
}

function clientOver(port: FramePort): RpcConnection {
  const connection = openConnection(port, jsonRpc);
  connection.listen();
  return connection;
}

function memory(): Promise<Harness> {
  const server = createServer();
  const served: RpcConnection[] = [];
  const openPort = (): Promise<FramePort> => {
    const [near, far] = createMemoryPorts();
    const connection = openConnection(far, jsonRpc, { log: server.log, maxFrameBytes });
    server.accept(connection);
    connection.listen();
    served.push(connection);
    return Promise.resolve(near);
  };
  const kill = (): void => {
    for (const connection of served) connection.dispose();
  };
  return Promise.resolve({
    connect: async () => clientOver(await openPort()),
    openPort,
    kill,
    close: () => {
      kill();
      return Promise.resolve();
    },
    lines: server.lines,
    observed: server.observed,
  });
}

async function unixSocket(): Promise<Harness> {
  const server = createServer();
  const folder = mkdtempSync(path.join(tmpdir(), 'hecate-kit-'));
  const socketPath = path.join(folder, 'run', 'test.sock');
  const sockets = new Set<net.Socket>();
  const listening = await listenUnixSocket(socketPath, {
    log: server.log,
    maxFrameBytes,
    onConnection: (connection, socket) => {
      sockets.add(socket);
      server.accept(connection);
    },
  });
  return {
    connect: () => connectUnixSocket(socketPath),
    openPort: async () => {
      const socket = net.connect({ path: socketPath });
      await once(socket, 'connect');
      return new StreamPort(socket, socket, { maxFrameBytes: maxFrameBytes * 64, close: () => socket.destroy() });
    },
    kill: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      await listening.close();
      rmSync(folder, { recursive: true });
    },
    lines: server.lines,
    observed: server.observed,
  };
}

let bundled: string | undefined;
afterAll(() => {
  if (bundled !== undefined) rmSync(path.dirname(bundled), { recursive: true });
});

/** The child as one file: it starts several times faster than from its sources, and every test starts one. */
async function bundledStdioServer(): Promise<string> {
  if (bundled !== undefined) return bundled;
  const folder = mkdtempSync(path.join(tmpdir(), 'hecate-stdio-'));
  const outfile = path.join(folder, 'stdioServer.cjs');
  const entry = fileURLToPath(new URL('./stdioServer.ts', import.meta.url));
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'silent' });
  bundled = outfile;
  return outfile;
}

async function stdio(): Promise<Harness> {
  const program = await bundledStdioServer();
  const children: ChildProcessWithoutNullStreams[] = [];
  const lines: string[] = [];
  const start = (): ChildProcessWithoutNullStreams => {
    const child = spawn(process.execPath, [program, String(maxFrameBytes)]);
    child.stderr.on('data', (chunk: Buffer) => lines.push(...chunk.toString().trim().split('\n')));
    children.push(child);
    return child;
  };
  const alive = (): ChildProcessWithoutNullStreams[] => children.filter((child) => child.exitCode === null && child.signalCode === null);
  return {
    connect: () => {
      const child = start();
      const connection = connectStdio({ input: child.stdout, output: child.stdin });
      connection.listen();
      return Promise.resolve(connection);
    },
    openPort: () => {
      const child = start();
      const close = (): void => {
        child.stdin.end();
      };
      return Promise.resolve(new StreamPort(child.stdout, child.stdin, { maxFrameBytes: maxFrameBytes * 64, close }));
    },
    kill: () => {
      for (const child of alive()) child.kill('SIGKILL');
    },
    close: async () => {
      await Promise.all(
        alive().map(async (child) => {
          child.stdin.end();
          await once(child, 'exit');
        }),
      );
    },
    lines,
    observed: undefined,
  };
}

async function webSocket(): Promise<Harness> {
  const server = createServer();
  const acceptor = createWebSocketAcceptor({
    log: server.log,
    maxFrameBytes,
    onConnection: (connection) => {
      server.accept(connection);
    },
  });
  const httpServer = http.createServer().on('upgrade', acceptor.upgrade);
  httpServer.listen(0, '127.0.0.1');
  await once(httpServer, 'listening');
  const url = `ws://127.0.0.1:${String((httpServer.address() as AddressInfo).port)}`;
  return {
    connect: () => connectWebSocket(url),
    openPort: () => Promise.resolve(webSocketPort(new WebSocket(url))),
    kill: acceptor.close,
    close: async () => {
      acceptor.close();
      httpServer.close();
      await once(httpServer, 'close');
    },
    lines: server.lines,
    observed: server.observed,
  };
}

/** The shape of Electron's MessagePortMain over a port of worker_threads. */
function asMainPort(port: MessagePort): MainPort {
  return {
    on: (event: 'message' | 'close', listener: (event: { readonly data: unknown }) => void) =>
      event === 'message'
        ? port.on('message', (data: unknown) => {
            listener({ data });
          })
        : port.on('close', () => {
            listener({ data: undefined });
          }),
    postMessage: (message) => {
      port.postMessage(message);
    },
    start: () => {
      port.start();
    },
    close: () => {
      port.close();
    },
  };
}

function electronIpc(): Promise<Harness> {
  const server = createServer();
  const ports: MessagePort[] = [];
  const openPort = (): Promise<FramePort> => {
    const { port1, port2 } = new MessageChannel();
    const connection = connectMainPort(asMainPort(port2), { log: server.log, maxFrameBytes });
    server.accept(connection);
    connection.listen();
    ports.push(port2);
    // Node declares its events without `data`; at run time they have it, as in a browser.
    return Promise.resolve(messagePortPort(port1 as unknown as MessagePortLike));
  };
  const kill = (): void => {
    for (const port of ports) port.close();
  };
  return Promise.resolve({
    connect: async () => clientOver(await openPort()),
    openPort,
    kill,
    close: () => {
      kill();
      return Promise.resolve();
    },
    lines: server.lines,
    observed: server.observed,
  });
}

export const harnesses: Readonly<Record<string, () => Promise<Harness>>> = { memory, unixSocket, stdio, webSocket, electronIpc };
