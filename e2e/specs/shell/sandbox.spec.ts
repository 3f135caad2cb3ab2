/** The sandbox itself. Chromium cannot sandbox for root, so as root this runs the app as the user nobody. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { hasProgram } from '../../../scripts/systemDependencies.ts';
import { Shell } from '../../pages/shell.ts';
import { electronExecutable, electronProblem, launchElectron } from '../../support/electronSurface.ts';
import { type Isolation, isolate } from '../../support/isolation.ts';

/** The unprivileged user of every Debian system. */
const nobody = 65_534;
const asRoot = process.getuid?.() === 0;

/** A program that starts Electron as nobody. */
function unprivilegedElectron(isolation: Isolation): string {
  const file = path.join(isolation.folder, 'electron-as-nobody');
  const drop = `setpriv --reuid=${String(nobody)} --regid=${String(nobody)} --clear-groups`;
  writeFileSync(file, `#!/bin/sh\nexec ${drop} '${electronExecutable()}' "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}

function status(pid: number): (name: string) => string | undefined {
  const text = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return (name) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(text)?.[1];
}

test('the page of an ordinary user runs behind seccomp, in its own namespaces and without capabilities', async () => {
  const problem = electronProblem() ?? (asRoot && !hasProgram('setpriv') ? 'setpriv (util-linux) is not installed' : undefined);
  test.skip(problem !== undefined, problem);
  const isolation = isolate({}, asRoot ? nobody : undefined);
  const executable = asRoot ? unprivilegedElectron(isolation) : electronExecutable();
  const electron = await launchElectron(isolation, [], { executable, sandbox: true });
  try {
    await expect(new Shell(electron.page).connected).toBeVisible();
    const { main, renderer, switches } = await electron.app.evaluate(({ app, BrowserWindow }) => ({
      main: process.pid,
      renderer: BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0,
      switches: ['no-sandbox', 'disable-setuid-sandbox', 'disable-seccomp-filter-sandbox'].filter((name) =>
        app.commandLine.hasSwitch(name),
      ),
    }));
    expect(switches).toEqual([]);
    const ofMain = status(main);
    const ofPage = status(renderer);
    expect(ofMain('Uid')).not.toMatch(/^0\s/);
    // 2 is SECCOMP_MODE_FILTER; NSpid has one number for each nested process namespace (proc(5)).
    expect(ofPage('Seccomp')).toBe('2');
    expect(ofPage('NoNewPrivs')).toBe('1');
    expect(ofPage('CapEff')).toBe('0000000000000000');
    expect(ofPage('NSpid')?.split(/\s+/).length).toBeGreaterThan(ofMain('NSpid')?.split(/\s+/).length ?? 0);
  } finally {
    await electron.close();
    isolation.remove();
  }
});
