/** The way to hecate-monitor: joins one that runs, else starts one as a child; comes back when it was restarted. */
import { type ChildProcess, spawn } from 'node:child_process';
import { Emitter } from '../base/emitter.ts';
import { type Folders, monitorSocketPath } from '../base/folders.ts';
import { createClient } from '../contracts/kit/client.ts';
import type { RpcConnection } from '../contracts/kit/connection.ts';
import type { Client, Implementation } from '../contracts/kit/define.ts';
import { type MonitorFrame, monitorContract } from '../contracts/monitor.ts';
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
  readonly implementation: Implementation<typeof monitorContract>;
  /** Does not start one. */
  probe(): Promise<{ readonly running: boolean; readonly why: string }>;
  /** Ends a monitor that this link started, and the connection. */
  dispose(): void;
}

const startWithinMs = 5000;
const retryAfterMs = 1000;

export function createMonitorLink(options: MonitorLinkOptions): MonitorLink {
  const socket = monitorSocketPath(options.folders);
  const frames = new Emitter<MonitorFrame>((error) => options.log.error('a listener of live figures failed', error));
  let child: ChildProcess | null = null;
  let connection: RpcConnection | null = null;
  let opening: Promise<Client<typeof monitorContract>> | null = null;
  let upstream: (() => void) | null = null;
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

  async function open(): Promise<Client<typeof monitorContract>> {
    const fresh = await connect();
    connection = fresh;
    fresh.onClose(() => {
      if (connection !== fresh) return;
      connection = null;
      opening = null;
      upstream = null;
      joinLater();
    });
    return createClient(monitorContract, fresh, { onProblem: (problem) => options.log.error('live figures', problem) });
  }

  function client(): Promise<Client<typeof monitorContract>> {
    opening ??= open().catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  }

  async function join(): Promise<void> {
    const monitor = await client();
    if (frames.listenerCount > 0) upstream ??= monitor.frame(frames.fire.bind(frames));
  }

  function joinLater(): void {
    if (disposed || retry !== null || frames.listenerCount === 0) return;
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

  return {
    implementation: {
      hello: async (input, { signal }) => (await client()).hello(input, { signal }),
      snapshot: async (input, { signal }) => (await client()).snapshot(input, { signal }),
      recent: async (input, { signal }) => (await client()).recent(input, { signal }),
      frame(listener) {
        const leave = frames.subscribe(listener);
        join().catch(complainAndRetry);
        return () => {
          leave();
          if (frames.listenerCount > 0) return;
          upstream?.();
          upstream = null;
        };
      },
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
