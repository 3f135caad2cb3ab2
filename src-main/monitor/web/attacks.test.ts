/** The web side under attack, with a well-behaved client beside that must see every frame. */
import { readdirSync, writeFileSync } from 'node:fs';
import net, { type Socket } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientFrame, handshake, RawSocket } from './testSupport/rawSocket.ts';
import { startTestWeb, type TestWeb } from './testSupport/testWeb.ts';

let web: TestWeb;
let witness: RawSocket;
let published = 0;

beforeEach(async () => {
  web = await startTestWeb({
    options: { maxClients: 32 },
    peerLimits: { maxUnreadBytes: 64 * 1024, maxStuckMs: 400, pingEveryMs: 300, sweepEveryMs: 100 },
    timing: { headersMs: 800, requestMs: 1000, keepAliveMs: 1000, checkEveryMs: 200, idleMs: 1000 },
  });
  web.publish();
  published = 0;
  witness = await RawSocket.open(web.port, '/v1/stream', web.token);
  answerPings(witness);
  witness.send({ type: 'subscribe', groups: ['cpu'], everySeconds: 1 });
  await witness.message('full');
});

afterEach(async () => {
  await publishSome();
  expect(witness.messages.flatMap((message) => (message['type'] === 'delta' ? [message['sequence']] : []))).toEqual(
    Array.from({ length: published }, (_nothing, index) => index + 1),
  );
  expect(web.complaints).toEqual([]);
  web.close();
});

/** Frames meanwhile, each of which the witness must see. */
async function publishSome(count = 3): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    web.publish();
    published += 1;
  }
  await witness.until(() => witness.messages.filter((message) => message['type'] === 'delta').length === published, 'every frame', 20_000);
}

function answerPings(client: RawSocket): void {
  let answered = 0;
  client.socket.on('data', () => {
    const pings = client.frames.filter(({ opcode }) => opcode === 9).length;
    for (; answered < pings; answered += 1) client.socket.write(clientFrame('', { opcode: 10 }));
  });
}

const openDescriptors = (): number => readdirSync('/proc/self/fd').length;
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function closesWith(bytes: Buffer, code: number | undefined, path = '/v1/stream'): Promise<void> {
  const client = await RawSocket.open(web.port, path, web.token);
  client.socket.write(bytes);
  await client.until(() => client.closed, 'the end');
  expect(client.closeCode).toBe(code);
}

describe('frames', () => {
  it.each([
    ['a header that promises 1 GB', clientFrame('x', { claimedBytes: 2 ** 30 }), 1009],
    ['a header that promises 2⁶² bytes', clientFrame('x', { claimedBytes: Number.MAX_SAFE_INTEGER }), 1009],
    ['one byte more than allowed', clientFrame('x'.repeat(64 * 1024 + 1)), 1009],
    ['an unmasked frame', clientFrame('{"type":"ping"}', { masked: false }), 1002],
    ['a compressed frame', clientFrame('{"type":"ping"}', { reserved: 0x40 }), 1002],
    ['RSV2', clientFrame('x', { reserved: 0x20 }), 1002],
    ['RSV3', clientFrame('x', { reserved: 0x10 }), 1002],
    ['an opcode that does not exist', clientFrame('x', { opcode: 3 }), 1002],
    ['a control opcode that does not exist', clientFrame('x', { opcode: 11 }), 1002],
    ['a ping that is too long', clientFrame('x'.repeat(126), { opcode: 9 }), 1002],
    ['a fragmented ping', clientFrame('x', { opcode: 9, final: false }), 1002],
    ['a continuation of nothing', clientFrame('x', { opcode: 0 }), 1002],
    ['a new message inside a fragmented one', Buffer.concat([clientFrame('x', { final: false }), clientFrame('y')]), 1002],
    ['text that is not UTF-8', clientFrame(Buffer.from([0xc3, 0x28])), 1007],
    ['a close frame of one byte', clientFrame('x', { opcode: 8 }), 1002],
    ['a close code that may not be sent', clientFrame(Buffer.from([0x03, 0xed]), { opcode: 8 }), 1002],
    ['binary', clientFrame(Buffer.from([0, 1, 2]), { opcode: 2 }), 1003],
    [
      'fragments without end',
      Buffer.concat([
        clientFrame('x', { final: false }),
        ...Array.from({ length: 200 }, () => clientFrame('', { opcode: 0, final: false })),
      ]),
      1008,
    ],
  ])('ends with a client that sends %s', async (_what, bytes, code) => {
    await closesWith(bytes, code);
    await closesWith(bytes, code, '/rpc');
    await publishSome(1);
  });

  it('takes a message in a few fragments, with a ping between them', async () => {
    const client = await RawSocket.open(web.port, '/v1/stream', web.token);
    client.socket.write(clientFrame('{"type":', { final: false }));
    client.socket.write(clientFrame('hi', { opcode: 9 }));
    client.socket.write(clientFrame('"ping"}', { opcode: 0 }));
    await client.message('pong');
    expect(client.frames.some(({ opcode, payload }) => opcode === 10 && payload.toString() === 'hi')).toBe(true);
    client.end();
  });

  it('takes a message byte by byte', async () => {
    const client = await RawSocket.open(web.port, '/v1/stream', web.token);
    for (const byte of clientFrame('{"type":"ping"}')) {
      client.socket.write(Buffer.from([byte]));
      await wait(1);
    }
    await client.message('pong');
    client.end();
  });

  it('ends with who sends pings without end and reads no answer', async () => {
    for (const target of ['/v1/stream', '/rpc', '/ws']) {
      const client = await RawSocket.open(web.port, target, web.token);
      client.socket.pause();
      const pings = Buffer.concat(Array.from({ length: 2000 }, () => clientFrame('x'.repeat(125), { opcode: 9 })));
      for (let turn = 0; turn < 30; turn += 1) client.socket.write(pings);
      await publishSome(1);
      await wait(200);
      client.socket.resume();
      await client.until(() => client.closed, 'the end');
      expect(client.frames.filter(({ opcode }) => opcode === 10).length).toBeLessThanOrEqual(200);
    }
  });

  it('bounds the memory of fragments that never end', async () => {
    const clients = await Promise.all(Array.from({ length: 20 }, () => RawSocket.open(web.port, '/v1/stream', web.token)));
    const before = process.memoryUsage.rss();
    for (const client of clients) client.socket.write(clientFrame('x'.repeat(60_000), { final: false, claimedBytes: 64 * 1024 }));
    await publishSome(2);
    expect(process.memoryUsage.rss() - before).toBeLessThan(64 * 1024 * 1024);
    for (const client of clients) client.end();
  });
});

describe('handshakes', () => {
  it.each([
    ['no key', (text: string): string => text.replace(/Sec-WebSocket-Key: .*\r\n/, ''), 400],
    ['a short key', (text: string): string => text.replace(/Sec-WebSocket-Key: .*\r\n/, 'Sec-WebSocket-Key: abc\r\n'), 400],
    ['an old version', (text: string): string => text.replace('Version: 13', 'Version: 7'), 400],
    ['another method', (text: string): string => text.replace('GET', 'POST'), 405],
    ['another protocol', (text: string): string => text.replace('Upgrade: websocket', 'Upgrade: h2c'), 400],
    ['a broken list of protocols', (text: string): string => text.replace('hecate,', 'hecate,,'), 400],
  ])('refuses one with %s', async (_what, change, status) => {
    const client = await RawSocket.connect(web.port);
    client.socket.write(change(handshake(web.port, '/v1/stream', [`Sec-WebSocket-Protocol: hecate, hecate.token.${web.token}`])));
    await client.until(() => client.head !== '', 'an answer');
    expect(client.head).toContain(` ${String(status)} `);
    await client.until(() => client.closed, 'the end');
  });

  it('agrees to no compression, whatever is offered', async () => {
    const client = await RawSocket.open(web.port, '/v1/stream', web.token, [
      'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits',
    ]);
    expect(client.head.toLowerCase()).not.toContain('extensions');
    client.end();
  });
});

describe('numbers', () => {
  it('serves as many clients as it may, and refuses one more with the reason', async () => {
    const clients = await Promise.all(Array.from({ length: 31 }, () => RawSocket.open(web.port, '/v1/stream', web.token)));
    expect(clients.every(({ head }) => head.includes(' 101 '))).toBe(true);
    const tooMany = await RawSocket.open(web.port, '/ws', web.token);
    expect(tooMany.head).toContain(' 503 ');
    clients[0]?.end();
    await wait(100);
    const next = await RawSocket.open(web.port, '/v1/stream', web.token);
    expect(next.head).toContain(' 101 ');
    for (const client of [...clients, next]) client.end();
  });

  it('outlives 10,000 connections that say nothing, answers the owner meanwhile, and leaks no descriptor', async () => {
    const before = openDescriptors();
    let refused = 0;
    for (let batch = 0; batch < 10; batch += 1) {
      const sockets = await Promise.all(Array.from({ length: 1000 }, () => openSilently(web.port)));
      refused += sockets.filter((socket) => socket.destroyed).length;
      expect((await web.ask('/v1/snapshot')).status).toBe(200);
      await publishSome(1);
      for (const socket of sockets) socket.destroy();
      await wait(20);
    }
    await wait(200);
    expect(refused).toBeGreaterThan(0);
    expect(openDescriptors()).toBeLessThan(before + 20);
  }, 60_000);

  it('leaks neither descriptors nor clients over a thousand visits', async () => {
    const visit = async (): Promise<void> => {
      const client = await RawSocket.open(web.port, '/v1/stream', web.token);
      client.send({ type: 'subscribe', groups: ['cpu'], everySeconds: 60 });
      await client.message('full');
      client.end();
    };
    const round = async (times: number): Promise<number> => {
      for (let turn = 0; turn < times; turn += 10) await Promise.all(Array.from({ length: 10 }, visit));
      await wait(100);
      return process.memoryUsage.rss();
    };
    const descriptors = openDescriptors();
    const first = await round(500);
    const second = await round(500);
    expect(second / first).toBeLessThan(1.15);
    expect(openDescriptors()).toBeLessThan(descriptors + 5);
    expect((await web.side.access()).clients).toBe(1);
  }, 60_000);
});

describe('slow and silent ones', () => {
  it('drops who does not answer a ping, and who does not read', async () => {
    const silent = await RawSocket.open(web.port, '/v1/stream', web.token);
    const stuck = await RawSocket.open(web.port, '/v1/stream', web.token);
    stuck.send({ type: 'subscribe', groups: ['absent'], everySeconds: 1 });
    await stuck.message('full');
    stuck.socket.pause();
    // More than both kernels keep for a connection.
    for (let turn = 0; turn < 40; turn += 1) {
      web.publish({ absent: [{ what: String(turn), why: 'x'.repeat(200_000) }] });
      published += 1;
      await wait(5);
    }
    await silent.until(() => silent.closed, 'the end of the silent one');
    let left = 0;
    for (let turn = 0; turn < 100 && left !== 1; turn += 1) {
      await wait(50);
      left = (await web.side.access()).clients;
    }
    expect(left).toBe(1);
    stuck.socket.resume();
    await stuck.until(() => stuck.closed, 'the end of the stuck one');
  }, 30_000);

  it('drops a request that never ends, also one that comes byte by byte', async () => {
    const client = await RawSocket.connect(web.port);
    client.socket.write('GET /health HTTP/1.1\r\nHost: 127');
    const trickle = await RawSocket.connect(web.port);
    trickle.socket.write('GET /health HTTP/1.1\r\nX: ');
    const timer = setInterval(() => trickle.socket.write('x'), 100);
    await client.until(() => client.closed, 'the end');
    await trickle.until(() => trickle.closed, 'the end of the other');
    clearInterval(timer);
    expect([client.head, trickle.head]).toEqual([expect.stringContaining(' 408 '), expect.stringContaining(' 408 ')]);
  });

  it('keeps a page in memory once for all who ask for it and do not read', async () => {
    writeFileSync(path.join(web.folder, 'pages/assets/large.js'), 'x'.repeat(8 * 1024 * 1024));
    const before = process.memoryUsage.rss();
    const request = `GET /assets/large.js HTTP/1.1\r\nHost: 127.0.0.1:${String(web.port)}\r\n\r\n`;
    const sockets = await Promise.all(Array.from({ length: 60 }, () => openSilently(web.port)));
    for (const socket of sockets) {
      socket.pause();
      socket.write(request.repeat(4));
    }
    await publishSome(3);
    await wait(300);
    // 240 answers of 8 MiB each would be 1.9 GiB.
    expect(process.memoryUsage.rss() - before).toBeLessThan(128 * 1024 * 1024);
    for (const socket of sockets) socket.destroy();
  }, 15_000);

  it('keeps few answers in memory for those who do not read them, and has room again when they are gone', async () => {
    web.publish({ absent: [{ what: 'long', why: 'x'.repeat(4_000_000) }] });
    published += 1;
    const question = `GET /v1/snapshot HTTP/1.1\r\nHost: 127.0.0.1:${String(web.port)}\r\nAuthorization: Bearer ${web.token}\r\n\r\n`;
    const before = process.memoryUsage().rss;
    const silent: Socket[] = [];
    const fill = (): void => {
      for (const socket of silent.splice(0)) socket.destroy();
      for (let turn = 0; turn < 40; turn += 1) {
        const socket = net.connect(web.port, '127.0.0.1');
        socket.on('error', () => undefined);
        socket.pause();
        // Later ones of the same connection would wait behind an answer that nobody reads.
        socket.write(question.repeat(3));
        silent.push(socket);
      }
    };
    await expect
      .poll(
        async () => {
          // Anew each time: on a busy machine they are dropped for their silence before the next question comes.
          fill();
          return (await web.ask('/v1/snapshot')).status;
        },
        { timeout: 12_000 },
      )
      .toBe(503);
    // Without the limit it is 120 answers of 4 MB.
    expect(process.memoryUsage().rss - before).toBeLessThan(240e6);
    for (const socket of silent) socket.destroy();
    await expect.poll(async () => (await web.ask('/v1/snapshot')).status, { timeout: 5000 }).toBe(200);
    // All of the places, not just one.
    const both = await Promise.all(Array.from({ length: 10 }, () => web.ask('/v1/snapshot')));
    expect(both.map(({ status }) => status)).toEqual(Array(10).fill(200));
  }, 30_000);

  it('drops who asks for much and does not read it', async () => {
    web.publish({ absent: [{ what: 'long', why: 'x'.repeat(16_000_000) }] });
    published += 1;
    const socket = net.connect(web.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.pause();
    socket.write(`GET /v1/snapshot HTTP/1.1\r\nHost: 127.0.0.1:${String(web.port)}\r\nAuthorization: Bearer ${web.token}\r\n\r\n`);
    await wait(2500);
    let got = 0;
    const ended = new Promise<void>((resolve) => {
      socket.once('close', () => {
        resolve();
      });
    });
    socket.on('data', (bytes) => (got += bytes.length));
    socket.resume();
    await ended;
    expect(got).toBeLessThan(16_000_000);
  }, 15_000);
});

function openSilently(port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.once('connect', () => {
      resolve(socket);
    });
    socket.once('close', () => {
      resolve(socket);
    });
  });
}
