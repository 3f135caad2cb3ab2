/** The gateway for browsers, attacked as a page on the web, a rebound name or a curious program would. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RpcConnection } from '../contracts/kit/connection.ts';
import { serveAll, service } from '../contracts/kit/serve.ts';
import { settingsContract } from '../contracts/settings.ts';
import { protocolVersion, systemContract } from '../contracts/system.ts';
import { createSettings, settingsImplementation } from '../services/settings.ts';
import { systemImplementation } from '../services/system.ts';
import { pagePath, readPage } from '../transports/pages.ts';
import { startUiServer, type UiServer } from './uiServer.ts';

const log = { info: () => undefined, error: () => 'id' };

let root: string;
let server: UiServer;
let port: number;
let token: string;
let connections: RpcConnection[];

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'hecate-ui-'));
  mkdirSync(path.join(root, 'pages/assets'), { recursive: true });
  writeFileSync(path.join(root, 'secret.json'), '{"secret":true}');
  writeFileSync(path.join(root, 'pages/index.html'), '<!doctype html>');
  writeFileSync(path.join(root, 'pages/assets/a.js'), 'export {};');
  writeFileSync(path.join(root, 'pages/.hidden.json'), '{}');
  symlinkSync(path.join(root, 'secret.json'), path.join(root, 'pages/link.json'));
  connections = [];
  const settings = createSettings({ folder: null, log });
  const off = { state: 'off', why: '' } as const;
  const system = systemImplementation({
    folders: { config: '', state: '', runtime: '', journal: '' },
    recorded: false,
    routes: () => Promise.resolve([]),
    monitor: () => Promise.resolve({ running: false, why: '' }),
    resident: { state: () => Promise.resolve(off), set: () => Promise.resolve(off) },
  });
  server = await startUiServer({
    port: 0,
    folder: path.join(root, 'pages'),
    log,
    onConnection(connection) {
      connections.push(connection);
      serveAll([service(systemContract, system), service(settingsContract, settingsImplementation(settings))], connection, {
        scope: 'write',
        log,
      });
    },
  });
  const url = new URL(server.url);
  port = Number(url.port);
  token = url.hash.replace('#token=', '');
});
afterEach(async () => {
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

function get(target: string, options: { host?: string; method?: string } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: '127.0.0.1',
        port,
        path: target,
        method: options.method ?? 'GET',
        headers: { host: options.host ?? `127.0.0.1:${String(port)}` },
        agent: false,
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        });
      },
    );
    request.on('error', reject);
    request.end();
  });
}

/** First line of the answer to a hand-made upgrade. */
function upgrade(change: { host?: string; origin?: string | null; protocols?: string; target?: string }): Promise<string> {
  const lines = [
    `GET ${change.target ?? '/rpc'} HTTP/1.1`,
    `Host: ${change.host ?? `127.0.0.1:${String(port)}`}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ...(change.origin === null ? [] : [`Origin: ${change.origin ?? `http://127.0.0.1:${String(port)}`}`]),
    `Sec-WebSocket-Protocol: ${change.protocols ?? `hecate, hecate.token.${token}`}`,
  ];
  return raw(`${lines.join('\r\n')}\r\n\r\n`);
}

function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(text));
    socket.setTimeout(5000, () => socket.destroy(new Error('no answer')));
    socket.once('data', (bytes) => {
      resolve(bytes.toString('latin1').split('\r\n', 1)[0] ?? '');
      socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => {
      resolve('closed');
    });
  });
}

describe('pages', () => {
  it('are served with a strict policy', async () => {
    const page = await get('/');
    expect(page.status).toBe(200);
    expect(page.body).toBe('<!doctype html>');
    const policy = page.headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(page.headers).not.toHaveProperty('access-control-allow-origin');
    expect((await get('/assets/a.js?x=1')).headers['content-type']).toContain('text/javascript');
    expect((await get('/', { method: 'HEAD' })).body).toBe('');
  });

  it.each([
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/%252e%252e/secret.json',
    '/assets/%2e%2e/%2e%2e/secret.json',
    '/..%5csecret.json',
    '/assets\\..\\..\\secret.json',
    '/link.json',
    '/.hidden.json',
    '/index.html%00.js',
    '/%zz',
    '/assets',
    '/missing.js',
    '/secret.json',
    '//etc/passwd',
    `/${'a'.repeat(5000)}.js`,
  ])('nothing outside the folder: %s', async (target) => {
    const answer = await get(target).catch(() => null);
    expect(answer?.status ?? 404).toBeGreaterThanOrEqual(400);
    expect(answer?.body ?? '').not.toContain('secret":');
  });

  it('an absolute request line and other methods are refused', async () => {
    expect(await raw(`GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:${String(port)}\r\n\r\n`)).toContain('404');
    expect((await get('/', { method: 'POST' })).status).toBe(405);
    expect((await get('/', { method: 'DELETE' })).status).toBe(405);
  });

  it.each(['evil.example', '127.0.0.1', 'localhost', '127.0.0.1:1', 'evil.example:80'])('a rebound name is refused: %j', async (host) => {
    expect((await get('/', { host })).status).toBeGreaterThanOrEqual(400);
  });

  it('no name at all is refused', async () => {
    expect(await raw('GET / HTTP/1.1\r\nHost: \r\n\r\n')).toContain('403');
    expect(await raw('GET / HTTP/1.0\r\n\r\n')).toContain('403');
  });

  it('localhost is this machine as well', async () => {
    expect((await get('/', { host: `localhost:${String(port)}` })).status).toBe(200);
  });

  it('a path never leaves the folder, whatever is asked', async () => {
    const piece = fc.constantFrom('..', '.', '%2e', '%2f', '/', '\\', 'a', 'secret.json', '%00', '%', '//', 'index.html', '\u0000', 'é');
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
        const target = `/${pieces.join('')}`;
        const relative = pagePath(target);
        expect(relative === null || !/(^|\/)\.|\\|\0/.test(relative)).toBe(true);
        const page = await readPage(path.join(root, 'pages'), target);
        expect(page?.bytes.toString() ?? '').not.toContain('secret');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('socket', () => {
  it('serves a page that has the token, with the scope write and not more', async () => {
    const headers = { Origin: `http://127.0.0.1:${String(port)}` };
    const { WebSocket } = await import('ws');
    // A browser sends the token as a second subprotocol; the answer must name the first.
    const socket = new WebSocket(`ws://127.0.0.1:${String(port)}/rpc`, ['hecate', `hecate.token.${token}`], { headers });
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    expect(socket.protocol).toBe('hecate');
    const answer = new Promise<string>((resolve) => {
      socket.once('message', (bytes: Buffer) => {
        resolve(bytes.toString());
      });
    });
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'system.hello', params: { protocol: protocolVersion, client: 'test' } }));
    expect(JSON.parse(await answer)).toMatchObject({ id: 1, result: { scope: 'write' } });
    socket.terminate();
  });

  it.each([
    ['a foreign page', { origin: 'http://evil.example' }, '403'],
    ['a foreign page that names our host in its own', { origin: 'http://127.0.0.1.evil.example' }, '403'],
    ['another port', { origin: 'http://127.0.0.1:1' }, '403'],
    ['another scheme', { origin: 'https://127.0.0.1' }, '403'],
    ['a sandboxed frame', { origin: 'null' }, '403'],
    ['no page at all', { origin: null }, '403'],
    ['a rebound name', { host: 'evil.example' }, '403'],
    ['no token', { protocols: 'hecate' }, '401'],
    ['an empty token', { protocols: 'hecate, hecate.token.' }, '401'],
    ['a wrong token', { protocols: `hecate, hecate.token.${'A'.repeat(43)}` }, '401'],
    ['a token in the address', { protocols: 'hecate', target: '/rpc?token=x' }, '404'],
    ['another socket', { target: '/other' }, '404'],
  ])('refuses %s', async (_what, change, status) => {
    expect(await upgrade(change)).toContain(` ${status} `);
    expect(connections).toHaveLength(0);
  });

  it('refuses the right token as the first protocol: the answer would repeat it', async () => {
    expect(await upgrade({ protocols: `hecate.token.${token}` })).toContain(' 401 ');
  });

  it('survives broken frames and goes on serving', async () => {
    for (const garbage of [
      '\x00\x01\x02',
      '\xff\xff\xff\xff\xff',
      '\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff',
      'GET / HTTP/9.9\r\n\r\n',
      '\r\n'.repeat(50),
    ]) {
      await new Promise<void>((resolve) => {
        const socket = net.connect(port, '127.0.0.1', () => {
          const head = `GET /rpc HTTP/1.1\r\nHost: 127.0.0.1:${String(port)}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nOrigin: http://127.0.0.1:${String(port)}\r\nSec-WebSocket-Protocol: hecate, hecate.token.${token}\r\n\r\n`;
          socket.write(Buffer.from(head + garbage, 'latin1'));
          setTimeout(() => socket.destroy(), 50);
        });
        socket.on('error', () => socket.destroy());
        socket.on('close', () => {
          resolve();
        });
      });
    }
    expect((await get('/')).status).toBe(200);
    expect(await upgrade({})).toContain(' 101 ');
  });

  it('a new start has a new token', async () => {
    const other = await startUiServer({ port: 0, folder: root, log, onConnection: () => undefined });
    expect(new URL(other.url).hash).not.toBe(new URL(server.url).hash);
    expect(token.length).toBeGreaterThanOrEqual(43);
    await other.close();
  });
});
