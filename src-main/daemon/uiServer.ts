/**
 * The window for a browser of this machine: pages by HTTP and one WebSocket,
 * on 127.0.0.1 only. Browsers apply no same-origin policy to WebSockets, so
 * every upgrade is checked for Host (DNS rebinding), Origin (foreign pages)
 * and the token of this start.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { RpcConnection } from '../contracts/kit/connection.ts';
import type { Log } from '../services/ports.ts';
import { pageHeaders, readPage } from '../transports/pages.ts';
import { createWebSocketAcceptor } from '../transports/webSocket.ts';

export interface UiServerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Built pages. */
  readonly folder: string;
  readonly log: Log;
  /** Called for every client that had the token. */
  readonly onConnection: (connection: RpcConnection) => void;
}

export interface UiServer {
  /** With the token in the fragment, which a browser never sends. */
  readonly url: string;
  close(): Promise<void>;
}

const maxClients = 32;
const tokenProtocol = 'hecate.token.';

export async function startUiServer(options: UiServerOptions): Promise<UiServer> {
  const token = randomBytes(32).toString('base64url');
  const server = http.createServer({ maxHeaderSize: 16_384 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const hosts = new Set([`127.0.0.1:${String(port)}`, `localhost:${String(port)}`]);
  const acceptor = createWebSocketAcceptor({
    log: options.log,
    onConnection: options.onConnection,
  });
  server.on('request', (request, response) => {
    answerPage(request, response, hosts, options.folder).catch((error: unknown) => {
      options.log.error('a page could not be served', error);
      if (!response.headersSent) response.writeHead(500, pageHeaders('text/plain'));
      response.end();
    });
  });
  server.on('upgrade', (request: http.IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const refusal = upgradeRefusal(request, { hosts, token, clients: acceptor.connectionCount });
    if (refusal === null) acceptor.upgrade(request, socket, head);
    else refuse(socket, refusal);
  });
  return {
    url: `http://127.0.0.1:${String(port)}/#token=${token}`,
    async close() {
      acceptor.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

interface Refusal {
  readonly status: number;
  readonly text: string;
}

/** null: welcome. */
function upgradeRefusal(
  request: http.IncomingMessage,
  allowed: { readonly hosts: ReadonlySet<string>; readonly token: string; readonly clients: number },
): Refusal | null {
  const { host, origin } = request.headers;
  if (host === undefined || !allowed.hosts.has(host)) return { status: 403, text: 'wrong Host' };
  if (origin === undefined || !allowed.hosts.has(origin.replace(/^http:\/\//, '')) || !origin.startsWith('http://')) {
    return { status: 403, text: 'wrong Origin' };
  }
  if (request.url !== '/rpc') return { status: 404, text: 'no such socket' };
  if (!holdsToken(request.headers['sec-websocket-protocol'] ?? '', allowed.token)) return { status: 401, text: 'wrong token' };
  if (allowed.clients >= maxClients) return { status: 503, text: 'too many clients' };
  return null;
}

/** The token travels as a subprotocol: a browser can set it, and unlike a URL it is in no log or history. */
function holdsToken(protocols: string, token: string): boolean {
  const offered = protocols.split(',').map((protocol) => protocol.trim());
  const given = offered.find((protocol) => protocol.startsWith(tokenProtocol))?.slice(tokenProtocol.length) ?? '';
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return offered[0] === 'hecate' && a.length === b.length && timingSafeEqual(a, b);
}

function refuse(socket: Duplex, { status, text }: Refusal): void {
  const reason = http.STATUS_CODES[status] ?? 'Refused';
  socket.end(
    `HTTP/1.1 ${String(status)} ${reason}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${String(text.length)}\r\n\r\n${text}`,
  );
}

async function answerPage(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  hosts: ReadonlySet<string>,
  folder: string,
): Promise<void> {
  const plain = (status: number, text: string): void => {
    response.writeHead(status, pageHeaders('text/plain; charset=utf-8')).end(text);
  };
  if (request.headers.host === undefined || !hosts.has(request.headers.host)) {
    plain(403, 'wrong Host');
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    plain(405, 'only GET');
    return;
  }
  const page = await readPage(folder, request.url ?? '/');
  if (page === null) {
    plain(404, 'no such page');
    return;
  }
  response.writeHead(200, { ...pageHeaders(page.type), 'Content-Length': page.bytes.length });
  response.end(request.method === 'HEAD' ? undefined : page.bytes);
}
