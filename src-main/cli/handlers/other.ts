/** `hecate jobs`, `settings` and `version`. */
import { jobsContract } from '../../contracts/jobs.ts';
import { settingsContract, settings as settingsSchema } from '../../contracts/settings.ts';
import { systemContract } from '../../contracts/system.ts';
import { nearest } from '../commandLine/nearest.ts';
import { UsageProblem } from '../commandLine/parse.ts';
import { clientOf, type Handler, print } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { formatAbout, formatJobs, formatSettings } from '../format/other.ts';
import { safe } from '../format/reading.ts';

const settingNames = Object.keys(settingsSchema.shape).filter((name) => name !== 'version');

export const jobs: Handler = async (context) => {
  const client = await clientOf(context, jobsContract);
  print(context, await client.list({}), (found) => formatJobs(context.page, found.jobs));
  return exitCodes.ok;
};

export const about: Handler = async (context) => {
  const client = await clientOf(context, systemContract);
  const { hosted } = await context.session();
  print(context, await client.about({}), (found) => formatAbout(context.page, found, hosted));
  return exitCodes.ok;
};

export const getSettings: Handler = async (context) => {
  const field = context.values.argument('field');
  if (field !== undefined) checkName(field);
  const client = await clientOf(context, settingsContract);
  const found = await client.get({});
  if (field === undefined) print(context, found, () => formatSettings(context.page, found.settings, found.problem));
  else print(context, { [field]: settingOf(found.settings, field) }, () => [safe(String(settingOf(found.settings, field)))]);
  return exitCodes.ok;
};

export const setSetting: Handler = async (context) => {
  const field = context.values.argument('field') ?? '';
  checkName(field);
  const client = await clientOf(context, settingsContract);
  const { settings } = await client.set({ patch: { [field]: typedValue(context.values.argument('value') ?? '') } });
  print(context, { settings }, () => [`${field} is ${safe(String(settingOf(settings, field)))}`]);
  return exitCodes.ok;
};

function checkName(field: string): void {
  if (settingNames.includes(field)) return;
  const suggestion = nearest(field, settingNames);
  const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
  throw new UsageProblem(`there is no setting "${safe(field).slice(0, 64)}"${hint}`, 'FIELD', `one of ${settingNames.join(', ')}`);
}

/** true, false, null and numbers as themselves, all else as text; the schema has the last word. */
function typedValue(word: string): unknown {
  if (word === 'true' || word === 'false') return word === 'true';
  if (word === 'null') return null;
  return /^-?\d+(\.\d+)?$/.test(word) ? Number(word) : word;
}

function settingOf(settings: object, field: string): unknown {
  return Object.getOwnPropertyDescriptor(settings, field)?.value;
}
