/**
 * Firefox of the distribution, driven over WebDriver BiDi
 * (https://w3c.github.io/webdriver-bidi/): Playwright only drives a Firefox of
 * its own, and what people have is this one.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { hasProgram } from '../../scripts/systemDependencies.ts';
import type { Isolation } from './isolation.ts';

const names = ['firefox-esr', 'firefox'];
const startWithinMs = 40_000;
const answerWithinMs = 20_000;

export function firefoxProblem(): string | undefined {
  return names.some((name) => hasProgram(name)) ? undefined : 'no Firefox is installed (apt package firefox-esr)';
}

export interface Firefox {
  navigate(url: string): Promise<void>;
  /** Size of the page, CSS pixels. */
  resize(width: number, height: number): Promise<void>;
  /** Value of an expression in the page, as JSON. */
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

/** No first-run pages and no questions to servers of Mozilla. */
const preferences = {
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'app.normandy.enabled': false,
  'app.update.auto': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
} as const;

function makeProfile(isolation: Isolation): string {
  const folder = path.join(isolation.folder, 'firefox');
  mkdirSync(folder, { recursive: true });
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
  writeFileSync(path.join(folder, 'user.js'), `${lines.join('\n')}\n`);
  return folder;
}

/** Firefox chooses a free port and says it on standard error. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('Firefox did not start in time'));
    }, startWithinMs);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`Firefox ended with code ${String(code)}`));
    });
    if (child.stderr === null) throw new Error('Firefox has no standard error');
    createInterface({ input: child.stderr }).on('line', (line) => {
      const address = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(line)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}

interface Answer {
  readonly id?: number;
  readonly type: string;
  readonly result?: unknown;
  readonly message?: string;
}

type Ask = (method: string, params: object) => Promise<unknown>;

function asker(socket: WebSocket): Ask {
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  socket.on('message', (data: Buffer) => {
    const answer = JSON.parse(data.toString('utf8')) as Answer;
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  return (method, params) =>
    new Promise((resolve, reject) => {
      last += 1;
      const id = last;
      const timer = setTimeout(() => {
        waiting.delete(id);
        reject(new Error(`Firefox did not answer ${method}`));
      }, answerWithinMs);
      waiting.set(id, (answer) => {
        clearTimeout(timer);
        waiting.delete(id);
        if (answer.type === 'success') resolve(answer.result);
        else reject(new Error(`${method}: ${answer.message ?? 'refused'}`));
      });
      socket.send(JSON.stringify({ id, method, params }));
    });
}

export async function launchFirefox(isolation: Isolation): Promise<Firefox> {
  const name = names.find((candidate) => hasProgram(candidate));
  if (name === undefined) throw new Error('no Firefox');
  const child = spawn(name, ['--headless', '--no-remote', '--profile', makeProfile(isolation), '--remote-debugging-port', '0'], {
    env: { ...isolation.env, MOZ_HEADLESS: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  try {
    const socket = new WebSocket(`${await addressOf(child)}/session`);
    await once(socket, 'open');
    const ask = asker(socket);
    await ask('session.new', { capabilities: {} });
    const tree = (await ask('browsingContext.getTree', {})) as { readonly contexts: readonly { readonly context: string }[] };
    const context = tree.contexts[0]?.context;
    if (context === undefined) throw new Error('Firefox has no tab');
    return {
      navigate: async (url) => {
        await ask('browsingContext.navigate', { context, url, wait: 'complete' });
      },
      resize: async (width, height) => {
        await ask('browsingContext.setViewport', { context, viewport: { width, height } });
      },
      evaluate: async (expression) => {
        const wrapped = `JSON.stringify(${expression})`;
        const params = { expression: wrapped, target: { context }, awaitPromise: true };
        const { result } = (await ask('script.evaluate', params)) as { readonly result: { readonly value?: string } };
        return result.value === undefined ? undefined : (JSON.parse(result.value) as unknown);
      },
      close: async () => {
        socket.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
