// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isAppError } from '../../../src-main/contracts/errors.ts';
import { createFakeServer, type FakeServer } from '../../testSupport/fakeServer.ts';
import { backOffMs, createSession, type Session } from './session.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

function started(server: FakeServer): Session {
  const session = createSession({ openPipe: () => server.openPipe(), clientName: 'test' });
  cleanups.push(
    () => {
      session.stop();
    },
    () => {
      server.stop();
    },
  );
  session.start();
  return session;
}

async function untilStatus(session: Session, status: string): Promise<void> {
  await vi.waitFor(() => {
    expect(session.state.getState().status).toBe(status);
  }, 5_000);
}

describe('session', () => {
  it('shakes hands first and then lets the features in', async () => {
    const session = started(createFakeServer({ scope: 'read' }));
    const scopes: string[] = [];
    session.onOpen((_clients, hello) => {
      scopes.push(hello.scope);
      return () => undefined;
    });
    await untilStatus(session, 'open');
    expect(scopes).toEqual(['read']);
    await expect(session.clients().hardware.inventory({})).resolves.toMatchObject({ schemaVersion: 1 });
  });

  it('throws transport.unavailable while there is no connection', () => {
    const session = createSession({ openPipe: () => Promise.reject(new Error('no')), clientName: 'test' });
    try {
      session.clients();
      expect.unreachable();
    } catch (error) {
      expect(isAppError(error, 'transport.unavailable')).toBe(true);
    }
  });

  it('says why the connection is gone, opens a new one and attaches the features again', async () => {
    const server = createFakeServer();
    const session = started(server);
    const log: string[] = [];
    session.onOpen(() => {
      log.push('attached');
      return () => log.push('detached');
    });
    await untilStatus(session, 'open');
    server.cut('The service stopped.');
    expect(session.state.getState()).toMatchObject({ status: 'waiting', reason: 'The service stopped.' });
    expect(log).toEqual(['attached', 'detached']);
    session.retryNow();
    await untilStatus(session, 'open');
    expect(log).toEqual(['attached', 'detached', 'attached']);
    await expect(session.clients().tuning.status({})).resolves.toMatchObject({ stepsInForce: 0 });
  });

  it('rejects a call that was under way when the connection was cut', async () => {
    const server = createFakeServer();
    const session = started(server);
    await untilStatus(session, 'open');
    const call = session.clients().hardware.inventory({});
    server.cut('gone');
    await expect(call).rejects.toMatchObject({ code: 'transport.closed' });
  });

  it('does not try again when the service speaks another protocol version', async () => {
    const session = started(createFakeServer({ protocol: '999' }));
    await untilStatus(session, 'refused');
    expect(session.state.getState()).toMatchObject({ reason: expect.stringContaining('999') as string });
  });
});

describe('backOffMs', () => {
  it('doubles up to fifteen seconds', () => {
    expect([0, 1, 2, 3, 4, 5, 50].map(backOffMs)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  });
});
