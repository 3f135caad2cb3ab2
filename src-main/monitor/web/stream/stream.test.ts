/** The public stream as a client sees it. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type MonitorFrame, monitorFrame } from '../../../contracts/monitor.ts';
import { emptyCpu, emptyFrame } from '../../../contracts/testSupport/emptyFrame.ts';
import { type StreamMessage, streamGroups, streamMessage, streamRequest } from '../../../contracts/webStream.ts';
import { EventChannel } from '../../eventChannel.ts';
import type { MonitorModule } from '../../module.ts';
import { RawSocket } from '../testSupport/rawSocket.ts';
import { startTestWeb, type TestWeb, type TestWebOptions } from '../testSupport/testWeb.ts';
import { FrameTexts } from './frameTexts.ts';
import { readStreamRequest } from './streamRequest.ts';

const webs: TestWeb[] = [];
afterEach(() => {
  for (const web of webs.splice(0)) web.close();
});

async function start(options: TestWebOptions = {}): Promise<TestWeb> {
  const web = await startTestWeb(options);
  webs.push(web);
  return web;
}

const open = (web: TestWeb): Promise<RawSocket> => RawSocket.open(web.port, '/v1/stream', web.token);
const all = (client: RawSocket): readonly StreamMessage[] => client.texts.map((text) => streamMessage.parse(JSON.parse(text)));
const count = (client: RawSocket, type: StreamMessage['type']): number => all(client).filter((message) => message.type === type).length;

/** What a client knows after all its messages: applies each delta where it belongs, as the documentation says. */
function replay(messages: readonly StreamMessage[]): Record<string, unknown> | undefined {
  let state: Record<string, unknown> | undefined;
  let sequence = -1;
  for (const message of messages) {
    if (message.type === 'full') state = structuredClone(message.groups);
    if (message.type === 'delta') {
      expect(message.base).toBe(sequence);
      for (const [group, change] of Object.entries(message.changes)) {
        const merges = group === 'cpu' || group === 'memory' || group === 'pressure';
        state = { ...state, [group]: merges ? { ...(state?.[group] as object), ...(change as object) } : change };
      }
    }
    if (message.type === 'full' || message.type === 'delta') sequence = message.sequence;
  }
  return state;
}

describe('readStreamRequest', () => {
  it('knows the groups of the contract', () => {
    const ofEveryMessage = ['sequence', 'at', 'intervalMs', 'gap'];
    const figures = Object.keys(monitorFrame.shape).filter((field) => !ofEveryMessage.includes(field));
    expect(new Set<string>(streamGroups)).toEqual(new Set([...figures, 'alerts']));
    for (const group of streamGroups) {
      expect(readStreamRequest(JSON.stringify({ type: 'subscribe', groups: [group], everySeconds: 1 })), group).toMatchObject({
        groups: [group],
      });
    }
  });

  it('takes exactly what the contract takes', () => {
    const nearly = fc.record(
      {
        type: fc.oneof(fc.constantFrom('subscribe', 'resync', 'ping'), fc.jsonValue()),
        groups: fc.oneof(
          fc.array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...streamGroups) }, fc.string()), { maxLength: 70 }),
          fc.jsonValue(),
        ),
        everySeconds: fc.oneof(fc.double({ min: 0, max: 61, noNaN: true }), fc.jsonValue()),
        extra: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const taken = (text: string): boolean => {
      try {
        return readStreamRequest(text) !== undefined;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(fc.oneof({ weight: 5, arbitrary: nearly }, fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);
        expect(taken(text)).toBe(streamRequest.safeParse(JSON.parse(text)).success);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('FrameTexts', () => {
  it('makes differences that lead from any frame to any other', () => {
    const number = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: null });
    const name = fc.oneof(fc.string(), fc.constantFrom('<img src=x>', '\u001b[31m', 'a\nb', '"', '\\'));
    const frame = fc
      .record({
        busy: number,
        per: fc.array(number),
        disks: fc.array(fc.record({ name, busyPercent: number })),
        absent: fc.array(fc.record({ what: name, why: name })),
      })
      .map(({ busy, per, disks, absent }) =>
        emptyFrame({
          cpu: emptyCpu({ busyPercent: busy, perCpuBusyPercent: per }),
          disks: disks as unknown as MonitorFrame['disks'],
          absent,
        }),
      );
    const groups = streamGroups;
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 5 }), (frames) => {
        const texts = frames.map((one, sequence) => new FrameTexts({ ...one, sequence }, '[]'));
        const messages = texts.map(
          (one, index) => JSON.parse(index === 0 ? one.full(groups) : one.delta(texts[index - 1] ?? one, groups)) as StreamMessage,
        );
        const last = JSON.parse(texts.at(-1)?.full(groups) ?? '') as { groups: unknown };
        expect(replay(messages)).toEqual(last.groups);
      }),
      { numRuns: 300 },
    );
  });
});

describe('/v1/stream', () => {
  it('says hello, then a full message, then what changed', async () => {
    const web = await start();
    const client = await open(web);
    const hello = await client.message('hello');
    expect(hello).toMatchObject({ protocol: 1, version: 'test', intervalMs: 1000 });
    expect(hello['groups']).not.toContain('alerts');
    web.publish({ cpu: emptyCpu({ busyPercent: 10, load1: 1 }) });
    client.send({ type: 'subscribe', groups: ['cpu', 'disks', 'cpu'], everySeconds: 1 });
    expect(await client.message('subscribed')).toEqual({ type: 'subscribed', groups: ['cpu', 'disks'], everySeconds: 1 });
    expect(Object.keys((await client.message('full'))['groups'] as object)).toEqual(['cpu', 'disks']);
    web.publish({ cpu: emptyCpu({ busyPercent: 20, load1: 1 }) });
    expect(await client.message('delta')).toMatchObject({ sequence: 1, base: 0, changes: { cpu: { busyPercent: 20 } } });
    expect((await client.message('delta'))['changes']).toEqual({ cpu: { busyPercent: 20 } });
    web.publish({ cpu: emptyCpu({ busyPercent: 20, load1: 1 }) });
    await client.until(() => count(client, 'delta') === 2, 'an empty difference');
    expect(client.messages.at(-1)).toMatchObject({ base: 1, changes: {} });
    client.send({ type: 'resync' });
    await client.until(() => count(client, 'full') === 2, 'a full message');
    client.send({ type: 'ping' });
    await client.message('pong');
    expect(replay(all(client))).toMatchObject({ cpu: { busyPercent: 20, load1: 1 }, disks: [] });
  });

  it('is as quick as the monitor samples at most, and says so', async () => {
    const web = await start({ intervalMs: 2000 });
    web.publish();
    const client = await open(web);
    client.send({ type: 'subscribe', groups: ['cpu'], everySeconds: 0.1 });
    expect((await client.message('subscribed'))['everySeconds']).toBe(2);
    client.send({ type: 'subscribe', groups: ['cpu'], everySeconds: 7 });
    await client.until(() => count(client, 'subscribed') === 2, 'the second subscription');
    expect(client.messages.findLast((message) => message['type'] === 'subscribed')?.['everySeconds']).toBe(8);
  });

  it('sends every fifth frame to who wants every fifth second, from the frame in which it came', async () => {
    const web = await start();
    for (let turn = 0; turn < 3; turn += 1) web.publish();
    const client = await open(web);
    client.send({ type: 'subscribe', groups: ['memory'], everySeconds: 5 });
    expect((await client.message('full'))['sequence']).toBe(2);
    for (let turn = 0; turn < 12; turn += 1) web.publish();
    await client.until(() => count(client, 'delta') === 2, 'two differences');
    expect(all(client).flatMap((message) => (message.type === 'delta' ? [[message.base, message.sequence]] : []))).toEqual([
      [2, 7],
      [7, 12],
    ]);
  });

  it('goes on in another rhythm when the settings change it', async () => {
    const web = await start();
    web.publish();
    const client = await open(web);
    client.send({ type: 'subscribe', groups: ['cpu'], everySeconds: 2 });
    await client.message('full');
    web.setIntervalMs(4000);
    web.publish();
    await client.until(() => count(client, 'full') === 2, 'a full message');
    expect(all(client).findLast((message) => message.type === 'subscribed')).toMatchObject({ everySeconds: 4 });
  });

  it('names the field of a wrong message and goes on; ends with who sends no messages at all', async () => {
    const web = await start();
    const client = await open(web);
    for (const [message, field] of [
      [{ type: 'subscribe', groups: ['cpu', 'toString'], everySeconds: 1 }, 'groups'],
      [{ type: 'subscribe', groups: [], everySeconds: 1 }, 'groups'],
      [{ type: 'subscribe', groups: ['alerts'], everySeconds: 1 }, 'groups'],
      [{ type: 'subscribe', groups: ['cpu'], everySeconds: 0 }, 'everySeconds'],
      [{ type: 'subscribe', groups: ['cpu'] }, 'everySeconds'],
      [{ type: 'resync' }, 'type'],
      [{ type: '__proto__' }, 'type'],
    ] as const) {
      const before = count(client, 'error');
      client.send(message);
      await client.until(() => count(client, 'error') > before, 'an error');
      expect(client.messages.at(-1)).toMatchObject({ type: 'error', field });
    }
    for (let turn = 0; turn < 5; turn += 1) client.send([turn]);
    await client.until(() => client.closed, 'the end');
    expect(client.closeCode).toBe(1008);
  });

  it('ends with who sends messages without end', async () => {
    const web = await start();
    const client = await open(web);
    for (let turn = 0; turn < 200; turn += 1) client.send({ type: 'ping' });
    await client.until(() => client.closed, 'the end');
    expect(client.closeCode).toBe(1008);
    expect(count(client, 'pong')).toBeLessThanOrEqual(100);
  });

  it('tells alerts from the moment on that somebody asks', async () => {
    const channel = new EventChannel('alerts.changed');
    const alert = (id: string): object => ({
      id,
      ruleId: 'cpu-hot',
      title: 'Hot',
      severity: 'warning',
      metric: 'cpu.busyPercent',
      instance: '',
      series: 'cpu.busyPercent',
      value: 99,
      peak: 99,
      text: '<b>hot</b>',
      startedAt: 1,
      endedAt: null,
      acknowledgedAt: null,
      quiet: false,
    });
    const alerts: MonitorModule = {
      events: [channel],
      methods: { 'alerts.active': { reach: 'anywhere', answer: () => Promise.resolve({ alerts: [alert('a')], problem: null }) } },
    };
    const web = await start({ modules: [alerts] });
    web.publish();
    const client = await open(web);
    expect((await client.message('hello'))['groups']).toContain('alerts');
    client.send({ type: 'subscribe', groups: ['alerts'], everySeconds: 1 });
    expect(await client.message('full')).toMatchObject({ groups: { alerts: [{ id: 'a' }] } });
    channel.publish(Buffer.from(JSON.stringify({ alerts: [alert('a'), alert('b')], fired: [alert('b')], ended: [] })));
    web.publish();
    expect(await client.message('delta')).toMatchObject({ changes: { alerts: [{ id: 'a' }, { id: 'b' }] } });
    expect(replay(all(client))).toMatchObject({ alerts: [{ id: 'a' }, { id: 'b' }] });
  });

  it('leaves out messages for who does not read, then sends a full one; who reads sees every frame', async () => {
    const web = await start({ peerLimits: { maxUnreadBytes: 64 * 1024, maxStuckMs: 60_000, pingEveryMs: 60_000, sweepEveryMs: 1000 } });
    const long = 'x'.repeat(20_000);
    const frame = (index: number): Partial<MonitorFrame> => ({ absent: [{ what: String(index), why: long }] });
    web.publish(frame(0));
    const [slow, quick] = [await open(web), await open(web)];
    for (const client of [slow, quick]) {
      client.send({ type: 'subscribe', groups: ['absent'], everySeconds: 1 });
      await client.message('full');
    }
    slow.socket.pause();
    for (let index = 1; index <= 600; index += 1) {
      web.publish(frame(index));
      if (index % 20 === 0) await quick.until(() => count(quick, 'delta') === index, `difference ${String(index)}`);
    }
    slow.socket.resume();
    await slow.until(() => slow.messages.length > 3, 'what waited');
    await new Promise((resolve) => setTimeout(resolve, 200));
    web.publish(frame(601));
    await slow.until(() => (slow.messages.at(-1)?.['sequence'] ?? 0) === 601, 'the newest');
    expect(slow.messages.at(-1)?.['type']).toBe('full');
    expect(slow.messages.length).toBeLessThan(600);
    await quick.until(() => count(quick, 'delta') === 601, 'all differences');
    expect(count(quick, 'full')).toBe(1);
    replay(all(quick));
    replay(all(slow));
  });
});
