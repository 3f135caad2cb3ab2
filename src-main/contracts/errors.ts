/**
 * The one error class of the product and the closed list of its codes. A code
 * is `area.reason`; the text of a message may change, a code may not.
 */
import { z } from 'zod';

const issue = z.object({
  field: z.string().describe('Path of the wrong field, for example steps[2].operation.value'),
  problem: z.string().describe('What is wrong with it and what would be right'),
});
const nothing = z.object({});

/** Schema of `details` for each code. */
export const errorDetails = {
  'contract.invalid': z.object({ issues: z.array(issue) }),
  'contract.unknownMethod': z.object({ method: z.string() }),
  'contract.scopeDenied': z.object({ method: z.string(), needed: z.string(), granted: z.string() }),
  'contract.badOutput': z.object({ method: z.string(), issues: z.array(issue) }),
  'contract.versionMismatch': z.object({ ours: z.string(), theirs: z.string() }),
  'transport.closed': nothing,
  'transport.oversized': z.object({ limitBytes: z.number() }),
  'transport.malformed': nothing,
  'transport.unavailable': z.object({ endpoint: z.string() }),
  'cancelled': nothing,
  'internal': z.object({ logId: z.string() }),
  'privilege.dismissed': nothing,
  'privilege.denied': z.object({ actionId: z.string().optional() }),
  'privilege.noAgent': z.object({ tryInstead: z.string() }),
  'privilege.unavailable': z.object({ tried: z.array(z.object({ route: z.string(), why: z.string() })) }),
  'plan.invalid': z.object({ issues: z.array(issue) }),
  'plan.refused': z.object({ stepId: z.string(), field: z.string(), problem: z.string() }),
  'plan.busy': z.object({ planId: z.string().optional() }),
  'plan.applyFailed': z.object({ stepId: z.string(), problem: z.string(), undone: z.boolean() }),
  'plan.notFound': z.object({ planId: z.string() }),
  'plan.conflict': z.object({
    conflicts: z.array(z.object({ target: z.string(), expected: z.string(), found: z.string(), why: z.string() })),
  }),
  'plan.nothingToUndo': nothing,
  'plan.undoFailed': z.object({ failures: z.array(z.object({ target: z.string(), problem: z.string() })) }),
  'journal.unreadable': z.object({ path: z.string() }),
  'profile.notFound': z.object({ id: z.string(), known: z.array(z.string()) }),
  'profile.invalid': z.object({ line: z.number().nullable(), issues: z.array(issue) }),
  'profile.readOnly': z.object({ id: z.string() }),
  'profile.exists': z.object({ id: z.string() }),
  'tuning.unknownKnob': z.object({ knobId: z.string() }),
  'tuning.outOfRange': z.object({ knobId: z.string(), value: z.string(), allowed: z.string() }),
  'tuning.needsConsent': z.object({ knobId: z.string(), danger: z.string() }),
  'settings.invalid': z.object({ issues: z.array(issue) }),
  'history.unknownSeries': z.object({ series: z.string() }),
  'alerts.invalid': z.object({ issues: z.array(issue) }),
  'alerts.notFound': z.object({ id: z.string() }),
  'system.unavailable': z.object({ problem: z.string() }),
  'process.gone': z.object({ pid: z.number() }),
  'process.denied': z.object({ pid: z.number(), problem: z.string() }),
  'benchmark.unknownTest': z.object({ testId: z.string() }),
  'benchmark.unavailable': z.object({ testId: z.string(), howToGet: z.string() }),
  'benchmark.noSpace': z.object({ folder: z.string(), neededBytes: z.number(), freeBytes: z.number() }),
  'benchmark.notReady': z.object({ marks: z.array(z.string()).describe('What makes the machine unfit') }),
  'benchmark.notFound': z.object({ id: z.string() }),
  'benchmark.invalid': z.object({ issues: z.array(issue) }),
  'proof.notFound': z.object({ id: z.string() }),
  'proof.notPossible': z.object({ problem: z.string() }),
  'proof.measureFailed': z.object({ problem: z.string() }),
  'host.notFound': z.object({ path: z.string() }),
  'host.readOnly': z.object({ path: z.string() }),
  'usage': z.object({ field: z.string(), expected: z.string() }),
} as const;

export type ErrorCode = keyof typeof errorDetails;
export type ErrorDetails<C extends ErrorCode> = z.infer<(typeof errorDetails)[C]>;

export interface AppErrorOptions<C extends ErrorCode> {
  readonly details: ErrorDetails<C>;
  /** True when the same call may succeed if it is simply tried again. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/** An expected failure with a stable code. Anything else that is thrown becomes `internal` at the boundary. */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'AppError';
  readonly code: C;
  readonly details: ErrorDetails<C>;
  readonly retryable: boolean;

  constructor(code: C, message: string, options: AppErrorOptions<C>) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details;
    this.retryable = options.retryable ?? false;
  }
}

/**
 * Narrows to one code: `if (isAppError(error, 'plan.conflict')) error.details.conflicts`. Goes by shape: the transports
 * throw such errors without this class, because loading it would load zod into the resident monitor.
 */
export function isAppError<C extends ErrorCode>(error: unknown, code: C): error is AppError<C> {
  return error instanceof Error && 'code' in error && error.code === code && 'details' in error && 'retryable' in error;
}

/** How an AppError travels: the `data` of a JSON-RPC error object. */
export const wireError = z.object({
  code: z.string(),
  details: z.unknown(),
  retryable: z.boolean(),
});
export type WireError = z.infer<typeof wireError>;

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorDetails, code);
}
