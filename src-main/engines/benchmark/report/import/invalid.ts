/** The one error of an import. */
import { AppError } from '../../../../contracts/errors.ts';

export function invalid(field: string, problem: string, cause?: unknown): AppError<'benchmark.invalid'> {
  return new AppError('benchmark.invalid', 'this file cannot be imported', { details: { issues: [{ field, problem }] }, cause });
}
