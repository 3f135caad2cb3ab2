/**
 * What all clients of one connection share: the running jobs and the event
 * subscriptions. Two contracts on one connection must not take each other's
 * notifications away.
 */
import type { RpcConnection } from './connection.ts';
import { wireMethods } from './wire.ts';

/** An event can overtake the answer that names its subscription; this many wait for it. */
const maxEarlyEvents = 256;

type Deliver = (payload: unknown) => void;

interface EventEntry {
  readonly listeners: Set<Deliver>;
  /** undefined when the server refused. */
  readonly subscription: Promise<number | undefined>;
}

const sessions = new WeakMap<RpcConnection, Session>();

export function sessionOf(connection: RpcConnection): Session {
  const existing = sessions.get(connection);
  if (existing !== undefined) return existing;
  const session = new Session(connection);
  sessions.set(connection, session);
  return session;
}

class Session {
  readonly #connection: RpcConnection;
  readonly #jobs = new Map<string, Deliver>();
  readonly #events = new Map<string, EventEntry>();
  readonly #bySubscription = new Map<number, EventEntry>();
  #early: { readonly subscription: number; readonly payload: unknown }[] = [];
  #subscribing = 0;
  #nextJob = 1;

  constructor(connection: RpcConnection) {
    this.#connection = connection;
    connection.onNotification(wireMethods.progress, (params) => {
      const { job, value } = fields(params);
      const deliver = typeof job === 'string' ? this.#jobs.get(job) : undefined;
      if (deliver !== undefined) isolated(deliver, value);
    });
    connection.onNotification(wireMethods.event, (params) => {
      const { subscription, payload } = fields(params);
      if (typeof subscription === 'number') this.#deliver(subscription, payload);
    });
  }

  startJob(onProgress: Deliver): { readonly token: string; readonly end: () => void } {
    const token = `job-${String(this.#nextJob)}`;
    this.#nextJob += 1;
    this.#jobs.set(token, onProgress);
    return { token, end: () => this.#jobs.delete(token) };
  }

  /** The first listener of an event subscribes at the server, the last one that leaves unsubscribes. */
  subscribe(method: string, listener: Deliver, onRefused: (error: unknown) => void): () => void {
    const entry = this.#events.get(method) ?? this.#open(method, onRefused);
    // A wrapper per call, so that one function subscribed twice is two subscriptions.
    const deliver: Deliver = (payload) => {
      listener(payload);
    };
    entry.listeners.add(deliver);
    return () => {
      if (!entry.listeners.delete(deliver) || entry.listeners.size > 0) return;
      if (this.#events.get(method) === entry) this.#events.delete(method);
      this.#close(entry).catch(onRefused);
    };
  }

  #open(method: string, onRefused: (error: unknown) => void): EventEntry {
    this.#subscribing += 1;
    const listeners = new Set<Deliver>();
    const subscription = this.#connection
      .sendRequest(wireMethods.subscribe, { event: method })
      .then((answer) => {
        const id = fields(answer)['subscription'];
        if (typeof id !== 'number') throw new Error('the peer answered a subscription without its number');
        this.#bySubscription.set(id, entry);
        return id;
      })
      .catch((error: unknown) => {
        if (this.#events.get(method) === entry) this.#events.delete(method);
        onRefused(error);
        return undefined;
      })
      .finally(() => {
        this.#subscribing -= 1;
        this.#replayEarly();
      });
    const entry: EventEntry = { listeners, subscription };
    this.#events.set(method, entry);
    return entry;
  }

  async #close(entry: EventEntry): Promise<void> {
    const id = await entry.subscription;
    if (id === undefined) return;
    this.#bySubscription.delete(id);
    // Fails only when the connection has ended, and with it the subscription.
    await this.#connection.sendRequest(wireMethods.unsubscribe, { subscription: id }).catch(() => undefined);
  }

  #deliver(subscription: number, payload: unknown): void {
    const entry = this.#bySubscription.get(subscription);
    if (entry !== undefined) {
      for (const listener of [...entry.listeners]) isolated(listener, payload);
    } else if (this.#subscribing > 0 && this.#early.length < maxEarlyEvents) {
      this.#early.push({ subscription, payload });
    }
  }

  #replayEarly(): void {
    const waiting = this.#early;
    this.#early = [];
    for (const { subscription, payload } of waiting) this.#deliver(subscription, payload);
  }
}

/** A listener that throws is the program's own bug: reported as uncaught, and the others still hear. */
function isolated(deliver: Deliver, payload: unknown): void {
  try {
    deliver(payload);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

function fields(params: unknown): Readonly<Record<string, unknown>> {
  return typeof params === 'object' && params !== null ? (params as Readonly<Record<string, unknown>>) : {};
}
