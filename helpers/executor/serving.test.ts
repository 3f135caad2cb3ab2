import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectUnixSocket, listenUnixSocket } from '../../src-main/transports/unixSocket.ts';
import { Executor } from './executor.ts';
import { classGrant } from './grant.ts';
import { openMemoryJournal } from './journal.ts';
import { serveCaller, serveSocket } from './serving.ts';
import { fakeWorkstation } from './testSupport/fakeMachine.ts';

const root = process.getuid?.() === 0;
const own = process.geteuid?.() ?? 0;
const nobody = 65_534;
const log = { error: () => 'id', info: () => undefined };

function newExecutor(stateFolder: string): Executor {
  const lock = { dispose: () => undefined };
  return new Executor({
    machine: fakeWorkstation(),
    stateFolder,
    uid: own,
    journal: openMemoryJournal(),
    openForReading: () => undefined,
    tryLock: () => lock,
    log: () => undefined,
  });
}

describe('the socket that every user may connect to', () => {
  it('gives one user a few connections, and ends by itself although others were refused', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'hecate-serve-'));
    const socket = path.join(folder, 's.sock');
    const served = serveSocket(newExecutor(folder), { scope: 'admin', log, socket, descriptor: undefined });
    while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 10));
    const connections = await Promise.all(Array.from({ length: 8 }, () => connectUnixSocket(socket)));
    const ask = async (connection: (typeof connections)[number]) => await connection.sendRequest('executor.hello', {});
    await Promise.all(connections.map(ask));
    const ninth = await connectUnixSocket(socket);
    await expect(ask(ninth)).rejects.toThrow();
    for (const connection of connections) connection.dispose();
    await served;
    expect(existsSync(socket)).toBe(false);
    rmSync(folder, { recursive: true, force: true });
  }, 15_000);
});

/** What an elevated start gets from its caller is the caller's own, or it would lend root's rights. */
describe.skipIf(!root)('a call back', () => {
  let folder: string;
  let socket: string;
  let tokenFile: string;
  let received: number;
  let close: () => Promise<void>;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'hecate-back-'));
    socket = path.join(folder, 's.sock');
    tokenFile = path.join(folder, 'token');
    writeFileSync(tokenFile, 'a'.repeat(64), { mode: 0o600 });
    received = 0;
    const server = await listenUnixSocket(socket, {
      onConnection: (connection, client) => {
        connection.onNotification('$/hecate/executorToken', () => {
          received += 1;
          client.destroy();
        });
      },
    });
    close = () => server.close();
  });

  afterEach(async () => {
    await close();
    rmSync(folder, { recursive: true, force: true });
  });

  function callBack(callerUid: number): Promise<void> {
    const executor = newExecutor(folder);
    return serveCaller(executor, classGrant(callerUid, 'reversible'), { scope: 'admin', log, socket, tokenFile, callerUid });
  }

  it('shows the token to its caller', async () => {
    await callBack(own);
    expect(received).toBe(1);
  });

  it('does not read a secret that is not the caller’s', async () => {
    await expect(callBack(nobody)).rejects.toThrow(/not a small private file of the caller/);
    expect(received).toBe(0);
  });

  it('says nothing to a socket that is not the caller’s', async () => {
    chownSync(tokenFile, nobody, nobody);
    await expect(callBack(nobody)).rejects.toThrow(/another user than the caller listens there/);
    expect(received).toBe(0);
  });
});
