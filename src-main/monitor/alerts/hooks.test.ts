import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Alert } from '../../contracts/alerts.ts';
import { createHooks, type Hooks, type HooksOptions, hookEnvironment } from './hooks.ts';

const alert: Alert = {
  id: 'hot-1',
  ruleId: 'hot',
  title: 'Hot disk',
  severity: 'warning',
  metric: 'disk.tempC',
  instance: 'sda',
  series: 'disk.tempC/sda',
  value: 80.5,
  peak: 82,
  text: 'sda: Disk temperature 80.5 °C, above the limit of 70 °C.',
  startedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
  endedAt: null,
  acknowledgedAt: null,
  quiet: false,
};

let folder: string;
let hooks: Hooks | undefined;
let complaints: string[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-hooks-'));
  complaints = [];
});
afterEach(() => {
  hooks?.close();
  rmSync(folder, { recursive: true, force: true });
});

function start(options: Partial<HooksOptions> = {}): Hooks {
  hooks = createHooks({
    loadSpawn: () => Promise.resolve(spawn),
    env: { HOME: '/home/somebody', SECRET_TOKEN: 'x', LD_PRELOAD: '/evil.so', NODE_OPTIONS: '--require=/evil.js' },
    complain: (text) => complaints.push(text),
    ...options,
  });
  return hooks;
}

function script(name: string, lines: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${lines}\n`);
  chmodSync(file, 0o700);
  return file;
}

async function until<T>(look: () => T | undefined | false, what: string): Promise<T> {
  const deadline = Date.now() + 8000;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`${what} did not happen within 8 s; complaints: ${complaints.join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The text of a file that a script writes and then renames, so that it is whole. */
const written = (file: string): Promise<string> => until(() => existsSync(file) && readFileSync(file, 'latin1'), file);

function environmentOf(text: string): Record<string, string> {
  const entries = Buffer.from(text, 'latin1')
    .toString('utf8')
    .split('\0')
    .filter((one) => one !== '');
  return Object.fromEntries(entries.map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]));
}

/** Writes the environment as the kernel gave it, apart from what the shell adds by itself. */
const dump = (): string => script('dump', `cat /proc/self/environ > "${folder}/part.$1" && mv "${folder}/part.$1" "${folder}/$1"`);

describe('the command of a rule', () => {
  it('has the alert in its environment, and of ours only what a program needs', async () => {
    start().run([dump(), 'env'], 'fired', alert);
    const { PWD, OLDPWD, SHLVL, _, ...env } = environmentOf(await written(path.join(folder, 'env')));
    expect({ PWD, OLDPWD, SHLVL, _ }).toBeDefined();
    expect(env).toEqual({
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: '/home/somebody',
      HECATE_ALERT_ID: 'hot-1',
      HECATE_ALERT_RULE: 'hot',
      HECATE_ALERT_TITLE: 'Hot disk',
      HECATE_ALERT_SEVERITY: 'warning',
      HECATE_ALERT_STATE: 'fired',
      HECATE_ALERT_METRIC: 'disk.tempC',
      HECATE_ALERT_DEVICE: 'sda',
      HECATE_ALERT_VALUE: '80.5',
      HECATE_ALERT_TEXT: alert.text,
      HECATE_ALERT_STARTED_AT: '2026-01-02T03:04:05.000Z',
    });
  });

  it('gets hostile device names as data, and no shell ever reads them', async () => {
    const mark = path.join(folder, 'mark');
    const name = `$(touch ${mark}) \`touch ${mark}\`; touch ${mark} | "' && >${mark}\n\0\u001b[31m\u202e\${HOME}`;
    start().run([dump(), 'env', `$(touch ${mark})`, `; touch ${mark}`], 'fired', { ...alert, instance: name });
    const env = environmentOf(await written(path.join(folder, 'env')));
    const device = env['HECATE_ALERT_DEVICE'] ?? '';
    expect(device).toContain(`$(touch ${mark}) \`touch ${mark}\`; touch ${mark} | "' && >${mark}`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point
    expect(device).not.toMatch(/[\u0000-\u001f\u202e]/);
    expect(existsSync(mark)).toBe(false);
  });

  it('gets its arguments as they are written', async () => {
    const file = script('arguments', `printf '%s\\n' "$@" > "${folder}/part" && mv "${folder}/part" "${folder}/out"`);
    start().run([file, 'two words', '*', '$HOME', ''], 'ended', alert);
    expect(await written(path.join(folder, 'out'))).toBe('two words\n*\n$HOME\n\n');
  });

  it('is ended, with what it started, when it hangs', async () => {
    const pids = path.join(folder, 'pids');
    // Refuses the friendly signal, and so does its child.
    const hangs = script(
      'hangs',
      `trap '' TERM\nsleep 600 &\necho "$$ $!" > "${pids}.part" && mv "${pids}.part" "${pids}"\nwait\nsleep 600`,
    );
    start({ timeLimitMs: 200 }).run([hangs], 'fired', alert);
    const [shell, child] = (await written(pids)).trim().split(' ').map(Number);
    await until(() => complaints.length > 0, 'the complaint');
    expect(complaints).toEqual([`the command of alert hot (${hangs}) took longer than 0.2 s and was ended`]);
    await until(() => !existsSync(`/proc/${String(shell)}/exe`) && !existsSync(`/proc/${String(child)}/exe`), 'the end of both');
  });

  it('runs at most so many times at once, and the others after them', async () => {
    const slow = script(
      'slow',
      `echo start >> "${folder}/log"\nwhile [ ! -e "${folder}/go" ]; do sleep 0.05; done\necho end >> "${folder}/log"`,
    );
    const lines = (word: string): number =>
      existsSync(`${folder}/log`) ? readFileSync(`${folder}/log`, 'utf8').split(word).length - 1 : 0;
    start({ maxAtOnce: 2 });
    for (let index = 0; index < 5; index += 1) hooks?.run([slow], 'fired', alert);
    await until(() => lines('start') === 2, 'two starts');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(lines('start')).toBe(2);
    writeFileSync(`${folder}/go`, '');
    await until(() => lines('end') === 5, 'five ends');
    expect(complaints).toEqual([]);
  });

  it('is left out when too many wait', async () => {
    const slow = script('slow', `while [ ! -e "${folder}/go" ]; do sleep 0.05; done`);
    start({ maxAtOnce: 1 });
    for (let index = 0; index < 80; index += 1) hooks?.run([slow], 'fired', alert);
    await until(() => complaints.length > 0, 'the complaint');
    expect(complaints).toEqual([`the command of alert hot (${slow}) was left out: 64 others wait already`]);
  });

  it('is complained about once for each reason', async () => {
    const fails = script('fails', 'exit 3');
    const missing = path.join(folder, 'missing');
    start({ maxAtOnce: 1 });
    for (let index = 0; index < 3; index += 1) {
      hooks?.run([fails], 'fired', alert);
      hooks?.run([missing], 'fired', alert);
    }
    hooks?.run([dump(), 'last'], 'fired', alert);
    await written(path.join(folder, 'last'));
    expect(complaints).toEqual([
      `the command of alert hot (${fails}) failed with status 3`,
      `the command of alert hot (${missing}) could not be started: spawn ${missing} ENOENT`,
    ]);
  });

  it('ends with the monitor', async () => {
    const pidFile = path.join(folder, 'pid');
    const hangs = script('hangs', `echo $$ > "${pidFile}.part" && mv "${pidFile}.part" "${pidFile}"\nexec sleep 600`);
    start().run([hangs], 'fired', alert);
    const pid = Number(await written(pidFile));
    hooks?.close();
    await until(() => !existsSync(`/proc/${String(pid)}/exe`), 'the end');
  });

  it('is not started when spawning cannot be loaded, and the next one is tried again', async () => {
    let attempts = 0;
    const loadSpawn = (): Promise<typeof spawn> => {
      attempts += 1;
      return attempts === 1 ? Promise.reject(new Error('no')) : Promise.resolve(spawn);
    };
    start({ loadSpawn }).run([dump(), 'env'], 'fired', alert);
    await until(() => complaints.length > 0, 'the complaint');
    hooks?.run([dump(), 'env2'], 'fired', alert);
    await written(path.join(folder, 'env'));
    await written(path.join(folder, 'env2'));
  });
});

describe('hookEnvironment', () => {
  it('has an empty value where there is no figure', () => {
    expect(hookEnvironment({}, 'ended', { ...alert, value: null })).toMatchObject({ HECATE_ALERT_VALUE: '', HECATE_ALERT_STATE: 'ended' });
  });
});
