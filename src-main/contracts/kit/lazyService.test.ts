import { describe, expect, it } from 'vitest';
import { createMemoryPair } from '../../transports/memory.ts';
import { monitorContract } from '../monitor.ts';
import { settingsContract } from '../settings.ts';
import { createClient } from './client.ts';
import type { Implementation } from './define.ts';
import { type LazyService, type Service, serveAll, service } from './serve.ts';

const log = { error: () => 'id' };
const settings = {
  version: 1 as const,
  theme: 'dark' as const,
  closeToTray: true,
  confirmSeconds: 30,
  sampleSeconds: 1,
  profileOverride: null,
  overrideAdministrator: false,
  driftCheckMinutes: 0,
};
const implementation: Implementation<typeof settingsContract> = {
  get: () => ({ settings, problem: null }),
  set: () => ({ settings }),
  changed: (listener) => {
    queueMicrotask(() => {
      listener(settings);
    });
    return () => undefined;
  },
};

function lazily(load: () => Promise<Service>): {
  readonly client: ReturnType<typeof createClient<typeof settingsContract>>;
  readonly dispose: () => void;
} {
  const [ours, theirs] = createMemoryPair();
  const lazy: LazyService = { name: 'settings', load };
  serveAll([lazy], theirs, { scope: 'read', log });
  return {
    client: createClient(settingsContract, ours),
    dispose: () => {
      ours.dispose();
    },
  };
}

describe('a service that is loaded when it is needed', () => {
  it('is not loaded by the connection, and once by many messages', async () => {
    let loads = 0;
    let made: Promise<Service> | undefined;
    const { client, dispose } = lazily(() => {
      made ??= Promise.resolve().then(() => {
        loads += 1;
        return service(settingsContract, implementation);
      });
      return made;
    });
    expect(loads).toBe(0);
    const answers = await Promise.all([client.get({}), client.get({}), client.get({})]);
    expect(answers).toHaveLength(3);
    expect(loads).toBe(1);
    await expect(client.set({ patch: {} })).rejects.toMatchObject({ code: 'contract.scopeDenied' });
    dispose();
  });

  it('is loaded by a subscription as well', async () => {
    const { client, dispose } = lazily(() => Promise.resolve(service(settingsContract, implementation)));
    const theme = await new Promise((resolve) => {
      client.changed((payload) => {
        resolve(payload.theme);
      });
    });
    expect(theme).toBe('dark');
    dispose();
  });

  it('that cannot be loaded is an error of the call, and the next call tries again', async () => {
    let attempts = 0;
    const { client, dispose } = lazily(() => {
      attempts += 1;
      return attempts === 1 ? Promise.reject(new Error('disk on fire')) : Promise.resolve(service(settingsContract, implementation));
    });
    await expect(client.get({})).rejects.toMatchObject({ code: 'internal' });
    await expect(client.get({})).resolves.toMatchObject({ problem: null });
    dispose();
  });

  it('does not exist under another name', async () => {
    const [ours, theirs] = createMemoryPair();
    serveAll([{ name: 'settings', load: () => Promise.resolve(service(settingsContract, implementation)) }], theirs, {
      scope: 'admin',
      log,
    });
    await expect(createClient(monitorContract, ours).hello({})).rejects.toMatchObject({ code: 'contract.unknownMethod' });
    ours.dispose();
  });
});
