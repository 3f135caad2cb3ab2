/**
 * One time axis for all charts of the page: which stretch is shown, what was
 * kept of it, and the live figures at its right edge. Charts are told when to
 * draw; React is told only what it shows in words.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppError } from '../../../../src-main/contracts/errors.ts';
import { type HistoryRange, maxPointsPerRange, maxSeriesPerRange } from '../../../../src-main/contracts/history.ts';
import type { Clients } from '../../api/clients.ts';
import { toAppError } from '../../lib/loadable.ts';
import type { FigureColumns } from '../telemetry/figureColumns.ts';
import { merged, type Past, type Points, pastOf } from './model/merge.ts';
import { fixedView, followed, panned, sameView, steppedZoom, type TimeView, type TimeWindow, windowOf, zoomed } from './model/timeView.ts';

export interface TimelineState {
  readonly view: TimeView;
  /** Series that were ever kept or are live. */
  readonly known: ReadonlySet<string>;
  /** The past takes longer than a blink to arrive. */
  readonly slow: boolean;
  /** Why the past is missing. Live figures go on without it. */
  readonly error: AppError | null;
  readonly tier: HistoryRange['tier'] | null;
  readonly stepMs: number | null;
}

export interface TimelineOptions {
  readonly clients: () => Pick<Clients, 'history'>;
  readonly figures: FigureColumns;
  readonly view: TimeView;
}

/** A blink: progress that comes and goes within it would only flicker. */
const slowAfterMs = 300;
/** Dragging and wheeling ask for a new stretch many times a second; only where they end is fetched. */
const settleMs = 150;
const leastRefreshMs = 10_000;
const mostRefreshMs = 5 * 60_000;
const exactSpanMs = 15 * 60_000;

export interface Timeline {
  readonly store: StoreApi<TimelineState>;
  now(): number;
  window(): TimeWindow;
  points(): Points;
  /** Runs after the window or the points changed. */
  onDraw(listener: () => void): () => void;
  setView(view: TimeView): void;
  zoomAround(factor: number, aroundMs: number): void;
  zoomStep(direction: 'in' | 'out'): void;
  panBy(share: number): void;
  select(fromMs: number, toMs: number): void;
  follow(): void;
  /** Series of all charts on the page. */
  setSeries(ids: readonly string[]): void;
  setWidth(widthPx: number): void;
  /** There are new live figures. */
  tick(): void;
  /** A new connection, or another try: what was kept is asked for again. */
  reload(): void;
  /** Once it is used, and again after `stop`. */
  start(): void;
  stop(): void;
}

function chunks(ids: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(ids.length / maxSeriesPerRange) }, (_, index) =>
    ids.slice(index * maxSeriesPerRange, (index + 1) * maxSeriesPerRange),
  );
}

export function createTimeline({ clients, figures, view: firstView }: TimelineOptions): Timeline {
  const store = createStore<TimelineState>(() => ({
    view: firstView,
    known: new Set(figures.series()),
    slow: false,
    error: null,
    tier: null,
    stepMs: null,
  }));
  const listeners = new Set<() => void>();
  let kept: ReadonlySet<string> = new Set();
  let keptLoaded = false;
  let generation = figures.generation();
  let ids: readonly string[] = [];
  let widthPx = 800;
  let past: Past | null = null;
  let points: Points | null = null;
  let asked = 0;
  let loadedAt = 0;
  let drawnAt = 0;
  let settleTimer: ReturnType<typeof setTimeout> | undefined;
  let slowTimer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  const now = (): number => figures.newestAt() ?? Date.now();
  const view = (): TimeView => store.getState().view;
  const window = (): TimeWindow => windowOf(view(), now());

  function changed(): void {
    points = null;
    drawnAt = now();
    for (const listener of [...listeners]) listener();
  }

  function lookForSeries(): void {
    if (generation === figures.generation()) return;
    generation = figures.generation();
    store.setState({ known: new Set([...kept, ...figures.series()]) });
  }

  async function loadKept(): Promise<void> {
    const { series } = await clients().history.series({});
    kept = new Set(series.map((one) => one.id));
    keptLoaded = true;
    store.setState({ known: new Set([...kept, ...figures.series()]) });
  }

  async function fetchPast(): Promise<Past | null> {
    if (!keptLoaded) await loadKept();
    const wanted = ids.filter((id) => kept.has(id));
    const { fromMs, toMs } = window();
    const limit = Math.min(maxPointsPerRange, Math.max(60, Math.round(widthPx)));
    const answers = await Promise.all(
      chunks(wanted).map((series) => clients().history.range({ series: [...series], fromMs, toMs, points: limit })),
    );
    return pastOf(answers);
  }

  function load(): void {
    clearTimeout(settleTimer);
    clearTimeout(slowTimer);
    if (ids.length === 0 || stopped) return;
    asked += 1;
    const mine = asked;
    loadedAt = Date.now();
    slowTimer = setTimeout(() => {
      store.setState({ slow: true });
    }, slowAfterMs);
    fetchPast()
      .then((answer) => {
        if (mine !== asked || stopped) return;
        past = answer;
        store.setState({ error: null, tier: answer?.tier ?? null, stepMs: answer?.stepMs ?? null });
      })
      .catch((error: unknown) => {
        if (mine === asked && !stopped) store.setState({ error: toAppError(error) });
      })
      .finally(() => {
        if (mine !== asked || stopped) return;
        clearTimeout(slowTimer);
        store.setState({ slow: false });
        changed();
      });
  }

  function loadSoon(): void {
    clearTimeout(settleTimer);
    settleTimer = setTimeout(load, settleMs);
  }

  function setView(next: TimeView): void {
    if (sameView(view(), next)) return;
    store.setState({ view: next });
    changed();
    loadSoon();
  }

  function refreshMs(): number {
    const { fromMs, toMs } = window();
    if (toMs - fromMs <= exactSpanMs) return Number.POSITIVE_INFINITY;
    return Math.min(mostRefreshMs, Math.max(leastRefreshMs, past?.stepMs ?? 0));
  }

  return {
    store,
    now,
    window,
    points: () => {
      points ??= merged(past, figures, ids, window());
      return points;
    },
    onDraw: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setView,
    zoomAround: (factor, aroundMs) => {
      setView(zoomed(view(), factor, aroundMs, now()));
    },
    zoomStep: (direction) => {
      setView(steppedZoom(view(), direction, now()));
    },
    panBy: (share) => {
      setView(panned(view(), share, now()));
    },
    select: (fromMs, toMs) => {
      setView(fixedView(fromMs, toMs, now()));
    },
    follow: () => {
      setView(followed(view()));
    },
    setSeries: (next) => {
      if (next.length === ids.length && next.every((id, index) => id === ids[index])) return;
      ids = next;
      changed();
      loadSoon();
    },
    setWidth: (next) => {
      // The scroll bar comes and goes; only a real change of size needs other points.
      const other = Math.abs(next - widthPx) > widthPx / 5;
      if (!other) return;
      widthPx = next;
      loadSoon();
    },
    tick: () => {
      lookForSeries();
      if (view().kind !== 'live') return;
      const { fromMs, toMs } = window();
      // A week does not move by a pixel each second.
      if (toMs - drawnAt >= (toMs - fromMs) / Math.max(1, widthPx)) changed();
      if (Date.now() - loadedAt >= refreshMs()) load();
    },
    reload: () => {
      keptLoaded = false;
      load();
    },
    start: () => {
      stopped = false;
    },
    stop: () => {
      stopped = true;
      clearTimeout(settleTimer);
      clearTimeout(slowTimer);
      listeners.clear();
    },
  };
}
