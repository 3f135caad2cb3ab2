/**
 * Failures below the contracts. Shaped like an AppError, but without its class,
 * which would load zod into the resident monitor; `isAppError` and the kit
 * know both.
 */
import type { WireError } from '../contracts/errors.ts';

export class TransportError extends Error implements WireError {
  override readonly name = 'TransportError';
  readonly code = 'transport.unavailable';
  readonly details: { readonly endpoint: string };
  readonly retryable: boolean;

  /** `endpoint`: path or address that could not be reached or opened. */
  constructor(endpoint: string, message: string, options: { readonly retryable: boolean; readonly cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.details = { endpoint };
    this.retryable = options.retryable;
  }
}
