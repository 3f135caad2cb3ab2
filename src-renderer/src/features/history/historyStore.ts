/** Every Plan ever, in pages. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PlanRecord } from '../../../../src-main/contracts/plan.ts';
import type { Clients } from '../../api/clients.ts';
import { createLoader, emptyLoadable, type Loadable } from '../../lib/loadable.ts';

export const historyPageSize = 50;

export interface HistoryPages {
  readonly plans: readonly PlanRecord[];
  /** The last page was full, so there may be older Plans. */
  readonly mayHaveOlder: boolean;
}

export interface HistoryFeature {
  readonly store: StoreApi<Loadable<HistoryPages>>;
  load(): Promise<void>;
  loadOlder(): Promise<void>;
}

export function createHistoryFeature(clients: () => Pick<Clients, 'tuning'>): HistoryFeature {
  const store = createStore<Loadable<HistoryPages>>(() => emptyLoadable());
  const into = createLoader(
    () => store.getState(),
    (next) => {
      store.setState(next, true);
    },
  );
  return {
    store,
    load: () =>
      into(async () => {
        const { plans } = await clients().tuning.history({ limit: historyPageSize });
        return { plans, mayHaveOlder: plans.length === historyPageSize };
      }),
    loadOlder: () =>
      into(async () => {
        const shown = store.getState().value?.plans ?? [];
        const { plans } = await clients().tuning.history({ limit: historyPageSize, before: shown.at(-1)?.createdAt ?? null });
        const known = new Set(shown.map((plan) => plan.planId));
        return { plans: [...shown, ...plans.filter((plan) => !known.has(plan.planId))], mayHaveOlder: plans.length === historyPageSize };
      }),
  };
}
