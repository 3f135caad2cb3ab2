/** From whatever was thrown to an AppError, and from zod's issues to words that name the field. */
import type { z } from 'zod';
import { AppError, type ErrorCode, errorDetails, isErrorCode } from '../errors.ts';
import { isWireError, RpcFailure } from './connection.ts';

export interface KitLog {
  /** Returns an id that a user can quote. */
  error(message: string, error: unknown): string;
}

export interface FieldIssue {
  readonly field: string;
  readonly problem: string;
}

const maxIssues = 20;
const maxProblemLength = 300;

/** `['steps', 2, 'operation']` → `steps[2].operation`; the input as a whole is `(input)`. */
export function fieldPath(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${String(part)}]` : `.${String(part)}`)).join('');
  return text === '' ? '(input)' : text.replace(/^\./, '').slice(0, maxProblemLength);
}

/** The first 20 issues, each with the path of its field. zod's own messages say what would be right. */
export function fieldIssues(error: z.ZodError): FieldIssue[] {
  return error.issues
    .flatMap((issue) => flatten(issue, []))
    .slice(0, maxIssues)
    .map(({ field, problem }) => ({ field, problem: problem.slice(0, maxProblemLength) }));
}

function flatten(issue: z.core.$ZodIssue, outer: readonly PropertyKey[]): FieldIssue[] {
  const path = [...outer, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: fieldPath([...path, key]), problem: 'there is no such field' }));
  }
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) {
    return [{ field: fieldPath(path), problem: issue.message.replace(/^Invalid input: (.*), received undefined$/, `${missing}: $1`) }];
  }
  const branches = issue.errors.map((errors) => errors.flatMap((inner) => flatten(inner, path)));
  const isOneField = branches.every((branch) => branch.length === 1 && branch[0]?.field === fieldPath(path));
  if (isOneField) return [{ field: fieldPath(path), problem: branches.map((branch) => branch[0]?.problem).join(', or ') }];
  // The branch that was meant is the one of which least is missing.
  return branches.toSorted((a, b) => missingCount(a) - missingCount(b) || a.length - b.length)[0] ?? [];
}

const missing = 'is missing';

function missingCount(issues: readonly FieldIssue[]): number {
  return issues.filter((issue) => issue.problem.startsWith(missing)).length;
}

/** An AppError is passed on, also one that crossed a layer without its class; anything else is logged and becomes `internal`. */
export function toAppError(error: unknown, log: KitLog, what: string): AppError {
  const known = knownAppError(error);
  if (known !== undefined) return known;
  const logId = log.error(`${what} failed`, error);
  return new AppError('internal', `internal error, see the log for ${logId}`, { details: { logId }, cause: error });
}

/** The AppError that `error` is or stands for; undefined when it is none. */
export function knownAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error as AppError;
  const data = error instanceof RpcFailure ? error.data : error;
  if (!isWireError(data) || !isErrorCode(data.code)) return undefined;
  return appErrorOf(data.code, error instanceof Error ? error.message : data.code, data.details, data.retryable, error);
}

/** Re-creates an AppError from the wire; details that do not fit the code make it `internal`, because nobody could rely on them. */
export function fromFailure(error: unknown, method: string): AppError {
  const known = knownAppError(error);
  if (known !== undefined) return known;
  const message = error instanceof Error ? error.message : 'the peer gave no reason';
  const data = error instanceof RpcFailure ? error.data : undefined;
  const logId = data?.code === 'internal' && hasLogId(data.details) ? data.details.logId : '';
  const unknownCode = data === undefined || data.code === 'internal' ? '' : ` (unknown code ${data.code.slice(0, 80)})`;
  return new AppError('internal', `${method}: ${message}${unknownCode}`, { details: { logId }, cause: error });
}

function hasLogId(details: unknown): details is { readonly logId: string } {
  return typeof details === 'object' && details !== null && 'logId' in details && typeof details.logId === 'string';
}

function appErrorOf(code: ErrorCode, message: string, details: unknown, retryable: boolean, cause: unknown): AppError | undefined {
  const parsed = errorDetails[code].safeParse(details);
  return parsed.success ? new AppError<ErrorCode>(code, message, { details: parsed.data, retryable, cause }) : undefined;
}
