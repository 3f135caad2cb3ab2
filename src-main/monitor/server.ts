/** The unix socket: many clients, one set of bytes. */
import net, { type Socket } from 'node:net';
import { peerCredentials } from '../transports/peerCredentials.ts';
import { claimSocketPath } from '../transports/socketPath.ts';
import type { MonitorApi } from './api.ts';
import { type ClientLimits, defaultClientLimits, errorMessage, MonitorClient } from './client.ts';
import { FrameDecoder, frameHeader, frameMessage } from './framing.ts';
import { readMessage } from './requests.ts';
import { createUnreadBudget } from './unreadBudget.ts';

export interface MonitorServerOptions {
  readonly api: MonitorApi;
  readonly maxClients: number;
  readonly monotonicMs: () => number;
  readonly complain: (text: string) => void;
  readonly limits?: ClientLimits;
  /** User at the other end of a connection, asked only where others may connect; as the kernel says it unless told otherwise. */
  readonly peerUid?: (socket: Socket) => number;
}

/** Clients beyond the limit that are being told so at the same time; more are cut off without a word. */
const maxRefusals = 16;
const refusalMs = 2000;
const lingerMs = 1000;

export class MonitorServer {
  readonly #options: MonitorServerOptions;
  readonly #limits: ClientLimits;
  readonly #clients = new Set<MonitorClient>();
  readonly #sockets = new Set<Socket>();
  readonly #unread = createUnreadBudget();
  /** Others may connect too. */
  #isShared = false;
  readonly #server = net.createServer((socket) => {
    this.#accept(socket);
  });

  constructor(options: MonitorServerOptions) {
    this.#options = options;
    this.#limits = options.limits ?? defaultClientLimits;
  }

  get clientCount(): number {
    return this.#clients.size;
  }

  /** Listens at `path` and returns what stops it. Rejects with `transport.unavailable` when somebody else serves there. */
  async listen(path: string, mode: number): Promise<() => void> {
    this.#isShared = (mode & 0o077) !== 0;
    const claim = await claimSocketPath(path, mode, (temporary) => {
      return new Promise((resolve, reject) => {
        this.#server.once('error', reject);
        this.#server.listen(temporary, resolve);
      });
    });
    return () => {
      claim.release();
      this.#server.close();
      for (const socket of this.#sockets) socket.destroy();
    };
  }

  /** Gives up clients that have not read for too long; to be called once per frame. */
  dropStuck(): void {
    for (const client of this.#clients) client.checkStuck();
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    // A peer that goes away mid-write is no event for anybody else.
    socket.on('error', () => socket.destroy());
    if (this.#clients.size >= this.#options.maxClients) {
      socket.on('close', () => this.#sockets.delete(socket));
      this.#refuse(socket);
      return;
    }
    const decoder = new FrameDecoder(this.#limits.maxInboundBytes);
    const client = new MonitorClient({
      socket,
      api: this.#options.api,
      local: this.#isOwner(socket),
      header: frameHeader,
      next: () => decoder.next(),
      farewell: (message) => {
        sendLast(socket, message);
      },
      monotonicMs: this.#options.monotonicMs,
      limits: this.#limits,
      unread: this.#unread,
      complain: this.#options.complain,
    });
    this.#clients.add(client);
    socket.on('data', (bytes) => {
      decoder.push(bytes);
      client.work();
    });
    socket.on('drain', () => {
      client.drained();
    });
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#clients.delete(client);
      client.close();
    });
  }

  /** Whoever else may connect (`--socket-mode`) may read, as from the network: a rule's command would run as this user. */
  #isOwner(socket: Socket): boolean {
    if (!this.#isShared) return true;
    try {
      const uid = (this.#options.peerUid ?? ((peer) => peerCredentials(peer).uid))(socket);
      return uid === 0 || uid === process.geteuid?.();
    } catch {
      return false; // already gone, or of another process namespace: nobody in particular
    }
  }

  /** Answers its first request with the reason, because an answer is the one thing that a client surely shows. */
  #refuse(socket: Socket): void {
    if (this.#sockets.size - this.#clients.size > maxRefusals) {
      socket.destroy();
      return;
    }
    const decoder = new FrameDecoder(this.#limits.maxInboundBytes);
    const timer = setTimeout(() => socket.destroy(), refusalMs).unref();
    socket.on('data', (bytes) => {
      decoder.push(bytes);
      const body = decoder.next();
      if (body === undefined) return;
      clearTimeout(timer);
      const inbound = typeof body === 'string' ? readMessage(body) : undefined;
      const message = `${String(this.#options.maxClients)} clients are connected, which is the limit (--max-clients)`;
      const data = { code: 'transport.unavailable', details: { endpoint: 'hecate-monitor' }, retryable: true };
      sendLast(socket, errorMessage(inbound?.kind === 'request' ? inbound.id : null, -32_000, message, data));
    });
  }
}

/** Sends one more message and ends the connection, whether the peer reads it or not. */
function sendLast(socket: Socket, message: object): void {
  socket.removeAllListeners('data');
  socket.removeAllListeners('drain');
  socket.write(frameMessage(message));
  socket.destroySoon();
  setTimeout(() => socket.destroy(), lingerMs).unref();
}
