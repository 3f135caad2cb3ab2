/** Who gets in, by HTTP and by WebSocket, and what nobody gets. */
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handshake, RawSocket } from './testSupport/rawSocket.ts';
import { startTestWeb, type TestWeb } from './testSupport/testWeb.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await startTestWeb();
  web.publish();
});
afterAll(() => {
  web.close();
});

/** Sends bytes as they are and gives back all that comes until the connection ends. */
function exchange(bytes: string, port = web.port): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes));
    let answer = '';
    socket.on('data', (data: Buffer) => (answer += data.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(answer);
    });
    setTimeout(() => socket.destroy(), 1500);
  });
}

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);

describe('without a token', () => {
  it('answers whether it is well, and says nothing about the machine', async () => {
    const { status, body, headers } = await web.get('/health');
    expect([status, body]).toEqual([200, '{"status":"ok"}']);
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'cache-control': 'no-store' });
  });

  it('serves the pages, and the marker that they are the dashboard', async () => {
    expect(await web.get('/')).toMatchObject({ status: 200, body: expect.stringContaining('pages') as string });
    expect((await web.get('/assets/a.js')).headers['cache-control']).toBe('no-cache');
    expect((await web.get('/dashboard.json')).body).toBe('{"dashboard":true}');
    expect(await web.get('/', {}, 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  it.each(['/v1/snapshot', '/v1/history?series=a', '/v1/series', '/v1/alerts', '/v1/processes', '/v1/openapi.json', '/metrics'])(
    'refuses %s',
    async (target) => {
      const { status, headers, body } = await web.get(target);
      expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer']);
      expect(body).not.toContain('sequence');
    },
  );

  it.each(['/v1/stream', '/rpc', '/ws'])('refuses a WebSocket on %s', async (target) => {
    expect(statusOf(await exchange(handshake(web.port, target)))).toBe(401);
    expect((await web.get(target)).status).toBe(426);
  });
});

describe('tokens', () => {
  it('lets in with the right one', async () => {
    expect(JSON.parse((await web.ask('/v1/snapshot')).body)).toMatchObject({ sequence: 0 });
    const client = await RawSocket.open(web.port, '/v1/stream', web.token);
    expect(client.head).toContain('101');
    expect(client.head).toContain('Sec-WebSocket-Protocol: hecate');
    expect(client.head).not.toContain(web.token);
    client.end();
  });

  it('never takes one from a URL', async () => {
    expect((await web.get(`/v1/snapshot?token=${web.token}`)).status).toBe(401);
    expect(statusOf(await exchange(handshake(web.port, `/v1/stream?token=${web.token}`)))).toBe(401);
    const { status, body } = await web.get(`/v1/snapshot?token=${web.token}`, { Authorization: `Bearer ${web.token}` });
    expect(status).toBe(400);
    expect(body).toContain('never stands in a URL');
  });

  it('takes no token that is only nearly right, and slows down who guesses, but not the owner', async () => {
    const other = await startTestWeb();
    const almost = [
      other.token.slice(0, -1),
      `${other.token}A`,
      other.token.toLowerCase() === other.token ? other.token.toUpperCase() : other.token.toLowerCase(),
      `${other.token.slice(0, -1)}${other.token.endsWith('A') ? 'B' : 'A'}`,
      'A'.repeat(43),
      web.token,
    ];
    const answers = await Promise.all(almost.map((token) => other.get('/v1/snapshot', { Authorization: `Bearer ${token}` })));
    expect(answers.map(({ status }) => status).sort()).toEqual([401, 401, 401, 401, 401, 429]);
    const waits: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const { headers } = await other.get('/v1/snapshot', { Authorization: 'Bearer wrong' });
      waits.push(Number(headers['retry-after']));
    }
    expect(waits).toEqual([2, 4, 8, 16]);
    expect(
      statusOf(await exchange(handshake(other.port, '/rpc', ['Sec-WebSocket-Protocol: hecate, hecate.token.wrong']), other.port)),
    ).toBe(429);
    expect((await other.ask('/v1/snapshot')).status).toBe(200);
    other.close();
  });

  it.each(['Basic abc', 'Bearer', 'Bearer  ', 'bearer \u00e4', `Bearer ${'x'.repeat(600)}`])(
    'takes %j for no token at all',
    async (authorization) => {
      const answer = await exchange(
        `GET /v1/snapshot HTTP/1.1\r\nHost: 127.0.0.1:${String(web.port)}\r\nAuthorization: ${authorization}\r\nConnection: close\r\n\r\n`,
      );
      expect(statusOf(answer)).toBe(401);
    },
  );
});

describe('Host and Origin', () => {
  const own = (): string => `127.0.0.1:${String(web.port)}`;

  it.each([
    'evil.example',
    'evil.example:{port}',
    '127.0.0.1',
    '127.0.0.1:1',
    '127.0.0.1.evil.example:{port}',
    'localhost.evil.example:{port}',
    '127.1:{port}',
    '0.0.0.0:{port}',
    '[::]:{port}',
    'localhost:{port}x',
    'localhost:{port}:{port}',
    'user@localhost:{port}',
    '',
  ])('does not answer for the Host %j, whatever the token', async (given) => {
    const host = given.replaceAll('{port}', String(web.port));
    const head = `Host: ${host}\r\nAuthorization: Bearer ${web.token}\r\nConnection: close\r\n\r\n`;
    for (const target of ['/', '/health', '/v1/snapshot']) {
      expect(statusOf(await exchange(`GET ${target} HTTP/1.1\r\n${head}`))).toBe(421);
    }
    const upgrade = handshake(web.port, '/rpc', [`Host: ${host}`, `Sec-WebSocket-Protocol: hecate, hecate.token.${web.token}`]);
    expect(statusOf(await exchange(upgrade))).toBe(421);
  });

  it('needs a Host', async () => {
    expect(statusOf(await exchange('GET / HTTP/1.1\r\nConnection: close\r\n\r\n'))).toBe(400);
    expect(statusOf(await exchange('GET / HTTP/1.0\r\n\r\n'))).toBe(421);
  });

  it.each([
    'http://evil.example',
    'null',
    'https://127.0.0.1:{port}',
    'http://127.0.0.1',
    'http://127.0.0.1:{port}.evil.example',
    'http://localhost:{port}',
    'file://',
  ])('refuses a page from %s', async (given) => {
    const origin = given.replaceAll('{port}', String(web.port));
    expect((await web.get('/v1/snapshot', { Origin: origin, Authorization: `Bearer ${web.token}` })).status).toBe(403);
    const upgrade = handshake(web.port, '/v1/stream', [`Origin: ${origin}`, `Sec-WebSocket-Protocol: hecate, hecate.token.${web.token}`]);
    expect(statusOf(await exchange(upgrade))).toBe(403);
  });

  it('takes its own page, and a program that has no Origin', async () => {
    const client = await RawSocket.open(web.port, '/v1/stream', web.token, [`Origin: http://${own()}`]);
    expect(client.head).toContain('101');
    client.end();
    expect(
      (await web.get('/health', { Host: `localhost:${String(web.port)}`, Origin: `http://localhost:${String(web.port)}` })).status,
    ).toBe(200);
  });
});

describe('requests', () => {
  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])('knows no %s', async (method) => {
    const { status, headers } = await web.get('/v1/snapshot', { Authorization: `Bearer ${web.token}` }, method);
    expect([status, headers['allow']]).toEqual([405, 'GET, HEAD']);
  });

  it('takes no body', async () => {
    const head = `Host: 127.0.0.1:${String(web.port)}\r\nConnection: close\r\n`;
    expect(statusOf(await exchange(`GET /health HTTP/1.1\r\n${head}Content-Length: 5\r\n\r\nhello`))).toBe(413);
    expect(statusOf(await exchange(`GET /health HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`))).toBe(413);
    // Both at once is how requests are smuggled: RFC 9112 section 6.3.
    const both = `GET /health HTTP/1.1\r\n${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`;
    expect(statusOf(await exchange(both))).toBe(400);
  });

  it('takes no endless headers and no endless URL', async () => {
    const head = `Host: 127.0.0.1:${String(web.port)}\r\nConnection: close\r\n`;
    expect(statusOf(await exchange(`GET /health HTTP/1.1\r\n${head}X-Long: ${'x'.repeat(40_000)}\r\n\r\n`))).toBe(431);
    expect(statusOf(await exchange(`GET /${'x'.repeat(9000)} HTTP/1.1\r\n${head}\r\n`))).toBe(414);
    expect(statusOf(await exchange('\u0000\u0001garbage\r\n\r\n'))).toBe(400);
  });

  it.each([
    '/link.json',
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/%2e%2e%2fsecret.json',
    '/%252e%252e/secret.json',
    '/..%5csecret.json',
    '/..\\secret.json',
    '/assets/%00/../a.js',
    '/a.js%00.html',
    '/.hidden.json',
    '/assets/.%2e/.%2e/secret.json',
    '//secret.json',
    '/assets',
    '/%c0%ae%c0%ae/secret.json',
    '/%',
    '/v1/%2e%2e/secret.json',
    '/v1/../link.json',
    '/constructor',
    '/__proto__',
  ])('finds nothing at %s', async (target) => {
    const answer = await exchange(
      `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${String(web.port)}\r\nAuthorization: Bearer ${web.token}\r\nConnection: close\r\n\r\n`,
    );
    expect(statusOf(answer)).toBe(404);
    expect(answer).not.toContain('secret');
  });

  it('gives nothing but its own pages for any path', async () => {
    await fc.assert(
      fc.asyncProperty(fc.webPath(), async (target) => {
        const { body } = await web.get(`/${target}`);
        expect(body).not.toContain('secret');
      }),
      { numRuns: 20 },
    );
  });

  it('answers a few requests of one connection in their order, and ends one that sends them without end', async () => {
    const one = (target: string): string => `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${String(web.port)}\r\n\r\n`;
    const few = await exchange(one('/health') + one('/dashboard.json') + one('/health'));
    expect([...few.matchAll(/\{"(status|dashboard)"/g)].map(([, name]) => name)).toEqual(['status', 'dashboard', 'status']);
    const many = await exchange(one('/assets/a.js').repeat(2000));
    web.publish();
    expect(many.split('export {};').length - 1).toBeLessThan(10);
    expect((await web.get('/health')).status).toBe(200);
  });

  it('names the field of a wrong query', async () => {
    for (const [target, field] of [
      ['/v1/snapshot?x=1', 'x'],
      ['/v1/history?series=a&to=tomorrow', 'to'],
      ['/v1/history?series=a&points=0', 'points'],
      ['/v1/history?series=a&points=1&points=2', 'points'],
      ['/v1/history?series=a&format=xml', 'format'],
      ['/v1/alerts?limit=1e3', 'limit'],
      ['/v1/processes?overMs=1', 'overMs'],
      ['/metrics?collect[]=cpu', 'collect[]'],
    ] as const) {
      const { status, body } = await web.ask(target);
      expect(status, target).toBe(400);
      expect((JSON.parse(body) as { error: { details: { issues: { field: string }[] } } }).error.details.issues[0]?.field).toBe(field);
    }
  });

  it('says plainly when there are no pages, and keeps what is not a page to itself', async () => {
    writeFileSync(path.join(web.folder, 'pages/notes.txt'), 'secret');
    expect((await web.get('/notes.txt')).status).toBe(404);
  });
});

describe('JSON-RPC', () => {
  it('answers what only reads, and knows nothing that is local', async () => {
    const client = await RawSocket.open(web.port, '/rpc', web.token);
    const ask = async (id: number, method: string): Promise<Readonly<Record<string, unknown>>> => {
      client.send({ jsonrpc: '2.0', id, method, params: {} });
      return client.until(() => client.messages.find((message) => message['id'] === id), method);
    };
    expect(await ask(1, 'monitor.hello')).toMatchObject({ result: { version: 'test' } });
    for (const [id, method] of [
      'test.secret',
      'monitor.web',
      'monitor.renewToken',
      'alerts.setRules',
      'history.clear',
      'processes.signal',
    ].entries()) {
      expect(await ask(10 + id, method)).toMatchObject({ error: { data: { code: 'contract.unknownMethod' } } });
    }
    client.send({ jsonrpc: '2.0', id: 30, method: '$/hecate/subscribe', params: { event: 'monitor.frame' } });
    await client.until(() => client.messages.find((message) => message['id'] === 30), 'subscription');
    const { sequence } = web.publish();
    const event = await client.until(() => client.messages.find((message) => message['method'] === '$/hecate/event'), 'event');
    expect(event).toMatchObject({ params: { payload: { sequence } } });
    client.socket.write(Buffer.from([0x81, 0x81, 1, 2, 3, 4, 0x7b ^ 1])); // `{`
    await client.until(() => client.closed, 'the end');
    expect(client.closeCode).toBe(1008);
  });

  it('never serves something that can be written, whatever is asked by URL', async () => {
    const { status } = await web.ask('/v1/renewToken');
    expect(status).toBe(404);
  });
});
