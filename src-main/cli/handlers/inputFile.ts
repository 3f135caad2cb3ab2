/** A file that is named on the command line. */
import { readFileSync, statSync } from 'node:fs';
import { UsageProblem } from '../commandLine/parse.ts';
import type { CommandContext } from '../context.ts';
import { safe } from '../format/reading.ts';

export interface InputFile {
  /** Path, or - for standard input. */
  readonly file: string;
  /** What it should be, for example `a profile file`. */
  readonly what: string;
  readonly maxBytes: number;
}

export async function readInputFile(context: CommandContext, { file, what, maxBytes }: InputFile): Promise<string> {
  if (file === '-') return context.console.readInput(maxBytes);
  try {
    const status = statSync(file);
    // A pipe would wait for ever and a device may never end.
    if (!status.isFile()) throw new UsageProblem(`${safe(file)} is not a regular file`, 'FILE', `${what}, or - for standard input`);
    if (status.size > maxBytes)
      throw new UsageProblem(`${safe(file)} is too large to be ${what}`, 'FILE', `at most ${String(maxBytes)} bytes`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof UsageProblem) throw error;
    throw new UsageProblem(
      `${safe(file)} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      'FILE',
      `${what} that exists and is readable`,
    );
  }
}
