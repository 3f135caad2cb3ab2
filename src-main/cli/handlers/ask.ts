/** Questions before something changes. */
import { UsageProblem } from '../commandLine/parse.ts';
import type { CommandContext } from '../context.ts';

/** True to go on. Without a terminal nobody can be asked, so --yes has to say it. */
export async function mayGoOn(context: CommandContext, question: string): Promise<boolean> {
  if (context.values.flag('yes')) return true;
  if (context.json || !context.console.canAsk) {
    throw new UsageProblem(
      'nobody can be asked here, because this is no terminal',
      '--yes',
      '--yes, when this should be done without a question',
    );
  }
  const answer = await context.console.askLine(`${question} [y/N] `, context.signal);
  return /^y(es)?$/i.test(answer.trim());
}
