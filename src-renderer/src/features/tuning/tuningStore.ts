/** Knobs, what the user chose of them, what is in force, and whether it still is. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PlanPreview, TuningStatus } from '../../../../src-main/contracts/tuning.ts';
import type { Clients } from '../../api/clients.ts';
import { createLoader, emptyLoadable, type Loadable } from '../../lib/loadable.ts';
import { carriedOver, defaultSelection, emptySelection, type Selection } from './selection.ts';

export type VerifyStep = TuningStatus['drifted'][number];

export interface Verification {
  readonly steps: readonly VerifyStep[];
  readonly at: string;
}

export interface TuningState {
  readonly preview: Loadable<PlanPreview>;
  readonly status: Loadable<TuningStatus>;
  readonly verification: Loadable<Verification>;
  readonly selection: Selection;
}

export interface TuningFeature {
  readonly store: StoreApi<TuningState>;
  /** Compares all knobs with the profile in force; what the user chose is carried over. */
  loadPreview(): Promise<void>;
  loadStatus(): Promise<void>;
  verify(): Promise<void>;
  select(change: (selection: Selection) => Selection): void;
  /** Back to what the profile proposes. */
  resetSelection(): void;
  attach(clients: Pick<Clients, 'tuning'>): () => void;
}

export function createTuningFeature(clients: () => Pick<Clients, 'tuning'>): TuningFeature {
  const store = createStore<TuningState>(() => ({
    preview: emptyLoadable(),
    status: emptyLoadable(),
    verification: emptyLoadable(),
    selection: emptySelection,
  }));
  const previewInto = createLoader(
    () => store.getState().preview,
    (preview) => {
      const before = store.getState().preview.value;
      const after = preview.value;
      if (after === null || after === before) {
        store.setState({ preview });
        return;
      }
      const sameProfile = before !== null && before.profileId === after.profileId;
      const { selection } = store.getState();
      store.setState({
        preview,
        selection: sameProfile ? carriedOver(selection, before.knobs, after.knobs) : defaultSelection(after.knobs),
      });
    },
  );
  const statusInto = createLoader(
    () => store.getState().status,
    (status) => {
      store.setState({ status });
    },
  );
  const verificationInto = createLoader(
    () => store.getState().verification,
    (verification) => {
      store.setState({ verification });
    },
  );

  return {
    store,
    loadPreview: () => previewInto(() => clients().tuning.plan({})),
    loadStatus: () => statusInto(() => clients().tuning.status({})),
    verify: () => verificationInto(async () => ({ steps: (await clients().tuning.verify({})).steps, at: new Date().toISOString() })),
    select: (change) => {
      store.setState({ selection: change(store.getState().selection) });
    },
    resetSelection: () => {
      store.setState({ selection: defaultSelection(store.getState().preview.value?.knobs ?? []) });
    },
    attach: (attached) =>
      attached.tuning.changed((status) => {
        store.setState({ status: { value: status, error: null, loading: false } });
      }),
  };
}
