/** The typed proxy of a contract over a connection. Runs in programs and in the window. */
import type { z } from 'zod';
import { AppError } from '../errors.ts';
import type { RpcConnection } from './connection.ts';
import type { CallOptions, Client, Contract, EventMember, JobMember, JobOptions, Member } from './define.ts';
import { fieldIssues, fromFailure } from './failures.ts';
import { sessionOf } from './session.ts';

export interface ClientOptions {
  /**
   * Hears what has no caller to tell: an event subscription that was refused
   * (`contract.scopeDenied` …) and an event payload that breaks its contract.
   */
  readonly onProblem?: (problem: AppError) => void;
}

/**
 * Every method rejects with an AppError and nothing else. A cancelled call
 * rejects with `cancelled` at once; a cancelled job waits for what the server
 * says, because a job past its point of no return finishes. An input is always
 * an object. Several clients may share one connection.
 */
export function createClient<C extends Contract>(contract: C, connection: RpcConnection, options: ClientOptions = {}): Client<C> {
  const problem = options.onProblem ?? (() => undefined);
  const methods = Object.keys(contract.members).map((name) => {
    const member = contract.members[name] as Member;
    return [name, clientMember(`${contract.name}.${name}`, member, connection, problem)];
  });
  return Object.fromEntries(methods) as Client<C>;
}

function clientMember(method: string, member: Member, connection: RpcConnection, onProblem: (problem: AppError) => void): unknown {
  switch (member.kind) {
    case 'call':
      return (input: object, options?: CallOptions) => runCall(method, member.output, connection, input, options);
    case 'job':
      return (input: object, options?: JobOptions<unknown>) => runJob(method, member, connection, input, options);
    case 'event':
      return (listener: (payload: unknown) => void) => subscribe(method, member, connection, listener, onProblem);
  }
}

async function runCall(
  method: string,
  schema: z.ZodType,
  connection: RpcConnection,
  input: object,
  options: CallOptions | undefined,
): Promise<unknown> {
  const signal = options?.signal;
  if (signal?.aborted === true) throw cancelled(method);
  const answer = connection.sendRequest(method, input, signal);
  const result = await (signal === undefined ? answer : untilAborted(answer, signal, method)).catch((error: unknown) => {
    throw fromFailure(error, method);
  });
  return checked(method, schema, result);
}

async function runJob(
  method: string,
  member: JobMember,
  connection: RpcConnection,
  input: object,
  options: JobOptions<unknown> | undefined,
): Promise<unknown> {
  if (options?.signal?.aborted === true) throw cancelled(method);
  let badProgress: AppError | undefined;
  const { token, end } = sessionOf(connection).startJob((value) => {
    const parsed = member.progress.safeParse(value);
    if (parsed.success) options?.onProgress?.(parsed.data);
    else badProgress ??= badOutput(method, parsed.error);
  });
  try {
    const result = await connection.sendRequest(method, { input, job: token }, options?.signal);
    if (badProgress !== undefined) throw badProgress;
    return checked(method, member.output, result);
  } catch (error) {
    throw fromFailure(error, method);
  } finally {
    end();
  }
}

function subscribe(
  method: string,
  member: EventMember,
  connection: RpcConnection,
  listener: (payload: unknown) => void,
  onProblem: (problem: AppError) => void,
): () => void {
  const deliver = (payload: unknown): void => {
    const parsed = member.payload.safeParse(payload);
    if (parsed.success) listener(parsed.data);
    else onProblem(badOutput(method, parsed.error));
  };
  return sessionOf(connection).subscribe(method, deliver, (error) => {
    onProblem(fromFailure(error, method));
  });
}

/** Rejects when the signal is aborted, although the answer is still to come. */
function untilAborted(answer: Promise<unknown>, signal: AbortSignal, method: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(cancelled(method));
    };
    signal.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}

function checked(method: string, schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw badOutput(method, parsed.error);
}

function badOutput(method: string, error: z.ZodError): AppError {
  return new AppError('contract.badOutput', `${method} answered something its contract does not allow`, {
    details: { method, issues: fieldIssues(error) },
  });
}

function cancelled(method: string): AppError {
  return new AppError('cancelled', `${method} was cancelled`, { details: {} });
}
