/** The subscriptions of one connection. Numbers are per connection, so that nobody can name a subscription of somebody else. */
import { AppError } from '../errors.ts';
import type { RpcConnection } from './connection.ts';
import type { KitLog } from './failures.ts';
import { wireMethods } from './wire.ts';

const maxSubscriptions = 256;

type Source = (listener: (payload: unknown) => void) => () => void;

export class EventDesk {
  readonly #connection: RpcConnection;
  readonly #log: KitLog;
  readonly #active = new Map<number, () => void>();
  #next = 1;

  constructor(connection: RpcConnection, log: KitLog) {
    this.#connection = connection;
    this.#log = log;
  }

  /** `check` validates a payload; one that does not fit is logged and not sent. */
  subscribe(method: string, source: Source, check: (payload: unknown) => unknown): { readonly subscription: number } {
    if (this.#active.size >= maxSubscriptions) {
      const problem = `a connection may hold ${String(maxSubscriptions)} subscriptions: end one first`;
      throw new AppError('contract.invalid', problem, { details: { issues: [{ field: 'event', problem }] } });
    }
    const subscription = this.#next;
    this.#next += 1;
    const send = (payload: unknown): void => {
      let checked: unknown;
      try {
        checked = check(payload);
      } catch (error) {
        this.#log.error(`event ${method} was not sent`, error);
        return;
      }
      // A connection that has ended is noticed by `end`; what could not be delivered has no other reader.
      this.#connection.sendNotification(wireMethods.event, { subscription, payload: checked }).catch(() => undefined);
    };
    this.#active.set(subscription, source(send));
    return { subscription };
  }

  unsubscribe(subscription: number): { readonly subscription: number } {
    const stop = this.#active.get(subscription);
    if (stop === undefined) {
      const problem = 'this connection has no such subscription';
      throw new AppError('contract.invalid', problem, { details: { issues: [{ field: 'subscription', problem }] } });
    }
    this.#active.delete(subscription);
    stop();
    return { subscription };
  }

  end(): void {
    for (const stop of this.#active.values()) stop();
    this.#active.clear();
  }
}
