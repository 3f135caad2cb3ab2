/** The profile in force, all profiles, and what can be done with them. Every change is followed by a fresh read. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ProfileChoice, ProfileFile, ProfileInfo } from '../../../../src-main/contracts/profiles.ts';
import type { Clients } from '../../api/clients.ts';
import { createLoader, emptyLoadable, type Loadable } from '../../lib/loadable.ts';

export interface ProfileProblem {
  readonly file: string;
  readonly line: number | null;
  readonly problem: string;
}

export interface ProfilesState {
  readonly choice: Loadable<ProfileChoice>;
  readonly list: Loadable<{ readonly profiles: readonly ProfileInfo[]; readonly problems: readonly ProfileProblem[] }>;
}

/** Actions reject with an AppError; the dialog that started one shows it. */
export interface ProfilesFeature {
  readonly store: StoreApi<ProfilesState>;
  load(): Promise<void>;
  /** null goes back to what the hardware suggests. */
  select(id: string | null): Promise<void>;
  clone(id: string, newId: string, title: string): Promise<ProfileInfo>;
  save(profile: ProfileFile): Promise<ProfileInfo>;
  remove(id: string): Promise<void>;
  export(id: string): Promise<{ readonly fileName: string; readonly text: string }>;
  import(text: string, replace: boolean): Promise<ProfileInfo>;
}

export function createProfilesFeature(clients: () => Pick<Clients, 'profiles'>): ProfilesFeature {
  const store = createStore<ProfilesState>(() => ({ choice: emptyLoadable(), list: emptyLoadable() }));
  const loadChoice = createLoader(
    () => store.getState().choice,
    (choice) => {
      store.setState({ choice });
    },
  );
  const loadList = createLoader(
    () => store.getState().list,
    (list) => {
      store.setState({ list });
    },
  );

  async function load(): Promise<void> {
    await Promise.all([loadChoice(() => clients().profiles.choice({})), loadList(() => clients().profiles.list({}))]);
  }

  async function thenLoad<T>(action: Promise<T>): Promise<T> {
    const result = await action;
    await load();
    return result;
  }

  return {
    store,
    load,
    select: async (id) => {
      const choice = await clients().profiles.select({ id });
      store.setState({ choice: { value: choice, error: null, loading: false } });
    },
    clone: async (id, newId, title) => thenLoad(clients().profiles.clone({ id, newId, title })),
    save: async (profile) => thenLoad(clients().profiles.save({ profile })),
    remove: async (id) => {
      await thenLoad(clients().profiles.remove({ id }));
    },
    export: async (id) => clients().profiles.export({ id }),
    import: async (text, replace) => thenLoad(clients().profiles.import({ text, replace })),
  };
}

/** An editable profile file from what the service says about a user's profile. */
export function profileFileOf(info: ProfileInfo): ProfileFile {
  return {
    schema: 'hecate-profile',
    version: 2,
    id: info.id,
    title: info.title,
    description: info.description,
    base: info.base,
    knobs: info.knobs,
    acceptedDangers: info.acceptedDangers,
  };
}

/** A free id made from a title: "My Profile" → "my-profile", then "my-profile-2". */
export function profileIdFrom(title: string, taken: readonly string[]): string {
  const words = title
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  const stem = words === '' ? 'profile' : words;
  if (!taken.includes(stem)) return stem;
  for (let number = 2; ; number += 1) {
    const candidate = `${stem}-${String(number)}`;
    if (!taken.includes(candidate)) return candidate;
  }
}
