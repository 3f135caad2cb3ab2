/**
 * How a contract is written down. A contract is plain data: the server's
 * implementation type, the client's proxy type, the API reference and the
 * run-time validation are all derived from it, so that a forgotten step is a
 * compile error rather than a surprise on the wire.
 */
import type { z } from 'zod';

/** What a connection may ask for; each one contains the ones before it. */
export type Scope = 'read' | 'write' | 'admin';

const scopeRank: Readonly<Record<Scope, number>> = { read: 0, write: 1, admin: 2 };

/** True when a connection that was granted `granted` may use a member that needs `needed`. */
export function scopeAllows(granted: Scope, needed: Scope): boolean {
  return scopeRank[granted] >= scopeRank[needed];
}

interface MemberText {
  /** Human title, shown in menus, in the API reference and in the CLI help. */
  readonly title: string;
  /** One or two plain sentences for the API reference. */
  readonly description: string;
}

/** Request and response. */
export interface CallMember<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> extends MemberText {
  readonly kind: 'call';
  readonly scope: Scope;
  readonly input: I;
  readonly output: O;
}

/** Long work: reports progress in order, can be cancelled, and is kept by the job service when its caller goes away. */
export interface JobMember<I extends z.ZodType = z.ZodType, P extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType>
  extends MemberText {
  readonly kind: 'job';
  readonly scope: Scope;
  readonly input: I;
  readonly progress: P;
  readonly output: O;
  /** Jobs that name the same lock never run at the same time. */
  readonly lock: string | null;
}

/** Something that happened; sent only to connections that subscribed. */
export interface EventMember<P extends z.ZodType = z.ZodType> extends MemberText {
  readonly kind: 'event';
  readonly scope: Scope;
  readonly payload: P;
}

export type Member = CallMember | JobMember | EventMember;

export interface Contract<M extends Readonly<Record<string, Member>> = Readonly<Record<string, Member>>> {
  /** Prefix of every method on the wire: `name.member`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly members: M;
}

export function defineContract<const M extends Readonly<Record<string, Member>>>(contract: Contract<M>): Contract<M> {
  return contract;
}

export function call<I extends z.ZodType, O extends z.ZodType>(member: Omit<CallMember<I, O>, 'kind'>): CallMember<I, O> {
  return { kind: 'call', ...member };
}

export function job<I extends z.ZodType, P extends z.ZodType, O extends z.ZodType>(
  member: Omit<JobMember<I, P, O>, 'kind'>,
): JobMember<I, P, O> {
  return { kind: 'job', ...member };
}

export function event<P extends z.ZodType>(member: Omit<EventMember<P>, 'kind'>): EventMember<P> {
  return { kind: 'event', ...member };
}

/** What a handler gets beside its input. */
export interface CallContext {
  readonly scope: Scope;
  /** Aborted when the caller cancels or its connection ends. A job's signal is not aborted by a lost connection. */
  readonly signal: AbortSignal;
}

export interface JobContext<P> extends CallContext {
  /** Sends one progress report; reports reach the caller in the order of these calls and before the result. */
  readonly report: (progress: P) => void;
}

/** Registers a listener and returns the function that removes it. */
export type Subscribe<P> = (listener: (payload: P) => void) => () => void;

type MemberImplementation<X> =
  X extends CallMember<infer I, infer O>
    ? (input: z.output<I>, context: CallContext) => z.input<O> | Promise<z.input<O>>
    : X extends JobMember<infer I, infer P, infer O>
      ? (input: z.output<I>, context: JobContext<z.input<P>>) => Promise<z.input<O>>
      : X extends EventMember<infer P>
        ? Subscribe<z.input<P>>
        : never;

/** The type a server must provide for a contract. */
export type Implementation<C extends Contract> = { readonly [K in keyof C['members']]: MemberImplementation<C['members'][K]> };

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface JobOptions<P> extends CallOptions {
  readonly onProgress?: (progress: P) => void;
}

type MemberClient<X> =
  X extends CallMember<infer I, infer O>
    ? (input: z.input<I>, options?: CallOptions) => Promise<z.output<O>>
    : X extends JobMember<infer I, infer P, infer O>
      ? (input: z.input<I>, options?: JobOptions<z.output<P>>) => Promise<z.output<O>>
      : X extends EventMember<infer P>
        ? Subscribe<z.output<P>>
        : never;

/** The proxy type a client gets for a contract. Every method rejects with an `AppError`. */
export type Client<C extends Contract> = { readonly [K in keyof C['members']]: MemberClient<C['members'][K]> };
