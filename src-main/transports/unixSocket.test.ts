import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RpcConnection } from '../contracts/kit/connection.ts';
import { peerCredentials } from './peerCredentials.ts';
import { connectUnixSocket, listenUnixSocket, type UnixSocketServer, type UnixSocketServerOptions } from './unixSocket.ts';

let folder: string;
let socketPath: string;
let servers: UnixSocketServer[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-socket-'));
  socketPath = path.join(folder, 'run', 'x.sock');
  servers = [];
});
afterEach(async () => {
  for (const server of servers) await server.close();
  rmSync(folder, { recursive: true });
});

function answerPing(connection: RpcConnection): void {
  connection.onRequest('ping', () => ({ pong: true }));
}

async function listen(options: Partial<UnixSocketServerOptions> = {}, where = socketPath): Promise<UnixSocketServer> {
  const server = await listenUnixSocket(where, { onConnection: answerPing, ...options });
  servers.push(server);
  return server;
}

async function ping(): Promise<unknown> {
  const connection = await connectUnixSocket(socketPath);
  const answer = await connection.sendRequest('ping', {});
  connection.dispose();
  return answer;
}

/** A socket file that nobody serves: bound by a process that was killed. */
async function leaveStaleSocket(): Promise<void> {
  mkdirSync(path.dirname(socketPath), { recursive: true, mode: 0o700 });
  const child = spawn(process.execPath, [
    '-e',
    `require('node:net').createServer().listen(${JSON.stringify(socketPath)}, () => console.log('ready'))`,
  ]);
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(lstatSync(socketPath).isSocket()).toBe(true);
}

const unavailable = { code: 'transport.unavailable' };

describe('listenUnixSocket', () => {
  it('creates its folder for this user only, and the socket likewise', async () => {
    await listen();
    expect(lstatSync(path.dirname(socketPath)).mode & 0o777).toBe(0o700);
    expect(lstatSync(socketPath).mode & 0o777).toBe(0o600);
    expect(readdirSync(path.dirname(socketPath))).toEqual(['x.sock']);
    expect(await ping()).toEqual({ pong: true });
  });

  it('gives the socket the mode it is told', async () => {
    await listen({ mode: 0o666 });
    expect(lstatSync(socketPath).mode & 0o777).toBe(0o666);
  });

  it('replaces the leftover of a killed server', async () => {
    await leaveStaleSocket();
    await listen();
    expect(await ping()).toEqual({ pong: true });
    expect(readdirSync(path.dirname(socketPath))).toEqual(['x.sock']);
  });

  it('refuses a socket that is served, and leaves it alone', async () => {
    await listen();
    await expect(listen()).rejects.toMatchObject({
      ...unavailable,
      details: { endpoint: socketPath },
      message: expect.stringContaining('already') as string,
    });
    expect(await ping()).toEqual({ pong: true });
    expect(readdirSync(path.dirname(socketPath))).toEqual(['x.sock']);
  });

  it('of many that start at once over a leftover exactly one wins', async () => {
    await leaveStaleSocket();
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => listen()));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await ping()).toEqual({ pong: true });
    expect(readdirSync(path.dirname(socketPath))).toEqual(['x.sock']);
  });

  it('refuses what is not a socket, and leaves it alone', async () => {
    mkdirSync(path.dirname(socketPath), { mode: 0o700 });
    writeFileSync(socketPath, 'precious');
    await expect(listen()).rejects.toMatchObject(unavailable);
    rmSync(socketPath);
    symlinkSync('/dev/null', socketPath);
    await expect(listen()).rejects.toMatchObject(unavailable);
  });

  it('refuses a folder that others may write to, that is a link, and a path that is too long', async () => {
    mkdirSync(path.dirname(socketPath));
    chmodSync(path.dirname(socketPath), 0o777);
    await expect(listen()).rejects.toMatchObject({ ...unavailable, message: expect.stringContaining('others may write') as string });
    symlinkSync(folder, path.join(folder, 'link'));
    await expect(listen({}, path.join(folder, 'link', 'x.sock'))).rejects.toMatchObject(unavailable);
    await expect(listen({}, path.join(folder, 'long'.repeat(30), 'x.sock'))).rejects.toMatchObject({
      ...unavailable,
      message: expect.stringContaining('107 bytes') as string,
    });
  });

  it('removes its socket on close, but not the one that took its place', async () => {
    const first = await listen();
    rmSync(socketPath);
    await listen();
    await first.close();
    expect(await ping()).toEqual({ pong: true });
    await servers.pop()?.close();
    expect(existsSync(socketPath)).toBe(false);
  });

  it('ends one connection when its handler throws, early or late', async () => {
    const lines: string[] = [];
    let how = 0;
    await listen({
      log: { info: (line) => lines.push(line) },
      onConnection: async (connection) => {
        how += 1;
        if (how === 1) throw new Error('not you');
        if (how === 2) await Promise.reject(new Error('nor you'));
        answerPing(connection);
      },
    });
    for (let index = 0; index < 2; index += 1) {
      const connection = await connectUnixSocket(socketPath);
      await expect(connection.sendRequest('ping', {})).rejects.toMatchObject({ data: { code: 'transport.closed' } });
    }
    expect(await ping()).toEqual({ pong: true });
    expect(lines.join('\n')).toMatch(/not you[\s\S]*nor you/);
  });

  it('reads nothing before its handler is done', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    await listen({
      onConnection: async (connection) => {
        await gate;
        answerPing(connection);
      },
    });
    const answer = ping();
    await new Promise((resolve) => setTimeout(resolve, 50));
    open();
    expect(await answer).toEqual({ pong: true });
  });

  it('disconnects a client that does not read, and no other', async () => {
    const lines: string[] = [];
    const server = await listen({
      maxBacklogBytes: 200_000,
      log: { info: (line) => lines.push(line) },
      onConnection: (connection) => {
        connection.onNotification('flood', () => {
          const timer = setInterval(() => {
            connection.sendNotification('data', { text: 'x'.repeat(100_000) }).catch(() => {
              clearInterval(timer);
            });
          }, 1);
        });
        answerPing(connection);
      },
    });
    const deaf = net.connect({ path: socketPath }).pause();
    const body = '{"jsonrpc":"2.0","method":"flood"}';
    deaf.write(`Content-Length: ${String(body.length)}\r\n\r\n${body}`);
    const end = Date.now() + 5000;
    while (!lines.some((line) => line.includes('unread')) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(lines.join('\n')).toContain('unread');
    expect(await ping()).toEqual({ pong: true });
    while (server.connectionCount > 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(server.connectionCount).toBe(0);
    deaf.destroy();
  });

  it('refuses more clients than it may have', async () => {
    await listen({ maxConnections: 2 });
    const held = [await connectUnixSocket(socketPath), await connectUnixSocket(socketPath)];
    for (const connection of held) expect(await connection.sendRequest('ping', {})).toEqual({ pong: true });
    const third = await connectUnixSocket(socketPath);
    await expect(third.sendRequest('ping', {})).rejects.toMatchObject({ data: { code: 'transport.closed' } });
    for (const connection of held) connection.dispose();
  });

  it('serves a socket that systemd made, and leaves its file', async () => {
    mkdirSync(path.dirname(socketPath), { mode: 0o700 });
    const outer = net.createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => {
      outer.listen(socketPath, resolve);
    });
    const descriptor = (outer as unknown as { _handle: { fd: number } })._handle.fd;
    const script = `
      const { listenUnixSocket } = await import(${JSON.stringify(path.join(import.meta.dirname, 'unixSocket.ts'))});
      const server = await listenUnixSocket(${JSON.stringify(socketPath)}, { descriptor: 3, onConnection: (c) => { c.onRequest('ping', () => ({ pid: process.pid })); } });
      console.log('ready');
      process.stdin.resume().on('end', () => server.close());`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit', descriptor] });
    await once(child.stdio[1] ?? child, 'data');
    // This process listens on the same socket and turns away whom it gets; the kernel gives some clients to the child.
    const connection = await connectUntil(child.pid ?? 0);
    connection.dispose();
    child.stdin?.end();
    await once(child, 'exit');
    expect(lstatSync(socketPath).isSocket()).toBe(true);
    await new Promise((resolve) => outer.close(resolve));
  });
});

async function connectUntil(pid: number): Promise<RpcConnection> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const connection = await connectUnixSocket(socketPath);
    const answer = await Promise.race([
      connection.sendRequest('ping', {}).catch(() => undefined),
      new Promise((resolve) => setTimeout(resolve, 100)),
    ]);
    if ((answer as { pid?: number } | undefined)?.pid === pid) return connection;
    connection.dispose();
  }
  throw new Error('the child never answered');
}

describe('connectUnixSocket', () => {
  it('says in words why it cannot connect', async () => {
    await expect(connectUnixSocket(socketPath)).rejects.toMatchObject({
      ...unavailable,
      details: { endpoint: socketPath },
      retryable: true,
      message: expect.stringContaining('nothing listens') as string,
    });
    await leaveStaleSocket();
    await expect(connectUnixSocket(socketPath)).rejects.toMatchObject({
      ...unavailable,
      message: expect.stringContaining('has ended') as string,
    });
  });

  it('gives up after its time when the server accepts nobody', async () => {
    // A listener with backlog 0 that never accepts: Node's own server always does, so the backlog is filled by a stopped process.
    mkdirSync(path.dirname(socketPath), { mode: 0o700 });
    const child = spawn(process.execPath, [
      '-e',
      `require('node:net').createServer().listen({ path: ${JSON.stringify(socketPath)}, backlog: 1 }, () => console.log('ready'))`,
    ]);
    await once(child.stdout, 'data');
    child.kill('SIGSTOP');
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => connectUnixSocket(socketPath, { timeoutMs: 200 })));
    const failed = attempts.filter(({ status }) => status === 'rejected');
    for (const attempt of attempts) if (attempt.status === 'fulfilled') attempt.value.dispose();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(failed.length).toBeGreaterThan(0);
    expect(failed[0]).toMatchObject({ reason: unavailable });
  });
});

describe('peerCredentials', () => {
  it('tells the process, user and group of a real peer', async () => {
    const sockets: net.Socket[] = [];
    await listen({
      onConnection: (connection, socket) => {
        sockets.push(socket);
        answerPing(connection);
      },
    });
    await ping();
    const script = `const s = require('node:net').connect(${JSON.stringify(socketPath)}, () => setTimeout(() => s.end(), 200)); s.resume();`;
    const asNobody = process.getuid?.() === 0;
    chmodSync(socketPath, 0o666);
    for (const part of [folder, path.dirname(socketPath)]) chmodSync(part, 0o755);
    const child = spawn(process.execPath, ['-e', script], asNobody ? { uid: 65_534, gid: 65_534 } : {});
    const end = Date.now() + 5000;
    while (sockets.length < 2 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
    const socket = sockets[1];
    if (socket === undefined) throw new Error('the child did not connect');
    expect(peerCredentials(socket)).toEqual({
      pid: child.pid,
      uid: asNobody ? 65_534 : process.getuid?.(),
      gid: asNobody ? 65_534 : process.getgid?.(),
    });
    await once(child, 'exit');
  });

  it('refuses a socket that is closed or not of this machine', async () => {
    await expect(Promise.resolve().then(() => peerCredentials(new net.Socket()))).rejects.toThrow('closed');
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    expect(() => peerCredentials(socket)).toThrow('cannot be told');
    socket.destroy();
    server.close();
  });

  it('loads its library only when it is asked', () => {
    const script = `
      await import(${JSON.stringify(path.join(import.meta.dirname, 'peerCredentials.ts'))});
      const { readFileSync } = await import('node:fs');
      process.stdout.write(String(readFileSync('/proc/self/maps', 'utf8').includes('koffi')));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(stdout).toBe('false');
  });
});
