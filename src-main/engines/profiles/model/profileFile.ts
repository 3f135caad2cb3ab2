/** A profile as text and back: versions, migration, and the line of every problem. Pure. */
import { z } from 'zod';
import { printable } from '../../../base/text.ts';
import { AppError } from '../../../contracts/errors.ts';
import { fieldPath } from '../../../contracts/kit/failures.ts';
import { type ProfileFile, profileFile, profileFileVersion, profileId } from '../../../contracts/profiles.ts';
import type { KnobCatalogPort } from '../../../services/ports.ts';
import { type JsonMap, mapJson } from './jsonLines.ts';

/** Larger files are no profiles. */
const maxProfileBytes = 262_144;

/** A problem with its place in the object, from which the line is found. */
interface Issue {
  readonly field: string;
  readonly problem: string;
  readonly path: readonly PropertyKey[];
}

const unknownObject = z.record(z.string(), z.unknown());

/** Version 1 named the changes `values` and had no `base`: it always stood on Standard. */
const profileFileV1 = z.strictObject({
  schema: z.literal('hecate-profile'),
  version: z.literal(1),
  id: profileId,
  title: z.string().min(1).max(80),
  description: z.string().max(1000).default(''),
  values: z.record(z.string().max(64), z.string().min(1).max(256).nullable()),
});

/** @throws AppError profile.invalid, naming the line */
export function parseProfileText(text: string, knobs: KnobCatalogPort): ProfileFile {
  const json = text.replace(/^\uFEFF/, '');
  if (json.length > maxProfileBytes)
    throw invalid(null, [{ field: '', problem: `larger than ${String(maxProfileBytes)} bytes`, path: [] }]);
  const scanned = mapJson(json);
  if (!scanned.ok) throw invalid(scanned.line, [{ field: '', problem: `not JSON: ${scanned.problem}`, path: [] }]);
  const [repeated] = scanned.map.repeated;
  if (repeated !== undefined) {
    throw invalid(repeated.line, [{ field: fieldOf(repeated.path), problem: 'stands twice; only one can be meant', path: repeated.path }]);
  }
  return readProfile(JSON.parse(json), knobs, scanned.map);
}

/** @throws AppError profile.invalid; the line is null without a text */
export function parseProfileObject(value: unknown, knobs: KnobCatalogPort): ProfileFile {
  return readProfile(value, knobs, null);
}

/** Indented and with a final line feed: made to be read and changed by people. */
export function profileText(profile: ProfileFile): string {
  return `${JSON.stringify(profile, null, 2)}\n`;
}

/** Version and kind are judged first, so that a newer file is not reported as a heap of unknown fields. */
function readProfile(value: unknown, knobs: KnobCatalogPort, map: JsonMap | null): ProfileFile {
  const fail = (issues: readonly Issue[]): AppError<'profile.invalid'> => invalid(map?.lineOf(issues[0]?.path ?? []) ?? null, issues);
  const object = unknownObject.safeParse(value);
  if (!object.success) throw fail([{ field: '', problem: 'must be an object with schema, version, id, title, base and knobs', path: [] }]);
  const { schema, version } = object.data;
  if (schema !== 'hecate-profile') throw fail([{ field: 'schema', problem: 'must be "hecate-profile"', path: ['schema'] }]);
  if (typeof version === 'number' && version > profileFileVersion) {
    const problem = `version ${String(version)} was written by a newer program; this one reads up to ${String(profileFileVersion)}`;
    throw fail([{ field: 'version', problem, path: ['version'] }]);
  }
  const read = version === 1 ? readVersion1(object.data) : readCurrent(object.data);
  if ('issues' in read) throw fail(read.issues);
  const issues = knobIssues(read, knobs, version === 1 ? 'values' : 'knobs');
  if (issues.length > 0) throw fail(issues);
  return read;
}

function readCurrent(value: unknown): ProfileFile | { readonly issues: readonly Issue[] } {
  const parsed = profileFile.safeParse(value);
  return parsed.success ? parsed.data : { issues: parsed.error.issues.map(schemaIssue) };
}

/** Problems are named with the fields of version 1, which is what the person sees in the file. */
function readVersion1(value: unknown): ProfileFile | { readonly issues: readonly Issue[] } {
  const old = profileFileV1.safeParse(value);
  if (!old.success) return { issues: old.error.issues.map(schemaIssue) };
  const { schema, id, title, description, values } = old.data;
  return readCurrent({ schema, version: profileFileVersion, id, title, description, base: 'standard', knobs: values });
}

function schemaIssue(issue: z.core.$ZodIssue): Issue {
  // The place of an unknown key is the key itself, not the object around it.
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  const problem = issue.code === 'unrecognized_keys' ? `is not a field of a profile` : issue.message;
  return { field: fieldOf(path), problem, path };
}

/** Possible in principle is enough: a profile may be written on one machine for another. */
function knobIssues(profile: ProfileFile, knobs: KnobCatalogPort, field: 'knobs' | 'values'): readonly Issue[] {
  const values = Object.entries(profile.knobs).flatMap(([knobId, value]) => {
    const problem = knobs.problemWith(knobId, value);
    return problem === null ? [] : [{ field: `${field}.${printable(knobId)}`, problem, path: [field, knobId] }];
  });
  const dangers = profile.acceptedDangers.flatMap((knobId, index) =>
    knobs.isDangerous(knobId)
      ? []
      : [{ field: `acceptedDangers[${String(index)}]`, problem: 'is not a knob that needs consent', path: ['acceptedDangers', index] }],
  );
  return [...values, ...dangers];
}

function fieldOf(path: readonly PropertyKey[]): string {
  return printable(fieldPath(path));
}

function invalid(line: number | null, issues: readonly Issue[]): AppError<'profile.invalid'> {
  const [first] = issues;
  const place = line === null ? '' : `line ${String(line)}: `;
  const what = first === undefined ? 'unreadable' : `${first.field === '' ? '' : `${first.field} `}${first.problem}`;
  return new AppError('profile.invalid', `This is not a usable profile: ${place}${what}.`, {
    details: { line, issues: issues.slice(0, 32).map(({ field, problem }) => ({ field, problem })) },
  });
}
