import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MonitorFrame } from '../../../../src-main/contracts/monitor.ts';
import { liveFrame } from '../../../testSupport/liveFrames.ts';
import type { Clients } from '../../api/clients.ts';
import { createTelemetry } from './telemetryStore.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

interface FakeMonitor {
  readonly clients: Pick<Clients, 'monitor'>;
  send(frame: MonitorFrame): void;
  readonly subscribers: () => number;
  recent: (input: { seconds: number }) => Promise<{ frames: MonitorFrame[] }>;
}

function fakeMonitor(): FakeMonitor {
  const listeners = new Set<(frame: MonitorFrame) => void>();
  const fake: FakeMonitor = {
    recent: () => Promise.resolve({ frames: [liveFrame(1, 1000), liveFrame(2, 2000)] }),
    subscribers: () => listeners.size,
    send: (frame) => {
      for (const listener of listeners) listener(frame);
    },
    clients: {
      monitor: {
        hello: () => Promise.reject(new Error('not asked')),
        snapshot: () => Promise.reject(new Error('not asked')),
        web: () => Promise.reject(new Error('not asked')),
        renewToken: () => Promise.reject(new Error('not asked')),
        recent: (input) => fake.recent(input),
        frame: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
    },
  };
  return fake;
}

describe('telemetry', () => {
  it('shows the last minute at once and then commits at most twice a second', async () => {
    const monitor = fakeMonitor();
    const telemetry = createTelemetry({ isVisible: () => true });
    const commits: number[] = [];
    telemetry.store.subscribe((view) => commits.push(view.frames.length));
    telemetry.attach(monitor.clients);
    await vi.advanceTimersByTimeAsync(0);
    expect(commits).toEqual([2]);
    for (let index = 3; index < 13; index += 1) monitor.send(liveFrame(index, index * 1000));
    expect(commits).toEqual([2]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(commits).toEqual([2, 12]);
    expect(telemetry.store.getState().latest?.sequence).toBe(12);
  });

  it('draws nothing while nobody can see it, and catches up afterwards', async () => {
    let visible = false;
    const monitor = fakeMonitor();
    const telemetry = createTelemetry({ isVisible: () => visible });
    telemetry.attach(monitor.clients);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(telemetry.store.getState().frames).toEqual([]);
    visible = true;
    await vi.advanceTimersByTimeAsync(500);
    expect(telemetry.store.getState().frames).toHaveLength(2);
  });

  it('says why there is nothing to show, and tries again', async () => {
    const monitor = fakeMonitor();
    const answer = monitor.recent;
    monitor.recent = () => Promise.reject(new Error('the monitor is not running'));
    const telemetry = createTelemetry({ isVisible: () => true });
    telemetry.attach(monitor.clients);
    await vi.advanceTimersByTimeAsync(0);
    expect(telemetry.store.getState().error?.message).toBe('the monitor is not running');
    monitor.recent = answer;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(telemetry.store.getState()).toMatchObject({ error: null, latest: { sequence: 2 } });
  });

  it('collects every figure also while nobody looks, and begins anew with a new connection', async () => {
    const monitor = fakeMonitor();
    const telemetry = createTelemetry({ isVisible: () => false });
    const detach = telemetry.attach(monitor.clients);
    await vi.advanceTimersByTimeAsync(0);
    monitor.send(liveFrame(3, 3000));
    expect([...telemetry.figures.times()]).toEqual([1000, 2000, 3000]);
    expect(telemetry.figures.latest('cpu.threads')).toBe(4812);
    detach();
    telemetry.attach(monitor.clients);
    expect(telemetry.figures.newestAt()).toBeNull();
  });

  it('leaves no subscription and no timer behind', async () => {
    const monitor = fakeMonitor();
    const detach = createTelemetry({ isVisible: () => true }).attach(monitor.clients);
    await vi.advanceTimersByTimeAsync(0);
    detach();
    expect(monitor.subscribers()).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
