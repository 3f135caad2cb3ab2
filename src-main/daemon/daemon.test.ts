/** hecated: in this process where that shows more, and as the program where it is about processes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { daemonSocketPath, productFolders } from '../base/folders.ts';
import { run } from '../cli/run.ts';
import { openSession } from '../cli/session.ts';
import { createFakeConsole } from '../cli/testSupport/fakeConsole.ts';
import { hardwareContract } from '../contracts/hardware.ts';
import { jobsContract } from '../contracts/jobs.ts';
import { createClient } from '../contracts/kit/client.ts';
import type { OpenedConnection } from '../contracts/kit/openConnection.ts';
import { type MonitorFrame, monitorContract } from '../contracts/monitor.ts';
import { protocolVersion, systemContract } from '../contracts/system.ts';
import { tuningContract } from '../contracts/tuning.ts';
import { connectUnixSocket } from '../transports/unixSocket.ts';
import { type Daemon, startDaemon } from './daemon.ts';

const main = path.resolve(import.meta.dirname, 'main.ts');
const log = { info: () => undefined, error: () => 'id' };
const slow = 60_000;

let folder: string;
let children: ChildProcess[];
let daemons: Daemon[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecated-'));
  children = [];
  daemons = [];
});
afterEach(async () => {
  await Promise.all(daemons.map((daemon) => daemon.close()));
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, HECATE_STATE_DIR: path.join(folder, 'state'), HECATE_RUNTIME_DIR: path.join(folder, 'run') };
}

const folders = (): ReturnType<typeof productFolders> => productFolders(environment(), process.geteuid?.() ?? -1);

interface Started {
  readonly child: ChildProcess;
  readonly lines: () => string;
  readonly errors: () => string;
  /** Exit code, or the name of the signal. */
  readonly ended: Promise<number | string | null>;
}

async function start(...args: string[]): Promise<Started> {
  const child = spawn(process.execPath, [main, ...args], { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let lines = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    lines += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = new Promise<number | string | null>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(code ?? signal);
    });
  });
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', () => {
      if (lines.includes('ready ')) resolve();
    });
  });
  await Promise.race([ready, ended]);
  return { child, lines: () => lines, errors: () => errors, ended };
}

async function here(idleExitSeconds = 0, onIdle: () => void = () => undefined, sysroot: string | null = null): Promise<OpenedConnection> {
  const daemon = await startDaemon({
    folders: folders(),
    flags: { idleExitSeconds, sysroot, uiPort: null },
    descriptor: undefined,
    log,
    onIdle,
  });
  daemons.push(daemon);
  return connectUnixSocket(daemon.socketPath);
}

describe('hecated in this process', () => {
  it('shakes hands, says what it is, and gives its owner everything', async () => {
    const system = createClient(systemContract, await here());
    const hello = await system.hello({ protocol: protocolVersion, client: 'test' });
    expect(hello).toMatchObject({ protocol: protocolVersion, scope: 'admin', recorded: false, pid: process.pid });
    await expect(system.hello({ protocol: '99', client: 'test' })).rejects.toMatchObject({
      code: 'contract.versionMismatch',
      details: { ours: protocolVersion, theirs: '99' },
    });
    const about = await system.about({});
    expect(about.stateFolder).toBe(path.join(folder, 'state'));
    expect(about.elevation.map((way) => way.route)).toContain('pkexec');
    expect(about.monitor.running).toBe(false);
  });

  it('answers engines that it loads on the way, many callers at once', async () => {
    const connection = await here();
    const hardware = createClient(hardwareContract, connection);
    const answers = await Promise.all(Array.from({ length: 20 }, () => hardware.inventory({})));
    expect(new Set(answers.map((answer) => answer.takenAt)).size).toBe(1);
    expect((await createClient(jobsContract, connection).list({})).jobs).toEqual([]);
    await expect(connection.sendRequest('nonsense.member', {})).rejects.toMatchObject({ data: { code: 'contract.unknownMethod' } });
    await expect(connection.sendRequest('nodot', {})).rejects.toMatchObject({ data: { code: 'contract.unknownMethod' } });
  });

  it('is what the command line talks to when it runs', async () => {
    await here();
    const session = await openSession({ folders: folders(), sysroot: null });
    expect(session.hosted).toBe(false);
    await session.close();
    const console = createFakeConsole();
    const code = await run(['version', '--json'], {
      console,
      version: '1',
      signal: new AbortController().signal,
      openSession: (sysroot) => openSession({ folders: folders(), sysroot }),
    });
    expect(code).toBe(0);
    expect(JSON.parse(console.output())).toMatchObject({ stateFolder: path.join(folder, 'state') });
  });

  it('looks at a recorded machine and refuses to change it; the refusal is in the list of jobs', async () => {
    mkdirSync(path.join(folder, 'machine/proc'), { recursive: true });
    const connection = await here(0, undefined, path.join(folder, 'machine'));
    expect((await createClient(systemContract, connection).hello({ protocol: protocolVersion, client: 'test' })).recorded).toBe(true);
    const undo = createClient(tuningContract, connection).undo({ planId: null, knobId: null, all: true, force: false });
    await expect(undo).rejects.toMatchObject({ code: 'host.readOnly' });
    const { jobs } = await createClient(jobsContract, connection).list({});
    expect(jobs).toMatchObject([{ method: 'tuning.undo', state: 'failed', error: { code: 'host.readOnly' } }]);
  });

  it('goes when nobody needs it, and stays as long as somebody is connected', async () => {
    let idle = 0;
    const connection = await here(1, () => {
      idle += 1;
    });
    await createClient(systemContract, connection).hello({ protocol: protocolVersion, client: 'test' });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(idle).toBe(0);
    connection.dispose();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(idle).toBe(1);
  });

  it('passes live figures on from a monitor that it starts, and comes back when that one dies', { timeout: slow }, async () => {
    const connection = await here();
    const monitor = createClient(monitorContract, connection);
    const { pid } = await monitor.hello({});
    const frames: MonitorFrame[] = [];
    let arrived: () => void = () => undefined;
    const unsubscribe = monitor.frame((frame) => {
      frames.push(frame);
      arrived();
    });
    const next = (): Promise<void> =>
      new Promise((resolve) => {
        arrived = resolve;
      });
    await next();
    process.kill(pid, 'SIGKILL');
    await next();
    await next();
    expect((await monitor.hello({})).pid).not.toBe(pid);
    expect(frames.length).toBeGreaterThanOrEqual(2);
    expect((await createClient(systemContract, connection).about({})).monitor.running).toBe(true);
    unsubscribe();
  });
});

describe.skipIf(process.geteuid?.() !== 0 || !existsSync('/usr/bin/systemd-socket-activate'))(
  'hecated on a socket of systemd (skipped unless root with systemd-socket-activate)',
  { timeout: slow },
  () => {
    it('lets a stranger read and nothing more, and its own user do everything', async () => {
      const socket = path.join(folder, 'activated.sock');
      chmodSync(folder, 0o755);
      const child = spawn('/usr/bin/systemd-socket-activate', ['-l', socket, process.execPath, main, '--idle-exit', '0'], {
        env: { ...environment(), PATH: process.env['PATH'] },
        stdio: ['ignore', 'ignore', 'ignore'],
      });
      children.push(child);
      while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 20));
      chmodSync(socket, 0o666);
      expect(await scopeSeenBy(0, socket)).toBe('admin');
      expect(await scopeSeenBy(65_534, socket)).toBe('read');
    });
  },
);

/** No other test of the project changes this one: test files run side by side on one kernel. */
const key = '/proc/sys/net/core/netdev_max_backlog';

describe.skipIf(process.geteuid?.() !== 0 || !existsSync(key))('a countdown in hecated (skipped unless root)', { timeout: slow }, () => {
  it('outlives the caller and idleness, and takes the plan back when nobody keeps it', async () => {
    const stock = readFileSync(key, 'utf8').trim();
    let idleAt = 0;
    try {
      const connection = await here(1, () => {
        idleAt = Date.now();
      });
      const tuning = createClient(tuningContract, connection);
      const values = { 'net.core.netdev_max_backlog': String(Number(stock) + 1) };
      const { plan } = await tuning.plan({ only: ['net.core.netdev_max_backlog'], values, persist: false });
      const record = await tuning.apply({ plan, confirmWithinSeconds: 5 });
      expect(record.state).toBe('awaitingConfirmation');
      expect(readFileSync(key, 'utf8').trim()).toBe(values['net.core.netdev_max_backlog']);
      connection.dispose();
      await vi.waitFor(
        () => {
          expect(readFileSync(key, 'utf8').trim()).toBe(stock);
        },
        { timeout: 20_000, interval: 100 },
      );
      expect(idleAt).toBe(0);
      expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(record.confirmBy ?? ''));
    } finally {
      writeFileSync(key, stock);
    }
  });
});

/** Says hello as another user, with a few lines of Node, and gives the scope of the answer. */
async function scopeSeenBy(uid: number, socket: string): Promise<unknown> {
  const hello = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'system.hello', params: { protocol: protocolVersion, client: 'test' } });
  const message = JSON.stringify(`Content-Length: ${String(hello.length)}\r\n\r\n${hello}`);
  const script = `const s = require('node:net').connect(${JSON.stringify(socket)}, () => s.write(${message}));
    s.once('data', (d) => { console.log(String(d).split('\\r\\n\\r\\n')[1]); process.exit(0); });
    s.on('error', (e) => { console.error(e.message); process.exit(1); });`;
  const child = spawn(process.execPath, ['-e', script], { uid, gid: uid, cwd: '/', env: {}, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  await new Promise((resolve) => child.once('close', resolve));
  return (JSON.parse(text) as { result: { scope: unknown } }).result.scope;
}

describe('hecated as a program', { timeout: slow }, () => {
  it('prints where it listens, keeps others out, and ends cleanly on SIGTERM', async () => {
    const { child, lines, ended } = await start('--idle-exit', '0');
    const socket = daemonSocketPath(folders());
    expect(lines()).toBe(`ready ${socket}\n`);
    expect(existsSync(socket)).toBe(true);
    const connection = await connectUnixSocket(socket);
    await createClient(systemContract, connection).hello({ protocol: protocolVersion, client: 'test' });
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(existsSync(socket)).toBe(false);
  });

  it('is alone: a second one leaves the first in peace', async () => {
    await start('--idle-exit', '0');
    const second = await start('--idle-exit', '0');
    expect(await second.ended).toBe(1);
    expect(second.errors()).toContain('hecated');
    const connection = await connectUnixSocket(daemonSocketPath(folders()));
    expect(await createClient(systemContract, connection).hello({ protocol: protocolVersion, client: 'test' })).toMatchObject({
      scope: 'admin',
    });
    connection.dispose();
  });

  it('takes over from one that was killed', async () => {
    const first = await start('--idle-exit', '0');
    first.child.kill('SIGKILL');
    await first.ended;
    expect(existsSync(daemonSocketPath(folders()))).toBe(true);
    const second = await start('--idle-exit', '0');
    expect(second.lines()).toContain('ready ');
    (await connectUnixSocket(daemonSocketPath(folders()))).dispose();
  });

  it('ends by itself, with success', async () => {
    const { ended, errors } = await start('--idle-exit', '1');
    expect(await ended).toBe(0);
    expect(errors()).toContain('nobody needs it');
    expect(readFileSync(path.join(folder, 'state/hecated.log'), 'utf8')).toContain('nobody needs it');
  });

  it('survives what is no message, and peers that hang up', async () => {
    const { child, ended } = await start('--idle-exit', '0');
    for (const garbage of [
      '\0\0\0',
      'Content-Length: -1\r\n\r\n',
      'Content-Length: 99999999999\r\n\r\n',
      'Content-Length: 5\r\n\r\nxxxxx',
      '{"jsonrpc":',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = net.connect(daemonSocketPath(folders()), () => socket.end(garbage));
        socket.on('error', () => socket.destroy());
        socket.on('close', () => {
          resolve();
        });
        socket.resume();
        setTimeout(() => socket.destroy(), 500);
      });
    }
    const connection = await connectUnixSocket(daemonSocketPath(folders()));
    expect(await createClient(systemContract, connection).hello({ protocol: protocolVersion, client: 'test' })).toMatchObject({
      recorded: false,
    });
    connection.dispose();
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('exits 2 on a wrong option, and prints help and version', async () => {
    const wrong = await start('--nonsense');
    expect(await wrong.ended).toBe(2);
    expect(wrong.errors()).toContain('--nonsense');
    const help = await start('--help');
    expect(await help.ended).toBe(0);
    expect(help.lines()).toContain('--idle-exit SECONDS');
  });
});
