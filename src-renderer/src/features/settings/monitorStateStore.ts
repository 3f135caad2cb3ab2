/** Web access, the kept figures and whether the monitor stays, as the programs report them: state, not settings. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { HistoryStatus } from '../../../../src-main/contracts/history.ts';
import type { WebAccess } from '../../../../src-main/contracts/monitor.ts';
import type { Clients } from '../../api/clients.ts';
import { createLoader, emptyLoadable, type Loadable } from '../../lib/loadable.ts';

export type Resident = Awaited<ReturnType<Clients['system']['resident']>>;

export interface MonitorState {
  readonly web: Loadable<WebAccess>;
  readonly kept: Loadable<HistoryStatus>;
  readonly resident: Loadable<Resident>;
}

export interface MonitorStateFeature {
  readonly store: StoreApi<MonitorState>;
  loadWeb(): Promise<void>;
  /** Cuts off everybody who has the old token. */
  renewToken(): Promise<void>;
  loadKept(): Promise<void>;
  /** Forgets all figures of the past. */
  clear(): Promise<void>;
  loadResident(): Promise<void>;
  setResident(on: boolean): Promise<void>;
}

export function createMonitorStateFeature(clients: () => Pick<Clients, 'monitor' | 'history' | 'system'>): MonitorStateFeature {
  const store = createStore<MonitorState>(() => ({ web: emptyLoadable(), kept: emptyLoadable(), resident: emptyLoadable() }));
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
  const intoResident = createLoader(
    () => store.getState().resident,
    (resident) => {
      store.setState({ resident });
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
    loadResident: () => intoResident(() => clients().system.resident({})),
    setResident: async (on) => {
      const value = await clients().system.setResident({ on });
      store.setState({ resident: { value, error: null, loading: false } });
    },
  };
}
