/**
 * Makes an `RpcConnection` from a frame port and a JSON-RPC library, which is
 * handed in: `vscode-jsonrpc/node` in our programs, `vscode-jsonrpc/browser` in
 * the window.
 *
 *     import { createMessageConnection, ResponseError } from 'vscode-jsonrpc/browser';
 *     const port = webSocketPort(new WebSocket(url));
 *     const connection = openConnection(port, { createMessageConnection, ResponseError });
 *     connection.listen();
 *     const client = createClient(tuningContract, connection);
 */
import { isWireError, type Removable, type RequestHandler, type RpcConnection, RpcFailure } from './connection.ts';
import { closedError, endOfFrames, type FramePort, type FrameReader, type FrameStreams, type FrameWriter, frameStreams } from './frames.ts';
import { applicationErrorCode, defaultMaxBacklogBytes, defaultMaxFrameBytes, quoted } from './wire.ts';

interface LibraryToken {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: () => void): Removable;
}

interface LibraryConnection {
  sendRequest(method: string, ...params: unknown[]): Promise<unknown>;
  sendNotification(method: string, ...params: unknown[]): Promise<void>;
  onRequest(handler: (method: string, params: object | unknown[] | undefined, token: LibraryToken) => unknown): Removable;
  onNotification(handler: (method: string, params: object | unknown[] | undefined) => void): Removable;
  listen(): void;
  dispose(): void;
}

interface LibraryLogger {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  log(message: string): void;
}

/** The part of vscode-jsonrpc that is used. */
export interface JsonRpcLibrary {
  readonly createMessageConnection: (reader: FrameReader, writer: FrameWriter, logger: LibraryLogger) => LibraryConnection;
  readonly ResponseError: new (code: number, message: string, data: unknown) => Error;
}

export interface ConnectionOptions {
  readonly maxFrameBytes?: number;
  readonly maxBacklogBytes?: number;
  /** Gets one line for every peer that broke a rule. Without it such lines are not kept. */
  readonly log?: { info(message: string): void };
  /** Names the peer in log lines. */
  readonly name?: string;
}

/** A connection that has not started to read yet. */
export interface OpenedConnection extends RpcConnection {
  /** Starts reading; handlers that must see the first message are registered before. */
  listen(): void;
}

export function openConnection(port: FramePort, library: JsonRpcLibrary, options: ConnectionOptions = {}): OpenedConnection {
  return new PortConnection(port, library, options);
}

class PortConnection implements OpenedConnection {
  readonly #port: FramePort;
  readonly #library: JsonRpcLibrary;
  readonly #streams: FrameStreams;
  readonly #connection: LibraryConnection;
  readonly #log: (line: string) => void;
  readonly #requests = new Map<string, RequestHandler>();
  readonly #notifications = new Map<string, (params: unknown) => void>();
  readonly #closeListeners = new Set<() => void>();
  #anyRequest: ((method: string, params: unknown, signal: AbortSignal) => unknown) | undefined;
  #ended = false;

  constructor(port: FramePort, library: JsonRpcLibrary, options: ConnectionOptions) {
    const maxFrameBytes = options.maxFrameBytes ?? defaultMaxFrameBytes;
    const prefix = options.name === undefined ? '' : `${options.name}: `;
    this.#port = port;
    this.#library = library;
    this.#log = (line) => options.log?.info(`${prefix}${line}`);
    this.#streams = frameStreams(
      port,
      { maxFrameBytes, maxBacklogBytes: options.maxBacklogBytes ?? defaultMaxBacklogBytes, log: this.#log },
      (message, data) => new library.ResponseError(applicationErrorCode, message, data),
    );
    const complain = (line: string): void => {
      // An answer that comes too late for a closed connection is nobody's fault.
      if (!this.#ended) this.#log(quoted(line));
    };
    const silent = (): void => undefined;
    const logger: LibraryLogger = { error: complain, warn: complain, info: silent, log: silent };
    this.#connection = library.createMessageConnection(this.#streams.reader, this.#streams.writer, logger);
    // The catch-all handlers get params unspread: an array of a million elements is data, not a million arguments.
    this.#connection.onRequest((method, params, token) => this.#answer(method, params, token));
    this.#connection.onNotification((method, params) => {
      this.#notice(method, params);
    });
  }

  get backlogBytes(): number {
    return this.#port.backlogBytes;
  }

  listen(): void {
    this.#connection.listen();
  }

  async sendRequest(method: string, params: object, signal?: AbortSignal): Promise<unknown> {
    if (this.#ended) throw this.#closedFailure();
    try {
      const answer = signal === undefined ? this.#connection.sendRequest(method, params) : this.#sendCancellable(method, params, signal);
      const refusal = this.#streams.takeRefusal();
      if (refusal !== undefined) {
        answer.catch(() => undefined); // the refusal says more than the library's "write failed"
        throw new RpcFailure(refusal.message, refusal.data);
      }
      return await answer;
    } catch (error) {
      throw this.#failure(method, error);
    }
  }

  async sendNotification(method: string, params?: object): Promise<void> {
    if (this.#ended) throw this.#closedFailure();
    try {
      await (params === undefined ? this.#connection.sendNotification(method) : this.#connection.sendNotification(method, params));
    } catch (error) {
      throw this.#failure(method, error);
    }
  }

  onRequest(method: string, handler: RequestHandler): Removable {
    return register(this.#requests, method, handler);
  }

  onAnyRequest(handler: (method: string, params: unknown, signal: AbortSignal) => unknown): Removable {
    if (this.#anyRequest !== undefined) throw new Error('this connection is served already; serve several contracts with serveAll');
    this.#anyRequest = handler;
    return {
      dispose: () => {
        if (this.#anyRequest === handler) this.#anyRequest = undefined;
      },
    };
  }

  onNotification(method: string, handler: (params: unknown) => void): Removable {
    return register(this.#notifications, method, handler);
  }

  onClose(listener: () => void): Removable {
    const entry = (): void => {
      if (this.#closeListeners.delete(entry)) listener();
    };
    this.#closeListeners.add(entry);
    if (this.#ended) queueMicrotask(entry);
    return { dispose: () => this.#closeListeners.delete(entry) };
  }

  dispose(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#connection.dispose();
    for (const listener of [...this.#closeListeners]) listener();
  }

  #sendCancellable(method: string, params: object, signal: AbortSignal): Promise<unknown> {
    return this.#connection.sendRequest(method, params, {
      get isCancellationRequested() {
        return signal.aborted;
      },
      onCancellationRequested: (listener: () => void) => {
        const whenAborted = (): void => {
          if (!this.#ended) listener();
        };
        signal.addEventListener('abort', whenAborted, { once: true });
        return {
          dispose: () => {
            signal.removeEventListener('abort', whenAborted);
          },
        };
      },
    } satisfies LibraryToken);
  }

  async #answer(method: string, params: unknown, token: LibraryToken): Promise<unknown> {
    const abort = new AbortController();
    const cancel = (): void => {
      abort.abort();
    };
    if (token.isCancellationRequested) cancel();
    const registration = token.onCancellationRequested(cancel);
    try {
      const handler = this.#requests.get(method);
      if (handler !== undefined) return await handler(params, abort.signal);
      if (this.#anyRequest !== undefined) return await this.#anyRequest(method, params, abort.signal);
      const short = method.slice(0, 200);
      throw new RpcFailure(`there is no method ${quoted(short)}`, {
        code: 'contract.unknownMethod',
        details: { method: short },
        retryable: false,
      });
    } catch (error) {
      throw this.#asResponseError(method, error);
    } finally {
      registration.dispose();
    }
  }

  #asResponseError(method: string, error: unknown): Error {
    const ResponseError = this.#library.ResponseError;
    if (error instanceof RpcFailure) return new ResponseError(applicationErrorCode, error.message, error.data);
    if (isWireError(error)) {
      const { code, details, retryable } = error;
      const message = error instanceof Error ? error.message : code;
      return new ResponseError(applicationErrorCode, message, { code, details, retryable });
    }
    // Only handlers that bypass `serve` get here: `serve` logs and converts by itself.
    const logId = Math.random().toString(36).slice(2, 10);
    this.#log(
      `${logId} ${quoted(method)} failed: ${quoted(error instanceof Error ? (error.stack ?? error.message) : String(error), 2000)}`,
    );
    return new ResponseError(applicationErrorCode, 'internal error', { code: 'internal', details: { logId }, retryable: false });
  }

  #notice(method: string, params: unknown): void {
    if (method === endOfFrames) {
      this.dispose();
      return;
    }
    this.#notifications.get(method)?.(params);
  }

  #closedFailure(): RpcFailure {
    const farewell = this.#streams.farewell();
    return farewell === undefined
      ? new RpcFailure('the connection has ended', closedError)
      : new RpcFailure(farewell.message, farewell.data);
  }

  /** Turns whatever the library rejects with into an RpcFailure. */
  #failure(method: string, error: unknown): RpcFailure {
    if (error instanceof RpcFailure) return error;
    if (this.#ended) return this.#closedFailure();
    const { message, data, code } = error as { readonly message?: unknown; readonly data?: unknown; readonly code?: unknown };
    const text = typeof message === 'string' ? message : 'the peer gave no reason';
    if (isWireError(data)) return new RpcFailure(text, data);
    // MessageWriteError of vscode-jsonrpc: the other side takes nothing any more.
    if (code === -32_099) return new RpcFailure('the connection has ended', closedError);
    // JSON-RPC 2.0: -32601 method not found, from a peer that is not ours.
    if (code === -32_601) return new RpcFailure(text, { code: 'contract.unknownMethod', details: { method }, retryable: false });
    return new RpcFailure(text, { code: 'internal', details: { logId: '' }, retryable: false });
  }
}

function register<T>(handlers: Map<string, T>, method: string, handler: T): Removable {
  handlers.set(method, handler);
  return {
    dispose: () => {
      if (handlers.get(method) === handler) handlers.delete(method);
    },
  };
}
