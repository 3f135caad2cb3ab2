/**
 * One connected client, on a unix socket or a WebSocket: takes its requests,
 * answers, and never lets it hold more memory than it may.
 */
import type { WireError } from '../contracts/errors.ts';
import type { MonitorApi } from './api.ts';
import type { Header, SharedEvent } from './eventChannel.ts';
import type { FramingProblem } from './framing.ts';
import { type Answer, invalid, Refused } from './module.ts';
import { type RequestId, readMessage } from './requests.ts';
import type { UnreadBudget } from './unreadBudget.ts';

export interface ClientLimits {
  readonly maxInboundBytes: number;
  /** With more than this unread it gets no further event, and no further request of it is looked at. */
  readonly maxUnreadBytes: number;
  /** Disconnected after this long without reading enough. */
  readonly maxStuckMs: number;
  readonly maxSubscriptions: number;
  /** Requests that may be worked on at the same time. */
  readonly maxPending: number;
}

export const defaultClientLimits: ClientLimits = {
  // 200 rules for alerts with all their words; nothing else that is asked comes near.
  maxInboundBytes: 256 * 1024,
  maxUnreadBytes: 64 * 1024,
  maxStuckMs: 30_000,
  maxSubscriptions: 16,
  maxPending: 16,
};

/** The part of a socket that a client is written to. */
export interface ClientSocket {
  write(bytes: Buffer): unknown;
  readonly writableLength: number;
  readonly destroyed: boolean;
  cork(): void;
  uncork(): void;
  pause(): unknown;
  resume(): unknown;
  destroy(): unknown;
}

export interface ClientOptions {
  readonly socket: ClientSocket;
  readonly api: MonitorApi;
  /** True on the unix socket. */
  readonly local: boolean;
  readonly header: Header;
  /** The next whole message that has arrived; see FrameDecoder. */
  readonly next: () => string | undefined | { readonly problem: FramingProblem };
  /** Says goodbye with one last message (JSON-RPC 2.0, section 5: id null) and ends the connection. */
  readonly farewell: (message: object) => void;
  readonly monotonicMs: () => number;
  readonly limits?: ClientLimits;
  /** Shared with the other clients of the same server. */
  readonly unread: UnreadBudget;
  /** For what is our own fault. */
  readonly complain: (text: string) => void;
}

/** Longest that the requests of one client are worked on before everybody else has a turn. */
const sliceMs = 4;

export class MonitorClient {
  readonly #options: ClientOptions;
  readonly #limits: ClientLimits;
  readonly #subscriptions = new Map<number, () => void>();
  #nextSubscription = 1;
  #pending = 0;
  #stuckSinceMs: number | undefined;
  /** Others have their turn. */
  #resting = false;
  readonly #leaveBudget: () => void;
  skippedEvents = 0;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#limits = options.limits ?? defaultClientLimits;
    this.#leaveBudget = options.unread.join(options.socket);
  }

  /** To be called when something arrived. */
  work(): void {
    if (this.#resting) return;
    const { socket, next } = this.#options;
    const sliceEnds = performance.now() + sliceMs;
    while (!socket.destroyed) {
      if (socket.writableLength > this.#limits.maxUnreadBytes || this.#pending >= this.#limits.maxPending) {
        // It asks faster than it reads or than we answer: the rest waits in the kernel.
        socket.pause();
        return;
      }
      const body = next();
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
      if (message.kind === 'request') this.#take(message.id, message.method, message.params);
      if (performance.now() >= sliceEnds) {
        this.#rest();
        return;
      }
    }
  }

  /** To be called when the socket has written everything (its `drain`). */
  drained(): void {
    this.#stuckSinceMs = undefined;
    this.#goOn();
  }

  /** Looks whether it has been stuck for too long; called once per frame for every client. */
  checkStuck(): void {
    this.#isStuck();
  }

  /** Ends its subscriptions; to be called when the connection is gone. */
  close(): void {
    for (const unsubscribe of this.#subscriptions.values()) unsubscribe();
    this.#subscriptions.clear();
    this.#leaveBudget();
  }

  #goOn(): void {
    if (this.#resting) return;
    this.#options.socket.resume();
    this.work();
  }

  /** It has asked for much: what else has come waits until the others were looked at. */
  #rest(): void {
    const { socket } = this.#options;
    this.#resting = true;
    socket.pause();
    setImmediate(() => {
      this.#resting = false;
      if (!socket.destroyed) this.#goOn();
    });
  }

  #isStuck(): boolean {
    const { socket, monotonicMs } = this.#options;
    if (socket.writableLength <= this.#limits.maxUnreadBytes) {
      this.#stuckSinceMs = undefined;
      return false;
    }
    const now = monotonicMs();
    this.#stuckSinceMs ??= now;
    if (now - this.#stuckSinceMs > this.#limits.maxStuckMs) socket.destroy();
    return true;
  }

  #deliver(subscription: number, event: SharedEvent): void {
    if (this.#isStuck()) this.skippedEvents += 1;
    else this.#options.socket.write(event.bytes(subscription, this.#options.header));
  }

  #take(id: RequestId, method: string, params: unknown): void {
    try {
      const answer = this.#answer(method, params);
      if (answer instanceof Promise) this.#later(id, method, answer);
      else this.#send(id, answer);
    } catch (error) {
      this.#fail(id, method, error);
    }
  }

  #later(id: RequestId, method: string, answer: Promise<Answer>): void {
    this.#pending += 1;
    answer
      .then(
        (value) => {
          this.#send(id, value);
        },
        (error: unknown) => {
          this.#fail(id, method, error);
        },
      )
      .finally(() => {
        this.#pending -= 1;
        if (!this.#options.socket.destroyed && this.#pending === this.#limits.maxPending - 1) this.#goOn();
      });
  }

  #answer(method: string, params: unknown): Answer | Promise<Answer> {
    const { api, local } = this.#options;
    if (method === '$/hecate/subscribe') return { subscription: this.#subscribe(params) };
    if (method === '$/hecate/unsubscribe') return { subscription: this.#unsubscribe(params) };
    return api.call(method, params, local);
  }

  #subscribe(params: unknown): number {
    const channel = this.#options.api.event(params);
    if (this.#subscriptions.size >= this.#limits.maxSubscriptions) {
      throw invalid('event', `a connection may hold ${String(this.#limits.maxSubscriptions)} subscriptions: end one first`);
    }
    const subscription = this.#nextSubscription;
    this.#nextSubscription += 1;
    const unsubscribe = channel.subscribe((event) => {
      this.#deliver(subscription, event);
    });
    this.#subscriptions.set(subscription, unsubscribe);
    return subscription;
  }

  #unsubscribe(params: unknown): number {
    const subscription = this.#options.api.subscription(params);
    const unsubscribe = this.#subscriptions.get(subscription);
    if (unsubscribe === undefined) throw invalid('subscription', 'must be a number that subscribing returned on this connection');
    unsubscribe();
    this.#subscriptions.delete(subscription);
    return subscription;
  }

  #send(id: RequestId, answer: Answer): void {
    const { socket, header } = this.#options;
    if (socket.destroyed) return;
    const parts = 'raw' in answer ? answer.raw : [Buffer.from(JSON.stringify(answer))];
    const all = [Buffer.from(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":`), ...parts, objectEnd];
    const length = all.reduce((total, part) => total + part.length, 0);
    socket.cork();
    for (const part of [header(length), ...all]) socket.write(part);
    socket.uncork();
    if (socket.writableLength > this.#limits.maxUnreadBytes) this.#options.unread.settle();
  }

  #fail(id: RequestId, method: string, error: unknown): void {
    const { socket, header, complain } = this.#options;
    if (socket.destroyed) return;
    if (!(error instanceof Refused)) complain(`${method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    const message = error instanceof Refused ? error.message : 'the monitor could not answer; its log says why';
    const data = error instanceof Refused ? error.data : { code: 'internal', details: { logId: 'hecate-monitor' }, retryable: false };
    const body = Buffer.from(JSON.stringify(errorMessage(id, -32_000, message, data)));
    socket.write(Buffer.concat([header(body.length), body]));
  }

  #sayFarewell(problem: FramingProblem): void {
    const limitBytes = this.#limits.maxInboundBytes;
    const [message, data]: [string, WireError] =
      problem === 'oversized'
        ? [`a message of more than ${String(limitBytes)} bytes`, { code: 'transport.oversized', details: { limitBytes }, retryable: false }]
        : ['malformed message', { code: 'transport.malformed', details: {}, retryable: false }];
    this.#options.socket.pause();
    this.#options.farewell(errorMessage(null, -32_700, message, data));
  }
}

const objectEnd = Buffer.from('}');

export function errorMessage(id: RequestId | null, code: number, message: string, data: WireError): object {
  return { jsonrpc: '2.0', id, error: { code, message, data } };
}
