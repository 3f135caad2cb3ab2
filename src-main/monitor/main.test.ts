import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { monitorFrame, webAccess } from '../contracts/monitor.ts';
import { FakeMachine } from './testSupport/fakeMachine.ts';
import { RawClient } from './testSupport/rawClient.ts';

const program = path.join(import.meta.dirname, 'main.ts');
const started: ChildProcess[] = [];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-monitor-'));
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  /** Exit status, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

function start(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Run {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      HECATE_MONITOR_ROOT: '/',
      NODE_OPTIONS: '',
      HECATE_RUNTIME_DIR: folder,
      HECATE_STATE_DIR: path.join(folder, 'state'),
      ...env,
    },
  });
  started.push(child);
  let output = '';
  let errors = '';
  child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => {
      resolve(code ?? signal);
    });
  });
  return { child, output: () => output, errors: () => errors, ended };
}

async function ready(run: Run): Promise<string> {
  for (let turn = 0; turn < 200; turn += 1) {
    const line = /^ready (.*)$/m.exec(run.output());
    if (line?.[1] !== undefined) return line[1];
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  throw new Error(`never ready: ${run.errors()}`);
}

describe('hecate-monitor', () => {
  it('says when it is ready, serves true frames, and leaves nothing behind on SIGTERM', async () => {
    const run = start(['--interval', '0.2']);
    const socket = await ready(run);
    expect(socket).toBe(path.join(folder, 'monitor.sock'));
    const client = await RawClient.connect(socket);
    expect((await client.ask(1, 'monitor.hello')).result).toMatchObject({ pid: run.child.pid, intervalMs: 200 });
    await client.ask(2, '$/hecate/subscribe', { event: 'monitor.frame' });
    await client.until(() => client.messages.filter((message) => message.method !== undefined).length >= 3, '3 frames');
    const last = monitorFrame.parse(client.messages.findLast((message) => message.method !== undefined)?.params?.payload);
    expect(last.intervalMs).toBeGreaterThan(0);
    expect(last.cpu.busyPercent).not.toBeNull();
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
    expect(readdirSync(folder).filter((name) => name !== 'state')).toEqual([]);
    expect(run.errors()).toBe('');
  });

  it('refuses when another one serves, takes over from one that was killed, and leaves strange files alone', async () => {
    const first = start();
    const socket = await ready(first);
    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.errors()).toContain('another program listens there already');
    first.child.kill('SIGKILL');
    expect(await first.ended).toBe('SIGKILL');
    expect(existsSync(socket)).toBe(true);
    const third = start();
    await ready(third);
    third.child.kill('SIGINT');
    expect(await third.ended).toBe(0);
    writeFileSync(socket, 'precious');
    const fourth = start();
    expect(await fourth.ended).toBe(1);
    expect(fourth.errors()).toContain('not a socket');
    expect(existsSync(socket)).toBe(true);
  });

  it('ends with its parent when told to', async () => {
    const run = start(['--exit-with-parent']);
    const socket = await ready(run);
    run.child.stdin?.end();
    expect(await run.ended).toBe(0);
    expect(existsSync(socket)).toBe(false);
  });

  it('stays when standard input closes and it was not told to care', async () => {
    const run = start();
    const socket = await ready(run);
    run.child.stdin?.end();
    const client = await RawClient.connect(socket);
    expect((await client.ask(1, 'monitor.hello')).result).toBeDefined();
    client.end();
  });

  it.each([
    [['--help'], 0, 'Usage: hecate-monitor'],
    [['--version'], 0, '0.0.0-unbundled'],
  ])('%j', async (args, status, text) => {
    const run = start(args);
    expect(await run.ended).toBe(status);
    expect(run.output()).toContain(text);
  });

  it('ends with 2 and names the option that is wrong', async () => {
    const run = start(['--interval', 'often']);
    expect(await run.ended).toBe(2);
    expect(run.errors()).toContain('--interval must be seconds from 0.1 to 60, not "often"');
    expect(run.output()).toBe('');
  });

  it('ends with 1 and a reason when the folder to read is missing or the socket path too long', async () => {
    const missing = start(['--sysroot', path.join(folder, 'nowhere')]);
    expect(await missing.ended).toBe(1);
    expect(missing.errors()).toContain('nowhere');
    const long = start([], { HECATE_RUNTIME_DIR: path.join(folder, 'x'.repeat(120)) });
    expect(await long.ended).toBe(1);
    expect(long.errors()).toContain('HECATE_RUNTIME_DIR');
  });

  it('reads a recorded machine', async () => {
    const machine = new FakeMachine();
    machine.write('proc/meminfo', 'MemTotal: 1024 kB\nMemAvailable: 512 kB\n');
    mkdirSync(path.join(folder, 'run'), { mode: 0o700 });
    const run = start([], { HECATE_MONITOR_ROOT: machine.root, HECATE_RUNTIME_DIR: path.join(folder, 'run') });
    const client = await RawClient.connect(await ready(run));
    const frame = monitorFrame.parse((await client.ask(1, 'monitor.snapshot')).result);
    expect(frame.memory).toMatchObject({ totalBytes: 1_048_576, usedBytes: 524_288 });
    expect(frame.networks).toEqual([]);
    client.end();
    machine.dispose();
  });

  it('serves the web on a port of its own when it was set apart, with the token that the socket tells', async () => {
    const [first, second] = [start(), start([], { HECATE_RUNTIME_DIR: path.join(folder, 'second') })];
    const urls: string[] = [];
    for (const run of [first, second]) {
      const client = await RawClient.connect(await ready(run));
      const access = webAccess.parse((await client.ask(1, 'monitor.web')).result);
      const url = access.urls[0] ?? '';
      urls.push(url);
      expect(await (await fetch(`${url}health`)).json()).toEqual({ status: 'ok' });
      const answer = await fetch(`${url}v1/snapshot`, { headers: { Authorization: `Bearer ${access.token ?? ''}` } });
      monitorFrame.parse(await answer.json());
      expect((await fetch(`${url}v1/snapshot`)).status).toBe(401);
      client.end();
    }
    expect(new Set(urls).size).toBe(2);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    await expect(fetch(`${urls[0] ?? ''}health`)).rejects.toThrow();
  });

  it('serves no web when told so', async () => {
    const client = await RawClient.connect(await ready(start(['--no-web'])));
    expect((await client.ask(1, 'monitor.web')).result).toMatchObject({ enabled: false, urls: [], token: null });
    client.end();
  });

  it('loads neither zod nor vscode-jsonrpc', async () => {
    const { build } = await import('esbuild');
    const { metafile } = await build({
      entryPoints: [program],
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      external: ['koffi'],
    });
    const inputs = Object.keys(metafile.inputs);
    expect(inputs.length).toBeGreaterThan(15);
    const allowed = /^(node_modules\/ws\/|src-main\/contracts\/metrics\.ts$)/;
    expect(inputs.filter((input) => /node_modules|contracts\//.test(input) && !allowed.test(input))).toEqual([]);
    // What the first answer does not need is loaded after it.
    const first = new Set<string>();
    const visit = (input: string): void => {
      if (first.has(input)) return;
      first.add(input);
      for (const { path: to, kind } of metafile.inputs[input]?.imports ?? []) if (kind !== 'dynamic-import') visit(to);
    };
    visit(inputs.find((input) => input.endsWith('monitor/main.ts')) ?? '');
    expect([...first].filter((input) => /node_modules\/ws\/|^(node:)?(https?|tls|crypto)$|openapi\.json/.test(input))).toEqual([]);
  });
});
