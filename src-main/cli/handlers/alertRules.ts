/** `hecate alerts rules …`. */
import { type AlertRules, alertsContract } from '../../contracts/alerts.ts';
import { isAppError } from '../../contracts/errors.ts';
import type { Client } from '../../contracts/kit/define.ts';
import { UsageProblem } from '../commandLine/parse.ts';
import { type CommandContext, clientOf, type Handler, note, print } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { formatRules } from '../format/alerts.ts';
import { safe } from '../format/reading.ts';
import { counted } from '../format/units.ts';
import { mayGoOn } from './ask.ts';
import { editedText } from './editor.ts';
import { readInputFile } from './inputFile.ts';

/** 200 rules with every field at its longest stay below this. */
const maxFileBytes = 4 * 1024 * 1024;
const commentMark = '// ';

export const show: Handler = async (context) => {
  const client = await clientOf(context, alertsContract);
  print(context, await client.rules({}, { signal: context.signal }), (found) =>
    formatRules(context.page, found.rules, found.file, found.problem),
  );
  return exitCodes.ok;
};

export const set: Handler = async (context) => {
  const file = context.values.argument('file') ?? '';
  const text = await readInputFile(context, { file, what: 'a file of rules', maxBytes: maxFileBytes });
  const rules = parsedRules(text, 'FILE');
  saved(context, await (await clientOf(context, alertsContract)).setRules({ rules }));
  return exitCodes.ok;
};

export const reset: Handler = async (context) => {
  const client = await clientOf(context, alertsContract);
  if (!(await mayGoOn(context, 'Replace all rules by those that the product comes with?'))) return exitCodes.refused;
  const { defaults } = await client.rules({});
  saved(context, await client.setRules({ rules: defaults }));
  return exitCodes.ok;
};

export const edit: Handler = async (context) => {
  const client = await clientOf(context, alertsContract);
  const before = `${JSON.stringify((await client.rules({})).rules, null, 2)}\n`;
  let text = before;
  let refusal: readonly string[] = [];
  for (;;) {
    const edited = editedText(context, {
      name: 'alerts.json',
      text: refusal.map((line) => `${commentMark}${line}\n`).join('') + text,
      otherWay: 'alerts rules --json and alerts rules set FILE',
    });
    text = withoutComments(edited);
    if (text === before) {
      note(context, 'Nothing was changed.');
      return exitCodes.ok;
    }
    const tried = await trySave(client, text);
    if ('rules' in tried) {
      saved(context, tried);
      return exitCodes.ok;
    }
    // Without a terminal nobody can decide to go on, so the reason is the answer.
    if (context.json || !context.console.canAsk) throw tried.refused;
    refusal = reasonsOf(tried.refused);
    for (const line of refusal) note(context, context.page.style.bad(line));
    const answer = await context.console.askLine('Edit again? [Y/n] ', context.signal);
    if (context.signal.aborted || /^n(o)?$/i.test(answer.trim())) throw tried.refused;
  }
};

type Tried = { readonly rules: AlertRules } | { readonly refused: Error };

async function trySave(client: Client<typeof alertsContract>, text: string): Promise<Tried> {
  try {
    return await client.setRules({ rules: parsedRules(text, 'rules') });
  } catch (error) {
    if (error instanceof UsageProblem || isAppError(error, 'alerts.invalid') || isAppError(error, 'contract.invalid'))
      return { refused: error };
    throw error;
  }
}

function reasonsOf(error: Error): readonly string[] {
  if (isAppError(error, 'alerts.invalid') || isAppError(error, 'contract.invalid')) {
    return [safe(error.message), ...error.details.issues.map((issue) => `${safe(issue.field)}: ${safe(issue.problem)}`)];
  }
  return [safe(error.message)];
}

/** Only lines at the start: JSON has no comments of its own. */
function withoutComments(text: string): string {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => !line.startsWith(commentMark.trim()));
  return lines.slice(Math.max(0, first)).join('\n');
}

function parsedRules(text: string, field: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    // What `alerts rules --json` prints has the rules one level down.
    return typeof parsed === 'object' && parsed !== null && 'defaults' in parsed && 'rules' in parsed ? parsed.rules : parsed;
  } catch (error) {
    throw new UsageProblem(
      `the rules are no JSON: ${error instanceof Error ? error.message : String(error)}`,
      field,
      'what alerts rules --json prints under "rules"',
    );
  }
}

function saved(context: CommandContext, answer: { readonly rules: AlertRules }): void {
  print(context, answer, ({ rules }) => [`Saved ${counted(rules.rules.length, 'rule')}.`]);
}
