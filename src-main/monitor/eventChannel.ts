/** One event that many clients receive as the same bytes. */

/** Bytes that stand before a body of this length: Content-Length on the unix socket, a frame header on a WebSocket. */
export type Header = (bodyBytes: number) => Buffer;

type Receiver = (event: SharedEvent) => void;

export interface EventChannelHooks {
  /** Called when the first client subscribes, and when the last one leaves: for what costs something to measure. */
  readonly onUsed?: () => void;
  readonly onUnused?: () => void;
}

const end = Buffer.from('}}');

/** One occurrence of an event; its bytes are made once per subscription number and transport, for all clients. */
export class SharedEvent {
  readonly #payload: Buffer;
  readonly #made = new Map<Header, Map<number, Buffer>>();

  /** `payload` is JSON and must stay unchanged until the event was delivered. */
  constructor(payload: Buffer) {
    this.#payload = payload;
  }

  bytes(subscription: number, header: Header): Buffer {
    let bySubscription = this.#made.get(header);
    if (bySubscription === undefined) {
      bySubscription = new Map();
      this.#made.set(header, bySubscription);
    }
    const made = bySubscription.get(subscription);
    if (made !== undefined) return made;
    const prefix = Buffer.from(`{"jsonrpc":"2.0","method":"$/hecate/event","params":{"subscription":${String(subscription)},"payload":`);
    const event = Buffer.concat([header(prefix.length + this.#payload.length + end.length), prefix, this.#payload, end]);
    bySubscription.set(subscription, event);
    return event;
  }
}

export class EventChannel {
  /** Full name, for example `monitor.frame`. */
  readonly name: string;
  readonly #hooks: EventChannelHooks;
  readonly #receivers = new Set<Receiver>();

  constructor(name: string, hooks: EventChannelHooks = {}) {
    this.name = name;
    this.#hooks = hooks;
  }

  get isUsed(): boolean {
    return this.#receivers.size > 0;
  }

  /** Returns what ends it; each call is a subscription of its own. */
  subscribe(receive: Receiver): () => void {
    // A function of its own, so that one receiver may be subscribed twice.
    const receiver: Receiver = (event) => {
      receive(event);
    };
    this.#receivers.add(receiver);
    if (this.#receivers.size === 1) this.#hooks.onUsed?.();
    return () => {
      if (this.#receivers.delete(receiver) && this.#receivers.size === 0) this.#hooks.onUnused?.();
    };
  }

  /** Hands a payload, as JSON bytes, to everybody who is subscribed. */
  publish(payload: Buffer): void {
    if (this.#receivers.size === 0) return;
    const event = new SharedEvent(payload);
    for (const receiver of this.#receivers) receiver(event);
  }
}
