// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../../src-main/contracts/errors.ts';
import { createFakeServer, type FakeServer } from '../../../testSupport/fakeServer.ts';
import { createSession } from '../../api/session.ts';
import type { Visibility } from '../../lib/visibility.ts';
import { createProcessesFeature, type ProcessesFeature } from './processesStore.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

interface Setup {
  readonly server: FakeServer;
  readonly feature: ProcessesFeature;
  readonly show: (visible: boolean) => void;
}

async function setUp(): Promise<Setup> {
  const server = createFakeServer({ frameMs: 20, processes: 30 });
  const session = createSession({ openPipe: () => server.openPipe(), clientName: 'test' });
  let visible = true;
  const listeners = new Set<() => void>();
  const visibility: Visibility = {
    isVisible: () => visible,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  cleanups.push(
    () => {
      session.stop();
    },
    () => {
      server.stop();
    },
  );
  session.start();
  await vi.waitFor(() => {
    expect(session.state.getState().status).toBe('open');
  });
  return {
    server,
    feature: createProcessesFeature(session, visibility),
    show: (next) => {
      visible = next;
      for (const listener of [...listeners]) listener();
    },
  };
}

async function subscribers(server: FakeServer, count: number): Promise<void> {
  await vi.waitFor(() => {
    expect(server.processes.subscribers()).toBe(count);
  });
}

describe('processes', () => {
  it('are asked for only while somebody looks', async () => {
    const { server, feature, show } = await setUp();
    expect(server.processes.subscribers()).toBe(0);
    const stop = feature.watchTable();
    await subscribers(server, 1);
    await vi.waitFor(() => {
      expect(feature.store.getState().table.value?.count).toBe(30);
    });
    show(false);
    await subscribers(server, 0);
    show(true);
    await subscribers(server, 1);
    stop();
    await subscribers(server, 0);
  });

  it('say why there are none, and try again with the next event', async () => {
    const { server, feature } = await setUp();
    server.failNext(new AppError('host.notFound', 'no /proc here', { details: { path: '/proc' } }));
    const seen: string[] = [];
    feature.store.subscribe((state) => {
      if (state.groups.error !== null) seen.push(state.groups.error.message);
    });
    cleanups.push(feature.watchGroups());
    await vi.waitFor(() => {
      expect(seen).toContain('no /proc here');
    });
    await vi.waitFor(() => {
      expect(feature.store.getState().groups.value?.groups.length).toBeGreaterThan(0);
    });
    expect(feature.store.getState().groups.error).toBeNull();
  });

  it('are subscribed to again after a lost connection', async () => {
    const { server, feature } = await setUp();
    cleanups.push(feature.watchTable());
    await subscribers(server, 1);
    server.cut('gone');
    await vi.waitFor(() => {
      expect(server.processes.subscribers()).toBe(1);
    }, 5_000);
  });
});
