/** The monitor alone, as it serves the dashboard: on a free port of this machine, with everything of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { type Isolation, root, runProgram } from './isolation.ts';

export interface DashboardServer {
  /** Without the token. */
  readonly url: string;
  /** With the token in its fragment. */
  readonly link: string;
  readonly token: string;
  /** Cuts off everybody; resolves with the new token. */
  renewToken(): Promise<string>;
  stop(): Promise<void>;
}

interface Access {
  readonly urls: readonly string[];
  readonly link: string;
  readonly token: string;
}

async function accessOf(isolation: Isolation, command: readonly string[]): Promise<Access> {
  const asked = await runProgram('hecate', ['web', ...command, '--show-token', '--json'], isolation.env);
  if (asked.code !== 0) throw new Error(`hecate web ${command.join(' ')}: ${asked.stderr}`);
  return JSON.parse(asked.stdout) as Access;
}

export async function serveDashboard(isolation: Isolation): Promise<DashboardServer> {
  const child = spawn(path.join(root, 'out/bin/hecate-monitor'), ['--listen', '127.0.0.1:0'], {
    env: isolation.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errorText = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errorText += text));
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('ready')) resolve();
    });
    child.once('exit', () => {
      reject(new Error(`hecate-monitor ended: ${errorText}`));
    });
  });
  const { urls, link, token } = await accessOf(isolation, ['show']);
  const url = urls[0];
  if (url === undefined) throw new Error(`the monitor serves no dashboard: ${errorText}`);
  return {
    url,
    link,
    token,
    renewToken: async () => (await accessOf(isolation, ['renew-token', '--yes'])).token,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
