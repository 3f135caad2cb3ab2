/** Preferences of one user: one versioned JSON file, checked when read, replaced atomically when changed. */
import { readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { Emitter } from '../base/emitter.ts';
import { AppError } from '../contracts/errors.ts';
import type { Implementation } from '../contracts/kit/define.ts';
import { type Settings, type SettingsPatch, settings, type settingsContract, settingsVersion } from '../contracts/settings.ts';
import { writeFileAtomically } from './atomicFile.ts';
import type { Log, SettingsPort } from './ports.ts';

/** Turns a file of version N into one of version N + 1. Pure. */
type SettingsMigration = (old: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

/** By the version that they start from. Version 1 is the first, so there is none yet. */
const productMigrations: Readonly<Record<number, SettingsMigration>> = {};

export interface SettingsOptions {
  /** Folder of `settings.json`; null keeps everything in memory. */
  readonly folder: string | null;
  readonly log: Log;
  readonly migrations?: Readonly<Record<number, SettingsMigration>>;
}

interface Loaded {
  readonly value: Settings;
  readonly problem: string | null;
}

/**
 * Opens the settings. A damaged file is kept beside as `settings.json.bad`,
 * named in `problem`, and the defaults take its place; a missing one is normal.
 */
export function createSettings(options: SettingsOptions): SettingsPort {
  const file = options.folder === null ? null : path.join(options.folder, 'settings.json');
  const changed = new Emitter<Settings>((error) => options.log.error('a listener of settings failed', error));
  const loaded = file === null ? { value: defaults(), problem: null } : load(file, options);
  let current = loaded.value;

  return {
    get: () => current,
    problem: loaded.problem,
    set(patch) {
      const next = patched(current, patch);
      if (JSON.stringify(next) === JSON.stringify(current)) return current;
      if (file !== null) writeFileAtomically(file, `${JSON.stringify(next, null, 2)}\n`);
      current = next;
      changed.fire(next);
      return next;
    },
    onChange: changed.subscribe,
  };
}

/** The contract on top of the port. */
export function settingsImplementation(port: SettingsPort): Implementation<typeof settingsContract> {
  return {
    get: () => ({ settings: port.get(), problem: port.problem }),
    // The port checks the patch itself, because engines call it too.
    set: ({ patch }) => ({ settings: port.set(patch as SettingsPatch) }),
    changed: (listener) => port.onChange(listener),
  };
}

function defaults(): Settings {
  return settings.parse({ version: settingsVersion });
}

/**
 * Checked as whole settings and not with the patch schema: zod fills defaults
 * into optional fields too, which would reset everything that was not named.
 */
function patched(current: Settings, patch: unknown): Settings {
  const isObject = typeof patch === 'object' && patch !== null && !Array.isArray(patch);
  const given = isObject ? Object.entries(patch).filter(([, value]) => value !== undefined) : [['patch', patch]];
  const parsed = settings.safeParse({ ...current, ...Object.fromEntries(given) });
  if (parsed.success) return parsed.data;
  throw new AppError('settings.invalid', `these settings cannot be used: ${describeIssues(parsed.error)}`, {
    details: { issues: issuesOf(parsed.error) },
  });
}

function load(file: string, options: SettingsOptions): Loaded {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { value: defaults(), problem: null };
    const id = options.log.error(`cannot read ${file}`, error);
    return { value: defaults(), problem: `${file} cannot be read (log ${id}); defaults are in use` };
  }
  try {
    return { value: parseSettings(text, options.migrations ?? productMigrations), problem: null };
  } catch (error) {
    return { value: defaults(), problem: setAside(file, error, options.log) };
  }
}

/** Text of a settings file to settings; throws an Error whose message says what is wrong. */
function parseSettings(text: string, migrations: Readonly<Record<number, SettingsMigration>>): Settings {
  const raw: unknown = JSON.parse(text);
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw new Error('it is not a JSON object');
  const parsed = settings.safeParse(migrate(raw as Readonly<Record<string, unknown>>, migrations));
  if (!parsed.success) throw new Error(describeIssues(parsed.error));
  return parsed.data;
}

function migrate(
  raw: Readonly<Record<string, unknown>>,
  migrations: Readonly<Record<number, SettingsMigration>>,
): Readonly<Record<string, unknown>> {
  let value = raw;
  for (;;) {
    const version = value['version'];
    if (typeof version !== 'number') throw new Error('version: a number is missing');
    if (version > settingsVersion) throw new Error(`version ${String(version)} was written by a newer release`);
    if (version === settingsVersion) return value;
    const step = migrations[version];
    if (step === undefined) throw new Error(`version ${String(version)} is not known`);
    value = { ...step(value), version: version + 1 };
  }
}

function setAside(file: string, error: unknown, log: Log): string {
  const why = error instanceof Error ? error.message : String(error);
  try {
    renameSync(file, `${file}.bad`);
  } catch (renameError) {
    const id = log.error(`cannot set ${file} aside`, renameError);
    return `${file} is damaged (${why}) and could not be set aside (log ${id}); defaults are in use`;
  }
  log.error(`${file} was damaged and is now ${file}.bad`, error);
  return `${file} was damaged (${why}); it is kept as ${file}.bad and defaults are in use`;
}

function issuesOf(error: z.ZodError): { field: string; problem: string }[] {
  return error.issues.map((issue) => ({ field: issue.path.map(String).join('.') || 'settings', problem: issue.message }));
}

function describeIssues(error: z.ZodError): string {
  return issuesOf(error)
    .map((issue) => `${issue.field}: ${issue.problem}`)
    .join('; ');
}
