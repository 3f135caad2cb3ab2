/** The executor as a child process with a live pipe. */
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { connectStdio } from '../../src-main/transports/stdio.ts';
import type { ExecutorConnection } from './executorConnection.ts';
import { connected, executorFrameBytes } from './executorConnection.ts';

export interface ChildExit {
  /** null when a signal ended it, or it could not be started. */
  readonly exitCode: number | null;
  /** What it wrote to its error output, 4 KiB at most. */
  readonly errors: string;
}

export interface ExecutorChild {
  readonly connection: ExecutorConnection;
  readonly ended: Promise<ChildExit>;
}

const errorsLimit = 4096;
/** NODE_OPTIONS would be taken by our own runtime; NODE_EXTRA_CA_CERTS costs 40 ms at every start (docs/adr/0006-footprint.md). */
const droppedVariables = new Set(['NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'HECATE_STATE_DIR']);

export function childEnvironment(env: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !droppedVariables.has(name)));
}

/** Starts the program with an argument array. Never throws: a failed start ends the connection, and `ended` says why. */
export function startExecutorChild(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ExecutorChild {
  // A session of its own: Ctrl-C in the caller's terminal asks for a cancellation and must not kill who could carry it out.
  const child = spawn(command, [...args], { stdio: ['pipe', 'pipe', 'pipe'], env: childEnvironment(env), cwd: '/', detached: true });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-errorsLimit);
  });
  const ended = new Promise<ChildExit>((resolve) => {
    child.once('error', (error) => {
      resolve({ exitCode: null, errors: error.message });
    });
    child.once('close', (exitCode) => {
      resolve({ exitCode, errors: errors.trim() });
    });
  });
  const connection = connectStdio({ input: child.stdout, output: child.stdin }, { maxFrameBytes: executorFrameBytes });
  const opened = connected(connection, [child, ...[child.stdin, child.stdout, child.stderr].filter((stream) => stream instanceof Socket)]);
  connection.listen();
  return { connection: opened, ended };
}
