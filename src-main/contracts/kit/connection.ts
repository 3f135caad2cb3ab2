/**
 * The connection the kit talks through, so that contracts depend on no
 * JSON-RPC library and a test can pass a fake. `openConnection` makes one from
 * any frame port; every transport of the product returns one.
 */
import type { WireError } from '../errors.ts';

export interface Removable {
  dispose(): void;
}

/**
 * Answers a request with a value, or throws. A thrown object with `code`,
 * `details` and `retryable` (an AppError) travels as it is, anything else
 * becomes `internal`. The signal is aborted when the caller sends
 * `$/cancelRequest`, not when the connection ends: a job outlives its caller.
 */
export type RequestHandler = (params: unknown, signal: AbortSignal) => unknown;

export interface RpcConnection {
  /** Rejects with an `RpcFailure`. Aborting the signal sends `$/cancelRequest`; the promise still waits for the answer. */
  sendRequest(method: string, params: object, signal?: AbortSignal): Promise<unknown>;
  /** Settles when the transport took the message; rejects with an `RpcFailure` when the connection has ended. */
  sendNotification(method: string, params?: object): Promise<void>;
  /** One handler per method; a second one replaces the first. */
  onRequest(method: string, handler: RequestHandler): Removable;
  /** Gets every request that no `onRequest` handler takes. One per connection. */
  onAnyRequest(handler: (method: string, params: unknown, signal: AbortSignal) => unknown): Removable;
  onNotification(method: string, handler: (params: unknown) => void): Removable;
  /** Called once, also when the connection has ended already. */
  onClose(listener: () => void): Removable;
  /** Bytes that the peer has not taken yet: a producer of live data skips a frame while this is not 0. */
  readonly backlogBytes: number;
  /** Ends the connection; every pending request rejects with `transport.closed`. */
  dispose(): void;
}

/** What `sendRequest` rejects with: the peer's error, or the transport's own (`transport.closed`, `transport.oversized`). */
export class RpcFailure extends Error {
  override readonly name = 'RpcFailure';
  readonly data: WireError;

  constructor(message: string, data: WireError) {
    super(message);
    this.data = data;
  }
}

/** True for an AppError and for everything shaped like one, so that layers without zod can throw and pass them. */
export function isWireError(error: unknown): error is WireError {
  if (typeof error !== 'object' || error === null) return false;
  if (!('code' in error && 'details' in error && 'retryable' in error)) return false;
  return typeof error.code === 'string' && typeof error.retryable === 'boolean';
}
