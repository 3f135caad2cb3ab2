/** The program as a user starts it, from source, with folders of its own. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { productFolders } from '../base/folders.ts';
import { hardwareInventory } from '../contracts/hardware.ts';
import { run } from './run.ts';
import { openSession } from './session.ts';
import { createFakeConsole } from './testSupport/fakeConsole.ts';

const main = path.resolve(import.meta.dirname, 'main.ts');
const fixtures = process.env['HECATE_FIXTURES'];
const topology = fixtures === undefined ? '' : path.join(fixtures, 'topology');
const recordings = existsSync(topology) ? readdirSync(topology).filter((name) => existsSync(path.join(topology, name, 'fs'))) : [];
/** Each start takes a second or more when the machine is busy with other tests. */
const slow = 120_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-cli-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, HECATE_STATE_DIR: path.join(folder, 'state'), HECATE_RUNTIME_DIR: path.join(folder, 'run') };
}

function hecate(...args: string[]): { code: number | null; out: string; err: string } {
  const done = spawnSync(process.execPath, [main, ...args], { env: environment(), encoding: 'utf8', timeout: 60_000 });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

/** The same without a process of its own: quicker, and everything below the parser is still real. */
function hecateHere(...args: string[]): ReturnType<typeof hecateWith> {
  return hecateWith({}, ...args);
}

async function hecateWith(env: Readonly<Record<string, string>>, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const console = createFakeConsole({ env });
  const folders = productFolders(environment(), process.geteuid?.() ?? -1);
  const code = await run(args, {
    console,
    version: '0.0.0',
    signal: new AbortController().signal,
    openSession: (sysroot) => openSession({ folders, sysroot }),
  });
  return { code, out: console.output(), err: console.errors() };
}

function json(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>;
}

describe('hecate', { timeout: slow }, () => {
  it('answers version and help, and exits 2 on a typo with one JSON document', () => {
    expect(hecate('--version').out).toMatch(/^hecate \d+\.\d+\.\d+/);
    const help = hecate('tune', 'undo', '--help');
    expect(help.code).toBe(0);
    expect(help.out).toContain('hecate undo --all --yes');
    const typo = hecate('tune', 'aply', '--json');
    expect(typo.code).toBe(2);
    expect(json(typo.out)).toMatchObject({ error: { code: 'usage', details: { field: 'command' } } });
    expect(typo.err).toBe('');
  });

  it('info --json is an inventory of this machine', () => {
    const { code, out, err } = hecate('info', '--json');
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(hardwareInventory.parse(json(out)).recorded).toBe(false);
    expect(json(hecate('info', 'cpu', '--json').out)).toHaveProperty('cpu.threads.status', 'ok');
  });

  it('is quiet when its reader has enough', async () => {
    const child = spawn(process.execPath, [main, 'info', '--json'], { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect(code).toBe(0);
    expect(errors).toBe('');
  });

  it('imports files only: a pipe would wait for ever and a device may never end', async () => {
    const { code, err } = await hecateHere('profile', 'import', '/dev/zero');
    expect(code).toBe(2);
    expect(err).toContain('/dev/zero is not a regular file');
  });

  it('keeps settings and the choice of a profile over runs', async () => {
    expect((await hecateHere('profile', 'set', 'server')).code).toBe(0);
    expect(json((await hecateHere('profile', '--json')).out)).toMatchObject({ profileId: 'server', overridden: true });
    expect((await hecateHere('profile', 'clone', 'server', 'mine', '--title', 'Mine')).code).toBe(0);
    expect((await hecateHere('profile', 'list')).out).toMatch(/^ {3}mine +from server, 0 changes +Mine$/m);
    const exported = (await hecateHere('profile', 'export', 'mine')).out;
    expect(json(exported)).toMatchObject({ id: 'mine', base: 'server' });
    expect((await hecateHere('profile', 'remove', 'mine')).code).toBe(0);
    writeFileSync(path.join(folder, 'mine.json'), exported);
    expect((await hecateHere('profile', 'import', path.join(folder, 'mine.json'))).code).toBe(0);
    expect((await hecateHere('profile', 'set', 'nonsense')).code).toBe(2);
    expect((await hecateHere('profile', 'auto')).code).toBe(0);
    expect(json((await hecateHere('profile', '--json')).out)).toMatchObject({ overridden: false });
    expect((await hecateHere('complete', 'profile')).out.split('\n')).toContain('mine');
    expect((await hecateHere('complete', 'knob')).out.split('\n')).toContain('vm.swappiness');
    expect((await hecateHere('complete', 'setting')).out.split('\n')).toContain('theme');
  });

  it('edits a profile in an editor, and saves only what is right', async () => {
    const script = path.join(folder, 'editor.mjs');
    writeFileSync(
      script,
      "import fs from 'node:fs'; const [from, to, file] = process.argv.slice(2); fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(from, to));",
    );
    const editing = (from: string, to: string, id = 'mine'): ReturnType<typeof hecateHere> =>
      hecateWith({ EDITOR: `${process.execPath} ${script} ${from} ${to}` }, 'profile', 'edit', id);
    expect((await hecateHere('profile', 'clone', 'server', 'mine', '--title', 'Mine')).code).toBe(0);
    expect((await editing('Mine', 'Renamed')).out).toBe('Saved mine: Renamed\n');
    expect((await editing('Renamed', 'Renamed')).err).toContain('Nothing was changed.');
    expect((await editing('"id":', '"id:')).code).toBe(2);
    expect((await editing('"mine"', '"other"')).err).toContain('cannot be edited');
    expect((await editing('x', 'y', 'server')).err).toContain('hecate profile clone server NEW-ID');
    expect((await hecateWith({ EDITOR: '' }, 'profile', 'edit', 'mine')).err).toContain('EDITOR');
    expect((await hecateWith({ EDITOR: '/nonexistent' }, 'profile', 'edit', 'mine')).code).toBe(2);
    expect((await hecateWith({ EDITOR: '/bin/false' }, 'profile', 'edit', 'mine')).code).toBe(4);
    expect((await hecateHere('profile', 'export', 'mine')).out).toContain('"title": "Renamed"');
  });

  it('--sysroot refuses a folder that is no machine, and names the field', async () => {
    mkdirSync(path.join(folder, 'empty'));
    for (const wrong of [path.join(folder, 'empty'), path.join(folder, 'missing'), main]) {
      const { code, out } = await hecateHere('info', '--json', '--sysroot', wrong);
      expect(code).toBe(2);
      expect(json(out)).toMatchObject({ error: { details: { field: '--sysroot' } } });
    }
  });

  it('looks at a machine of which almost everything is missing', async () => {
    mkdirSync(path.join(folder, 'machine/proc'), { recursive: true });
    const sysroot = ['--sysroot', path.join(folder, 'machine')];
    const { code, out } = await hecateHere('info', '--json', ...sysroot);
    expect(code).toBe(0);
    expect(hardwareInventory.parse(json(out)).recorded).toBe(true);
    expect((await hecateHere('info', ...sysroot)).code).toBe(0);
    expect((await hecateHere('tune', 'plan', ...sysroot)).code).toBe(0);
  });
});

describe.skipIf(recordings.length === 0)('hecate on recorded machines (skipped: shared fixtures not present)', () => {
  it.each(recordings)('%s: info, profile, plan and doctor work, apply is refused', async (name) => {
    const sysroot = ['--sysroot', path.join(topology, name, 'fs')];
    const info = await hecateHere('info', '--json', ...sysroot);
    expect(info.code, info.err).toBe(0);
    expect(hardwareInventory.parse(json(info.out)).recorded).toBe(true);
    for (const command of [
      ['info'],
      ['profile'],
      ['doctor'],
      ['tune', 'plan'],
      ['tune', 'status'],
      ['tune', 'verify'],
      ['tune', 'history'],
    ]) {
      const done = await hecateHere(...command, ...sysroot);
      expect(done.code, done.err).toBe(0);
      expect(done.out).not.toBe('');
    }
    const plan = await hecateHere('tune', 'plan', '--json', ...sysroot);
    if (json(plan.out)['plan'] !== null) {
      const apply = await hecateHere('tune', 'apply', '--yes', '--json', ...sysroot);
      expect(apply.code).toBe(2);
      expect(json(apply.out)).toMatchObject({ error: { code: 'host.readOnly' } });
    }
    expect((await hecateHere('profile', 'set', 'server', ...sysroot)).code).toBe(2);
    expect((await hecateHere('undo', '--yes', ...sysroot)).code).toBe(2);
    expect(existsSync(path.join(folder, 'state', 'journal'))).toBe(false);
  });
});

/** No other test of the project changes this one: test files run side by side on one kernel. */
const key = '/proc/sys/net/core/somaxconn';
const mayTune = process.geteuid?.() === 0 && existsSync(key);

describe.skipIf(!mayTune)('hecate changes this machine and back (skipped unless root)', { timeout: slow }, () => {
  it('apply, verify, drift, conflict, forced undo: stock again', async () => {
    const stock = readFileSync(key, 'utf8').trim();
    const wanted = String(Number(stock) + 1);
    try {
      const applied = hecate(
        'tune',
        'apply',
        '--only',
        'net.core.somaxconn',
        '--set',
        `net.core.somaxconn=${wanted}`,
        '--no-persist',
        '--yes',
        '--json',
      );
      expect(applied.code, applied.out + applied.err).toBe(0);
      expect(json(applied.out)).toMatchObject({ record: { state: 'applied' } });
      expect(readFileSync(key, 'utf8').trim()).toBe(wanted);
      expect((await hecateHere('tune', 'verify')).code).toBe(0);
      expect((await hecateHere('tune', 'history')).out).toContain('in force');
      writeFileSync(key, String(Number(wanted) + 1));
      expect((await hecateHere('tune', 'verify')).code).toBe(3);
      expect((await hecateHere('tune', 'status')).code).toBe(3);
      expect((await hecateHere('undo', '--all', '--yes')).code).toBe(1);
      expect((await hecateHere('undo', '--all', '--yes', '--force')).code).toBe(0);
      expect(readFileSync(key, 'utf8').trim()).toBe(stock);
      expect((await hecateHere('undo', '--all', '--yes')).code).toBe(0);
    } finally {
      writeFileSync(key, stock);
    }
  });

  it('a plan that nobody keeps is undone by itself', () => {
    const stock = readFileSync(key, 'utf8').trim();
    try {
      const args = [
        'tune',
        'apply',
        '--only',
        'net.core.somaxconn',
        '--set',
        `net.core.somaxconn=${String(Number(stock) + 1)}`,
        '--no-persist',
      ];
      const done = hecate(...args, '--confirm-within', '5', '--yes', '--json');
      expect(json(done.out)).toMatchObject({ record: { state: 'undone', undoneBecause: 'notConfirmed' } });
      expect(done.code).toBe(4);
      expect(readFileSync(key, 'utf8').trim()).toBe(stock);
    } finally {
      writeFileSync(key, stock);
    }
  });
});
