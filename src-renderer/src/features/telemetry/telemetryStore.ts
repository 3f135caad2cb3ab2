/**
 * Live figures. Frames go into a ring buffer outside React and are committed
 * to the store at most twice a second, and not at all while nobody can see them.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppError } from '../../../../src-main/contracts/errors.ts';
import type { MonitorFrame } from '../../../../src-main/contracts/monitor.ts';
import type { Clients } from '../../api/clients.ts';
import { toAppError } from '../../lib/loadable.ts';
import { createRingBuffer } from '../../lib/ringBuffer.ts';
import { createFigureColumns, type FigureColumns } from './figureColumns.ts';

/** The last minute, for the tiles. */
export const chartSeconds = 60;
/** The longest that the monitor keeps (contract monitor.recent). */
const longestSeconds = 900;
const retryEveryMs = 5_000;
const commitEveryMs = 500;
/** Shortest interval a user can set is 0.5 s; a little more of those than fit into the span. */
const framesPerSecond = 2;
const spareFrames = 20;

export interface TelemetryView {
  /** Frames of about the last minute, oldest first. */
  readonly frames: readonly MonitorFrame[];
  readonly latest: MonitorFrame | null;
  /** Why there are no live figures, when there are none. */
  readonly error: AppError | null;
}

export interface Telemetry {
  readonly store: StoreApi<TelemetryView>;
  /** Every figure of the last 15 minutes that this window has seen, also while it was hidden; newest as in the newest commit or newer. */
  readonly figures: FigureColumns;
  attach(clients: Pick<Clients, 'monitor'>): () => void;
}

export interface TelemetryOptions {
  readonly isVisible?: () => boolean;
}

export function createTelemetry({ isVisible = () => document.visibilityState === 'visible' }: TelemetryOptions = {}): Telemetry {
  const store = createStore<TelemetryView>(() => ({ frames: [], latest: null, error: null }));
  const buffer = createRingBuffer<MonitorFrame>(chartSeconds * framesPerSecond + spareFrames);
  const figures = createFigureColumns(longestSeconds + spareFrames);
  let dirty = false;

  function push(frame: MonitorFrame): void {
    buffer.push(frame);
    figures.push(frame);
    dirty = true;
  }

  function commit(): void {
    if (!dirty || !isVisible()) return;
    dirty = false;
    const frames = buffer.items();
    store.setState({ frames, latest: frames.at(-1) ?? null, error: null });
  }

  return {
    store,
    figures,
    attach: (clients) => {
      let attached = true;
      let retryTimer: ReturnType<typeof setTimeout> | undefined;
      buffer.clear();
      figures.clear();

      async function fill(): Promise<void> {
        const { frames } = await clients.monitor.recent({ seconds: chartSeconds });
        if (!attached) return;
        // Frames of the subscription may have come first; the history replaces them and they are in it.
        buffer.clear();
        figures.clear();
        for (const frame of frames) push(frame);
        commit();
      }
      function fillOrRetry(): void {
        fill().catch((error: unknown) => {
          if (!attached) return;
          store.setState({ error: toAppError(error) });
          retryTimer = setTimeout(fillOrRetry, retryEveryMs);
        });
      }

      fillOrRetry();
      const unsubscribe = clients.monitor.frame(push);
      const commitTimer = setInterval(commit, commitEveryMs);
      return () => {
        attached = false;
        clearTimeout(retryTimer);
        clearInterval(commitTimer);
        unsubscribe();
      };
    },
  };
}
