/** All methods and events of the monitor, from its modules. */
import { isFields, wholeNumber } from './check.ts';
import type { EventChannel } from './eventChannel.ts';
import { type Answer, invalid, type Method, type MonitorModule, Refused } from './module.ts';

export class MonitorApi {
  readonly #methods: Readonly<Record<string, Method>>;
  readonly #events: ReadonlyMap<string, EventChannel>;

  constructor(modules: readonly MonitorModule[]) {
    // Without a prototype, so that a method called `toString` does not exist.
    this.#methods = Object.assign(Object.create(null) as object, ...modules.map((module) => module.methods)) as Record<string, Method>;
    this.#events = new Map(modules.flatMap((module) => module.events).map((event) => [event.name, event]));
  }

  get methodNames(): readonly string[] {
    return Object.keys(this.#methods);
  }

  /** Throws `Refused` or rejects with it. `local` is true for a client of the unix socket. */
  call(method: string, params: unknown, local: boolean): Answer | Promise<Answer> {
    const known = this.#methods[method];
    if (known === undefined || (known.reach === 'local' && !local)) {
      const shown = method.slice(0, 100);
      throw new Refused('contract.unknownMethod', `no such method: ${JSON.stringify(shown)}`, { method: shown });
    }
    if (!isFields(params)) throw invalid('params', 'must be an object');
    return known.answer(params);
  }

  /** The event that `$/hecate/subscribe` asks for. */
  event(params: unknown): EventChannel {
    if (!isFields(params)) throw invalid('params', 'must be an object');
    const name = params['event'];
    const event = typeof name === 'string' ? this.#events.get(name) : undefined;
    if (event !== undefined) return event;
    throw invalid('event', `must be one of ${[...this.#events.keys()].map((one) => JSON.stringify(one)).join(', ')}`);
  }

  /** The number in `$/hecate/unsubscribe`. */
  subscription(params: unknown): number {
    if (!isFields(params)) throw invalid('params', 'must be an object');
    return wholeNumber(params, 'subscription', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  }
}
