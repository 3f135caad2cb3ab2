/**
 * The HTTP(S) server: pages, REST, /metrics and three WebSockets. It only
 * reads. Everything that arrives is bounded in size, in time and in number
 * before it is looked at.
 */
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { MonitorFrame } from '../../contracts/monitor.ts';
import type { MonitorApi } from '../api.ts';
import { createUnreadBudget } from '../unreadBudget.ts';
import { createCallers } from './callers.ts';
import type { Certificate } from './certificate.ts';
import { createCompatibilityHub } from './compatibility.ts';
import { createConnections } from './connections.ts';
import { createGate } from './gate.ts';
import { refuseUpgrade, sendAnswer } from './httpReply.ts';
import { createPageSource } from './pageSource.ts';
import { createPeers, defaultPeerLimits, type Peer, type PeerHandler, type PeerLimits } from './peers.ts';
import { failureAnswer, type HttpAnswer, jsonAnswer, textAnswer } from './rest/httpAnswer.ts';
import { answerRest } from './rest/routes.ts';
import { rpcPeer } from './rpcPeer.ts';
import { createStreamHub } from './stream/streamHub.ts';
import type { TokenGuard } from './tokenGuard.ts';
import type { WebAddress } from './webAddress.ts';

export interface WebServerOptions {
  readonly address: WebAddress;
  /** null on loopback. */
  readonly certificate: Certificate | null;
  readonly token: () => string;
  readonly guard: TokenGuard;
  /** Built pages of the dashboard. */
  readonly pages: string;
  readonly api: MonitorApi;
  readonly metrics: () => string;
  /** False when no frame came for too long. */
  readonly isWell: () => boolean;
  readonly version: string;
  readonly intervalMs: () => number;
  readonly monotonicMs: () => number;
  readonly nowMs: () => number;
  readonly maxClients: number;
  readonly peerLimits?: PeerLimits;
  readonly timing?: WebTiming;
  readonly complain: (text: string) => void;
}

export interface WebServer {
  readonly port: number;
  /** Open WebSockets. */
  readonly clients: number;
  onFrame(frame: MonitorFrame): void;
  /** Cuts off everybody who came with a token. */
  dropClients(): void;
  close(): void;
}

const limits = {
  headerBytes: 16 * 1024,
  urlCharacters: 8 * 1024,
  messageBytes: 64 * 1024,
  /** Besides the WebSockets, for requests. */
  requestConnections: 64,
  /** Requests that came on one connection before the earlier ones were answered. */
  pipelined: 4,
  /** Requests with a token that may be worked on, or whose answers are on their way, at the same time. */
  busy: 16,
} as const;

export interface WebTiming {
  /** For the head of a request, and for the TLS handshake. */
  readonly headersMs: number;
  readonly requestMs: number;
  readonly keepAliveMs: number;
  readonly checkEveryMs: number;
  /** Without a byte in either direction while an answer is under way. */
  readonly idleMs: number;
}

const defaultTiming: WebTiming = { headersMs: 10_000, requestMs: 15_000, keepAliveMs: 20_000, checkEveryMs: 5000, idleMs: 30_000 };
const tokenReplaced = 4401;

export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const { address, api, certificate, complain, maxClients } = options;
  const timing = options.timing ?? defaultTiming;
  const settings = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: timing.headersMs,
    requestTimeout: timing.requestMs,
    keepAliveTimeout: timing.keepAliveMs,
    connectionsCheckingInterval: timing.checkEveryMs,
    noDelay: true,
  };
  const server =
    certificate === null
      ? http.createServer(settings)
      : https.createServer({
          ...settings,
          cert: certificate.cert,
          key: certificate.key,
          minVersion: 'TLSv1.2',
          handshakeTimeout: timing.headersMs,
        });
  server.timeout = timing.idleMs;
  const connections = createConnections(maxClients + limits.requestConnections);
  server.on('connection', connections.add);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address.host, port: address.port }, resolve);
  });
  server.removeAllListeners('error');
  server.on('error', (error) => {
    complain(`web: ${error.message}`);
  });
  const { port } = server.address() as AddressInfo;

  const gate = createGate({ callers: createCallers(address, port), guard: options.guard, token: options.token });
  const peers = createPeers(options.monotonicMs, options.peerLimits ?? defaultPeerLimits);
  const stream = createStreamHub(options);
  const compatibility = createCompatibilityHub(api, options.intervalMs);
  const unread = createUnreadBudget();
  const protocols: Readonly<Record<string, (peer: Peer) => PeerHandler>> = {
    '/v1/stream': stream.accept,
    '/ws': compatibility.accept,
    '/rpc': (peer) => rpcPeer(peer, { ...options, unread }),
  };
  const acceptor = createAcceptor();
  const pages = createPageSource(options.pages);
  let busy = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<HttpAnswer> {
    const refusal = gate.refuseCaller(request) ?? refuseShape(request);
    if (refusal !== undefined) return refusal;
    const [path, query] = target(request);
    if (path === '/health') return health(options.isWell());
    // The page asks this to know in which dress it is shown; like the page itself it is no secret.
    if (path === '/dashboard.json') return jsonAnswer({ dashboard: true });
    if (Object.hasOwn(protocols, path)) return textAnswer(426, 'this is a WebSocket', { Upgrade: 'websocket', Connection: 'Upgrade' });
    if (path === '/metrics' || path.startsWith('/v1/')) return restAnswer(request, response, path, query);
    const { page, release } = await pages.take(path);
    if (request.socket.destroyed) release();
    else whenOver(request, response, release);
    if (page !== null) return { status: 200, type: page.type, body: [page.bytes] };
    if (path === '/') return textAnswer(404, 'the pages of the dashboard are not installed beside this program');
    return textAnswer(404, 'no such page');
  }

  async function restAnswer(request: IncomingMessage, response: ServerResponse, path: string, query: string): Promise<HttpAnswer> {
    const refusal = gate.refuseToken(request);
    if (refusal !== undefined) return refusal;
    connections.trust(request.socket);
    if (busy >= limits.busy) return textAnswer(503, 'too many questions at the same time', { 'Retry-After': '1' });
    busy += 1;
    // Until it was sent, because it is in memory for so long.
    whenOver(request, response, () => {
      busy -= 1;
    });
    try {
      return (await answerRest(path, query, options)) ?? textAnswer(404, 'no such page');
    } catch (error) {
      return failureAnswer(error, complain);
    }
  }

  const pending = new WeakMap<Duplex, number>();
  server.on('request', (request, response) => {
    const { socket } = request;
    const before = pending.get(socket) ?? 0;
    if (before >= limits.pipelined) {
      socket.destroy();
      return;
    }
    pending.set(socket, before + 1);
    response.once('close', () => {
      pending.set(socket, (pending.get(socket) ?? 1) - 1);
    });
    answer(request, response)
      .catch((error: unknown) => failureAnswer(error, complain))
      .then((result) => {
        sendAnswer(request, response, result);
      })
      .catch((error: unknown) => {
        complain(`web: ${error instanceof Error ? error.message : String(error)}`);
        socket.destroy();
      });
  });

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A peer that goes away is no event for anybody else.
    socket.on('error', () => socket.destroy());
    const [path] = target(request);
    const accept = Object.hasOwn(protocols, path) ? protocols[path] : undefined;
    const refusal =
      gate.refuseCaller(request) ??
      (accept === undefined ? textAnswer(404, 'no such WebSocket') : undefined) ??
      gate.refuseToken(request) ??
      (peers.count >= maxClients
        ? textAnswer(503, `${String(maxClients)} clients are connected, which is the limit (--max-clients)`)
        : undefined);
    if (refusal !== undefined || accept === undefined) {
      refuseUpgrade(socket, refusal ?? textAnswer(404, 'no such WebSocket'));
      return;
    }
    connections.trust(request.socket);
    acceptor.handleUpgrade(request, socket, head, (webSocket) => {
      peers.add(webSocket, socket, accept);
    });
  });

  return {
    port,
    get clients() {
      return peers.count;
    },
    onFrame(frame) {
      stream.onFrame(frame);
      compatibility.onFrame(frame);
    },
    dropClients() {
      peers.endAll(tokenReplaced, 'the token was replaced');
    },
    close() {
      server.close();
      stream.close();
      compatibility.close();
      peers.close();
      connections.destroyAll();
    },
  };
}

/** ws does the handshake and takes apart what clients send; what is sent to them is made here, once for all. */
function createAcceptor(): WebSocketServer {
  const options = {
    noServer: true,
    clientTracking: false,
    // Compression costs 10 % CPU and 284 MB at 1,000 clients: docs/adr/0006-footprint.md.
    perMessageDeflate: false,
    maxPayload: limits.messageBytes,
    maxFragments: 64,
    // Pings are answered in peers.ts.
    autoPong: false,
    // How long a peer may take to answer our goodbye.
    closeTimeout: 1000,
    handleProtocols: (offered: Set<string>) => (offered.has('hecate') ? 'hecate' : false),
  } as const;
  return new WebSocketServer(options);
}

function health(isWell: boolean): HttpAnswer {
  return { ...jsonAnswer({ status: isWell ? 'ok' : 'stalled' }), status: isWell ? 200 : 503 };
}

/**
 * Calls back once, when the answer was sent or whoever asked is gone. Both are looked at: of requests that came on one
 * connection before the first was answered, the later ones hear nothing of its end.
 */
function whenOver({ socket }: IncomingMessage, response: ServerResponse, done: () => void): void {
  const over = (): void => {
    response.off('close', over);
    socket.off('close', over);
    done();
  };
  response.once('close', over);
  socket.once('close', over);
}

/** Only reading, no body, no endless URL. */
function refuseShape(request: IncomingMessage): HttpAnswer | undefined {
  if (request.method !== 'GET' && request.method !== 'HEAD') return textAnswer(405, 'only GET', { Allow: 'GET, HEAD' });
  const length = request.headers['content-length'];
  if ((length !== undefined && length !== '0') || request.headers['transfer-encoding'] !== undefined) {
    return textAnswer(413, 'a request here has no body', { Connection: 'close' });
  }
  if ((request.url ?? '').length > limits.urlCharacters) return textAnswer(414, 'the URL is too long', { Connection: 'close' });
  return undefined;
}

/** Path and query of a request line. The path is compared as it stands, so that no spelling of it means something else. */
function target(request: IncomingMessage): readonly [path: string, query: string] {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  return mark === -1 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}
