import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../contracts/errors.ts';
import type { SettingsPatch } from '../contracts/settings.ts';
import type { Log } from './ports.ts';
import { createSettings } from './settings.ts';

let folder: string;
let logged: string[];
const log: Log = {
  info: () => undefined,
  error(message) {
    logged.push(message);
    return 'id';
  },
};

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-settings-'));
  logged = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function open(): ReturnType<typeof createSettings> {
  return createSettings({ folder, log });
}

describe('settings', () => {
  it('starts with the defaults and writes nothing', () => {
    const port = open();
    expect(port.get()).toMatchObject({ version: 1, theme: 'system', confirmSeconds: 30 });
    expect(port.problem).toBeNull();
    expect(existsSync(path.join(folder, 'settings.json'))).toBe(false);
  });

  it('changes only the named fields and keeps them for the next start', () => {
    open().set({ theme: 'dark', confirmSeconds: 45 });
    open().set({ closeToTray: false });
    expect(open().get()).toMatchObject({ theme: 'dark', confirmSeconds: 45, closeToTray: false });
    expect(statSync(path.join(folder, 'settings.json')).mode & 0o777).toBe(0o600);
  });

  it('does not write when nothing changed', () => {
    const port = open();
    port.set({ theme: 'dark' });
    const before = statSync(path.join(folder, 'settings.json'), { bigint: true });
    let calls = 0;
    port.onChange(() => (calls += 1));
    port.set({ theme: 'dark' });
    expect(statSync(path.join(folder, 'settings.json'), { bigint: true }).ino).toBe(before.ino);
    expect(calls).toBe(0);
  });

  it.each([
    [{ confirmSeconds: 3 }, 'confirmSeconds'],
    [{ theme: 'pink' }, 'theme'],
    [{ version: 2 }, 'version'],
    ['nonsense', 'settings'],
  ])('refuses %j and names the field', (patch, field) => {
    const port = open();
    try {
      port.set(patch as SettingsPatch);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect((error as AppError<'settings.invalid'>).details.issues[0]?.field).toBe(field);
    }
    expect(port.get().confirmSeconds).toBe(30);
  });

  it.each(['{ "version": 1, "theme":', '[]', '{"version":1,"theme":"pink"}', '{"version":9}', '{}'])(
    'sets a damaged file aside: %s',
    (text) => {
      writeFileSync(path.join(folder, 'settings.json'), text);
      const port = open();
      expect(port.problem).toContain('settings.json.bad');
      expect(port.get().theme).toBe('system');
      expect(readFileSync(path.join(folder, 'settings.json.bad'), 'utf8')).toBe(text);
      expect(logged).toHaveLength(1);
      expect(open().problem).toBeNull();
    },
  );

  it('migrates an old file step by step', () => {
    writeFileSync(path.join(folder, 'settings.json'), '{"version":-1,"look":"dark"}');
    const port = createSettings({
      folder,
      log,
      migrations: {
        [-1]: ({ look, ...rest }) => ({ ...rest, colours: look }),
        0: ({ colours, ...rest }) => ({ ...rest, theme: colours }),
      },
    });
    expect(port.problem).toBeNull();
    expect(port.get().theme).toBe('dark');
  });

  it('keeps everything in memory without a folder', () => {
    const port = createSettings({ folder: null, log });
    port.set({ theme: 'light' });
    expect(port.get().theme).toBe('light');
  });
});
