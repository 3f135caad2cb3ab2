/** What is wrong now, what was, and the rules that decide it. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Alert } from '../../../../src-main/contracts/alerts.ts';
import type { Clients } from '../../api/clients.ts';
import { createLoader, emptyLoadable, type Loadable } from '../../lib/loadable.ts';

export type ActiveAlerts = Awaited<ReturnType<Clients['alerts']['active']>>;
export type RulesInForce = Awaited<ReturnType<Clients['alerts']['rules']>>;

export interface AlertsState {
  readonly active: Loadable<ActiveAlerts>;
  /** Newest first. */
  readonly past: Loadable<readonly Alert[]>;
  readonly rules: Loadable<RulesInForce>;
}

export interface AlertsFeature {
  readonly store: StoreApi<AlertsState>;
  load(): Promise<void>;
  /** Alerts that fired in the last `spanMs`. */
  loadPast(spanMs: number): Promise<void>;
  loadRules(): Promise<void>;
  /** Replaces all rules; rejects with `alerts.invalid` naming the fields. The order is kept. */
  setRules(rules: unknown): Promise<void>;
  acknowledge(id: string): Promise<void>;
  /** An alert by its id, wherever it is; null when nobody knows it. */
  find(id: string): Promise<Alert | null>;
  attach(clients: Pick<Clients, 'alerts'>): () => void;
}

/** Most that one answer may hold (contract alerts.firings). */
export const mostFirings = 1000;

export function createAlertsFeature(
  clients: () => Pick<Clients, 'alerts'>,
  inBackground: (action: Promise<unknown>) => void,
): AlertsFeature {
  const store = createStore<AlertsState>(() => ({ active: emptyLoadable(), past: emptyLoadable(), rules: emptyLoadable() }));
  const intoActive = createLoader(
    () => store.getState().active,
    (active) => {
      store.setState({ active });
    },
  );
  const intoPast = createLoader(
    () => store.getState().past,
    (past) => {
      store.setState({ past });
    },
  );
  const intoRules = createLoader(
    () => store.getState().rules,
    (rules) => {
      store.setState({ rules });
    },
  );
  let pastSpanMs: number | null = null;

  function accept(alerts: Alert[]): void {
    const problem = store.getState().active.value?.problem ?? null;
    store.setState({ active: { value: { alerts, problem }, error: null, loading: false } });
  }
  const load = (): Promise<void> => intoActive(() => clients().alerts.active({}));
  function loadPast(spanMs: number): Promise<void> {
    pastSpanMs = spanMs;
    const toMs = Date.now();
    return intoPast(async () => (await clients().alerts.firings({ fromMs: toMs - spanMs, toMs, limit: mostFirings })).alerts);
  }

  return {
    store,
    load,
    loadPast,
    loadRules: () => intoRules(() => clients().alerts.rules({})),
    setRules: async (rules) => {
      const answer = await clients().alerts.setRules({ rules });
      const before = store.getState().rules.value;
      if (before !== null) {
        store.setState({ rules: { value: { ...before, rules: answer.rules, problem: null }, error: null, loading: false } });
      }
      await load();
    },
    acknowledge: async (id) => {
      accept((await clients().alerts.acknowledge({ id })).alerts);
    },
    find: async (id) => {
      const known = [...(store.getState().active.value?.alerts ?? []), ...(store.getState().past.value ?? [])];
      const found = known.find((alert) => alert.id === id);
      if (found !== undefined) return found;
      const { alerts } = await clients().alerts.firings({ fromMs: 0, toMs: Date.now(), limit: mostFirings });
      return alerts.find((alert) => alert.id === id) ?? null;
    },
    attach: (attached) =>
      attached.alerts.changed(({ alerts, fired, ended }) => {
        accept(alerts);
        // A list of the past that somebody looks at goes on.
        if (pastSpanMs !== null && fired.length + ended.length > 0) inBackground(loadPast(pastSpanMs));
      }),
  };
}
