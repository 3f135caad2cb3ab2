/** Keep or revert, while the countdown of the service runs. The service decides when time is up; the window only shows it. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppError } from '../../../../src-main/contracts/errors.ts';
import type { Clients } from '../../api/clients.ts';
import { toAppError } from '../../lib/loadable.ts';

export interface ConfirmState {
  readonly doing: 'nothing' | 'keeping' | 'reverting';
  readonly error: AppError | null;
}

export interface ConfirmFlow {
  readonly store: StoreApi<ConfirmState>;
  keep(planId: string): Promise<void>;
  revert(planId: string): Promise<void>;
}

export interface ConfirmFlowOptions {
  readonly clients: () => Pick<Clients, 'tuning'>;
  readonly afterChange: () => Promise<void>;
}

export function createConfirmFlow({ clients, afterChange }: ConfirmFlowOptions): ConfirmFlow {
  const store = createStore<ConfirmState>(() => ({ doing: 'nothing', error: null }));

  async function run(doing: 'keeping' | 'reverting', action: () => Promise<unknown>): Promise<void> {
    if (store.getState().doing !== 'nothing') return;
    store.setState({ doing, error: null });
    try {
      await action();
      await afterChange();
      store.setState({ doing: 'nothing' });
    } catch (error) {
      store.setState({ doing: 'nothing', error: toAppError(error) });
      await afterChange();
    }
  }

  return {
    store,
    keep: (planId) => run('keeping', () => clients().tuning.confirm({ planId })),
    revert: (planId) => run('reverting', () => clients().tuning.undo({ planId, knobId: null, all: false, force: false })),
  };
}
