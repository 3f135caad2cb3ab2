/**
 * What a failure means to a person: a chain of small handlers by code, the
 * most specific first. A page decides where it shows the result; the chain
 * decides how loud it is and what helps.
 */
import { type AppError, isAppError } from '../../../src-main/contracts/errors.ts';
import { figureText, storageFigure, upperFirst } from './format.ts';
import { toAppError } from './loadable.ts';

export interface Problem {
  /** silent: the user did it; inline: beside its cause; notify: a passing note; dialog: must be read. */
  readonly weight: 'silent' | 'inline' | 'notify' | 'dialog';
  readonly title: string;
  readonly text: string;
  /** Single facts: fields, targets, routes that were tried. */
  readonly facts: readonly string[];
  readonly retryable: boolean;
  readonly code: string;
}

type Handler = (error: AppError) => Omit<Problem, 'code' | 'retryable'> | null;

function fromUser(error: AppError): ReturnType<Handler> {
  if (isAppError(error, 'cancelled')) {
    return { weight: 'silent', title: 'Stopped', text: 'You stopped it. What had been written was put back.', facts: [] };
  }
  if (isAppError(error, 'privilege.dismissed')) {
    return { weight: 'notify', title: 'Nothing was changed', text: 'The password prompt was closed.', facts: [] };
  }
  return null;
}

function fromPrivilege(error: AppError): ReturnType<Handler> {
  if (isAppError(error, 'privilege.denied')) {
    return { weight: 'dialog', title: 'Not allowed', text: error.message, facts: [] };
  }
  if (isAppError(error, 'privilege.noAgent')) {
    const text = 'This change needs administrator rights, but nothing on this desktop can ask for the password.';
    return { weight: 'dialog', title: 'Nobody can ask for the password', text, facts: [`Try instead: ${error.details.tryInstead}`] };
  }
  if (isAppError(error, 'privilege.unavailable')) {
    const facts = error.details.tried.map((route) => `${route.route}: ${route.why}`);
    return { weight: 'dialog', title: 'No way to administrator rights', text: 'Every way this machine offers was tried.', facts };
  }
  return null;
}

function fromPlan(error: AppError): ReturnType<Handler> {
  if (isAppError(error, 'plan.conflict')) {
    const facts = error.details.conflicts.map(
      (conflict) => `${conflict.target}: ${conflict.found} instead of ${conflict.expected}. ${conflict.why}`,
    );
    return { weight: 'dialog', title: 'Somebody else changed this since', text: error.message, facts };
  }
  if (isAppError(error, 'plan.applyFailed')) {
    const text = error.details.undone
      ? 'One step failed, so everything was put back. The machine is as it was before.'
      : 'One step failed, and not everything could be put back. Look at History.';
    return { weight: 'dialog', title: 'The Plan was not applied', text, facts: [error.details.problem] };
  }
  if (isAppError(error, 'plan.refused')) {
    const facts = [`${error.details.field}: ${error.details.problem}`];
    return { weight: 'dialog', title: 'The Plan was refused before anything was written', text: error.message, facts };
  }
  if (isAppError(error, 'plan.busy')) {
    return { weight: 'notify', title: 'Another change is running', text: 'Wait until it has ended, then try again.', facts: [] };
  }
  if (isAppError(error, 'plan.undoFailed')) {
    const facts = error.details.failures.map((failure) => `${failure.target}: ${failure.problem}`);
    return { weight: 'dialog', title: 'Not everything could be put back', text: error.message, facts };
  }
  return null;
}

function fromFields(error: AppError): ReturnType<Handler> {
  const issues =
    isAppError(error, 'contract.invalid') ||
    isAppError(error, 'settings.invalid') ||
    isAppError(error, 'alerts.invalid') ||
    isAppError(error, 'plan.invalid') ||
    isAppError(error, 'benchmark.invalid') ||
    isAppError(error, 'profile.invalid')
      ? error.details.issues
      : null;
  if (issues === null) return null;
  const facts = issues.map((issue) => (issue.field === '' ? issue.problem : `${issue.field}: ${issue.problem}`));
  const line = isAppError(error, 'profile.invalid') && error.details.line !== null ? [`Line ${String(error.details.line)}`] : [];
  return { weight: 'inline', title: 'Something in the input is wrong', text: error.message, facts: [...line, ...facts] };
}

function fromTransport(error: AppError): ReturnType<Handler> {
  if (isAppError(error, 'contract.scopeDenied')) {
    const text = `This connection may only ${error.details.granted}. Open the window on the machine itself to change things.`;
    return { weight: 'notify', title: 'Look, but do not touch', text, facts: [] };
  }
  if (isAppError(error, 'transport.closed') || isAppError(error, 'transport.unavailable')) {
    return { weight: 'inline', title: 'No connection to the service', text: 'It is tried again by itself.', facts: [] };
  }
  return null;
}

function fromProcess(error: AppError): ReturnType<Handler> {
  if (isAppError(error, 'process.gone')) {
    return { weight: 'inline', title: 'The process is gone', text: 'It ended before anything was done to it.', facts: [] };
  }
  if (isAppError(error, 'process.denied')) {
    return { weight: 'inline', title: 'Not allowed', text: upperFirst(error.message), facts: [error.details.problem] };
  }
  return null;
}

function fromMeasuring(error: AppError): ReturnType<Handler> {
  if (isAppError(error, 'benchmark.notReady')) {
    const text = 'Nothing was measured. Wait until this has passed, or allow measuring a machine that is not fit.';
    return { weight: 'inline', title: 'The machine is not fit to be measured', text, facts: error.details.marks.map(upperFirst) };
  }
  if (isAppError(error, 'benchmark.unavailable')) {
    const facts = [`How to get it: ${error.details.howToGet}`];
    return { weight: 'inline', title: 'This test cannot run here', text: upperFirst(error.message), facts };
  }
  if (isAppError(error, 'benchmark.noSpace')) {
    const { folder, neededBytes, freeBytes } = error.details;
    const facts = [`${folder}: needs ${figureText(storageFigure(neededBytes))}, has ${figureText(storageFigure(freeBytes))}`];
    return { weight: 'inline', title: 'Too little room on the disk', text: upperFirst(error.message), facts };
  }
  if (isAppError(error, 'proof.notPossible') || isAppError(error, 'proof.measureFailed')) {
    return { weight: 'inline', title: 'It could not be measured', text: upperFirst(error.message), facts: [error.details.problem] };
  }
  return null;
}

const chain: readonly Handler[] = [fromUser, fromPrivilege, fromPlan, fromProcess, fromMeasuring, fromFields, fromTransport];

/** Puts a failure into words. Never throws. */
export function describeProblem(thrown: unknown): Problem {
  const error = toAppError(thrown);
  const common = { code: error.code, retryable: error.retryable };
  for (const handler of chain) {
    const handled = handler(error);
    if (handled !== null) return { ...handled, ...common };
  }
  if (isAppError(error, 'internal')) {
    const facts = error.details.logId === '' || error.details.logId === 'window' ? [] : [`Log entry ${error.details.logId}`];
    return { weight: 'notify', title: 'Something went wrong inside the product', text: upperFirst(error.message), facts, ...common };
  }
  return { weight: 'notify', title: 'That did not work', text: upperFirst(error.message), facts: [], ...common };
}

/** Text for a bug report. */
export function problemReport(problem: Problem): string {
  return [`${problem.title} (${problem.code})`, problem.text, ...problem.facts].join('\n');
}
