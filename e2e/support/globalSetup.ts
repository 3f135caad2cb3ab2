/** Builds nothing: checks that there is something to test, and starts a screen in memory where there is no display. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { staleReason } from '../../scripts/buildState.ts';
import { hasProgram } from '../../scripts/systemDependencies.ts';

const root = path.resolve(import.meta.dirname, '../..');
const startWithinMs = 10_000;

/** Resolves with the display, for example `:99`. Xvfb itself looks for a free number and writes it to the descriptor. */
function displayOf(screen: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('Xvfb did not start within 10 s'));
    }, startWithinMs);
    screen.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`Xvfb ended with code ${String(code)}`));
    });
    screen.stdio[3]?.on('data', (data: Buffer) => {
      clearTimeout(timer);
      resolve(`:${data.toString('utf8').trim()}`);
    });
  });
}

export default async function globalSetup(): Promise<() => void> {
  const missing = ['out/bin/hecated', 'out/app/main.cjs', 'out/renderer/index.html'].find((name) => !existsSync(path.join(root, name)));
  if (missing !== undefined) throw new Error(`${missing} is missing: run "npm run build" first`);
  const stale = staleReason(root);
  if (stale !== undefined) console.warn(`Note: these tests run what was built before (${stale}).`);

  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if ((DISPLAY ?? '') !== '' || (WAYLAND_DISPLAY ?? '') !== '' || !hasProgram('Xvfb')) return () => undefined;
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  process.env['DISPLAY'] = await displayOf(screen);
  return () => {
    screen.kill('SIGTERM');
  };
}
