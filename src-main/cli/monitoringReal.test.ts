/** The monitoring commands on this machine, with a monitor that each of them has to start for itself. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { monitorSocketPath, productFolders } from '../base/folders.ts';
import { core, rig, TestClock } from '../monitor/history/testSupport/machine.ts';
import { run } from './run.ts';
import { openSession } from './session.ts';
import { createFakeConsole } from './testSupport/fakeConsole.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-cli-live-'));
  mkdirSync(path.join(folder, 'run'), { mode: 0o700 });
  vi.stubEnv('HECATE_STATE_DIR', path.join(folder, 'state'));
  vi.stubEnv('HECATE_RUNTIME_DIR', path.join(folder, 'run'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

async function hecate(...args: string[]): Promise<{ code: number; out: string; err: string; json: () => Record<string, unknown> }> {
  const console = createFakeConsole();
  const folders = productFolders(process.env, process.geteuid?.() ?? -1);
  const code = await run(args, {
    console,
    version: '0.0.0',
    signal: new AbortController().signal,
    openSession: (sysroot) => openSession({ folders, sysroot }),
  });
  // The monitor of that command takes its socket away when it has ended, and stored what it knew before.
  await vi.waitFor(
    () => {
      expect(existsSync(monitorSocketPath(folders))).toBe(false);
    },
    { timeout: 10_000, interval: 20 },
  );
  return { code, out: console.output(), err: console.errors(), json: () => JSON.parse(console.output()) as Record<string, unknown> };
}

describe('hecate on this machine', { timeout: 120_000 }, () => {
  it('lists real processes with rates, shows one, holds it, and changes its priority', async () => {
    const sleeper = spawn('sleep', ['300'], { stdio: 'ignore' });
    const pid = String(sleeper.pid);
    try {
      const listed = await hecate('processes', '--filter', pid, '--json');
      expect(listed.json()).toMatchObject({ processes: [{ pid: sleeper.pid, name: 'sleep', command: 'sleep 300', cpuPercent: 0 }] });
      expect((await hecate('process', pid)).out).toContain('Command       sleep 300');
      expect((await hecate('process', 'signal', pid, '--signal', 'STOP')).code).toBe(0);
      await vi.waitFor(() => {
        expect(readFileSync(`/proc/${pid}/stat`, 'utf8')).toMatch(/\) T /);
      });
      expect((await hecate('process', 'adjust', pid, '--nice', '5', '--json')).json()).toMatchObject({ way: 'own', detail: { nice: 5 } });
      expect((await hecate('process', '4194304', '--json')).json()).toMatchObject({ error: { code: 'process.gone' } });
    } finally {
      sleeper.kill('SIGKILL');
    }
  });

  it('reads what a monitor before it has stored, and exports it', async () => {
    const minutes = 60;
    const from = Math.floor(Date.now() / 60_000) * 60_000 - minutes * 60_000;
    const before = rig(path.join(folder, 'state'), { clock: new TestClock(from) });
    for (let second = 0; second < (minutes - 1) * 60; second += 1) before.second([Math.floor(second / 60)]);
    before.history.close?.();
    const listed = await hecate('history', 'list', 'core', '--json');
    expect(listed.json()['series']).toEqual(expect.arrayContaining([expect.objectContaining({ id: core(0), firstAt: from })]));
    expect(listed.err).toBe('');
    expect((await hecate('history', 'list')).err).toContain('was not running');
    const file = path.join(folder, 'core.csv');
    const times = [
      '--from',
      `${new Date(from).toISOString().slice(0, 19)}Z`,
      '--to',
      `${new Date(from + 30 * 60_000).toISOString().slice(0, 19)}Z`,
    ];
    expect((await hecate('history', 'export', core(0), ...times, '--output', file)).code).toBe(0);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const minute = (index: number): string =>
      `${new Date(from + index * 60_000).toISOString()},60,${core(0)},percent,${String(index)},${String(index)},${String(index)}`;
    expect(lines.slice(1)).toEqual(Array.from({ length: 30 }, (_, index) => minute(index)));
    expect((await hecate('history', 'show', core(0), ...times)).out).toContain('min 0.0 %   mean 14.5 %   max 29.0 %   last 29.0 %');
  });

  it('says what is wrong now and where the dashboard would be', async () => {
    expect((await hecate('alerts', '--json')).json()).toHaveProperty('alerts');
    expect((await hecate('alerts', 'rules', '--json')).json()).toHaveProperty('rules.rules');
    const web = await hecate('web', '--json');
    expect(web.json()).toHaveProperty('enabled', true);
    expect(web.json()).not.toHaveProperty('token');
  });
});

const fixtures = process.env['HECATE_FIXTURES'];
const topology = fixtures === undefined ? '' : path.join(fixtures, 'topology');
const recorded = existsSync(topology)
  ? readdirSync(topology)
      .map((name) => path.join(topology, name, 'fs'))
      .find((folderOf) => existsSync(path.join(folderOf, 'proc/stat')))
  : undefined;

describe.skipIf(recorded === undefined)('a recorded machine (skipped: shared fixtures not present)', { timeout: 60_000 }, () => {
  it('is looked at although a monitor of this machine is running', async () => {
    const program = path.resolve(import.meta.dirname, '../monitor/main.ts');
    const monitor = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await new Promise((resolve) => monitor.stdout.once('data', resolve));
      const console = createFakeConsole();
      const folders = productFolders(process.env, process.geteuid?.() ?? -1);
      await run(['monitor', '-n', '1', '--json', '--sysroot', recorded ?? ''], {
        console,
        version: '0.0.0',
        signal: new AbortController().signal,
        openSession: (sysroot) => openSession({ folders, sysroot }),
      });
      const cpus = (readFileSync(path.join(recorded ?? '', 'proc/stat'), 'utf8').match(/^cpu\d/gm) ?? []).length;
      const { cpu } = JSON.parse(console.output()) as { readonly cpu: { readonly perCpuBusyPercent: readonly unknown[] } };
      expect(cpu.perCpuBusyPercent).toHaveLength(cpus);
    } finally {
      const ended = new Promise((resolve) => monitor.once('exit', resolve));
      monitor.kill('SIGTERM');
      await ended;
    }
  });
});
