/**
 * One connection for the whole window: opens it, shakes hands, opens it again
 * with growing pauses when it is lost, and tells the features when to load and
 * subscribe anew.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { AppError, isAppError } from '../../../src-main/contracts/errors.ts';
import { AccessRefused } from './accessRefused.ts';
import { type Clients, createClients } from './clients.ts';
import { daemonHandshake, type Handshake, type Hello } from './handshake.ts';
import type { FramePipe } from './pipe.ts';
import { createRpcConnection } from './rpcConnection.ts';

export type ConnectionState =
  | { readonly status: 'connecting'; readonly attempt: number; readonly lostAt: number }
  | { readonly status: 'open'; readonly hello: Hello }
  | { readonly status: 'waiting'; readonly reason: string; readonly retryAt: number; readonly attempt: number; readonly lostAt: number }
  | { readonly status: 'refused'; readonly reason: string; readonly access: AccessRefused['access'] | null };

export interface Session {
  readonly state: StoreApi<ConnectionState>;
  /** The clients of the open connection; throws `transport.unavailable` while there is none. */
  clients(): Clients;
  /** Runs for every new connection; the function it returns runs when that connection is gone. */
  onOpen(attach: (clients: Clients, hello: Hello) => () => void): () => void;
  start(): void;
  /** Skips the pause before the next attempt; begins again after a refusal. */
  retryNow(): void;
  stop(): void;
}

export interface SessionOptions {
  readonly openPipe: () => Promise<FramePipe>;
  /** Name sent in the handshake, for the server's log. */
  readonly clientName: string;
  /** Who is expected to answer; hecated unless said otherwise. */
  readonly handshake?: Handshake;
  /** Hears what has no caller to tell, such as an event that breaks its contract. */
  readonly onProblem?: (problem: AppError) => void;
}

const firstPauseMs = 500;
const longestPauseMs = 15_000;
/** The daemon may be starting on demand; longer than this means nobody answers. */
const helloTimeoutMs = 10_000;

/** Pause before attempt `attempt` (0 = first retry), milliseconds: doubles up to 15 s. */
export function backOffMs(attempt: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(attempt, 10));
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What no further attempt can change: another version must be started, another link opened, another token given. */
function refusal(error: unknown): Extract<ConnectionState, { status: 'refused' }> | null {
  if (error instanceof AccessRefused) return { status: 'refused', reason: error.message, access: error.access };
  const final = isAppError(error, 'contract.versionMismatch') || isAppError(error, 'contract.scopeDenied');
  return final ? { status: 'refused', reason: error.message, access: null } : null;
}

export function createSession(options: SessionOptions): Session {
  const handshake = options.handshake ?? daemonHandshake;
  const state = createStore<ConnectionState>(() => ({ status: 'connecting', attempt: 0, lostAt: Date.now() }));
  const attachments = new Map<(clients: Clients, hello: Hello) => () => void, (() => void) | undefined>();
  let current: { clients: Clients; hello: Hello; close: () => void } | undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  /** Since when there has been no connection. */
  let lostAt = Date.now();

  function detachAll(): void {
    for (const [attach, detach] of attachments) {
      attachments.set(attach, undefined);
      detach?.();
    }
  }

  function lost(reason: string, attempt: number): void {
    current = undefined;
    detachAll();
    if (stopped) return;
    const pause = backOffMs(attempt);
    state.setState({ status: 'waiting', reason, retryAt: Date.now() + pause, attempt, lostAt }, true);
    retryTimer = setTimeout(() => {
      begin(attempt + 1);
    }, pause);
  }

  async function open(attempt: number): Promise<void> {
    if (stopped) return;
    state.setState({ status: 'connecting', attempt, lostAt }, true);
    let opened: FramePipe | undefined;
    try {
      const pipe = await options.openPipe();
      opened = pipe;
      const connection = createRpcConnection(pipe);
      const clients = createClients(connection, options.onProblem);
      connection.listen();
      const hello = await handshake(clients, options.clientName, AbortSignal.timeout(helloTimeoutMs));
      current = { clients, hello, close: pipe.close };
      state.setState({ status: 'open', hello }, true);
      pipe.onClose((reason) => {
        if (current?.clients !== clients) return;
        lostAt = Date.now();
        lost(reason, 0);
      });
      for (const attach of [...attachments.keys()]) attachments.set(attach, attach(clients, hello));
    } catch (error) {
      opened?.close();
      const refused = refusal(error);
      if (refused !== null) {
        state.setState(refused, true);
        return;
      }
      lost(isAppError(error, 'cancelled') ? 'The service did not answer in time.' : reasonOf(error), attempt);
    }
  }

  /** `open` handles its own failures; what still escapes is a defect and must be seen. */
  function begin(attempt: number): void {
    open(attempt).catch((error: unknown) => {
      lost(reasonOf(error), attempt);
    });
  }

  return {
    state,
    clients: () => {
      if (current !== undefined) return current.clients;
      throw new AppError('transport.unavailable', 'The window is not connected to the service right now.', {
        details: { endpoint: 'hecated' },
        retryable: true,
      });
    },
    onOpen: (attach) => {
      attachments.set(attach, current === undefined ? undefined : attach(current.clients, current.hello));
      return () => {
        attachments.get(attach)?.();
        attachments.delete(attach);
      };
    },
    start: () => {
      begin(0);
    },
    retryNow: () => {
      if (state.getState().status === 'open' || state.getState().status === 'connecting') return;
      clearTimeout(retryTimer);
      begin(0);
    },
    stop: () => {
      stopped = true;
      clearTimeout(retryTimer);
      current?.close();
      detachAll();
    },
  };
}
