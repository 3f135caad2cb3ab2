import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linkIn } from './browser.ts';
import { sourceState, staleReason } from './buildState.ts';
import { obtainElectronRuntime, presentElectronRuntime } from './electronRuntime.ts';
import { digestOf, environmentForNpm, pinnedFolder } from './electronRuntimePinned.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'hecate-runtime-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(name: string, text: string): string {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function installPinned(): string {
  const folder = path.relative(root, pinnedFolder(root));
  const binary = write(`${folder}/electron`, 'binary');
  write(`${folder}/version`, '41.3.0');
  const { size, mtimeMs } = statSync(binary);
  write(`${folder}/seal.json`, JSON.stringify({ size, mtimeMs }));
  return binary;
}

describe('presentElectronRuntime', () => {
  it('prefers the chosen one, then the official one, then the pinned one', () => {
    expect(presentElectronRuntime({ root, env: {} })).toBeUndefined();
    installPinned();
    expect(presentElectronRuntime({ root, env: {} })).toMatchObject({ source: 'pinned', version: '41.3.0' });
    write('node_modules/electron/dist/electron', '');
    write('node_modules/electron/dist/version', 'v45.4.1\n');
    expect(presentElectronRuntime({ root, env: {} })).toMatchObject({ source: 'official', version: '45.4.1' });
    write('mine/electron', '');
    write('mine/version', '44.0.0');
    const env = { ELECTRON_OVERRIDE_DIST_PATH: path.join(root, 'mine') };
    expect(presentElectronRuntime({ root, env })).toMatchObject({ source: 'chosen', version: '44.0.0' });
  });

  it('does not take a pinned binary that somebody touched', () => {
    const binary = installPinned();
    writeFileSync(binary, 'another');
    expect(presentElectronRuntime({ root, env: {} })).toBeUndefined();
  });

  it('says that the chosen folder holds no Electron instead of looking elsewhere', async () => {
    installPinned();
    const answer = await obtainElectronRuntime({ root, env: { ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' }, say: () => undefined });
    expect(answer).toEqual({ ok: false, why: 'ELECTRON_OVERRIDE_DIST_PATH names /nowhere, where there is no Electron' });
  });
});

describe('the pinned runtime', () => {
  it('is verified by digests of whole files', async () => {
    const file = write('file', 'x'.repeat(3_000_000));
    expect(await digestOf(file, 'sha256', 'hex')).toBe(createHash('sha256').update('x'.repeat(3_000_000)).digest('hex'));
  });

  it('is fetched by the user’s own npm, not by the Node of this project', () => {
    const env = environmentForNpm({ PATH: '/p/node_modules/.bin:/usr/bin:/bin', HOME: '/h', NODE_OPTIONS: '--x' });
    expect(env).toMatchObject({ PATH: '/usr/bin:/bin', HOME: '/h', NODE_OPTIONS: undefined });
  });
});

describe('buildState', () => {
  it('sees changed, added and removed sources, and takes no notice of tests', () => {
    const now = Date.now() / 1000;
    utimesSync(write('src-main/a.ts', ''), now - 100, now - 100);
    const first = sourceState(root, ['src-main']);
    expect(first.files).toBe(1);
    write('src-main/a.test.ts', '');
    expect(sourceState(root, ['src-main'])).toEqual(first);
    write('src-main/b.ts', '');
    const second = sourceState(root, ['src-main']);
    expect(second.files).toBe(2);
    expect(second.newestMs).toBeGreaterThan(first.newestMs);
  });

  it('says what is missing', () => {
    expect(staleReason(root)).toBe('out/bin/hecated is missing');
  });
});

describe('linkIn', () => {
  it('takes a link to this computer only', () => {
    expect(linkIn('open http://127.0.0.1:40123/#token=abc')).toBe('http://127.0.0.1:40123/#token=abc');
    expect(linkIn('ready /run/hecate/hecated.sock')).toBeUndefined();
    expect(linkIn('open http://192.0.2.1:80/#token=abc')).toBeUndefined();
  });
});
