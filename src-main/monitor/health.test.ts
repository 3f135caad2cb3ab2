import http from 'node:http';
import net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { serveHealth } from './health.ts';

let stop: (() => void) | undefined;
afterEach(() => {
  stop?.();
  stop = undefined;
});

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

async function start(): Promise<number> {
  const port = await freePort();
  stop = await serveHealth({ host: '127.0.0.1', port }, () => ({ status: 'ok' }));
  return port;
}

function ask(port: number, options: http.RequestOptions = {}): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, path: '/health', ...options }, (response) => {
      let body = '';
      response.on('data', (bytes: Buffer) => (body += bytes.toString()));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body });
      });
    });
    request.on('error', reject);
    request.end();
  });
}

describe('serveHealth', () => {
  it('answers on loopback', async () => {
    const port = await start();
    expect(await ask(port)).toEqual({ status: 200, body: '{"status":"ok"}' });
    expect((await ask(port, { method: 'HEAD' })).status).toBe(200);
    expect((await ask(port, { headers: { host: `localhost:${String(port)}` } })).status).toBe(200);
  });

  it('refuses foreign hosts, web pages, other methods and other paths', async () => {
    const port = await start();
    expect((await ask(port, { headers: { host: 'attacker.example' } })).status).toBe(421);
    expect((await ask(port, { headers: { host: `127.0.0.1.attacker.example:${String(port)}` } })).status).toBe(421);
    expect((await ask(port, { headers: { origin: `http://127.0.0.1:${String(port)}` } })).status).toBe(403);
    expect((await ask(port, { method: 'POST' })).status).toBe(405);
    expect((await ask(port, { path: '/health/../etc' })).status).toBe(404);
    expect((await ask(port, { path: '/health?x' })).status).toBe(404);
  });

  it('says so when the address is taken', async () => {
    const port = await start();
    await expect(serveHealth({ host: '127.0.0.1', port }, () => ({}))).rejects.toThrow('EADDRINUSE');
  });
});
