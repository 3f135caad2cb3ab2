import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../contracts/kit/client.ts';
import { type MonitorFrame, monitorContract, monitorFrame } from '../contracts/monitor.ts';
import { connectUnixSocket } from '../transports/unixSocket.ts';
import { MonitorApi } from './api.ts';
import { defaultClientLimits } from './client.ts';
import { createFrames } from './frames.ts';
import { KernelFiles } from './kernelFiles.ts';
import type { Method } from './module.ts';
import { Sampler } from './sampler.ts';
import { MonitorServer, type MonitorServerOptions } from './server.ts';
import { FakeMachine, ManualClock } from './testSupport/fakeMachine.ts';
import { RawClient } from './testSupport/rawClient.ts';

interface Fixture {
  readonly server: MonitorServer;
  readonly path: string;
  readonly clock: ManualClock;
  /** One second passes and a frame goes out. */
  tick(): MonitorFrame;
  /** Sends a frame for which no time passes. */
  send(sequence: number): void;
}

const cleanups: (() => void)[] = [];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-monitor-'));
});
afterEach(() => {
  for (const clean of cleanups.splice(0).reverse()) clean();
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: Partial<MonitorServerOptions> = {}): Promise<Fixture> {
  const machine = new FakeMachine();
  const clock = new ManualClock();
  const sampler = new Sampler({ files: new KernelFiles(machine.root), clock, intervalMs: () => 1000 });
  const publish = (frame = sampler.sample()): MonitorFrame => {
    frames.publish(frame);
    server.dropStuck();
    return frame;
  };
  const frames = createFrames({
    version: '1.2.3',
    intervalMs: () => 1000,
    clients: () => server.clientCount,
    sampleNow: publish,
    monotonicMs: () => clock.monotonicMs(),
  });
  const server = new MonitorServer({
    api: new MonitorApi([frames]),
    maxClients: 200,
    monotonicMs: () => clock.monotonicMs(),
    complain: (text) => {
      throw new Error(text);
    },
    ...options,
  });
  const socketPath = path.join(folder, 'monitor.sock');
  const stop = await server.listen(socketPath, 0o600);
  cleanups.push(() => {
    stop();
    sampler.close();
    machine.dispose();
  });
  const tick = (): MonitorFrame => {
    clock.advance(1000);
    return publish();
  };
  return {
    server,
    path: socketPath,
    clock,
    tick,
    send: (sequence) => {
      publish({ ...sampler.sample(), sequence });
    },
  };
}

async function connect(fixture: Fixture): Promise<RawClient> {
  const client = await RawClient.connect(fixture.path);
  cleanups.push(() => {
    client.end();
  });
  return client;
}

const subscribe = '$/hecate/subscribe';
const frames = (client: RawClient): unknown[] =>
  client.messages.filter((message) => message.method === '$/hecate/event').map((message) => message.params?.payload);

describe('MonitorServer', () => {
  it('serves the product client, with every answer inside the contract', async () => {
    const fixture = await start();
    const connection = await connectUnixSocket(fixture.path);
    const client = createClient(monitorContract, connection);
    expect(await client.hello({})).toEqual({ version: '1.2.3', pid: process.pid, host: hostname(), intervalMs: 1000, clients: 1 });
    // Nothing was sampled yet: the question itself makes the first frame.
    expect((await client.snapshot({})).sequence).toBe(0);
    const received: MonitorFrame[] = [];
    const stop = client.frame((frame) => received.push(frame));
    await client.hello({});
    const sent = [fixture.tick(), fixture.tick()];
    expect((await client.recent({ seconds: 900 })).frames).toHaveLength(3);
    expect(received).toEqual(sent);
    expect((await client.recent({ seconds: 1 })).frames.map((frame) => frame.sequence)).toEqual([1, 2]);
    await expect(client.recent({ seconds: 0 })).rejects.toMatchObject({
      code: 'contract.invalid',
      details: { issues: [{ field: 'seconds' }] },
    });
    stop();
    await client.hello({});
    fixture.tick();
    await client.hello({});
    expect(received).toHaveLength(2);
    connection.dispose();
  });

  it('keeps the socket to its owner', async () => {
    const { path: socketPath } = await start();
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
  });

  it('sends every frame to each of a hundred clients', async () => {
    const fixture = await start();
    const clients = await Promise.all(Array.from({ length: 100 }, () => connect(fixture)));
    await Promise.all(clients.map((client) => client.ask(1, subscribe, { event: 'monitor.frame' })));
    expect(fixture.server.clientCount).toBe(100);
    const sent: MonitorFrame[] = [];
    for (let frame = 0; frame < 20; frame += 1) sent.push(fixture.tick());
    for (const client of clients) {
      await client.until(() => frames(client).length === 20, '20 frames');
      expect(frames(client)).toEqual(sent);
    }
    monitorFrame.parse(frames(clients[99] as RawClient)[0]);
    for (const client of clients) client.end();
    const last = await connect(fixture);
    await last.until(() => fixture.server.clientCount === 1, 'the others to be forgotten');
  });

  it('skips frames for a client that does not read, then drops it, and nobody else notices', async () => {
    const fixture = await start({ limits: { ...defaultClientLimits, maxStuckMs: 5000 } });
    const [slow, quick] = [await connect(fixture), await connect(fixture)];
    for (const client of [slow, quick]) await client.ask(1, subscribe, { event: 'monitor.frame' });
    slow.socket.pause();
    let sent = 0;
    // The kernel's own socket buffer takes some hundred kilobytes first.
    while (fixture.server.clientCount === 2 && sent < 5000) {
      fixture.tick();
      sent += 1;
      if (sent % 50 === 0) await quick.until(() => frames(quick).length === sent, `${String(sent)} frames`);
    }
    expect(fixture.server.clientCount).toBe(1);
    await quick.until(() => frames(quick).length === sent, 'every frame');
    slow.socket.resume();
    await slow.until(() => slow.closed, 'the end');
    const got = frames(slow).length;
    expect(got).toBeGreaterThan(0);
    expect(got).toBeLessThan(sent);
  });

  it('goes on with a client that was slow for a moment, from the newest frame', async () => {
    const fixture = await start();
    const client = await connect(fixture);
    await client.ask(1, subscribe, { event: 'monitor.frame' });
    client.socket.pause();
    // No turn of the event loop in between, so that nothing can be handed to the kernel: what is left unread counts.
    const limitMs = defaultClientLimits.maxStuckMs;
    for (let sent = 0; sent < 600; sent += 1) {
      if (sent < limitMs / 1000) fixture.tick();
      else fixture.send(sent);
    }
    client.socket.resume();
    await client.until(() => frames(client).length > 0, 'the first frames');
    await client.ask(2, 'monitor.hello');
    const before = frames(client).length;
    expect(before).toBeLessThan(600);
    const newest = fixture.tick();
    await client.until(() => frames(client).length > before, 'the newest frame');
    expect(frames(client).at(-1)).toEqual(newest);
    expect(client.closed).toBe(false);
  });

  it('holds no more than it may for a client that asks without reading', async () => {
    const fixture = await start();
    for (let frame = 0; frame < 900; frame += 1) fixture.tick();
    const greedy = await connect(fixture);
    greedy.socket.pause();
    const before = process.memoryUsage().rss;
    for (let request = 0; request < 100; request += 1) greedy.send(request, 'monitor.recent', { seconds: 900 });
    const other = await connect(fixture);
    for (let request = 0; request < 50; request += 1) await other.ask(request, 'monitor.hello');
    // 100 answers would be well over 100 MB.
    expect(process.memoryUsage().rss - before).toBeLessThan(60e6);
    greedy.socket.resume();
    await greedy.until(() => greedy.messages.length === 100, 'all 100 answers, in the end', 15_000);
    expect(greedy.messages.map((message) => message.id)).toEqual(Array.from({ length: 100 }, (_item, index) => index));
  });

  it.each([
    ['Content-Length: 262145\r\n\r\n', 'transport.oversized'],
    ['Content-Length: 1073741824\r\n\r\n', 'transport.oversized'],
    ['Content-Length: nine\r\n\r\n', 'transport.malformed'],
    ['GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', 'transport.malformed'],
    ['Content-Length: 8\r\n\r\nnot json', 'transport.malformed'],
    ['Content-Length: 2\r\n\r\n[]', 'transport.malformed'],
    ['x'.repeat(5000), 'transport.malformed'],
  ])('closes the client that sends %j, saying %s, and nobody else', async (text, code) => {
    const fixture = await start();
    const [bad, good] = [await connect(fixture), await connect(fixture)];
    bad.socket.write(text);
    await bad.until(() => bad.closed, 'the end');
    expect(bad.messages).toMatchObject([{ id: null, error: { data: { code } } }]);
    expect((await good.ask(1, 'monitor.hello')).result).toMatchObject({ clients: 1 });
  });

  it('answers a wrong request and goes on', async () => {
    const fixture = await start();
    const client = await connect(fixture);
    expect((await client.ask(1, 'monitor.reboot')).error).toMatchObject({ code: -32_000, data: { code: 'contract.unknownMethod' } });
    expect((await client.ask(2, subscribe, { event: 'tuning.changed' })).error?.data?.code).toBe('contract.invalid');
    expect((await client.ask(3, '$/hecate/unsubscribe', { subscription: 9 })).error?.data?.code).toBe('contract.invalid');
    expect((await client.ask(4, 'monitor.hello')).result).toBeDefined();
  });

  it('limits the subscriptions of one connection, and ends each alone', async () => {
    const fixture = await start();
    const client = await connect(fixture);
    for (let id = 1; id <= 16; id += 1)
      expect((await client.ask(id, subscribe, { event: 'monitor.frame' })).result).toEqual({ subscription: id });
    expect((await client.ask(17, subscribe, { event: 'monitor.frame' })).error?.data?.code).toBe('contract.invalid');
    await client.ask(18, '$/hecate/unsubscribe', { subscription: 3 });
    const frame = fixture.tick();
    await client.until(() => frames(client).length === 15, '15 events');
    expect(frames(client).every((payload) => JSON.stringify(payload) === JSON.stringify(frame))).toBe(true);
    const numbers = client.messages.flatMap((message) => message.params?.subscription ?? []);
    expect(new Set(numbers).size).toBe(15);
    expect(numbers).not.toContain(3);
  });

  it('tells a client beyond the limit why, and takes one again when another has gone', async () => {
    const fixture = await start({ maxClients: 2 });
    const [first, second] = [await connect(fixture), await connect(fixture)];
    await Promise.all([first.ask(1, 'monitor.hello'), second.ask(1, 'monitor.hello')]);
    const refused = await connect(fixture);
    const answer = await refused.ask(7, 'monitor.snapshot');
    expect(answer.error).toMatchObject({
      message: expect.stringContaining('2 clients') as string,
      data: { code: 'transport.unavailable', retryable: true },
    });
    await refused.until(() => refused.closed, 'the end');
    first.end();
    await second.until(() => fixture.server.clientCount === 1, 'room');
    const third = await connect(fixture);
    expect((await third.ask(1, 'monitor.hello')).result).toMatchObject({ clients: 2 });
  });

  it('answers what takes time when it is done, says `internal` for what is our own fault, and keeps local methods local', async () => {
    const complaints: string[] = [];
    const slow: Method = { reach: 'local', answer: (params) => new Promise((resolve) => setTimeout(resolve, 20, params)) };
    const broken: Method = {
      reach: 'anywhere',
      answer: () => {
        throw new TypeError('of our own making');
      },
    };
    const api = new MonitorApi([{ methods: { 'test.slow': slow, 'test.broken': broken }, events: [] }]);
    const fixture = await start({ api, complain: (text) => complaints.push(text) });
    const client = await connect(fixture);
    // More than may be under way at the same time: all are answered, in the end.
    for (let id = 0; id < 40; id += 1) client.send(id, 'test.slow', { id });
    await client.until(() => client.messages.length === 40, '40 answers');
    expect(client.messages.map((message) => message.result)).toEqual(Array.from({ length: 40 }, (_item, id) => ({ id })));
    const answer = await client.ask(41, 'test.broken');
    expect(answer.error).toMatchObject({ data: { code: 'internal' } });
    expect(answer.error?.message).not.toContain('our own making');
    expect(complaints).toEqual([expect.stringContaining('of our own making')]);
    expect(() => api.call('test.slow', {}, false)).toThrow('no such method');
  });

  it('refuses a place that is served already, and takes its socket away at the end', async () => {
    const fixture = await start();
    const again = new MonitorServer({ api: new MonitorApi([]), maxClients: 1, monotonicMs: () => 0, complain: () => undefined });
    await expect(again.listen(fixture.path, 0o600)).rejects.toThrow('another program listens there already');
    expect(existsSync(fixture.path)).toBe(true);
    for (const clean of cleanups.splice(0).reverse()) clean();
    expect(existsSync(fixture.path)).toBe(false);
  });
});
