/** What the program does when it is used by hand or by a unit: plain text, and an exit code that says how it went. */
import type { Disposable } from '../../src-main/base/disposable.ts';
import { printable } from '../../src-main/base/text.ts';
import { isAppError } from '../../src-main/contracts/errors.ts';
import type { UndoResult } from '../../src-main/contracts/executor.ts';
import { asksForRevert, bootHealthy, bootStart } from './boot.ts';
import type { Core } from './core.ts';
import type { ExitCode } from './exitCodes.ts';
import { exitCode } from './exitCodes.ts';
import { problemText } from './problem.ts';
import { recover } from './recover.ts';
import { undo } from './undo.ts';

export type Subcommand = 'recover' | 'boot-start' | 'boot-healthy' | 'revert-all';

export interface SubcommandContext {
  readonly core: Core;
  readonly tryLock: () => Disposable | undefined;
  readonly uid: number | null;
  readonly force: boolean;
  readonly print: (line: string) => void;
}

function printOutcomes(context: SubcommandContext, outcomes: readonly { readonly planId: string; readonly outcome: string }[]): void {
  if (outcomes.length === 0) context.print('Nothing to do.');
  for (const { planId, outcome } of outcomes) context.print(printable(`${planId}: ${outcome}`));
}

function everythingBack(result: UndoResult): boolean {
  return result.steps.every((step) => step.outcome === 'restored' || step.outcome === 'alreadyStock');
}

async function revertAll(context: SubcommandContext, because: string): Promise<ExitCode> {
  const input = { planId: null, knobId: null, all: true, force: context.force };
  try {
    const result = await undo(context.core, { input, uid: context.uid, because, report: () => undefined });
    for (const step of result.steps) context.print(printable(`${step.outcome.padEnd(12)} ${step.title}: ${step.detail}`));
    if (everythingBack(result)) return exitCode.done;
    context.print('Not everything is back. "conflict" means that somebody else changed it since; --force takes it back all the same.');
    return exitCode.partly;
  } catch (error) {
    if (!isAppError(error, 'plan.nothingToUndo')) throw error;
    context.print('Nothing to undo.');
    return exitCode.done;
  }
}

async function run(command: Subcommand, context: SubcommandContext): Promise<ExitCode> {
  const recovered = recover(context.core);
  switch (command) {
    case 'recover':
      printOutcomes(context, recovered);
      return exitCode.done;
    case 'boot-start':
      printOutcomes(context, [...recovered, ...bootStart(context.core)]);
      return asksForRevert(context.core) ? revertAll(context, 'bootWatchdog') : exitCode.done;
    case 'boot-healthy':
      printOutcomes(context, [...recovered, ...bootHealthy(context.core)]);
      return exitCode.done;
    case 'revert-all':
      return revertAll(context, 'user');
  }
}

function publish({ core, print }: SubcommandContext): void {
  try {
    core.journal.publish();
  } catch (error) {
    print(`The copy of the journal for other users is out of date: ${printable(problemText(error))}`);
  }
}

export async function runSubcommand(command: Subcommand, context: SubcommandContext): Promise<ExitCode> {
  const lock = context.tryLock();
  if (lock === undefined) {
    context.print('Another executor is at work; try again when it has finished.');
    return exitCode.failed;
  }
  try {
    return await run(command, context);
  } finally {
    publish(context);
    lock.dispose();
  }
}
