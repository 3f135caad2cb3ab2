/** One connected client: reads its requests, answers, and never lets it hold more memory than it may. */
import type { Socket } from 'node:net';
import type { WireError } from '../contracts/errors.ts';
import { FrameDecoder, type FramingProblem, frameHeader, frameMessage } from './framing.ts';
import { type Call, invalid, type Refusal, type RequestId, readMessage } from './requests.ts';

export interface ClientLimits {
  readonly maxInboundBytes: number;
  /** With more than this unread it gets no further frame, and no further request of it is looked at. */
  readonly maxUnreadBytes: number;
  /** Disconnected after this long without reading enough. */
  readonly maxStuckMs: number;
  readonly maxSubscriptions: number;
}

export const defaultClientLimits: ClientLimits = {
  maxInboundBytes: 64 * 1024,
  maxUnreadBytes: 64 * 1024,
  maxStuckMs: 30_000,
  maxSubscriptions: 16,
};

export interface ClientServices {
  hello(): object;
  /** The newest frame as JSON bytes. */
  snapshot(): Buffer;
  /** Comma-separated frames as JSON bytes. */
  recent(seconds: number): readonly Buffer[];
  /** The event message for this subscription number; made once per frame and number, for all clients. */
  event(subscription: number): Buffer;
  monotonicMs(): number;
}

const arrayEnd = Buffer.from(']}}');
const objectEnd = Buffer.from('}');

export class MonitorClient {
  readonly #socket: Socket;
  readonly #services: ClientServices;
  readonly #limits: ClientLimits;
  readonly #decoder: FrameDecoder;
  readonly #subscriptions = new Set<number>();
  #nextSubscription = 1;
  #stuckSinceMs: number | undefined;
  skippedFrames = 0;

  constructor(socket: Socket, services: ClientServices, limits: ClientLimits = defaultClientLimits) {
    this.#socket = socket;
    this.#services = services;
    this.#limits = limits;
    this.#decoder = new FrameDecoder(limits.maxInboundBytes);
    socket.on('data', (bytes) => {
      this.#decoder.push(bytes);
      this.#work();
    });
    socket.on('drain', () => {
      this.#stuckSinceMs = undefined;
      this.#work();
      socket.resume();
    });
  }

  /** Sends the newest frame to this client's subscriptions, or skips it, or gives the client up. */
  deliver(): void {
    if (this.#isStuck()) {
      this.skippedFrames += 1;
      return;
    }
    for (const subscription of this.#subscriptions) this.#socket.write(this.#services.event(subscription));
  }

  /** Looks whether the client has been stuck for too long; called once per frame for every client. */
  #isStuck(): boolean {
    if (this.#socket.writableLength <= this.#limits.maxUnreadBytes) {
      this.#stuckSinceMs = undefined;
      return false;
    }
    const now = this.#services.monotonicMs();
    this.#stuckSinceMs ??= now;
    if (now - this.#stuckSinceMs > this.#limits.maxStuckMs) this.#socket.destroy();
    return true;
  }

  #work(): void {
    while (!this.#socket.destroyed) {
      if (this.#socket.writableLength > this.#limits.maxUnreadBytes) {
        // It asks faster than it reads: the rest waits in the kernel until it has caught up.
        this.#socket.pause();
        return;
      }
      const body = this.#decoder.next();
      if (body === undefined) return;
      if (typeof body !== 'string') {
        this.#sayFarewell(body.problem);
        return;
      }
      const message = readMessage(body);
      if (message.kind === 'malformed') {
        this.#sayFarewell('malformed');
        return;
      }
      if (message.kind === 'request') this.#answer(message.id, message.call);
    }
  }

  #answer(id: RequestId, call: Call | Refusal): void {
    switch (call.kind) {
      case 'hello':
        this.#result(id, this.#services.hello());
        return;
      case 'snapshot':
        this.#raw(id, '', [this.#services.snapshot()], objectEnd);
        return;
      case 'recent':
        this.#raw(id, '{"frames":[', this.#services.recent(call.seconds), arrayEnd);
        return;
      case 'subscribe':
        this.#subscribe(id);
        return;
      case 'unsubscribe':
        if (this.#subscriptions.delete(call.subscription)) this.#result(id, { subscription: call.subscription });
        else this.#refuse(id, invalid('subscription', 'this connection has no such subscription'));
        return;
      case 'refused':
        this.#refuse(id, call);
        return;
    }
  }

  #subscribe(id: RequestId): void {
    if (this.#subscriptions.size >= this.#limits.maxSubscriptions) {
      this.#refuse(id, invalid('event', `a connection may hold ${String(this.#limits.maxSubscriptions)} subscriptions: end one first`));
      return;
    }
    const subscription = this.#nextSubscription;
    this.#nextSubscription += 1;
    this.#subscriptions.add(subscription);
    this.#result(id, { subscription });
  }

  #result(id: RequestId, result: object): void {
    this.#socket.write(frameMessage({ jsonrpc: '2.0', id, result }));
  }

  #refuse(id: RequestId, { message, data }: Refusal): void {
    this.#socket.write(frameMessage(errorMessage(id, -32_000, message, data)));
  }

  /** A result made of bytes that exist already. */
  #raw(id: RequestId, prefix: string, parts: readonly Buffer[], end: Buffer): void {
    const start = Buffer.from(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${prefix}`);
    const all = [start, ...parts, end];
    const length = all.reduce((total, part) => total + part.length, 0);
    this.#socket.cork();
    for (const part of [frameHeader(length), ...all]) this.#socket.write(part);
    this.#socket.uncork();
  }

  /** JSON-RPC 2.0, section 5: an error that belongs to no request has id null. */
  #sayFarewell(problem: FramingProblem): void {
    const limitBytes = this.#limits.maxInboundBytes;
    const [message, data]: [string, WireError] =
      problem === 'oversized'
        ? [`a message of more than ${String(limitBytes)} bytes`, { code: 'transport.oversized', details: { limitBytes }, retryable: false }]
        : ['malformed message', { code: 'transport.malformed', details: {}, retryable: false }];
    this.#socket.pause();
    sendLast(this.#socket, errorMessage(null, -32_700, message, data));
  }
}

export function errorMessage(id: RequestId | null, code: number, message: string, data: WireError): object {
  return { jsonrpc: '2.0', id, error: { code, message, data } };
}

const lingerMs = 1000;

/** Sends one more message and ends the connection, whether the peer reads it or not. */
export function sendLast(socket: Socket, message: object): void {
  socket.removeAllListeners('data');
  socket.removeAllListeners('drain');
  socket.write(frameMessage(message));
  socket.destroySoon();
  setTimeout(() => socket.destroy(), lingerMs).unref();
}
