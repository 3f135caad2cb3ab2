/** `hecate profile …`. */
import { profilesContract } from '../../contracts/profiles.ts';
import { type CommandContext, clientOf, type Handler, print } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { formatChoice, formatProfiles } from '../format/profile.ts';
import { safe } from '../format/reading.ts';
import { readInputFile } from './inputFile.ts';

/** As much as profiles.import accepts. */
const maxFileBytes = 262_144;

export const show: Handler = async (context) => {
  const profiles = await clientOf(context, profilesContract);
  print(context, await profiles.choice({}), (choice) => formatChoice(context.page, choice));
  return exitCodes.ok;
};

export const list: Handler = async (context) => {
  const profiles = await clientOf(context, profilesContract);
  const [listed, choice] = await Promise.all([profiles.list({}), profiles.choice({})]);
  print(context, listed, (found) => formatProfiles(context.page, found.profiles, found.problems, choice.profileId));
  return exitCodes.ok;
};

export const set: Handler = async (context) => {
  const profiles = await clientOf(context, profilesContract);
  const choice = await profiles.select({ id: argument(context, 'id') });
  print(context, choice, () => [...formatChoice(context.page, choice), '', 'The machine is unchanged. To tune it: hecate tune apply']);
  return exitCodes.ok;
};

export const auto: Handler = async (context) => {
  const profiles = await clientOf(context, profilesContract);
  print(context, await profiles.select({ id: null }), (choice) => formatChoice(context.page, choice));
  return exitCodes.ok;
};

export const clone: Handler = async (context) => {
  const profiles = await clientOf(context, profilesContract);
  const newId = argument(context, 'newId');
  const made = await profiles.clone({ id: argument(context, 'id'), newId, title: context.values.text('title') ?? newId });
  print(context, made, (profile) => [`Made ${safe(profile.id)} from ${safe(argument(context, 'id'))}.`]);
  return exitCodes.ok;
};

export const exportProfile: Handler = async (context) => {
  const profiles = await clientOf(context, profilesContract);
  const exported = await profiles.export({ id: argument(context, 'id') });
  print(context, exported, ({ text }) => text.replace(/\n$/, '').split('\n').map(keepIndent));
  return exitCodes.ok;
};

/** The text is JSON, so only its line breaks and indent may be white space; printable() would cut the indent. */
function keepIndent(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  return indent + safe(line);
}

export const importProfile: Handler = async (context) => {
  const text = await readInputFile(context, { file: argument(context, 'file'), what: 'a profile file', maxBytes: maxFileBytes });
  const profiles = await clientOf(context, profilesContract);
  const imported = await profiles.import({ text, replace: context.values.flag('replace') });
  print(context, imported, (profile) => [`Imported ${safe(profile.id)}: ${safe(profile.title)}`]);
  return exitCodes.ok;
};

export const remove: Handler = async (context) => {
  const profiles = await clientOf(context, profilesContract);
  print(context, await profiles.remove({ id: argument(context, 'id') }), ({ removed }) => [`Removed ${safe(removed)}.`]);
  return exitCodes.ok;
};

function argument(context: CommandContext, name: string): string {
  return context.values.argument(name) ?? '';
}
