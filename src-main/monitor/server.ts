/** The unix socket: many clients, one set of bytes. */
import net, { type Socket } from 'node:net';
import type { MonitorFrame } from '../contracts/monitor.ts';
import { claimSocketPath } from '../transports/socketPath.ts';
import { type ClientLimits, type ClientServices, defaultClientLimits, errorMessage, MonitorClient, sendLast } from './client.ts';
import { FrameRing } from './frameRing.ts';
import { FrameDecoder, frameHeader } from './framing.ts';
import { readMessage } from './requests.ts';

export interface MonitorServerOptions {
  readonly version: string;
  readonly intervalMs: number;
  readonly maxClients: number;
  /** Takes a sample at once, when a client asks before the first one is due; it reaches `publish`. */
  readonly sampleNow: () => void;
  readonly monotonicMs: () => number;
  readonly limits?: ClientLimits;
  readonly ring?: FrameRing;
}

/** 15 minutes at 1 Hz; below the 8 MiB that a client of the product takes as one message. */
const ringFrames = 900;
const ringBytes = 6 * 1024 * 1024;
/** Clients beyond the limit that are being told so at the same time; more are cut off without a word. */
const maxRefusals = 16;
const refusalMs = 2000;

export class MonitorServer {
  readonly #options: MonitorServerOptions;
  readonly #ring: FrameRing;
  readonly #clients = new Set<MonitorClient>();
  readonly #sockets = new Set<Socket>();
  readonly #server = net.createServer((socket) => {
    this.#accept(socket);
  });
  readonly #events = new Map<number, Buffer>();
  #latest: Buffer | undefined;

  constructor(options: MonitorServerOptions) {
    this.#options = options;
    this.#ring = options.ring ?? new FrameRing({ maxFrames: ringFrames, maxBytes: ringBytes });
  }

  get clientCount(): number {
    return this.#clients.size;
  }

  /** Listens at `path` and returns what stops it. Rejects with `transport.unavailable` when somebody else serves there. */
  async listen(path: string, mode: number): Promise<() => void> {
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

  /** Turns the frame into bytes, once, and sends it to everybody who keeps up. */
  publish(frame: MonitorFrame): void {
    this.#latest = this.#ring.push(JSON.stringify(frame), this.#options.monotonicMs());
    this.#events.clear();
    for (const client of this.#clients) client.deliver();
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
    const client = new MonitorClient(socket, this.#services, this.#options.limits ?? defaultClientLimits);
    this.#clients.add(client);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#clients.delete(client);
    });
  }

  /** Answers its first request with the reason, because an answer is the one thing that a client surely shows. */
  #refuse(socket: Socket): void {
    if (this.#sockets.size - this.#clients.size > maxRefusals) {
      socket.destroy();
      return;
    }
    const limits = this.#options.limits ?? defaultClientLimits;
    const decoder = new FrameDecoder(limits.maxInboundBytes);
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

  readonly #services: ClientServices = {
    hello: () => ({
      version: this.#options.version,
      pid: process.pid,
      intervalMs: this.#options.intervalMs,
      clients: this.#clients.size,
    }),
    // A copy, because it may wait in a socket for longer than the frame stays in the ring.
    snapshot: () => Buffer.from(this.#newest()),
    recent: (seconds) => {
      this.#newest();
      return this.#ring.since(this.#options.monotonicMs() - seconds * 1000);
    },
    event: (subscription) => this.#event(subscription),
    monotonicMs: () => this.#options.monotonicMs(),
  };

  #newest(): Buffer {
    if (this.#latest === undefined) this.#options.sampleNow();
    if (this.#latest === undefined) throw new Error('sampleNow did not publish');
    return this.#latest;
  }

  #event(subscription: number): Buffer {
    const made = this.#events.get(subscription);
    if (made !== undefined) return made;
    const prefix = Buffer.from(`{"jsonrpc":"2.0","method":"$/hecate/event","params":{"subscription":${String(subscription)},"payload":`);
    const frame = this.#newest();
    const event = Buffer.concat([frameHeader(prefix.length + frame.length + 2), prefix, frame, Buffer.from('}}')]);
    this.#events.set(subscription, event);
    return event;
  }
}
