/** The profiles engine: detection by rules, and the user's own variants. Changes nothing on the machine. */
import { printable } from '../../base/text.ts';
import { AppError } from '../../contracts/errors.ts';
import type { Implementation } from '../../contracts/kit/define.ts';
import {
  type ProfileChoice,
  type ProfileFile,
  type ProfileInfo,
  profileFileVersion,
  type profilesContract,
} from '../../contracts/profiles.ts';
import type { DocumentStore, HardwarePort, KnobCatalogPort, ProfilesPort, ProvenProfilesPort, SettingsPort } from '../../services/ports.ts';
import { builtInProfiles, isBuiltIn, titleOf } from './model/builtIn.ts';
import { factsOf } from './model/facts.ts';
import { createProfileLibrary, infoOf } from './model/library.ts';
import { parseProfileObject, parseProfileText, profileText } from './model/profileFile.ts';
import { detectProfile } from './model/rules.ts';

export interface ProfilesEngineOptions {
  readonly hardware: HardwarePort;
  readonly settings: SettingsPort;
  readonly documents: DocumentStore;
  readonly knobs: KnobCatalogPort;
}

export interface ProfilesEngine extends Implementation<typeof profilesContract> {
  /** For the tuning engine. */
  readonly port: ProfilesPort;
  /** For proofs. */
  readonly proven: ProvenProfilesPort;
}

/** Errors of its own: `profile.notFound`, `profile.invalid`, `profile.exists` and `profile.readOnly`. */
export function createProfilesEngine(options: ProfilesEngineOptions): ProfilesEngine {
  const { hardware, settings, knobs } = options;
  const library = createProfileLibrary(options.documents, knobs);

  const find = (id: string): ProfileInfo | undefined => {
    if (isBuiltIn(id)) return builtInProfiles.find((profile) => profile.id === id);
    const own = library.find(id);
    return own === undefined ? undefined : infoOf(own);
  };
  const ids = (): readonly string[] => [
    ...builtInProfiles.map((profile) => profile.id),
    ...library.load().profiles.map((profile) => profile.id),
  ];
  const existing = (id: string): ProfileInfo => {
    const profile = find(id);
    if (profile !== undefined) return profile;
    const known = [...ids()];
    throw new AppError('profile.notFound', `There is no profile ${printable(id)}. There are: ${known.join(', ')}.`, {
      details: { id, known },
    });
  };
  const keep = (profile: ProfileFile): ProfileInfo => {
    library.write(profile);
    return infoOf(profile);
  };
  const choice = async (): Promise<ProfileChoice> => {
    const detected = detectProfile(factsOf(await hardware.inventory()));
    const wanted = settings.get().profileOverride;
    const override = wanted === null ? undefined : find(wanted);
    const lost = wanted !== null && override === undefined;
    const note = {
      text: `the chosen profile ${printable(wanted ?? '')} is not there any more, so detection decides`,
      effect: 'note' as const,
      profileId: null,
    };
    return {
      profileId: override?.id ?? detected.profileId,
      title: override?.title ?? titleOf(detected.profileId),
      detectedId: detected.profileId,
      overridden: override !== undefined,
      reasons: lost ? [...detected.reasons, note] : [...detected.reasons],
    };
  };

  const proven: ProvenProfilesPort = {
    async saveProven({ values, title, description, date }) {
      const base = existing((await choice()).profileId);
      const taken = (id: string): boolean => library.find(id) !== undefined;
      const first = `proven-${date}`;
      const numbered = (number: number): string => `${first}-${String(number)}`;
      let id = first;
      for (let number = 2; taken(id); number += 1) id = numbered(number);
      // The same check as for a file from outside: a proof is no way around what a profile may hold.
      return keep(parseProfileObject({ ...fileOf(base), id, title, description, knobs: { ...base.knobs, ...values } }, knobs));
    },
  };

  return {
    port: { choice, find, ids },
    proven,
    choice,
    list() {
      const { profiles, problems } = library.load();
      return { profiles: [...builtInProfiles, ...profiles.map(infoOf)], problems: [...problems] };
    },
    select({ id }) {
      if (id !== null) existing(id);
      settings.set({ profileOverride: id });
      return choice();
    },
    clone({ id, newId, title }) {
      const source = existing(id);
      if (isBuiltIn(newId) || library.find(newId) !== undefined) throw exists(newId);
      return keep({ ...fileOf(source), id: newId, title });
    },
    save({ profile }) {
      const file = parseProfileObject(profile, knobs);
      if (isBuiltIn(file.id)) throw readOnly(file.id);
      return keep(file);
    },
    remove({ id }) {
      if (isBuiltIn(id)) throw readOnly(id);
      existing(id);
      library.remove(id);
      if (settings.get().profileOverride === id) settings.set({ profileOverride: null });
      return { removed: id };
    },
    export({ id }) {
      const source = existing(id);
      // A built-in id cannot be imported again, so its export gets a free one.
      const file = source.builtIn ? { ...fileOf(source), id: `my-${source.id}` } : fileOf(source);
      return { fileName: `${file.id}.hecate-profile.json`, text: profileText(file) };
    },
    import({ text, replace }) {
      // Consent to a danger is given by the person at this machine, never by a file from somewhere else.
      const file = { ...parseProfileText(text, knobs), acceptedDangers: [] };
      if (isBuiltIn(file.id)) throw readOnly(file.id);
      if (!replace && library.find(file.id) !== undefined) throw exists(file.id);
      return keep(file);
    },
  };
}

/** Always of the current version, so that a migrated profile is written back as a new one. */
function fileOf(profile: ProfileInfo): ProfileFile {
  const { id, title, description, base, knobs, acceptedDangers } = profile;
  return { schema: 'hecate-profile', version: profileFileVersion, id, title, description, base, knobs, acceptedDangers };
}

function exists(id: string): AppError<'profile.exists'> {
  return new AppError('profile.exists', `There is a profile ${id} already; choose another id or replace it.`, { details: { id } });
}

function readOnly(id: string): AppError<'profile.readOnly'> {
  return new AppError('profile.readOnly', `${id} is a built-in profile and stays as it is; clone it and change the copy.`, {
    details: { id },
  });
}
