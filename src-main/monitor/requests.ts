/** What one message of a client is. Method and parameters are looked at by api.ts and the modules. */
import { isFields } from './check.ts';

export type RequestId = string | number;

export type Inbound =
  | { readonly kind: 'request'; readonly id: RequestId; readonly method: string; readonly params: unknown }
  /** A notification or an answer that nobody waits for: nothing to do. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'malformed' };

const maxIdLength = 256;

/** Decides what one message body is. Never throws. */
export function readMessage(body: string): Inbound {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { kind: 'malformed' };
  }
  if (!isFields(value)) return { kind: 'malformed' };
  const { jsonrpc, id, method, params } = value;
  if (jsonrpc !== '2.0') return { kind: 'malformed' };
  if (typeof method !== 'string') return 'result' in value || 'error' in value ? { kind: 'ignored' } : { kind: 'malformed' };
  if (id === undefined) return { kind: 'ignored' };
  const validId = typeof id === 'number' || (typeof id === 'string' && id.length <= maxIdLength);
  return validId ? { kind: 'request', id, method, params } : { kind: 'malformed' };
}
