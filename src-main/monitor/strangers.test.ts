/** A socket that others may connect to (`--socket-mode`): they read, and nothing else. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MonitorApi } from './api.ts';
import { frameMessage } from './framing.ts';
import type { Method } from './module.ts';
import { MonitorServer, type MonitorServerOptions } from './server.ts';
import { RawClient } from './testSupport/rawClient.ts';

const nobody = 65_534;
const ownUid = process.geteuid?.() ?? -1;

let folder: string;
const cleanups: (() => void)[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-strangers-'));
});
afterEach(() => {
  for (const clean of cleanups.splice(0).reverse()) clean();
  rmSync(folder, { recursive: true, force: true });
});

async function listen(mode: number, peerUid?: MonitorServerOptions['peerUid']): Promise<string> {
  const open: Method = { reach: 'anywhere', answer: () => ({ for: 'everybody' }) };
  const secret: Method = { reach: 'local', answer: () => ({ for: 'the owner' }) };
  const server = new MonitorServer({
    api: new MonitorApi([{ methods: { 'test.open': open, 'test.secret': secret }, events: [] }]),
    maxClients: 8,
    monotonicMs: () => 0,
    complain: (text) => {
      throw new Error(text);
    },
    ...(peerUid === undefined ? {} : { peerUid }),
  });
  const socket = path.join(folder, 'm.sock');
  cleanups.push(await server.listen(socket, mode));
  return socket;
}

async function answers(socket: string): Promise<readonly (string | undefined)[]> {
  const client = await RawClient.connect(socket);
  cleanups.push(() => {
    client.end();
  });
  const both = [await client.ask(1, 'test.open'), await client.ask(2, 'test.secret')];
  return both.map(({ result, error }) => (result as { readonly for: string } | undefined)?.for ?? error?.data?.code);
}

const everything = ['everybody', 'the owner'];
const reading = ['everybody', 'contract.unknownMethod'];

describe('who may do what', () => {
  it('of a socket that only its owner can reach, nobody is asked who it is', async () => {
    const socket = await listen(0o600, () => {
      throw new Error('asked');
    });
    expect(await answers(socket)).toEqual(everything);
  });

  it.each([
    [0o660, ownUid, everything],
    [0o666, 0, everything],
    [0o660, ownUid + 1, reading],
    [0o666, ownUid + 1, reading],
  ])('with mode %o user %i gets %j', async (mode, uid, expected) => {
    expect(await answers(await listen(mode, () => uid))).toEqual(expected);
  });

  it('whom the kernel does not tell is nobody in particular', async () => {
    const socket = await listen(0o666, () => {
      throw new Error('in another process namespace');
    });
    expect(await answers(socket)).toEqual(reading);
  });

  it('the kernel tells: this user is the owner', async () => {
    expect(await answers(await listen(0o666))).toEqual(everything);
  });
});

if (ownUid !== 0) console.warn('a connection of another user is skipped: starting one needs root');

describe.skipIf(ownUid !== 0)('a program of another user', () => {
  it('reads and cannot do more', async () => {
    const socket = await listen(0o666);
    chmodSync(folder, 0o711);
    const script = `
      const socket = require('node:net').connect(process.argv[1]);
      socket.on('data', (bytes) => process.stdout.write(bytes));
      process.stdin.pipe(socket);`;
    const stranger = spawn(process.execPath, ['-e', script, socket], {
      uid: nobody,
      gid: nobody,
      cwd: '/',
      env: {},
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    cleanups.push(() => stranger.kill('SIGKILL'));
    let heard = '';
    stranger.stdout.setEncoding('utf8').on('data', (text: string) => {
      heard += text;
    });
    for (const [id, method] of ['test.open', 'test.secret'].entries())
      stranger.stdin.write(frameMessage({ jsonrpc: '2.0', id, method, params: {} }));
    await expect.poll(() => heard, { timeout: 8000 }).toContain('"id":1');
    expect(heard).toContain('everybody');
    expect(heard).not.toContain('the owner');
    expect(heard).toContain('contract.unknownMethod');
  });
});
