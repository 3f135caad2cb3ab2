/**
 * Runs a measuring program so that it cannot outlive us: cancelling ends its
 * process group, and the kernel ends it when this process is killed (the
 * parent-death signal of prctl(2), set by setpriv(1)). The signal is not
 * inherited, so a program must not leave its work to children: fio is always
 * started with --thread.
 */
import { printable } from '../../../../base/text.ts';
import { AppError } from '../../../../contracts/errors.ts';
import type { CommandResult, Host } from '../../../../host/port.ts';

export interface GuardedCall {
  readonly program: string;
  readonly args: readonly string[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Working folder. */
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** More output than this fails the measurement; default 4 MiB. */
  readonly maxOutputBytes?: number;
  readonly onLine?: (line: string) => void;
}

const setpriv = 'setpriv';
/** A program's name may begin with a dash, and is no option of setpriv. */
const guardArguments = ['--pdeathsig', 'KILL', '--'] as const;
const checkTimeoutMs = 5_000;
/** setpriv(1) ends with it when it cannot run the program; so do shells. */
const notFoundExitCode = 127;
const lastWordsLines = 3;
const lastWordsCharacters = 300;

/** One check for each machine: whether setpriv is there and knows the option (util-linux 2.33, not BusyBox). */
const guards = new WeakMap<Host, Promise<boolean>>();

function canGuard(host: Host): Promise<boolean> {
  const known = guards.get(host);
  if (known !== undefined) return known;
  const check = host.commands
    .run(setpriv, [...guardArguments, setpriv, '--version'], { timeoutMs: checkTimeoutMs })
    .then(({ exitCode }) => exitCode === 0);
  guards.set(host, check);
  return check;
}

/** Never rejects; for programs whose end is no failure, such as a server. */
export async function runGuarded(host: Host, call: GuardedCall): Promise<CommandResult> {
  const { program, args, ...options } = call;
  if (!(await canGuard(host))) return host.commands.run(program, args, options);
  const result = await host.commands.run(setpriv, [...guardArguments, program, ...args], options);
  const missing = result.exitCode === notFoundExitCode && result.stderr.startsWith(`${setpriv}:`);
  return missing ? { ...result, exitCode: null, failure: 'notFound' } : result;
}

/**
 * Runs a program that has to succeed.
 * @throws AppError cancelled, or proof.measureFailed with the last words of the program
 */
export async function runMeasuring(host: Host, call: GuardedCall): Promise<CommandResult> {
  return checkedResult(call, await runGuarded(host, call));
}

/** The result of a call that succeeded. @throws AppError cancelled, or proof.measureFailed with the last words of the program */
export function checkedResult(call: Pick<GuardedCall, 'program' | 'timeoutMs' | 'signal'>, result: CommandResult): CommandResult {
  if (result.failure === 'cancelled' || call.signal.aborted) throw cancelledError(call.program);
  const problem = problemOf(result, call);
  if (problem !== null) throw measureFailed(problem);
  return result;
}

function problemOf(result: CommandResult, { program, timeoutMs }: Pick<GuardedCall, 'program' | 'timeoutMs'>): string | null {
  const words = lastWords(result);
  const why = words === '' ? 'and said nothing' : `its last words: ${words}`;
  switch (result.failure) {
    case 'notFound':
      return `${program} cannot be started: it is not installed, or its folder is gone`;
    case 'timeout':
      return `${program} did not end within ${String(Math.round(timeoutMs / 1000))} seconds; ${why}`;
    case 'signal':
      return `${program} was ended by a signal; ${why}`;
    case 'unavailable':
      return `${program} could not be run; ${why}`;
    case 'cancelled':
    case 'none':
      break;
  }
  if (result.exitCode !== 0) return `${program} ended with code ${String(result.exitCode)}; ${why}`;
  return result.truncated ? `${program} printed more than can be read` : null;
}

/** The end of what a program said, on one line, without control characters; errors before output. */
export function lastWords(result: Pick<CommandResult, 'stdout' | 'stderr'>): string {
  const said = result.stderr.trim() === '' ? result.stdout : result.stderr;
  // Bounded before it is split: it may be megabytes of newlines.
  const lines = said
    .slice(-8 * lastWordsCharacters)
    .split('\n')
    .map(printable)
    .filter((line) => line !== '')
    .slice(-lastWordsLines);
  return lines.join(' / ').slice(-lastWordsCharacters);
}

/** The error of a measurement that did not come off; `problem` is ready to be shown. */
export function measureFailed(problem: string): AppError<'proof.measureFailed'> {
  return new AppError('proof.measureFailed', problem, { details: { problem } });
}

export function cancelledError(what: string): AppError<'cancelled'> {
  return new AppError('cancelled', `${what} was cancelled`, { details: {} });
}
