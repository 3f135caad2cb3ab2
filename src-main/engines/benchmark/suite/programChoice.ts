/**
 * Who may name a program that is then run. Measuring changes nothing, but a program of the caller's choice may do all that
 * the user of this process may: that is for this user and root (scope admin), not for a browser with a token or another user.
 */
import type { TestParameters } from '../../../contracts/benchmark.ts';
import { AppError } from '../../../contracts/errors.ts';
import { type Scope, scopeAllows } from '../../../contracts/kit/define.ts';

/** @throws AppError contract.scopeDenied */
export function refuseCommand(scope: Scope, method: string): void {
  if (!scopeAllows(scope, 'admin')) throw denied(scope, method, 'a command of your own as the goal');
}

/** Which Python is a program, too. @throws AppError contract.scopeDenied */
export function refuseChosenPython(scope: Scope, method: string, { python }: TestParameters): void {
  if (python !== null && !scopeAllows(scope, 'admin')) throw denied(scope, method, 'a Python of your own (parameters.python)');
}

function denied(granted: Scope, method: string, what: string): AppError<'contract.scopeDenied'> {
  const message = `${method} with ${what} runs a program that the caller chose, which takes the scope admin; this connection has ${granted}. Use the window or the hecate command of the user who owns this service`;
  return new AppError('contract.scopeDenied', message, { details: { method, needed: 'admin', granted } });
}
