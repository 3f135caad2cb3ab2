/** The window without Electron: hecated serves the same pages and the system's browser opens them. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { hasProgram } from './systemDependencies.ts';

/** The link with its one-time token that hecated prints. */
export function linkIn(line: string): string | undefined {
  return /\bhttp:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d{1,5}\/\S*/.exec(line)?.[0];
}

/**
 * A page of the user's own that leads to the link: an argument of a program can
 * be read by every user of the machine in /proc, and the link holds the token.
 */
export function pageThatLeadsTo(link: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hecate-open-'));
  process.on('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const file = path.join(folder, 'open.html');
  const target = JSON.stringify(link).replaceAll('<', '\\u003c');
  writeFileSync(file, `<!doctype html><meta charset="utf-8"><title>HecateOS</title><script>location.replace(${target})</script>`, {
    mode: 0o600,
  });
  return file;
}

function openLink(link: string, say: (line: string) => void): void {
  const hasDisplay = (process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'] ?? '') !== '';
  if (!hasDisplay || !hasProgram('xdg-open')) {
    say(`Open this link in a browser on this computer: ${link}`);
    return;
  }
  say(`Opening ${link}`);
  const browser = spawn('xdg-open', [pageThatLeadsTo(link)], { stdio: 'ignore', detached: true });
  browser.on('error', (error) => {
    say(`The browser does not start (${error.message}). Open the link yourself.`);
  });
  browser.unref();
}

/** Serves until it is interrupted; the exit code is hecated's. */
export function openInBrowser(root: string, forwarded: readonly string[], say: (line: string) => void): Promise<void> {
  const child = spawn(path.join(root, 'out/bin/hecated'), ['--serve-ui', '--idle-exit', '0', ...forwarded], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let opened = false;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const link = linkIn(line);
    if (link === undefined || opened) say(line);
    else {
      opened = true;
      openLink(link, say);
      say('Press Ctrl+C to stop.');
    }
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`hecated does not start: ${error.message}`);
      process.exitCode = 1;
      resolve();
    });
    child.on('exit', (code, signal) => {
      const stopped = signal === 'SIGINT' || signal === 'SIGTERM';
      process.exitCode = stopped ? 0 : (code ?? 128 + os.constants.signals[signal ?? 'SIGTERM']);
      resolve();
    });
  });
}
