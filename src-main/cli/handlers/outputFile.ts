/** A text as the content of a file that appears only when it is whole, or on standard output. */
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { shortId } from '../../base/shortId.ts';
import { UsageProblem } from '../commandLine/parse.ts';
import { type CommandContext, print } from '../context.ts';
import { safe } from '../format/reading.ts';

/** Before any work: a file that is there is only replaced with --force. */
export function checkOutput(context: CommandContext): string | null {
  const output = context.values.text('output') ?? '-';
  if (output === '-') return null;
  refuseExisting(context, output);
  return output;
}

/** @throws UsageProblem when the file is there, without --force */
export function refuseExisting(context: CommandContext, output: string): void {
  if (context.values.flag('force') || !existsSync(output)) return;
  throw new UsageProblem(`${safe(output)} exists`, '--output', 'a new file, or --force to replace it');
}

/** Where it grows until it is whole. */
export function draftOf(output: string): string {
  return `${output}.${shortId()}.part`;
}

export function unwritable(output: string, error: unknown): UsageProblem {
  const why = error instanceof Error ? error.message : String(error);
  return new UsageProblem(
    `${safe(output)} cannot be written: ${safe(why)}`,
    '--output',
    'a file in a folder that exists and may be written to',
  );
}

/** `inJson`: what --json prints when the text goes to a file; otherwise the answer holds the text itself. */
export function putText(context: CommandContext, output: string | null, file: { readonly fileName: string; readonly text: string }): void {
  if (output === null) {
    if (context.json) print(context, file, () => []);
    else context.console.write(file.text);
    return;
  }
  const draft = draftOf(output);
  try {
    writeFileSync(draft, file.text, { flag: 'wx' });
    renameSync(draft, output);
  } catch (error) {
    rmSync(draft, { force: true });
    throw unwritable(output, error);
  }
  const { text, ...rest } = file;
  print(context, { ...rest, file: output, characters: text.length }, () => [`Wrote ${safe(output)}.`]);
}
