/** The same pages in the distribution's Chromium, served by hecated. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, chromium, type Page } from '@playwright/test';
import { linkIn } from '../../scripts/browser.ts';
import { hasProgram } from '../../scripts/systemDependencies.ts';
import { type Isolation, root } from './isolation.ts';

export interface BrowserSurface {
  readonly page: Page;
  readonly browser: Browser;
  readonly link: string;
  close(): Promise<void>;
}

const browsers = ['chromium', 'chromium-browser', 'google-chrome'];

export function browserProblem(): string | undefined {
  return browsers.some((name) => hasProgram(name)) ? undefined : 'no Chromium is installed (apt package chromium)';
}

function browserPath(): string {
  const name = browsers.find((candidate) => hasProgram(candidate));
  if (name === undefined) throw new Error('no Chromium');
  return path.join('/usr/bin', name);
}

export interface PageServer {
  readonly link: string;
  stop(): Promise<void>;
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else
      child.once('exit', () => {
        resolve();
      });
  });
}

/** hecated with `--serve-ui`, and the link that it prints. */
export async function servePages(isolation: Isolation, args: readonly string[] = []): Promise<PageServer> {
  const child = spawn(path.join(root, 'out/bin/hecated'), ['--serve-ui', ...args], {
    env: isolation.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errorText = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errorText += text));
  const link = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = linkIn(line);
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => {
      reject(new Error(`hecated ended: ${errorText}`));
    });
  });
  return {
    link,
    stop: async () => {
      child.kill('SIGTERM');
      await ended(child);
    },
  };
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath(),
    // As root Chromium refuses to start with its sandbox.
    chromiumSandbox: process.getuid?.() !== 0,
  });
}

export async function launchBrowser(isolation: Isolation, args: readonly string[] = []): Promise<BrowserSurface> {
  const server = await servePages(isolation, args);
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(server.link);
  return {
    page,
    browser,
    link: server.link,
    close: async () => {
      await browser.close();
      await server.stop();
    },
  };
}
