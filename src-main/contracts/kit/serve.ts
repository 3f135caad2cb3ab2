/**
 * Answers the members of contracts on one connection: looks up the member,
 * checks the scope, validates what comes in and what goes out, and lets no
 * unexpected error leave the process with its text.
 */
import type { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Removable, RpcConnection } from './connection.ts';
import type { CallContext, CallMember, Contract, EventMember, Implementation, JobContext, JobMember, Member, Scope } from './define.ts';
import { scopeAllows } from './define.ts';
import { fieldIssues, type KitLog, toAppError } from './failures.ts';
import { EventDesk } from './serveEvents.ts';
import { quoted, wireMethods } from './wire.ts';

/** What a job service gets in place of running the job directly. */
export interface JobRun {
  /** On the wire, for example `tuning.apply`. */
  readonly method: string;
  readonly member: JobMember;
  readonly title: string;
  /** Validated. */
  readonly input: unknown;
  readonly scope: Scope;
  /** Aborted when the caller cancels. The end of the caller's connection does not abort it. */
  readonly signal: AbortSignal;
  /** Sends one validated progress value to the caller; does nothing when the caller has gone. */
  readonly report: (progress: unknown) => void;
  /**
   * Does the work. Every progress value is validated before `context.report`
   * gets it; the promise gives the validated output. To run it once only.
   */
  readonly run: (context: JobContext<unknown>) => Promise<unknown>;
}

/** Runs a job and gives its output. Whatever it throws reaches the caller as from the job itself. */
export type RunJob = (job: JobRun) => Promise<unknown>;

export interface ServeOptions {
  /** What this connection may ask for. */
  readonly scope: Scope;
  readonly log: KitLog;
  /** Wraps the execution of jobs: locks, the list of jobs. Without it a job simply runs. */
  readonly runJob?: RunJob;
}

/** A contract with its implementation; made by `service`, which is what checks that the two fit. */
export interface Service {
  readonly contract: Contract;
  readonly implementation: Readonly<Record<string, unknown>>;
}

export function service<C extends Contract>(contract: C, implementation: Implementation<C>): Service {
  return { contract, implementation };
}

export function serve<C extends Contract>(
  contract: C,
  implementation: Implementation<C>,
  connection: RpcConnection,
  options: ServeOptions,
): Removable {
  return serveAll([service(contract, implementation)], connection, options);
}

/** A service that is loaded when the first message for its contract arrives, so that a handshake does not wait for engines. */
export interface LazyService {
  /** Name of the contract. */
  readonly name: string;
  /** Called again when it rejected; the caller keeps what it made. */
  readonly load: () => Promise<Service>;
}

/** Serves several contracts on one connection. Dispose it to stop answering; it ends by itself with the connection. */
export function serveAll(services: readonly (Service | LazyService)[], connection: RpcConnection, options: ServeOptions): Removable {
  const server = new Server(services, connection, options);
  const registration = connection.onAnyRequest((method, params, signal) => server.answer(method, params, signal));
  const closing = connection.onClose(() => {
    server.end();
  });
  return {
    dispose: () => {
      registration.dispose();
      closing.dispose();
      server.end();
    },
  };
}

interface Entry {
  readonly method: string;
  readonly member: Member;
  readonly implementation: unknown;
}

type CallHandler = (input: unknown, context: CallContext) => unknown;
type JobHandler = (input: unknown, context: JobContext<unknown>) => Promise<unknown>;

class Server {
  /** A Map, and filled from own properties only: `__proto__` and `constructor` are no methods. */
  readonly #entries: Map<string, Entry>;
  readonly #unloaded: Map<string, LazyService>;
  readonly #connection: RpcConnection;
  readonly #options: ServeOptions;
  readonly #events: EventDesk;
  readonly #calls = new Set<AbortController>();
  #ended = false;

  constructor(services: readonly (Service | LazyService)[], connection: RpcConnection, options: ServeOptions) {
    const entries = services.flatMap((one) => ('load' in one ? [] : entriesOf(one)));
    this.#entries = new Map(entries.map((entry) => [entry.method, entry]));
    this.#unloaded = new Map(services.flatMap((one) => ('load' in one ? [[one.name, one]] : [])));
    this.#connection = connection;
    this.#options = options;
    this.#events = new EventDesk(connection, options.log);
  }

  async answer(method: string, params: unknown, cancelled: AbortSignal): Promise<unknown> {
    try {
      if (method === wireMethods.subscribe) return await this.#subscribe(params);
      if (method === wireMethods.unsubscribe) return this.#events.unsubscribe(numberField(params, 'subscription'));
      await this.#load(method);
      const entry = this.#permitted(method);
      if (entry.member.kind === 'call') return await this.#call(entry, entry.member, params, cancelled);
      if (entry.member.kind === 'job') return await this.#job(entry, entry.member, params, cancelled);
      throw unknownMethod(method, `is an event: ask ${wireMethods.subscribe} for it`);
    } catch (error) {
      throw toAppError(error, this.#options.log, method);
    }
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#events.end();
    for (const call of this.#calls) call.abort(new AppError('transport.closed', 'the caller has gone', { details: {} }));
  }

  /** Loads the contract of a method once; for a name that nobody serves there is nothing to load. */
  async #load(method: string): Promise<void> {
    const name = method.slice(0, Math.max(0, method.indexOf('.')));
    const lazy = this.#unloaded.get(name);
    if (lazy === undefined) return;
    const entries = entriesOf(await lazy.load());
    this.#unloaded.delete(name);
    for (const entry of entries) this.#entries.set(entry.method, entry);
    if (this.#ended) throw new AppError('transport.closed', 'the caller has gone', { details: {} });
  }

  #permitted(method: string): Entry {
    const entry = this.#entries.get(method);
    if (entry === undefined) throw unknownMethod(method, 'does not exist');
    const needed = entry.member.scope;
    const granted = this.#options.scope;
    if (scopeAllows(granted, needed)) return entry;
    throw new AppError('contract.scopeDenied', `${method} needs the scope ${needed}, this connection has ${granted}`, {
      details: { method, needed, granted },
    });
  }

  async #call(entry: Entry, member: CallMember, params: unknown, cancelled: AbortSignal): Promise<unknown> {
    const input = validInput(entry.method, member.input, params ?? {});
    const abort = linkedController(cancelled);
    this.#calls.add(abort);
    try {
      const handler = entry.implementation as CallHandler;
      const output = await handler(input, { scope: this.#options.scope, signal: abort.signal });
      return validOutput(entry.method, member.output, output);
    } catch (error) {
      throw abortReason(error, abort.signal);
    } finally {
      this.#calls.delete(abort);
    }
  }

  #job(entry: Entry, member: JobMember, params: unknown, cancelled: AbortSignal): Promise<unknown> {
    const token = stringField(params, 'job');
    const { method } = entry;
    const input = validInput(method, member.input, (params as { readonly input?: unknown }).input ?? {});
    const { scope } = this.#options;
    const handler = entry.implementation as JobHandler;
    const report = (value: unknown): void => {
      if (!this.#ended) this.#connection.sendNotification(wireMethods.progress, { job: token, value }).catch(ignoreEnded);
    };
    const run = async (context: JobContext<unknown>): Promise<unknown> => {
      const checked = (value: unknown): void => {
        context.report(validOutput(method, member.progress, value));
      };
      try {
        return validOutput(method, member.output, await handler(input, { ...context, report: checked }));
      } catch (error) {
        throw abortReason(error, context.signal);
      }
    };
    const signal = linkedController(cancelled).signal;
    const runJob = this.#options.runJob ?? ((job: JobRun) => job.run({ scope, signal, report }));
    return runJob({ method, member, title: member.title, input, scope, signal, report, run });
  }

  async #subscribe(params: unknown): Promise<{ readonly subscription: number }> {
    const event = stringField(params, 'event');
    await this.#load(event);
    const entry = this.#permitted(event);
    if (entry.member.kind !== 'event') throw unknownMethod(entry.method, 'is not an event');
    const member: EventMember = entry.member;
    const source = entry.implementation as (listener: (payload: unknown) => void) => () => void;
    return this.#events.subscribe(entry.method, source, (payload) => validOutput(entry.method, member.payload, payload));
  }
}

function entriesOf({ contract, implementation }: Service): Entry[] {
  return Object.keys(contract.members).map((name) => {
    const member = contract.members[name];
    // An implementation may be an instance of a class; the name comes from the contract, never from the wire.
    const own = implementation[name];
    if (member === undefined || typeof own !== 'function') throw new Error(`${contract.name}.${name} has no implementation`);
    return { method: `${contract.name}.${name}`, member, implementation: own.bind(implementation) as unknown };
  });
}

function unknownMethod(method: string, why: string): AppError {
  return new AppError('contract.unknownMethod', `${quoted(method)} ${why}`, { details: { method: method.slice(0, 200) } });
}

function validInput(method: string, schema: z.ZodType, value: unknown): unknown {
  if (nestsDeeperThan(value, maxDepth))
    throw invalid(method, [{ field: '(input)', problem: `nested deeper than ${String(maxDepth)} levels` }]);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(method, fieldIssues(parsed.error));
}

function invalid(method: string, issues: readonly { readonly field: string; readonly problem: string }[]): AppError {
  const first = issues[0];
  const text = first === undefined ? 'invalid input' : `${first.field}: ${first.problem}`;
  return new AppError('contract.invalid', `${quoted(method)}: ${text}`, { details: { issues: [...issues] } });
}

/** Also removes what the contract does not name, so that an implementation cannot leak a field by accident. */
function validOutput(method: string, schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError('contract.badOutput', `${method} produced something its contract does not allow`, {
    details: { method, issues: fieldIssues(parsed.error) },
  });
}

function stringField(params: unknown, field: string): string {
  const value = ownField(params, field);
  if (typeof value === 'string' && value !== '' && value.length <= 200) return value;
  throw invalid(field, [{ field, problem: 'must be a text of 1 to 200 characters' }]);
}

function numberField(params: unknown, field: string): number {
  const value = ownField(params, field);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw invalid(field, [{ field, problem: 'must be a whole number' }]);
}

function ownField(params: unknown, field: string): unknown {
  if (typeof params !== 'object' || params === null || !Object.hasOwn(params, field)) return undefined;
  return (params as Readonly<Record<string, unknown>>)[field];
}

/** No contract nests half as deep; walking or printing deeper values could exhaust the stack of whoever gets them. */
const maxDepth = 64;

/** Iterative, so that it cannot be brought down by what it looks for. */
function nestsDeeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true;
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? (Object.values(item) as unknown[]) : []));
  }
  return false;
}

/** Aborts with an AppError as its reason, so that `signal.throwIfAborted()` throws the right thing. */
function linkedController(cancelled: AbortSignal): AbortController {
  const abort = new AbortController();
  const cancel = (): void => {
    abort.abort(new AppError('cancelled', 'the caller cancelled', { details: {} }));
  };
  if (cancelled.aborted) cancel();
  else cancelled.addEventListener('abort', cancel, { once: true });
  return abort;
}

/**
 * What an aborted signal was aborted for, when the error is only Node's or the
 * browser's AbortError. A job that fails while it is being cancelled still says
 * what failed.
 */
function abortReason(error: unknown, signal: AbortSignal): unknown {
  if (!signal.aborted || !(error instanceof Error) || error.name !== 'AbortError') return error;
  return signal.reason instanceof AppError ? signal.reason : new AppError('cancelled', 'it was cancelled', { details: {}, cause: error });
}

function ignoreEnded(): void {
  // The caller has gone; the job goes on and its outcome is in the list of jobs.
}
