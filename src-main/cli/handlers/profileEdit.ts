/** `hecate profile edit`: the exported text in the user's editor, taken back as an import. */
import { AppError } from '../../contracts/errors.ts';
import { profilesContract } from '../../contracts/profiles.ts';
import { UsageProblem } from '../commandLine/parse.ts';
import { clientOf, type Handler, note, print } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { safe } from '../format/reading.ts';
import { editedText } from './editor.ts';

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
  const edited = editedText(context, { name: `${id}.json`, text, otherWay: 'profile export and profile import' });
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

/** undefined where it cannot be told; the import then says what is wrong, and in which line. */
function idOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { readonly id?: unknown } | null)?.id;
  } catch {
    return undefined; // not JSON
  }
}
