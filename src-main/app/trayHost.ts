/**
 * Whether a desktop shows tray icons at all: somebody must own the
 * StatusNotifierWatcher name on the session bus
 * (https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/).
 * Without it, closing the window into the tray would make the product vanish.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const watcher = 'org.kde.StatusNotifierWatcher';
const bus = ['org.freedesktop.DBus', '/org/freedesktop/DBus'] as const;

/** Tools that can ask, in order; each prints a line with `true` when the name is owned. */
const questions: readonly (readonly [string, readonly string[]])[] = [
  [
    'gdbus',
    ['call', '--session', '--timeout', '2', '--dest', bus[0], '--object-path', bus[1], '--method', `${bus[0]}.NameHasOwner`, watcher],
  ],
  ['busctl', ['--user', '--timeout=2', 'call', bus[0], bus[1], bus[0], 'NameHasOwner', 's', watcher]],
  ['dbus-send', ['--session', '--print-reply', `--dest=${bus[0]}`, bus[1], `${bus[0]}.NameHasOwner`, `string:${watcher}`]],
];

export type RunTool = (file: string, args: readonly string[]) => Promise<string>;

async function runTool(file: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(file, [...args], { timeout: 3_000, encoding: 'utf8' });
  return stdout;
}

/** False also where nothing can be asked: no session bus, no tool. */
export async function hasTrayHost(ask: RunTool = runTool): Promise<boolean> {
  for (const [file, args] of questions) {
    try {
      return /\btrue\b/.test(await ask(file, args));
    } catch (error) {
      // Only a tool that is not installed is a reason to try the next one.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return false;
    }
  }
  return false;
}
