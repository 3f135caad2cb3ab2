/**
 * A connection that is made on first use, shared, and let go of a moment after
 * the last use. What asks for a password each time (docs/adr/0003-risk-classes.md)
 * gets one of its own: whoever else speaks to this program would otherwise have
 * its changes made on a password that was typed for another one.
 */
import type { RiskClass } from '../../src-main/contracts/operations.ts';
import { riskClass } from '../../src-main/contracts/operations.ts';
import type { ExecutorClient, ExecutorConnection } from './executorConnection.ts';

const asksEachTime: ReadonlySet<RiskClass> = new Set(['boot', 'irreversible']);

interface Held {
  readonly risk: RiskClass;
  readonly connection: ExecutorConnection;
}

export class KeptConnection {
  readonly #connect: (risk: RiskClass) => Promise<ExecutorConnection>;
  readonly #idleMs: number;
  readonly #reasons = new Map<string, number>();
  #held: Held | undefined;
  #connecting: Promise<Held> | undefined;
  #users = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(connect: (risk: RiskClass) => Promise<ExecutorConnection>, idleMs: number) {
    this.#connect = connect;
    this.#idleMs = idleMs;
  }

  /**
   * Calls with a connection that was authorised for at least this class. `isKept` says of the result that the connection
   * must live on, as `keepUntil` then states.
   */
  async use<T>(risk: RiskClass, work: (client: ExecutorClient) => Promise<T>, isKept: (result: T) => boolean = () => false): Promise<T> {
    // While a Plan waits, only the executor that applied it has the machine, so that everything goes there.
    if (asksEachTime.has(risk) && this.#reasons.size === 0) return this.#onItsOwn(risk, work, isKept);
    clearTimeout(this.#timer);
    this.#users += 1;
    try {
      const held = await this.#holding(risk);
      held.connection.setIdle(false);
      return await work(held.connection.client);
    } finally {
      this.#users -= 1;
      this.#letGoLater();
    }
  }

  /** Keeps the connection open for `reason` until that moment (milliseconds since 1970). */
  keepUntil(reason: string, untilMs: number): void {
    this.#reasons.set(reason, untilMs);
    this.#letGoLater();
  }

  release(reason: string): void {
    this.#reasons.delete(reason);
    this.#letGoLater();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#held?.connection.close();
    this.#held = undefined;
  }

  async #onItsOwn<T>(risk: RiskClass, work: (client: ExecutorClient) => Promise<T>, isKept: (result: T) => boolean): Promise<T> {
    const connection = await this.#connect(risk);
    let kept = false;
    try {
      connection.setIdle(false);
      const result = await work(connection.client);
      kept = isKept(result);
      if (kept) {
        if (this.#users === 0 && this.#reasons.size === 0) this.#held?.connection.close();
        this.#held = { risk, connection };
        this.#letGoLater();
      }
      return result;
    } finally {
      if (!kept) connection.close();
    }
  }

  async #holding(risk: RiskClass): Promise<Held> {
    const held = this.#connecting === undefined ? this.#held : await this.#connecting;
    if (held !== undefined && !held.connection.closed && this.#covers(held.risk, risk)) return held;
    this.#connecting = this.#open(risk);
    try {
      this.#held = await this.#connecting;
      return this.#held;
    } finally {
      this.#connecting = undefined;
    }
  }

  async #open(risk: RiskClass): Promise<Held> {
    // A Plan that waits for its confirmation would be taken back if its connection ended here; the executor refuses a second one meanwhile.
    if (this.#reasons.size === 0) this.#held?.connection.close();
    return { risk, connection: await this.#connect(risk) };
  }

  #covers(held: RiskClass, needed: RiskClass): boolean {
    return riskClass.options.indexOf(held) >= riskClass.options.indexOf(needed);
  }

  #letGoLater(): void {
    clearTimeout(this.#timer);
    if (this.#users > 0 || this.#held === undefined) return;
    const keepMs = Math.max(0, ...[...this.#reasons.values()].map((untilMs) => untilMs - Date.now()));
    this.#timer = setTimeout(
      () => {
        this.#reasons.clear();
        this.dispose();
      },
      Math.max(this.#idleMs, keepMs),
    );
    // A command that has printed its answer may end; only a Plan that waits holds it.
    if (this.#reasons.size > 0) return;
    this.#timer.unref();
    this.#held.connection.setIdle(true);
  }
}
