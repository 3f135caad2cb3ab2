/** `hecate profile edit`: the exported text in the user's editor, taken back as an import. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AppError } from '../../contracts/errors.ts';
import { profilesContract } from '../../contracts/profiles.ts';
import { UsageProblem } from '../commandLine/parse.ts';
import { type CommandContext, clientOf, type Handler, note, print } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { safe } from '../format/reading.ts';

export const edit: Handler = async (context) => {
  const id = context.values.argument('id') ?? '';
  const profiles = await clientOf(context, profilesContract);
  const found = (await profiles.list({})).profiles.find((profile) => profile.id === id);
  if (found?.builtIn === true) {
    throw new AppError('profile.readOnly', `${safe(id)} is built in; make a copy first: hecate profile clone ${safe(id)} NEW-ID`, {
      details: { id },
    });
  }
  const { text } = await profiles.export({ id });
  const edited = editedText(context, `${id}.json`, text);
  if (edited === text) {
    note(context, 'Nothing was changed.');
    return exitCodes.ok;
  }
  const editedId = idOf(edited);
  if (editedId !== undefined && editedId !== id) {
    throw new UsageProblem('the id of a profile cannot be edited', 'id', `"${safe(id)}"; profile clone makes a profile of another id`);
  }
  print(context, await profiles.import({ text: edited, replace: true }), (profile) => [
    `Saved ${safe(profile.id)}: ${safe(profile.title)}`,
  ]);
  return exitCodes.ok;
};

/** The text after the editor has ended; the file is in a new folder of this user alone. */
function editedText(context: CommandContext, name: string, text: string): string {
  const editor = context.console.env['VISUAL'] ?? context.console.env['EDITOR'] ?? '';
  // `EDITOR="code --wait"` is usual, a shell is not needed for it.
  const [program, ...args] = editor.split(/\s+/).filter((word) => word !== '');
  if (program === undefined) {
    throw new UsageProblem('no editor is set', 'EDITOR', 'an environment variable VISUAL or EDITOR, or profile export and profile import');
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'hecate-edit-'));
  try {
    const file = path.join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    const done = spawnSync(program, [...args, file], { stdio: 'inherit' });
    if (done.error !== undefined)
      throw new UsageProblem(`the editor ${safe(program)} cannot be started`, 'EDITOR', 'a program that is installed');
    if (done.status !== 0) throw new AppError('cancelled', 'the editor ended with a failure, so nothing was saved', { details: {} });
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** undefined where it cannot be told; the import then says what is wrong, and in which line. */
function idOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { readonly id?: unknown } | null)?.id;
  } catch {
    return undefined; // not JSON
  }
}
