/** The product as a user gets it: the built app in a real Electron. */
import path from 'node:path';
import { type ElectronApplication, _electron as electron, type Page } from '@playwright/test';
import { presentElectronRuntime } from '../../scripts/electronRuntime.ts';
import { type Isolation, root } from './isolation.ts';

export interface ElectronSurface {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** What the app wrote to standard error so far. */
  log(): string;
  close(): Promise<void>;
}

/** Why Electron cannot be tested here, or undefined. */
export function electronProblem(): string | undefined {
  if (presentElectronRuntime({ root, env: process.env }) === undefined) return 'no Electron runtime: run "npm start" or "npm test" once';
  if ((process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'] ?? '') === '') return 'no display, and Xvfb is not installed';
  return undefined;
}

export function electronExecutable(): string {
  const runtime = presentElectronRuntime({ root, env: process.env });
  if (runtime === undefined) throw new Error('no Electron runtime');
  return runtime.executable;
}

/** As root Chromium cannot sandbox; sandbox.spec.ts proves the sandbox as an ordinary user. */
export async function launchElectron(
  isolation: Isolation,
  args: readonly string[] = [],
  started: { readonly executable?: string; readonly sandbox?: boolean } = {},
): Promise<ElectronSurface> {
  const app = await electron.launch({
    executablePath: started.executable ?? electronExecutable(),
    args: ['-r', path.join(import.meta.dirname, 'holdBack.cjs'), root, ...args],
    cwd: isolation.folder,
    env: { ...isolation.env },
    chromiumSandbox: started.sandbox ?? process.getuid?.() !== 0,
    timeout: 30_000,
  });
  let log = '';
  app.process().stderr?.on('data', (data: Buffer) => (log += data.toString('utf8')));
  const page = await app.firstWindow();
  return {
    app,
    page,
    log: () => log,
    close: async () => {
      const gone = new Promise<void>((resolve) => {
        if (app.process().exitCode !== null) resolve();
        else app.process().once('exit', resolve);
      });
      await app.close();
      await gone;
    },
  };
}
