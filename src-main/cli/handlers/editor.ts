/** A text in the user's own editor. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AppError } from '../../contracts/errors.ts';
import { UsageProblem } from '../commandLine/parse.ts';
import type { CommandContext } from '../context.ts';
import { safe } from '../format/reading.ts';

export interface EditRequest {
  /** Of the file, so that the editor knows its kind. */
  readonly name: string;
  readonly text: string;
  /** How the same is done without an editor. */
  readonly otherWay: string;
}

/** The text after the editor has ended; the file is in a new folder of this user alone. */
export function editedText(context: CommandContext, request: EditRequest): string {
  const editor = context.console.env['VISUAL'] ?? context.console.env['EDITOR'] ?? '';
  // `EDITOR="code --wait"` is usual, a shell is not needed for it.
  const [program, ...args] = editor.split(/\s+/).filter((word) => word !== '');
  if (program === undefined) {
    throw new UsageProblem('no editor is set', 'EDITOR', `an environment variable VISUAL or EDITOR, or ${request.otherWay}`);
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'hecate-edit-'));
  try {
    const file = path.join(folder, request.name);
    writeFileSync(file, request.text, { mode: 0o600 });
    const done = spawnSync(program, [...args, file], { stdio: 'inherit' });
    if (done.error !== undefined)
      throw new UsageProblem(`the editor ${safe(program)} cannot be started`, 'EDITOR', 'a program that is installed');
    if (done.status !== 0) throw new AppError('cancelled', 'the editor ended with a failure, so nothing was saved', { details: {} });
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
