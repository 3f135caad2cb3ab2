/** Web access and the kept figures, as the monitor reports them: state, not settings. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { HistoryStatus } from '../../../../src-main/contracts/history.ts';
import type { WebAccess } from '../../../../src-main/contracts/monitor.ts';
import type { Clients } from '../../api/clients.ts';
import { createLoader, emptyLoadable, type Loadable } from '../../lib/loadable.ts';

export interface MonitorState {
  readonly web: Loadable<WebAccess>;
  readonly kept: Loadable<HistoryStatus>;
}

export interface MonitorStateFeature {
  readonly store: StoreApi<MonitorState>;
  loadWeb(): Promise<void>;
  /** Cuts off everybody who has the old token. */
  renewToken(): Promise<void>;
  loadKept(): Promise<void>;
  /** Forgets all figures of the past. */
  clear(): Promise<void>;
}

export function createMonitorStateFeature(clients: () => Pick<Clients, 'monitor' | 'history'>): MonitorStateFeature {
  const store = createStore<MonitorState>(() => ({ web: emptyLoadable(), kept: emptyLoadable() }));
  const intoWeb = createLoader(
    () => store.getState().web,
    (web) => {
      store.setState({ web });
    },
  );
  const intoKept = createLoader(
    () => store.getState().kept,
    (kept) => {
      store.setState({ kept });
    },
  );
  return {
    store,
    loadWeb: () => intoWeb(() => clients().monitor.web({})),
    renewToken: async () => {
      const value = await clients().monitor.renewToken({});
      store.setState({ web: { value, error: null, loading: false } });
    },
    loadKept: () => intoKept(() => clients().history.status({})),
    clear: async () => {
      const value = await clients().history.clear({});
      store.setState({ kept: { value, error: null, loading: false } });
    },
  };
}
