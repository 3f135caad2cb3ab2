import { describe, expect, it } from 'vitest';
import { isAppError } from '../../contracts/errors.ts';
import { profileFile, profileInfo } from '../../contracts/profiles.ts';
import { type Settings, settings as settingsSchema } from '../../contracts/settings.ts';
import { createMemoryDocumentStore } from '../../services/documents.ts';
import type { SettingsPort } from '../../services/ports.ts';
import { createKnobCatalog } from '../tuning/catalog.ts';
import { createProfilesEngine, type ProfilesEngine } from './engine.ts';
import { machine } from './testSupport/inventory.ts';

const context = { scope: 'write', signal: new AbortController().signal } as const;

function memorySettings(): SettingsPort {
  let current: Settings = settingsSchema.parse({ version: 1 });
  return {
    problem: null,
    get: () => current,
    set(patch) {
      current = settingsSchema.parse({ ...current, ...patch });
      return current;
    },
    onChange: () => () => undefined,
  };
}

interface Scene {
  readonly engine: ProfilesEngine;
  readonly settings: SettingsPort;
  readonly documents: ReturnType<typeof createMemoryDocumentStore>;
}

function scene(files: Readonly<Record<string, string>> = {}): Scene {
  const settings = memorySettings();
  const documents = createMemoryDocumentStore(files);
  const hardware = { inventory: () => Promise.resolve(machine({ usableGiB: 31, chassis: 'desktop' })) };
  return { engine: createProfilesEngine({ hardware, settings, documents, knobs: createKnobCatalog() }), settings, documents };
}

/** What a member throws, at once or later. */
async function failure(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('it should have failed');
}

const mine = {
  schema: 'hecate-profile',
  version: 2,
  id: 'mine',
  title: 'Mine',
  description: '',
  base: 'developer',
  knobs: { 'vm.swappiness': '30', 'thp.enabled': null },
  acceptedDangers: [],
};

describe('choice', () => {
  it('follows the hardware until the user chooses, and again after', async () => {
    const { engine, settings } = scene();
    expect(await engine.choice({}, context)).toMatchObject({ profileId: 'developer', detectedId: 'developer', overridden: false });
    const chosen = await engine.select({ id: 'gaming' }, context);
    expect(chosen).toMatchObject({ profileId: 'gaming', title: 'Gaming Enthusiast', detectedId: 'developer', overridden: true });
    expect(settings.get().profileOverride).toBe('gaming');
    expect((await engine.select({ id: null }, context)).overridden).toBe(false);
  });

  it('names the known profiles when the asked one is not there', async () => {
    const { engine, settings } = scene({ 'mine.json': JSON.stringify(mine) });
    const error = await failure(() => engine.select({ id: 'gamming' }, context));
    if (!isAppError(error, 'profile.notFound')) throw error;
    expect(error.details.known).toContain('gaming');
    expect(error.details.known).toContain('mine');
    expect(settings.get().profileOverride).toBeNull();
  });

  it('goes back to detection, and says so, when the chosen profile is gone', async () => {
    const { engine, settings } = scene();
    settings.set({ profileOverride: 'lost' });
    const choice = await engine.choice({}, context);
    expect(choice).toMatchObject({ profileId: 'developer', overridden: false });
    expect(choice.reasons.at(-1)?.text).toBe('the chosen profile lost is not there any more, so detection decides');
  });
});

describe('the user’s own profiles', () => {
  it('are cloned, changed, exported, imported elsewhere and removed', async () => {
    const here = scene();
    await here.engine.clone({ id: 'ai-flagship', newId: 'quiet-ai', title: 'Quiet AI' }, context);
    const exported = await here.engine.export({ id: 'quiet-ai' }, context);
    const file = profileFile.parse(JSON.parse(exported.text));
    expect(file).toMatchObject({ base: 'ai-flagship', knobs: {} });
    await here.engine.save({ profile: { ...file, knobs: { 'vm.swappiness': '1' } } }, context);
    const again = await here.engine.export({ id: 'quiet-ai' }, context);

    const there = scene();
    const info = await there.engine.import({ text: again.text, replace: false }, context);
    expect(profileInfo.parse(info)).toMatchObject({ id: 'quiet-ai', knobs: { 'vm.swappiness': '1' }, builtIn: false });
    expect(there.engine.port.find('quiet-ai')?.base).toBe('ai-flagship');
    await there.engine.select({ id: 'quiet-ai' }, context);
    await there.engine.remove({ id: 'quiet-ai' }, context);
    expect(there.settings.get().profileOverride).toBeNull();
    expect(there.documents.list()).toEqual([]);
  });

  it('hold what a proof has shown, on top of the profile in force, each under an id of its own', async () => {
    const there = scene();
    const request = { values: { 'vm.swappiness': '1' }, title: 'Swappiness', description: '5 % better', date: '2026-05-01' };
    const first = await there.engine.proven.saveProven(request);
    const choice = await there.engine.choice({}, context);
    expect(first).toMatchObject({ id: 'proven-2026-05-01', base: choice.detectedId, knobs: { 'vm.swappiness': '1' }, builtIn: false });
    await there.engine.select({ id: first.id }, context);
    const second = await there.engine.proven.saveProven({ ...request, values: { 'vm.vfs_cache_pressure': '50' } });
    expect(second).toMatchObject({ id: 'proven-2026-05-01-2', knobs: { 'vm.swappiness': '1', 'vm.vfs_cache_pressure': '50' } });
    const wrong = { ...request, values: { 'vm.nothing': '1' } };
    await expect(there.engine.proven.saveProven(wrong)).rejects.toMatchObject({ code: 'profile.invalid' });
  });

  it('never replace a built-in one, nor each other unasked', async () => {
    const { engine } = scene({ 'mine.json': JSON.stringify(mine) });
    const codes = await Promise.all(
      [
        () => engine.save({ profile: { ...mine, id: 'gaming' } }, context),
        () => engine.remove({ id: 'gaming' }, context),
        () => engine.import({ text: JSON.stringify({ ...mine, id: 'server' }), replace: true }, context),
        () => engine.import({ text: JSON.stringify(mine), replace: false }, context),
        () => engine.clone({ id: 'gaming', newId: 'mine', title: 'x' }, context),
        () => engine.remove({ id: 'nothing' }, context),
      ].map(async (work) => ((await failure(work)) as { code?: string }).code),
    );
    expect(codes).toEqual([
      'profile.readOnly',
      'profile.readOnly',
      'profile.readOnly',
      'profile.exists',
      'profile.exists',
      'profile.notFound',
    ]);
  });

  it('exports a built-in one so that it can be imported', async () => {
    const { engine } = scene();
    const { fileName, text } = await engine.export({ id: 'server' }, context);
    expect(fileName).toBe('my-server.hecate-profile.json');
    expect(await engine.import({ text, replace: false }, context)).toMatchObject({ id: 'my-server', base: 'server' });
  });

  it('does not take consent to a danger from a file', async () => {
    const { engine } = scene();
    const risky = { ...mine, knobs: { 'vm.overcommit_memory': '1' }, acceptedDangers: ['vm.overcommit_memory'] };
    const imported = await engine.import({ text: JSON.stringify(risky), replace: false }, context);
    expect(imported.acceptedDangers).toEqual([]);
    const saved = await engine.save({ profile: risky }, context);
    expect(saved.acceptedDangers).toEqual(['vm.overcommit_memory']);
  });
});

describe('profile files', () => {
  it('of version 1 become version 2 on Standard', async () => {
    const old = { schema: 'hecate-profile', version: 1, id: 'old', title: 'Old', values: { 'vm.swappiness': '20' } };
    const { engine, documents } = scene();
    const info = await engine.import({ text: JSON.stringify(old), replace: false }, context);
    expect(info).toMatchObject({ id: 'old', base: 'standard', knobs: { 'vm.swappiness': '20' } });
    expect(profileFile.safeParse(JSON.parse(documents.read('old.json') ?? '')).success).toBe(true);
  });

  const lines = (changes: Readonly<Record<string, unknown>>): string => JSON.stringify({ ...mine, ...changes }, null, 2);
  it.each([
    ['a comma too few', lines({}).replace('"mine",', '"mine"'), 5, 'not JSON: a comma or } is expected here'],
    ['another kind of file', lines({ schema: 'something' }), 2, 'must be "hecate-profile"'],
    ['a newer version', lines({ version: 3 }), 3, 'version 3 was written by a newer program; this one reads up to 2'],
    ['an id with spaces', lines({ id: 'My Profile' }), 4, 'lower-case letters, digits and dashes, 48 at most'],
    ['a field that does not exist', lines({ colour: 'red' }), 13, 'is not a field of a profile'],
    ['a knob that does not exist', lines({ knobs: { 'vm.swappiness': '1', 'vm.nothing': '1' } }), 10, 'there is no knob vm.nothing'],
    ['an impossible value', lines({ knobs: { 'vm.swappiness': '999' } }), 9, 'Swappiness takes a whole number from 0 to 200'],
    ['a value that is no text', lines({ knobs: { 'vm.swappiness': 10 } }), 9, /expected string/],
    ['consent to what is no danger', lines({ acceptedDangers: ['vm.swappiness'] }), 13, 'is not a knob that needs consent'],
  ])('name the line of %s', async (_what, text, line, problem) => {
    const error = await failure(() => scene().engine.import({ text, replace: false }, context));
    if (!isAppError(error, 'profile.invalid')) throw error;
    expect(error.details.line).toBe(line);
    expect(error.details.issues[0]?.problem).toMatch(problem);
    expect(error.message).toContain(`line ${String(line)}`);
  });

  it('that are damaged are listed and harm no other', async () => {
    const { engine } = scene({
      'mine.json': JSON.stringify(mine),
      'broken.json': '{\n  "schema": "hecate-profile"\n  "version": 2 }',
      'other.json': JSON.stringify(mine),
      'gaming.json': JSON.stringify({ ...mine, id: 'gaming' }),
      'notes.txt': 'not a profile',
    });
    const { profiles, problems } = await engine.list({}, context);
    expect(profiles.filter((one) => !one.builtIn).map((one) => one.id)).toEqual(['mine']);
    expect(profiles.filter((one) => one.builtIn)).toHaveLength(9);
    expect(problems).toEqual([
      { file: 'broken.json', line: 3, problem: 'not JSON: a comma or } is expected here' },
      { file: 'gaming.json', line: null, problem: 'gaming is the id of a built-in profile' },
      { file: 'other.json', line: null, problem: 'holds the profile mine and should be called mine.json' },
    ]);
    expect(engine.port.find('broken')).toBeUndefined();
  });
});
