/** What the parsers of measuring programs have in common. A program's output is hostile: it is checked field by field before it is a figure. */
import { z } from 'zod';
import { printable } from '../../../base/text.ts';
import { AppError } from '../../../contracts/errors.ts';

/** Larger figures are no measurements; sums and products of a few of them stay finite. */
export const largestFigure = 1e18;

/** A figure that can be shown: finite, not negative, not absurd. */
export const figure = z.number().nonnegative().max(largestFigure);

/** The error for output that is not what it has to be; `missing` says which part. */
export function badOutput(program: string, missing: string): AppError<'proof.measureFailed'> {
  return programError(`${program} did not print what it has to: ${missing.slice(0, 300)}`);
}

/** The error in a program's own words. */
export function programError(problem: string): AppError<'proof.measureFailed'> {
  return new AppError('proof.measureFailed', problem, { details: { problem } });
}

/** Checks the JSON document that a program printed, after whatever notes it printed before. @throws AppError proof.measureFailed */
export function readJson<T>(program: string, text: string, schema: z.ZodType<T>): T {
  const checked = schema.safeParse(parseDocument(program, text));
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  const place = issue?.path.map((part) => String(part).slice(0, 40)).join('.') ?? '';
  throw badOutput(program, `${printable(place)}: ${printable(issue?.message ?? 'not valid')}`);
}

function parseDocument(program: string, text: string): unknown {
  const start = text.indexOf('{');
  if (start === -1) throw badOutput(program, 'a JSON object is missing');
  try {
    return JSON.parse(text.slice(start)) as unknown;
  } catch {
    throw badOutput(program, 'its JSON is cut off or damaged');
  }
}

/** A positive decimal figure out of a text; undefined for anything else, also for hexadecimal, `nan` and `inf`. */
export function figureOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,19}(?:\.\d{1,12})?$/.test(text)) return undefined;
  const value = Number(text);
  return value > 0 && value <= largestFigure ? value : undefined;
}
