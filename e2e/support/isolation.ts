/** A home, state and runtime folder of its own for every test, so that nothing of the user's is touched and two copies never meet. */
import { spawn } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

export interface Isolation {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  remove(): void;
}

const inherited = ['PATH', 'LANG', 'DISPLAY', 'WAYLAND_DISPLAY', 'TMPDIR'];

/** `owner` gives the folders to an unprivileged user. The name is short: a socket path holds 107 bytes. */
export function isolate(more: Readonly<Record<string, string>> = {}, owner?: number): Isolation {
  const folder = mkdtempSync(path.join(tmpdir(), 'hecate-'));
  const folders = {
    HOME: path.join(folder, 'home'),
    XDG_CONFIG_HOME: path.join(folder, 'home/.config'),
    XDG_STATE_HOME: path.join(folder, 'home/.state'),
    XDG_CACHE_HOME: path.join(folder, 'home/.cache'),
    XDG_RUNTIME_DIR: path.join(folder, 'x'),
    HECATE_STATE_DIR: path.join(folder, 's'),
    HECATE_RUNTIME_DIR: path.join(folder, 'r'),
  };
  for (const made of Object.values(folders)) mkdirSync(made, { recursive: true, mode: 0o700 });
  if (owner !== undefined) for (const made of [folder, ...Object.values(folders)]) chownSync(made, owner, owner);
  const kept = Object.fromEntries(inherited.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
  return {
    folder,
    // No session bus of the user's: notifications and tray icons of a test are nobody's business.
    env: { ...kept, DBUS_SESSION_BUS_ADDRESS: 'disabled:', ...folders, ...more },
    remove: () => {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the built programs to its end. */
export function runProgram(name: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(root, 'out/bin', name), [...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

/** Waits until `condition` gives something else than undefined or false. */
export async function eventually<T>(what: string, condition: () => T | undefined | false, withinMs = 15_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${String(withinMs)} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
