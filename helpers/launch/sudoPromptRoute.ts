/**
 * The last way to root: sudo-prompt starts a program but gives no pipe to it.
 * So the launcher listens on a private socket, and the executor connects back
 * and shows the token that only it was given.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../src-main/contracts/errors.ts';
import type { RiskClass } from '../../src-main/contracts/operations.ts';
import type { UnixSocketServer } from '../../src-main/transports/unixSocket.ts';
import { listenUnixSocket } from '../../src-main/transports/unixSocket.ts';
import type { ExecutorConnection } from './executorConnection.ts';
import { connected, executorFrameBytes } from './executorConnection.ts';
import type { LaunchSurroundings } from './surroundings.ts';

/** What the library itself looks for on Linux. */
const graphicalPrograms = ['/usr/bin/kdesudo', '/usr/bin/pkexec'];
/** The library builds a shell line and escapes only double quotes, so nothing else than these may stand in it. */
const safeWord = /^[A-Za-z0-9_@%+=:,./-]+$/;
const startTimeoutMs = 180_000;

export function sudoPromptProblem(around: LaunchSurroundings): string | null {
  if (!graphicalPrograms.some((program) => around.exists(program))) return 'no graphical password program (kdesudo or pkexec) is installed';
  if (around.env['DISPLAY'] === undefined && around.env['WAYLAND_DISPLAY'] === undefined)
    return 'there is no graphical session that could show a password dialog';
  const words = [around.program.command, ...around.program.args, around.folders.runtime];
  const unsafe = words.find((word) => !safeWord.test(word));
  return unsafe === undefined ? null : `the path ${unsafe} holds characters that must not stand in a shell line`;
}

interface Prompt {
  readonly exec: (command: string, options: { readonly name: string }, callback: (error?: Error) => void) => void;
}

/** sudo-prompt tells failures in English only (its index.js). */
function promptFailure(error: Error): AppError {
  if (/authentication agent/i.test(error.message)) {
    return new AppError('privilege.noAgent', 'a password is needed, but nothing in this session can ask for it', {
      details: { tryInstead: 'sudo hecate tune apply' },
    });
  }
  if (/did not grant permission/i.test(error.message))
    return new AppError('privilege.dismissed', 'no permission was given', { details: {} });
  return new AppError('privilege.unavailable', error.message, { details: { tried: [{ route: 'sudoPrompt', why: error.message }] } });
}

function tokenMatches(params: unknown, expected: string): boolean {
  if (typeof params !== 'object' || params === null || !('token' in params) || typeof params.token !== 'string') return false;
  const given = Buffer.from(params.token);
  const wanted = Buffer.from(expected);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

export async function connectThroughSudoPrompt(around: LaunchSurroundings, risk: RiskClass): Promise<ExecutorConnection> {
  const name = randomBytes(8).toString('hex');
  const token = randomBytes(32).toString('hex');
  const socket = path.join(around.folders.runtime, `executor-${name}.sock`);
  const tokenFile = path.join(around.folders.runtime, `executor-${name}.token`);
  mkdirSync(around.folders.runtime, { recursive: true, mode: 0o700 });
  writeFileSync(tokenFile, token, { mode: 0o600, flag: 'wx' });
  const { command, args } = around.program;
  const line = [command, ...args, `--class=${risk}`, `--connect=${socket}`, `--token-file=${tokenFile}`].join(' ');
  const prompt: Prompt = await import('sudo-prompt');
  return callBack(
    socket,
    token,
    () => {
      rmSync(tokenFile, { force: true });
    },
    (failed) => {
      prompt.exec(line, { name: 'HecateOS Control Center' }, (error) => {
        if (error !== undefined) failed(promptFailure(error));
      });
    },
  );
}

/** Listens, starts the program, and gives the first connection that shows the token. */
export async function callBack(
  socket: string,
  token: string,
  cleanUp: () => void,
  start: (failed: (error: AppError) => void) => void,
): Promise<ExecutorConnection> {
  let server: UnixSocketServer | undefined;
  try {
    return await new Promise<ExecutorConnection>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(promptFailure(new Error('the executor did not call back in time')));
      }, startTimeoutMs);
      timer.unref();
      const listening = listenUnixSocket(socket, {
        maxFrameBytes: executorFrameBytes,
        onConnection: (connection, socketOfClient) => {
          connection.onNotification('$/hecate/executorToken', (params) => {
            if (tokenMatches(params, token)) resolve(connected(connection, [socketOfClient]));
            else connection.dispose();
          });
        },
      });
      listening.then((opened) => {
        server = opened;
        start(reject);
      }, reject);
    });
  } finally {
    cleanUp();
    // Closing the server would end the connection that was just made; its file goes, its client stays.
    rmSync(socket, { force: true });
    if (server?.connectionCount === 0) await server.close();
  }
}
