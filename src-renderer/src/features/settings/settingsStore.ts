/** Settings as the service stores them, plus what it says about itself. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Settings, SettingsPatch } from '../../../../src-main/contracts/settings.ts';
import type { Clients } from '../../api/clients.ts';
import { createLoader, emptyLoadable, type Loadable } from '../../lib/loadable.ts';

export type About = Awaited<ReturnType<Clients['system']['about']>>;

export interface SettingsState {
  readonly settings: Loadable<Settings>;
  /** Set when the stored file was damaged and set aside. */
  readonly problem: string | null;
  readonly about: Loadable<About>;
}

export interface SettingsFeature {
  readonly store: StoreApi<SettingsState>;
  load(): Promise<void>;
  loadAbout(): Promise<void>;
  /** Changes the given fields; rejects with `settings.invalid` naming the field. */
  change(patch: SettingsPatch): Promise<void>;
  attach(clients: Pick<Clients, 'settings'>): () => void;
}

export function createSettingsFeature(clients: () => Pick<Clients, 'settings' | 'system'>): SettingsFeature {
  const store = createStore<SettingsState>(() => ({ settings: emptyLoadable(), problem: null, about: emptyLoadable() }));
  const loadSettings = createLoader(
    () => store.getState().settings,
    (settings) => {
      store.setState({ settings });
    },
  );
  const loadAboutInto = createLoader(
    () => store.getState().about,
    (about) => {
      store.setState({ about });
    },
  );

  function accept(settings: Settings): void {
    store.setState({ settings: { value: settings, error: null, loading: false } });
  }

  return {
    store,
    load: () =>
      loadSettings(async () => {
        const answer = await clients().settings.get({});
        store.setState({ problem: answer.problem });
        return answer.settings;
      }),
    loadAbout: () => loadAboutInto(() => clients().system.about({})),
    change: async (patch) => {
      accept((await clients().settings.set({ patch })).settings);
    },
    attach: (attached) => attached.settings.changed(accept),
  };
}
