import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { FrameEvents, FramePort } from '../contracts/kit/frames.ts';
import { joinWindow, type WindowPort } from './framePipe.ts';

const limits = { maxFrameLength: 100, maxBacklogBytes: 1_000 };

class FakeWindowPort extends EventEmitter implements WindowPort {
  readonly sent: unknown[] = [];
  started = false;
  closed = false;
  postMessage(message: unknown): void {
    this.sent.push(message);
  }
  start(): void {
    this.started = true;
  }
  close(): void {
    this.closed = true;
  }
}

class FakeRemote implements FramePort {
  backlogBytes = 0;
  readonly sent: string[] = [];
  closed = false;
  failing = false;
  events: FrameEvents | undefined;
  listen(events: FrameEvents): void {
    this.events = events;
  }
  send(frame: string): Promise<void> {
    if (this.failing) return Promise.reject(new Error('gone'));
    this.sent.push(frame);
    return Promise.resolve();
  }
  close(): void {
    this.closed = true;
  }
}

async function joined(): Promise<{ port: FakeWindowPort; remote: FakeRemote }> {
  const [port, remote] = [new FakeWindowPort(), new FakeRemote()];
  await joinWindow(port, () => Promise.resolve(remote), limits);
  return { port, remote };
}

describe('joinWindow', () => {
  it('says that the pipe is open, then carries frames both ways without reading them', async () => {
    const { port, remote } = await joined();
    expect(port.sent).toEqual([{ open: true }]);
    expect(port.started).toBe(true);
    port.emit('message', { data: 'not even JSON' });
    remote.events?.frame('{"x":1}');
    expect(remote.sent).toEqual(['not even JSON']);
    expect(port.sent[1]).toBe('{"x":1}');
  });

  it('tells the window why hecated cannot be reached', async () => {
    const port = new FakeWindowPort();
    await joinWindow(port, () => Promise.reject(new Error('hecated ended with code 1: no disk')), limits);
    expect(port.sent).toEqual([{ closed: 'hecated ended with code 1: no disk' }]);
    expect([port.closed, port.started]).toEqual([true, false]);
  });

  it.each([
    ['something that is not text', { x: 1 }],
    ['a frame that is too long', 'x'.repeat(101)],
  ])('ends the pipe on %s', async (_what, data) => {
    const { port, remote } = await joined();
    port.emit('message', { data });
    port.emit('message', { data: 'afterwards' });
    expect(remote.sent).toEqual([]);
    expect([port.closed, remote.closed]).toEqual([true, true]);
    expect(port.sent.at(-1)).toHaveProperty('closed');
  });

  it('ends the pipe when hecated does not read, fails, refuses or closes', async () => {
    const ways: ((pair: { port: FakeWindowPort; remote: FakeRemote }) => void)[] = [
      ({ port, remote }) => {
        remote.backlogBytes = 1_001;
        port.emit('message', { data: 'x' });
      },
      ({ port, remote }) => {
        remote.failing = true;
        port.emit('message', { data: 'x' });
      },
      ({ remote }) => remote.events?.refused({ code: 'transport.oversized', why: 'too much' }),
      ({ remote }) => remote.events?.closed(),
    ];
    for (const way of ways) {
      const pair = await joined();
      way(pair);
      await new Promise(setImmediate);
      expect(pair.port.sent.at(-1)).toHaveProperty('closed');
      expect([pair.port.closed, pair.remote.closed]).toEqual([true, true]);
    }
  });

  it('closes hecated’s side when the window goes away, also while connecting', async () => {
    const { port, remote } = await joined();
    port.emit('close');
    expect(remote.closed).toBe(true);
    remote.events?.frame('too late');
    expect(port.sent).toEqual([{ open: true }]);

    const [early, late] = [new FakeWindowPort(), new FakeRemote()];
    await joinWindow(
      early,
      () => {
        early.emit('close');
        return Promise.resolve(late);
      },
      limits,
    );
    expect([late.closed, early.started]).toEqual([true, false]);
  });
});
