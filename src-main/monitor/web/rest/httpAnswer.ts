/** What is answered to one request, before it becomes bytes on a socket. */
import type { WireError } from '../../../contracts/errors.ts';
import { type Answer, Refused } from '../../module.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: readonly Buffer[];
  readonly headers?: Readonly<Record<string, string>>;
}

const jsonType = 'application/json; charset=utf-8';

export function textAnswer(status: number, text: string, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return { status, type: 'text/plain; charset=utf-8', body: [Buffer.from(`${text}\n`)], headers };
}

export function jsonAnswer(answer: Answer): HttpAnswer {
  return { status: 200, type: jsonType, body: 'raw' in answer ? answer.raw : [Buffer.from(JSON.stringify(answer))] };
}

/** As on the JSON-RPC side: a code that stays, a message in plain words, details that name the field. */
export function errorAnswer(status: number, message: string, { code, details, retryable }: WireError): HttpAnswer {
  return { status, type: jsonType, body: [Buffer.from(JSON.stringify({ error: { code, message, details, retryable } }))] };
}

const statusByCode: Readonly<Record<string, number>> = {
  'contract.invalid': 400,
  'contract.unknownMethod': 404,
  'history.unknownSeries': 404,
  'transport.unavailable': 503,
};

export function failureAnswer(error: unknown, complain: (text: string) => void): HttpAnswer {
  if (error instanceof Refused) return errorAnswer(statusByCode[error.data.code] ?? 500, error.message, error.data);
  complain(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return errorAnswer(500, 'the monitor could not answer; its log says why', {
    code: 'internal',
    details: { logId: 'hecate-monitor' },
    retryable: false,
  });
}
