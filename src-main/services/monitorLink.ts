/** The way to hecate-monitor: joins one that runs, else starts one as a child; comes back when it was restarted. */
import { type ChildProcess, spawn } from 'node:child_process';
import { Emitter } from '../base/emitter.ts';
import { type Folders, monitorSocketPath } from '../base/folders.ts';
import type { AppError } from '../contracts/errors.ts';
import { createClient } from '../contracts/kit/client.ts';
import type { RpcConnection } from '../contracts/kit/connection.ts';
import type { Contract, Implementation, Subscribe } from '../contracts/kit/define.ts';
import { connectUnixSocket } from '../transports/unixSocket.ts';
import type { Log } from './ports.ts';
import type { ProgramCommand } from './programs.ts';

export interface MonitorLinkOptions {
  readonly folders: Folders;
  readonly program: ProgramCommand;
  /** For a monitor that this link has to start. */
  readonly sysroot: string | null;
  readonly log: Log;
}

export interface MonitorLink {
  /** A contract that the monitor serves, as if it were served here; comes back by itself when the monitor was restarted. */
  implementation<C extends Contract>(contract: C): Implementation<C>;
  /** Does not start one. */
  probe(): Promise<{ readonly running: boolean; readonly why: string }>;
  /** Ends a monitor that this link started, and the connection. */
  dispose(): void;
}

/** One event of the monitor, heard once and passed on to everybody here. */
interface LinkedEvent {
  readonly emitter: Emitter<unknown>;
  readonly subscribe: (connection: RpcConnection) => () => void;
  upstream: (() => void) | null;
}

type AskCall = (input: object, context: { readonly signal: AbortSignal }) => Promise<unknown>;

const startWithinMs = 5000;
const retryAfterMs = 1000;

export function createMonitorLink(options: MonitorLinkOptions): MonitorLink {
  // A recorded machine gets a monitor of its own: the one that may be running watches this machine.
  const socket =
    options.sysroot === null ? monitorSocketPath(options.folders) : `${options.folders.runtime}/recorded-${String(process.pid)}.sock`;
  const events: LinkedEvent[] = [];
  let child: ChildProcess | null = null;
  let connection: RpcConnection | null = null;
  let opening: Promise<RpcConnection> | null = null;
  let retry: NodeJS.Timeout | null = null;
  let disposed = false;

  async function connect(): Promise<RpcConnection> {
    try {
      return await connectUnixSocket(socket);
    } catch (error) {
      options.log.info(`no monitor answers at ${socket}, starting one (${error instanceof Error ? error.message : String(error)})`);
    }
    child ??= startChild();
    const deadline = performance.now() + startWithinMs;
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 25));
      try {
        return await connectUnixSocket(socket);
      } catch (error) {
        if (disposed || performance.now() > deadline) throw error;
      }
    }
  }

  function startChild(): ChildProcess {
    // The open pipe ends the monitor also when this process is killed.
    const sysroot = options.sysroot === null ? [] : ['--sysroot', options.sysroot];
    const args = [...options.program.args, '--socket', socket, '--exit-with-parent', ...sysroot];
    const started = spawn(options.program.command, args, { stdio: ['pipe', 'ignore', 'inherit'] });
    const ended = (): void => {
      if (child === started) child = null;
    };
    started.on('exit', ended);
    started.on('error', (error) => {
      ended();
      options.log.error('hecate-monitor could not be started', error);
    });
    return started;
  }

  const onProblem = (problem: AppError): void => {
    options.log.error('live figures', problem);
  };

  async function open(): Promise<RpcConnection> {
    const fresh = await connect();
    connection = fresh;
    fresh.onClose(() => {
      if (connection !== fresh) return;
      connection = null;
      opening = null;
      for (const event of events) event.upstream = null;
      joinLater();
    });
    return fresh;
  }

  function opened(): Promise<RpcConnection> {
    opening ??= open().catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  }

  const wanted = (): readonly LinkedEvent[] => events.filter((event) => event.emitter.listenerCount > 0);

  async function join(): Promise<void> {
    const current = await opened();
    for (const event of wanted()) event.upstream ??= event.subscribe(current);
  }

  function joinLater(): void {
    if (disposed || retry !== null || wanted().length === 0) return;
    retry = setTimeout(() => {
      retry = null;
      join().catch(complainAndRetry);
    }, retryAfterMs);
    retry.unref();
  }

  function complainAndRetry(error: unknown): void {
    options.log.error('live figures are not available', error);
    joinLater();
  }

  function linkedEvent(contract: Contract, name: string): (listener: (payload: unknown) => void) => () => void {
    const event: LinkedEvent = {
      emitter: new Emitter<unknown>((error) => options.log.error(`a listener of ${contract.name}.${name} failed`, error)),
      subscribe: (current) => {
        const client = createClient(contract, current, { onProblem }) as Readonly<Record<string, Subscribe<unknown>>>;
        return client[name]?.(event.emitter.fire.bind(event.emitter)) ?? (() => undefined);
      },
      upstream: null,
    };
    events.push(event);
    return (listener) => {
      const leave = event.emitter.subscribe(listener);
      join().catch(complainAndRetry);
      return () => {
        leave();
        if (event.emitter.listenerCount > 0) return;
        event.upstream?.();
        event.upstream = null;
      };
    };
  }

  function linkedCall(contract: Contract, name: string): AskCall {
    return async (input, { signal }) => {
      const client = createClient(contract, await opened()) as Readonly<Record<string, AskCall>>;
      const ask = client[name];
      if (ask === undefined) throw new Error(`${contract.name} has no ${name}`);
      return ask(input, { signal });
    };
  }

  return {
    implementation<C extends Contract>(contract: C) {
      const members = Object.entries(contract.members).map(([name, member]) => [
        name,
        member.kind === 'event' ? linkedEvent(contract, name) : linkedCall(contract, name),
      ]);
      return Object.fromEntries(members) as Implementation<C>;
    },
    async probe() {
      if (connection !== null) return { running: true, why: 'it answers' };
      try {
        (await connectUnixSocket(socket)).dispose();
        return { running: true, why: 'it answers' };
      } catch (error) {
        return { running: false, why: error instanceof Error ? error.message : String(error) };
      }
    },
    dispose() {
      disposed = true;
      if (retry !== null) clearTimeout(retry);
      connection?.dispose();
      child?.kill('SIGTERM');
    },
  };
}
