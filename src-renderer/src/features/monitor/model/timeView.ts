/** Which stretch of time is shown, and how it is zoomed and moved. Pure: everything that depends on "now" takes it as an argument. */

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export interface TimeSpan {
  /** As in the address of the page. */
  readonly id: string;
  readonly title: string;
  readonly words: string;
  readonly ms: number;
}

export const timeSpans = [
  { id: '1m', title: '1 min', words: 'the last minute', ms: minuteMs },
  { id: '5m', title: '5 min', words: 'the last 5 minutes', ms: 5 * minuteMs },
  { id: '15m', title: '15 min', words: 'the last 15 minutes', ms: 15 * minuteMs },
  { id: '1h', title: '1 h', words: 'the last hour', ms: hourMs },
  { id: '6h', title: '6 h', words: 'the last 6 hours', ms: 6 * hourMs },
  { id: '24h', title: '24 h', words: 'the last 24 hours', ms: dayMs },
  { id: '7d', title: '7 days', words: 'the last 7 days', ms: 7 * dayMs },
  { id: '30d', title: '30 days', words: 'the last 30 days', ms: 30 * dayMs },
  { id: '1y', title: '1 year', words: 'the last year', ms: 365 * dayMs },
] as const satisfies readonly TimeSpan[];

export type SpanId = (typeof timeSpans)[number]['id'];

export const defaultSpan: SpanId = '5m';

/** `live` follows the newest frame at its right edge; `fixed` stands still. */
export type TimeView =
  | { readonly kind: 'live'; readonly span: SpanId }
  | { readonly kind: 'fixed'; readonly fromMs: number; readonly toMs: number };

export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Shorter than this there is less than a handful of measurements. */
export const shortestMs = 10 * secondMs;
/** As far back as anything is kept. */
export const longestMs = 366 * dayMs;

export function spanById(id: SpanId): TimeSpan {
  const found = timeSpans.find((span) => span.id === id);
  if (found === undefined) throw new Error(`there is no span ${id}`);
  return found;
}

export function isSpanId(value: unknown): value is SpanId {
  return timeSpans.some((span) => span.id === value);
}

/** The stretch of time of a view, milliseconds since 1970. */
export function windowOf(view: TimeView, nowMs: number): TimeWindow {
  if (view.kind === 'fixed') return { fromMs: view.fromMs, toMs: view.toMs };
  return { fromMs: nowMs - spanById(view.span).ms, toMs: nowMs };
}

/** A stretch that exists: neither too short nor too long, not in the future. One that would reach the future is moved back. */
export function fixedView(fromMs: number, toMs: number, nowMs: number): TimeView {
  const middle = (fromMs + toMs) / 2;
  const length = Math.min(longestMs, Math.max(shortestMs, Math.abs(toMs - fromMs)));
  const to = Math.round(Math.min(nowMs, middle + length / 2));
  return { kind: 'fixed', fromMs: Math.round(to - length), toMs: to };
}

/** Zooms around a time that stays where it is. `factor` below 1 shows less. */
export function zoomed(view: TimeView, factor: number, aroundMs: number, nowMs: number): TimeView {
  const { fromMs, toMs } = windowOf(view, nowMs);
  const length = Math.min(longestMs, Math.max(shortestMs, (toMs - fromMs) * factor));
  const share = toMs === fromMs ? 0.5 : Math.min(1, Math.max(0, (aroundMs - fromMs) / (toMs - fromMs)));
  const from = aroundMs - share * length;
  return fixedView(from, from + length, nowMs);
}

/** One step with a button or a key: the next span while live, half or twice the length around the middle otherwise. */
export function steppedZoom(view: TimeView, direction: 'in' | 'out', nowMs: number): TimeView {
  if (view.kind === 'live') {
    const index = timeSpans.findIndex((span) => span.id === view.span) + (direction === 'in' ? -1 : 1);
    const next = timeSpans[index];
    return next === undefined ? view : { kind: 'live', span: next.id };
  }
  return zoomed(view, direction === 'in' ? 0.5 : 2, (view.fromMs + view.toMs) / 2, nowMs);
}

/** Moves by a share of the length: negative goes back. What is moved up to now follows it again when its length is a span. */
export function panned(view: TimeView, share: number, nowMs: number): TimeView {
  const { fromMs, toMs } = windowOf(view, nowMs);
  const length = toMs - fromMs;
  if (view.kind === 'live' && share >= 0) return view;
  const to = toMs + share * length;
  if (to >= nowMs) {
    const span = timeSpans.find((one) => one.ms === length);
    if (span !== undefined) return { kind: 'live', span: span.id };
  }
  return fixedView(fromMs + share * length, to, nowMs);
}

/** What a person gets who asks for "everything back": the live span that is closest in length. */
export function followed(view: TimeView): TimeView {
  if (view.kind === 'live') return view;
  const length = view.toMs - view.fromMs;
  const span = timeSpans.find((one) => one.ms >= length) ?? timeSpans.at(-1);
  return { kind: 'live', span: span?.id ?? defaultSpan };
}

const aroundAlertMs = 10 * minuteMs;

/** The moment of an alert in the middle, or near the right edge when it was just now. */
export function viewAround(atMs: number, nowMs: number): TimeView {
  return fixedView(atMs - aroundAlertMs, atMs + aroundAlertMs, Math.max(nowMs, atMs));
}

export function sameView(a: TimeView, b: TimeView): boolean {
  if (a.kind === 'live' || b.kind === 'live') return a.kind === 'live' && b.kind === 'live' && a.span === b.span;
  return a.fromMs === b.fromMs && a.toMs === b.toMs;
}
