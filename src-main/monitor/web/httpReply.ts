/** Answers as bytes, at the pace of whoever reads them. */
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pageHeaders } from '../../transports/pages.ts';
import type { HttpAnswer } from './rest/httpAnswer.ts';

const chunkBytes = 64 * 1024;
const refusalMs = 2000;

/** Answers a request; only pages whose name changes with their content may be kept by a browser. */
export function sendAnswer(request: IncomingMessage, response: ServerResponse, { status, type, body, headers }: HttpAnswer): void {
  const length = body.reduce((total, part) => total + part.length, 0);
  response.writeHead(status, {
    ...pageHeaders(type),
    ...(request.url?.startsWith('/assets/') === true ? {} : { 'Cache-Control': 'no-store' }),
    ...headers,
    'Content-Length': length,
  });
  if (request.method === 'HEAD') response.end();
  else sendPieces(response, pieces(body));
}

function* pieces(body: readonly Buffer[]): Generator<Buffer> {
  for (const part of body) for (let start = 0; start < part.length; start += chunkBytes) yield part.subarray(start, start + chunkBytes);
}

/** As fast as the other side reads: TLS would otherwise copy the whole answer at once. */
function sendPieces(response: ServerResponse, rest: Iterator<Buffer>): void {
  for (let next = rest.next(); next.done !== true; next = rest.next()) {
    if (response.destroyed) return;
    if (!response.write(next.value)) {
      response.once('drain', () => {
        sendPieces(response, rest);
      });
      return;
    }
  }
  response.end();
}

/** Answers on the bare socket of an upgrade that is not granted, and ends it. */
export function refuseUpgrade(socket: Duplex, { status, type, body, headers }: HttpAnswer): void {
  const text = Buffer.concat(body);
  const all = { ...pageHeaders(type), ...headers, 'Connection': 'close', 'Content-Length': String(text.length) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${String(status)} ${http.STATUS_CODES[status] ?? 'Refused'}\r\n${lines.join('')}\r\n${text.toString('latin1')}`);
  setTimeout(() => socket.destroy(), refusalMs).unref();
}
