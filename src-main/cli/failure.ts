/** A failure as text for people or as the one JSON document, and its exit code. */
import { UsageProblem } from './commandLine/parse.ts';
import { type ExitCode, exitCodeOf, exitCodes } from './exitCodes.ts';
import { jsonText } from './format/json.ts';
import { safe } from './format/reading.ts';
import type { Console } from './terminal/console.ts';
import { type Page, paragraph } from './terminal/layout.ts';

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly details: unknown;
}

/** `interrupted`: Ctrl-C came before, so that a cancellation is the user's own. */
export function reportFailure(error: unknown, options: { console: Console; page: Page; json: boolean; interrupted: boolean }): ExitCode {
  const failure = failureOf(error);
  const { console, page } = options;
  if (options.json) {
    console.write(`${jsonText({ error: failure }, 2)}\n`);
  } else {
    console.writeError(`${page.style.bad(`hecate: ${safe(failure.message)}`)}\n`);
    for (const line of hints(failure).flatMap((text) => paragraph(page, safe(text), 2))) console.writeError(`${line}\n`);
  }
  if (options.interrupted && failure.code === 'cancelled') return exitCodes.interrupted;
  return exitCodeOf(failure.code);
}

/** Any error with a code of its own (AppError and what has its shape) keeps it; the rest is `internal`, without its stack. */
function failureOf(error: unknown): Failure {
  if (error instanceof UsageProblem) {
    return { code: 'usage', message: error.message, details: { field: error.field, expected: error.expected } };
  }
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.includes('.') && 'details' in error) {
    return { code: error.code, message: error.message, details: error.details };
  }
  if (
    error instanceof Error &&
    'code' in error &&
    'details' in error &&
    (error.code === 'cancelled' || error.code === 'usage' || error.code === 'internal')
  ) {
    return { code: error.code, message: error.message, details: error.details };
  }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error), details: {} };
}

/** What would be right, from the details of the error. */
function hints(failure: Failure): readonly string[] {
  const details =
    typeof failure.details === 'object' && failure.details !== null ? (failure.details as Readonly<Record<string, unknown>>) : {};
  return [
    ...text(
      details['expected'],
      (expected) => `${typeof details['field'] === 'string' ? `${details['field']}: ` : ''}expected ${expected}`,
    ),
    ...list(details['issues'], (issue) => `${String(issue['field'])}: ${String(issue['problem'])}`),
    ...list(
      details['conflicts'],
      (conflict) =>
        `${String(conflict['target'])}: expected ${String(conflict['expected'])}, found ${String(conflict['found'])}. ${String(conflict['why'])}`,
    ),
    ...list(details['failures'], (one) => `${String(one['target'])}: ${String(one['problem'])}`),
    ...list(details['tried'], (way) => `${String(way['route'])}: ${String(way['why'])}`),
    ...text(details['problem'], (problem) => problem),
    ...text(details['howToGet'], (how) => how),
    ...(Array.isArray(details['marks']) ? details['marks'].map(String) : []),
    ...text(details['allowed'], (allowed) => `allowed: ${allowed}`),
    ...text(details['danger'], (danger) => `danger: ${danger}`),
    ...text(details['tryInstead'], (what) => `try: ${what}`),
    ...(Array.isArray(details['known']) ? [`known: ${details['known'].map(String).join(', ')}`] : []),
    ...text(details['logId'], (id) => `the log has more under ${id}`),
  ];
}

function text(value: unknown, show: (value: string) => string): readonly string[] {
  return typeof value === 'string' && value !== '' ? [show(value)] : [];
}

function list(value: unknown, show: (entry: Readonly<Record<string, unknown>>) => string): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((entry): entry is Readonly<Record<string, unknown>> => typeof entry === 'object' && entry !== null).map(show);
}
