/** The tray icon on a session bus of its own, with a StatusNotifierWatcher that a real panel or this test's own provides. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, test } from '@playwright/test';
import { hasProgram } from '../../../scripts/systemDependencies.ts';
import { Shell } from '../../pages/shell.ts';
import { electronProblem, launchElectron } from '../../support/electronSurface.ts';
import { eventually, isolate } from '../../support/isolation.ts';

const needed = ['dbus-daemon', 'gdbus', 'xfce4-panel'];

/** A private session bus; resolves with its address. */
async function startBus(): Promise<{ readonly address: string; readonly bus: ChildProcess }> {
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: bus.stdout }).once('line', resolve);
    bus.once('exit', () => {
      reject(new Error('dbus-daemon ended'));
    });
  });
  return { address, bus };
}

function ask(env: Readonly<Record<string, string>>, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn('gdbus', ['call', '--session', ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
    child.on('close', () => {
      resolve(text);
    });
  });
}

const watcher = 'org.kde.StatusNotifierWatcher';

function registered(env: Readonly<Record<string, string>>): Promise<string> {
  const target = ['--dest', watcher, '--object-path', '/StatusNotifierWatcher', '--method', 'org.freedesktop.DBus.Properties.Get'];
  return ask(env, [...target, watcher, 'RegisteredStatusNotifierItems']);
}

test('the icon is registered with the panel, and closing the window keeps the product in the tray', async () => {
  const missing = needed.filter((name) => !hasProgram(name));
  const problem = electronProblem() ?? (missing.length === 0 ? undefined : `not installed: ${missing.join(', ')}`);
  test.skip(problem !== undefined, problem);
  const { address, bus } = await startBus();
  const isolation = isolate({ DBUS_SESSION_BUS_ADDRESS: address });
  const panel = spawn('xfce4-panel', ['--disable-wm-check'], { env: isolation.env, stdio: 'ignore' });
  try {
    await expect
      .poll(
        () =>
          ask(isolation.env, [
            '--dest',
            'org.freedesktop.DBus',
            '--object-path',
            '/',
            '--method',
            'org.freedesktop.DBus.NameHasOwner',
            watcher,
          ]),
        { timeout: 20_000 },
      )
      .toContain('true');
    const electron = await launchElectron(isolation);
    try {
      const shell = new Shell(electron.page);
      await expect(shell.heading('Overview')).toBeVisible();
      await expect.poll(() => registered(isolation.env), { timeout: 15_000 }).toMatch(/StatusNotifierItem/);
      const visible = (): Promise<boolean> =>
        electron.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() === true);
      await electron.app.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows()[0]?.close();
      });
      await expect.poll(visible).toBe(false);
      // A second start brings the hidden window back instead of a second copy.
      await electron.app.evaluate(({ app }) => {
        app.emit('second-instance');
      });
      await expect.poll(visible).toBe(true);
    } finally {
      await electron.close();
    }
  } finally {
    panel.kill('SIGTERM');
    bus.kill('SIGTERM');
    await eventually('the bus ends', () => bus.exitCode !== null || bus.signalCode !== null);
    isolation.remove();
  }
});

test('without a tray, closing the window ends the product', async () => {
  const problem = electronProblem();
  test.skip(problem !== undefined, problem);
  const isolation = isolate();
  const electron = await launchElectron(isolation);
  const ended = new Promise((resolve) => electron.app.process().once('exit', resolve));
  await electron.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close();
  });
  expect(await ended).toBe(0);
  isolation.remove();
});
