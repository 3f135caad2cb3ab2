/**
 * What a client may say, checked by hand because zod would cost the resident
 * program 8 MB. requests.test.ts holds this to the schemas of the contract.
 */
import type { WireError } from '../contracts/errors.ts';

export type RequestId = string | number;

export type Call =
  | { readonly kind: 'hello' }
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'recent'; readonly seconds: number }
  | { readonly kind: 'subscribe' }
  | { readonly kind: 'unsubscribe'; readonly subscription: number };

export interface Refusal {
  readonly kind: 'refused';
  readonly message: string;
  readonly data: WireError;
}

export type Inbound =
  | { readonly kind: 'request'; readonly id: RequestId; readonly call: Call | Refusal }
  /** A notification or an answer that nobody waits for: nothing to do. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'malformed' };

type Fields = Readonly<Record<string, unknown>>;

const maxRecentSeconds = 900;
const maxIdLength = 256;

/** Refusal in the shape of `contract.invalid`: names the field and what would be right. */
export function invalid(field: string, problem: string): Refusal {
  return {
    kind: 'refused',
    message: `${field}: ${problem}`,
    data: { code: 'contract.invalid', details: { issues: [{ field, problem }] }, retryable: false },
  };
}

/** Decides what one message body is. Never throws. */
export function readMessage(body: string): Inbound {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { kind: 'malformed' };
  }
  if (!isFields(value) || value['jsonrpc'] !== '2.0') return { kind: 'malformed' };
  const { id, method } = value;
  if (typeof method !== 'string') return 'result' in value || 'error' in value ? { kind: 'ignored' } : { kind: 'malformed' };
  if (id === undefined) return { kind: 'ignored' };
  const validId = typeof id === 'number' || (typeof id === 'string' && id.length <= maxIdLength);
  return validId ? { kind: 'request', id, call: readCall(method, value['params']) } : { kind: 'malformed' };
}

function readCall(method: string, params: unknown): Call | Refusal {
  const read = readers[method];
  if (read === undefined) {
    const shown = method.slice(0, 100);
    return {
      kind: 'refused',
      message: `no such method: ${JSON.stringify(shown)}`,
      data: { code: 'contract.unknownMethod', details: { method: shown }, retryable: false },
    };
  }
  return isFields(params) ? read(params) : invalid('params', 'must be an object');
}

const readers: Readonly<Record<string, (params: Fields) => Call | Refusal>> = Object.assign(Object.create(null) as object, {
  'monitor.hello': (): Call => ({ kind: 'hello' }),
  'monitor.snapshot': (): Call => ({ kind: 'snapshot' }),
  'monitor.recent': ({ seconds }: Fields): Call | Refusal =>
    isWholeNumber(seconds) && seconds >= 1 && seconds <= maxRecentSeconds
      ? { kind: 'recent', seconds }
      : invalid('seconds', `must be a whole number from 1 to ${String(maxRecentSeconds)}`),
  '$/hecate/subscribe': ({ event }: Fields): Call | Refusal =>
    event === 'monitor.frame' ? { kind: 'subscribe' } : invalid('event', 'must be "monitor.frame", the only event here'),
  '$/hecate/unsubscribe': ({ subscription }: Fields): Call | Refusal =>
    isWholeNumber(subscription)
      ? { kind: 'unsubscribe', subscription }
      : invalid('subscription', 'must be the number that subscribing returned'),
});

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
