/** Which changes share a connection, and with it a password, on connections that are only counted. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RiskClass } from '../../src-main/contracts/operations.ts';
import type { ExecutorClient, ExecutorConnection } from './executorConnection.ts';
import { KeptConnection } from './keptConnection.ts';

class CountedConnection implements ExecutorConnection {
  // Only handed on.
  readonly client = {} as ExecutorClient;
  readonly risk: RiskClass;
  closed = false;

  constructor(risk: RiskClass) {
    this.risk = risk;
  }

  setIdle(): void {
    // There is no event loop to hold.
  }

  close(): void {
    this.closed = true;
  }
}

let opened: CountedConnection[];
let kept: KeptConnection;
beforeEach(() => {
  vi.useFakeTimers();
  opened = [];
  kept = new KeptConnection((risk) => {
    const connection = new CountedConnection(risk);
    opened.push(connection);
    return Promise.resolve(connection);
  }, 2000);
});
afterEach(() => {
  kept.dispose();
  vi.useRealTimers();
});

const done = (): Promise<string> => Promise.resolve('done');
const asked = (): readonly RiskClass[] => opened.map(({ risk }) => risk);

describe('a connection', () => {
  it.each(['reversible', 'persistent'] as const)('of class %s is shared, until nobody has needed it for a moment', async (risk) => {
    await kept.use(risk, done);
    await kept.use('reversible', done);
    expect(asked()).toEqual([risk]);
    vi.advanceTimersByTime(2001);
    expect(opened[0]?.closed).toBe(true);
    await kept.use(risk, done);
    expect(asked()).toEqual([risk, risk]);
  });

  it.each(['boot', 'irreversible'] as const)('of class %s is for one change and for no other of any class', async (risk) => {
    await kept.use(risk, done);
    expect(opened[0]?.closed).toBe(true);
    await Promise.all([kept.use(risk, done), kept.use(risk, done)]);
    await kept.use('persistent', done);
    expect(asked()).toEqual([risk, risk, risk, 'persistent']);
    expect(opened.map(({ closed }) => closed)).toEqual([true, true, true, false]);
  });

  it('is let go of also when its one change fails', async () => {
    await expect(kept.use('irreversible', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(opened[0]?.closed).toBe(true);
  });

  it('lives on while its Plan waits, and is the one that is spoken to meanwhile', async () => {
    await kept.use('boot', done, () => true);
    kept.keepUntil('plan', Date.now() + 60_000);
    vi.advanceTimersByTime(30_000);
    expect(opened[0]?.closed).toBe(false);
    await kept.use('boot', done);
    await kept.use('reversible', done);
    expect(asked()).toEqual(['boot']);
    kept.release('plan');
    vi.advanceTimersByTime(2001);
    expect(opened[0]?.closed).toBe(true);
  });
});
