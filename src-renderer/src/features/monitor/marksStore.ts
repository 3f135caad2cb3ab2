/** What happened around the stretch of time that is shown: Plans of this product, and alerts. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Alert } from '../../../../src-main/contracts/alerts.ts';
import type { AppError } from '../../../../src-main/contracts/errors.ts';
import type { PlanRecord } from '../../../../src-main/contracts/plan.ts';
import type { Clients } from '../../api/clients.ts';
import { toAppError } from '../../lib/loadable.ts';
import { type Mark, marksOf } from './model/marks.ts';
import type { TimeWindow } from './model/timeView.ts';

export interface MarksState {
  readonly marks: readonly Mark[];
  /** Why some are missing. */
  readonly error: AppError | null;
}

export interface Marks {
  readonly store: StoreApi<MarksState>;
  /** Reads the alerts of a stretch of time, and all Plans. */
  load(window: TimeWindow): Promise<void>;
}

/** An alert may have begun before the stretch and last into it; nearly all are over within a week. */
const beforeMs = 7 * 86_400_000;
const most = 1000;

export interface MarksOptions {
  readonly clients: () => Pick<Clients, 'alerts' | 'tuning'>;
  /** False on the dashboard of the monitor, which knows no Plans. */
  readonly withPlans: boolean;
}

export function createMarks({ clients, withPlans }: MarksOptions): Marks {
  const store = createStore<MarksState>(() => ({ marks: [], error: null }));
  let plans: readonly PlanRecord[] = [];
  let alerts: readonly Alert[] = [];
  let newest = 0;
  return {
    store,
    load: async ({ fromMs, toMs }) => {
      newest += 1;
      const mine = newest;
      const results = await Promise.allSettled([
        clients().alerts.firings({ fromMs: Math.max(0, fromMs - beforeMs), toMs: toMs + 1, limit: most }),
        withPlans ? clients().tuning.history({ limit: most }) : Promise.resolve({ plans: [] }),
      ]);
      if (mine !== newest) return;
      const [firings, history] = results;
      if (firings.status === 'fulfilled') alerts = firings.value.alerts;
      if (history.status === 'fulfilled') plans = history.value.plans;
      const failed = results.find((result) => result.status === 'rejected');
      store.setState({ marks: marksOf(plans, alerts), error: failed === undefined ? null : toAppError(failed.reason) });
    },
  };
}
