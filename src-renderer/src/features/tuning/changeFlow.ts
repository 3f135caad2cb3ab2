/**
 * The way of one change through the window: plan → review → apply → result,
 * and the way back. A state machine without React, so that it can be tested
 * step by step and so that closing a dialog never loses track of a running job.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppError } from '../../../../src-main/contracts/errors.ts';
import type { ApplyProgress, UndoInput, UndoResult } from '../../../../src-main/contracts/executor.ts';
import type { PlanRecord } from '../../../../src-main/contracts/plan.ts';
import type { PlanInput, PlanPreview } from '../../../../src-main/contracts/tuning.ts';
import type { Clients } from '../../api/clients.ts';
import { toAppError } from '../../lib/loadable.ts';

export interface UndoRequest {
  readonly input: UndoInput;
  /** What is undone, for headings: "Swappiness" or "everything". */
  readonly what: string;
}

export type ChangeState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'planning'; readonly input: PlanInput }
  | { readonly phase: 'review'; readonly input: PlanInput; readonly preview: PlanPreview; readonly countdown: boolean }
  | { readonly phase: 'applying'; readonly preview: PlanPreview; readonly progress: ApplyProgress | null; readonly cancelling: boolean }
  | { readonly phase: 'applied'; readonly record: PlanRecord }
  | { readonly phase: 'undoReview'; readonly request: UndoRequest }
  | { readonly phase: 'undoing'; readonly request: UndoRequest; readonly progress: ApplyProgress | null; readonly cancelling: boolean }
  | { readonly phase: 'undone'; readonly request: UndoRequest; readonly result: UndoResult }
  | { readonly phase: 'failed'; readonly doing: 'plan' | 'apply' | 'undo'; readonly error: AppError; readonly undo: UndoRequest | null };

export interface ChangeFlow {
  readonly store: StoreApi<ChangeState>;
  plan(input: PlanInput): Promise<void>;
  setPersist(persist: boolean): Promise<void>;
  setCountdown(countdown: boolean): void;
  apply(confirmSeconds: number): Promise<void>;
  reviewUndo(request: UndoRequest): void;
  undo(request: UndoRequest): Promise<void>;
  /** Asks the running job to stop. What was already written is undone by the executor. */
  cancel(): void;
  /** Closes the dialog; does nothing while the machine is being changed. */
  close(): void;
}

export interface ChangeFlowOptions {
  readonly clients: () => Pick<Clients, 'tuning'>;
  /** Runs after anything that may have changed the machine, also after failures. */
  readonly afterChange: () => void;
}

export function isBusy(state: ChangeState): boolean {
  return state.phase === 'applying' || state.phase === 'undoing';
}

export function createChangeFlow({ clients, afterChange }: ChangeFlowOptions): ChangeFlow {
  const store = createStore<ChangeState>(() => ({ phase: 'idle' }));
  let running: AbortController | undefined;

  function set(state: ChangeState): void {
    store.setState(state, true);
  }
  function report(progress: ApplyProgress): void {
    const state = store.getState();
    if (state.phase === 'applying' || state.phase === 'undoing') set({ ...state, progress });
  }

  async function plan(input: PlanInput): Promise<void> {
    if (isBusy(store.getState())) return;
    const before = store.getState();
    const mine: ChangeState = { phase: 'planning', input };
    // While the review is open its content stays until the new Plan is there: no flicker.
    if (before.phase !== 'review') set(mine);
    try {
      const preview = await clients().tuning.plan(input);
      const now = store.getState();
      if (now !== mine && now !== before) return;
      set({ phase: 'review', input, preview, countdown: before.phase === 'review' ? before.countdown : preview.confirmAdvised });
    } catch (error) {
      set({ phase: 'failed', doing: 'plan', error: toAppError(error), undo: null });
    }
  }

  async function apply(confirmSeconds: number): Promise<void> {
    const state = store.getState();
    if (state.phase !== 'review' || state.preview.plan === null) return;
    running = new AbortController();
    set({ phase: 'applying', preview: state.preview, progress: null, cancelling: false });
    try {
      const record = await clients().tuning.apply(
        { plan: state.preview.plan, confirmWithinSeconds: state.countdown ? confirmSeconds : null },
        { signal: running.signal, onProgress: report },
      );
      set({ phase: 'applied', record });
    } catch (error) {
      set({ phase: 'failed', doing: 'apply', error: toAppError(error), undo: null });
    } finally {
      running = undefined;
      afterChange();
    }
  }

  async function undo(request: UndoRequest): Promise<void> {
    if (isBusy(store.getState())) return;
    running = new AbortController();
    set({ phase: 'undoing', request, progress: null, cancelling: false });
    try {
      const result = await clients().tuning.undo(request.input, { signal: running.signal, onProgress: report });
      set({ phase: 'undone', request, result });
    } catch (error) {
      set({ phase: 'failed', doing: 'undo', error: toAppError(error), undo: request });
    } finally {
      running = undefined;
      afterChange();
    }
  }

  return {
    store,
    plan,
    apply,
    undo,
    setPersist: async (persist) => {
      const state = store.getState();
      if (state.phase === 'review') await plan({ ...state.input, persist });
    },
    setCountdown: (countdown) => {
      const state = store.getState();
      if (state.phase === 'review') set({ ...state, countdown });
    },
    reviewUndo: (request) => {
      if (!isBusy(store.getState())) set({ phase: 'undoReview', request });
    },
    cancel: () => {
      const state = store.getState();
      if (state.phase !== 'applying' && state.phase !== 'undoing') return;
      set({ ...state, cancelling: true });
      running?.abort();
    },
    close: () => {
      if (!isBusy(store.getState())) set({ phase: 'idle' });
    },
  };
}
