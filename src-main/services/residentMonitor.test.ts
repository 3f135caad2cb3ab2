import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandResult, createResidentMonitor, type ResidentMonitor, unitText } from './residentMonitor.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-resident-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A user manager that knows one unit. */
function manager(refuse: string | null = null) {
  const asked: string[] = [];
  let enabled = false;
  const systemctl = (args: readonly string[]): Promise<CommandResult> => {
    const line = args.join(' ');
    asked.push(line);
    if (refuse !== null && line.startsWith(refuse)) return Promise.resolve({ code: 1, output: 'Access denied\nmore' });
    if (args[0] === 'enable') enabled = true;
    if (args[0] === 'disable') enabled = false;
    if (args[0] === 'is-enabled') return Promise.resolve(enabled ? { code: 0, output: 'enabled\n' } : { code: 1, output: 'disabled\n' });
    return Promise.resolve({ code: 0, output: '' });
  };
  return { asked, systemctl };
}

function resident(systemctl: (args: readonly string[]) => Promise<CommandResult>, env: Record<string, string> = {}): ResidentMonitor {
  return createResidentMonitor({
    unitFolder: path.join(folder, 'user'),
    packagedFolders: [path.join(folder, 'packaged')],
    program: { command: '/opt/my programs/hecate-monitor', args: [] },
    env,
    systemctl,
  });
}

const unit = (): string => path.join(folder, 'user/hecate-monitor.service');

describe('the monitor that stays', () => {
  it('gets a unit of its own where no package brought one, and loses it again', async () => {
    const { asked, systemctl } = manager();
    const monitor = resident(systemctl);
    expect((await monitor.state()).state).toBe('off');
    expect((await monitor.set(true)).state).toBe('on');
    expect(readFileSync(unit(), 'utf8')).toContain('ExecStart="/opt/my programs/hecate-monitor"\n');
    expect(asked.filter((line) => /reload|enable --now/.test(line))).toEqual(['daemon-reload', 'enable --now hecate-monitor.service']);
    expect((await monitor.set(false)).state).toBe('off');
    expect(existsSync(unit())).toBe(false);
  });

  it('uses the unit of the package, and never removes what it did not write', async () => {
    mkdirSync(path.join(folder, 'packaged'));
    writeFileSync(path.join(folder, 'packaged/hecate-monitor.service'), '');
    const monitor = resident(manager().systemctl);
    await monitor.set(true);
    expect(existsSync(unit())).toBe(false);
    mkdirSync(path.dirname(unit()), { recursive: true });
    writeFileSync(unit(), '# by hand\n');
    await monitor.set(false);
    expect(existsSync(unit())).toBe(true);
  });

  it('leaves a unit that somebody wrote by hand as it is, switched on and off', async () => {
    mkdirSync(path.dirname(unit()), { recursive: true });
    writeFileSync(unit(), '# by hand\n');
    const monitor = resident(manager().systemctl);
    expect((await monitor.set(true)).state).toBe('on');
    expect((await monitor.set(false)).state).toBe('off');
    expect(readFileSync(unit(), 'utf8')).toBe('# by hand\n');
  });

  it('says why not: no manager, an AppImage, a refusal', async () => {
    expect(await resident(manager('show-environment').systemctl).state()).toMatchObject({
      state: 'unavailable',
      why: expect.stringContaining('Access denied') as string,
    });
    const image = resident(manager().systemctl, { APPIMAGE: '/x.AppImage' });
    expect((await image.state()).why).toContain('AppImage');
    await expect(image.set(true)).rejects.toMatchObject({ code: 'system.unavailable' });
    await expect(resident(manager('enable').systemctl).set(true)).rejects.toMatchObject({
      code: 'system.unavailable',
      details: { problem: 'systemctl --user enable --now hecate-monitor.service: Access denied' },
    });
    expect(existsSync(unit())).toBe(false);
  });

  it('writes a path so that systemd reads the same', () => {
    expect(unitText({ command: '/a "b"\\$c%d', args: ['--x'] })).toContain('ExecStart="/a \\"b\\"\\\\$$c%%d" "--x"\n');
  });
});
