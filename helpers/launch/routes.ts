/** The ways to an executor that may change the machine, in the order in which they are tried (docs/adr/0004-ways-to-root.md). */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Folders } from '../../src-main/base/folders.ts';
import { AppError } from '../../src-main/contracts/errors.ts';
import type { RiskClass } from '../../src-main/contracts/operations.ts';
import { connectUnixSocket } from '../../src-main/transports/unixSocket.ts';
import type { ChildExit } from './executorChild.ts';
import { startExecutorChild } from './executorChild.ts';
import type { ExecutorConnection } from './executorConnection.ts';
import { connected, executorFrameBytes } from './executorConnection.ts';
import { connectThroughSudoPrompt, sudoPromptProblem } from './sudoPromptRoute.ts';
import type { LaunchSurroundings } from './surroundings.ts';

export type RouteName = 'root' | 'systemdSocket' | 'pkexec' | 'sudoPrompt';

export interface RouteState {
  readonly route: RouteName;
  readonly available: boolean;
  /** In plain words, whichever it is. */
  readonly why: string;
}

/** ListenStream of resources/systemd/hecate-executor.socket. */
export const systemdSocketPath = '/run/hecate/executor.sock';
export const pkexecPath = '/usr/bin/pkexec';
const systemJournal = '/var/lib/hecate';

interface Route {
  readonly name: RouteName;
  /** null: can be tried. */
  problem(around: LaunchSurroundings): string | null;
  readonly works: string;
  /** `closed` resolves with how a child ended, for routes that have one. Rejects with AppError. */
  connect(around: LaunchSurroundings, risk: RiskClass): Promise<ExecutorConnection>;
}

export const existsOnDisk: LaunchSurroundings['exists'] = (file) => existsSync(file);

/** Arguments that keep the journal where this copy of the product has it. */
export function stateArguments(folders: Folders): readonly string[] {
  return folders.journal === systemJournal ? [] : [`--state-dir=${path.dirname(folders.journal)}`];
}

/** A start with the rights of somebody else takes no folder from its caller, so the two would keep different journals. */
function elevationProblem(around: LaunchSurroundings): string | null {
  if (around.uid === 0) return 'not needed: this program runs as root';
  if (around.folders.journal === systemJournal) return null;
  return 'HECATE_STATE_DIR moves the journal, which only a program that runs as root may use; unset it, or run this as root';
}

/** Waits until the executor answers, or says how its start failed. */
async function answering(
  connection: ExecutorConnection,
  ended: Promise<ChildExit>,
  failure: (exit: ChildExit) => AppError,
): Promise<ExecutorConnection> {
  try {
    await connection.client.hello({});
    return connection;
  } catch (error) {
    connection.close();
    if (error instanceof AppError && error.code !== 'transport.closed') throw error;
    throw failure(await ended);
  }
}

function unavailable(route: RouteName, why: string): AppError {
  return new AppError('privilege.unavailable', why, { details: { tried: [{ route, why }] } });
}

const tryInstead = 'sudo hecate tune apply';

/** pkexec(1): 126 the dialog was dismissed, 127 not authorised or no agent; anything else is the program's own. */
export function pkexecFailure({ exitCode, errors }: ChildExit): AppError {
  if (exitCode === 126) return new AppError('privilege.dismissed', 'the password dialog was closed', { details: {} });
  if (exitCode === 127 && /authentication agent/i.test(errors)) {
    const message = 'a password is needed, but nothing in this session can ask for it';
    return new AppError('privilege.noAgent', message, { details: { tryInstead } });
  }
  if (exitCode === 127) return new AppError('privilege.denied', 'this user may not change the machine', { details: {} });
  return unavailable('pkexec', `the executor did not start (exit code ${String(exitCode)})${errors === '' ? '' : `: ${errors}`}`);
}

const routes: readonly Route[] = [
  {
    name: 'root',
    problem: (around) => (around.uid === 0 ? null : 'this program does not run as root'),
    works: 'this program runs as root and starts the executor itself',
    connect: (around) => {
      const { command, args } = around.program;
      const child = startExecutorChild(command, [...args, ...stateArguments(around.folders)], around.env);
      const failure = (exit: ChildExit): AppError =>
        unavailable('root', `the executor ended with ${String(exit.exitCode)}: ${exit.errors}`);
      return answering(child.connection, child.ended, failure);
    },
  },
  {
    name: 'systemdSocket',
    problem: (around) =>
      elevationProblem(around) ??
      (around.exists(systemdSocketPath) ? null : `there is no ${systemdSocketPath}; the package’s unit is not running`),
    works: 'systemd starts the executor on demand',
    connect: async () => {
      const connection = connected(await connectUnixSocket(systemdSocketPath, { maxFrameBytes: executorFrameBytes }), []);
      await connection.client.hello({});
      return connection;
    },
  },
  {
    name: 'pkexec',
    problem: (around) =>
      elevationProblem(around) ?? (around.exists(pkexecPath) ? null : 'pkexec is not installed (package pkexec or policykit-1)'),
    works: 'pkexec asks for the password when one is needed',
    connect: (around, risk) => {
      const { command, args } = around.program;
      // pkexec(1) and privilege.md: its own text agent would wait for a terminal that nobody sees.
      const all = ['--disable-internal-agent', command, ...args, `--class=${risk}`];
      const child = startExecutorChild(pkexecPath, all, around.env);
      return answering(child.connection, child.ended, pkexecFailure);
    },
  },
  {
    name: 'sudoPrompt',
    problem: (around) => elevationProblem(around) ?? sudoPromptProblem(around),
    works: 'a graphical password dialog starts the executor',
    connect: connectThroughSudoPrompt,
  },
];

export function routeStates(around: LaunchSurroundings): readonly RouteState[] {
  return routes.map((route) => {
    const problem = route.problem(around);
    return { route: route.name, available: problem === null, why: problem ?? route.works };
  });
}

/** True when the next route may still work: this one did not get as far as asking anybody. */
function mayGoOn(error: unknown): error is AppError {
  return (
    error instanceof AppError &&
    (error.code === 'privilege.unavailable' || error.code === 'transport.unavailable' || error.code === 'transport.closed')
  );
}

/** The first route that works. Throws AppError privilege.*; privilege.unavailable lists what was tried. */
export async function connectPrivileged(around: LaunchSurroundings, risk: RiskClass): Promise<ExecutorConnection> {
  const tried: { route: string; why: string }[] = [];
  for (const route of routes) {
    const problem = route.problem(around);
    if (problem !== null) {
      tried.push({ route: route.name, why: problem });
      continue;
    }
    try {
      return await route.connect(around, risk);
    } catch (error) {
      if (!mayGoOn(error)) throw error;
      around.log.info(`way to root ${route.name}: ${error.message}`);
      tried.push({ route: route.name, why: error.message });
    }
  }
  const words = tried.map(({ route, why }) => `${route}: ${why}`).join('; ');
  throw new AppError('privilege.unavailable', `no way to root works here: ${words}`, { details: { tried } });
}
