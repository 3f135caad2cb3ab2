/** The state of the monitor page in its address, so that a link opens what was seen. Pure. */
import { partsOfSeries } from '../../../../../src-main/contracts/metrics.ts';
import { isResourceId, type ResourceId, resourceOfMetric } from './resources.ts';
import { defaultSpan, fixedView, isSpanId, type SpanId, type TimeView, viewAround } from './timeView.ts';

export interface MonitorSearch {
  readonly resource?: ResourceId | 'compare';
  /** A live span … */
  readonly span?: SpanId;
  /** … or a stretch that stands still, milliseconds since 1970. */
  readonly from?: number;
  readonly to?: number;
  /** Two series beside each other. */
  readonly compare?: readonly string[];
  /** A series to look at, and a moment: what an alert links to. */
  readonly series?: string;
  readonly at?: number;
}

const longestSeries = 300;

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= longestSeries ? value : null;
}

/** Times that a chart can show; anything else in the address is ignored. */
function moment(value: unknown): number | null {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 1 && number < 8e15 ? Math.round(number) : null;
}

/** Takes an address apart. What is wrong in it is left out, because a link may be old or cut. */
export function monitorSearch(search: Readonly<Record<string, unknown>>): MonitorSearch {
  const { resource, span, compare } = search;
  const from = moment(search['from']);
  const to = moment(search['to']);
  const at = moment(search['at']);
  const series = text(search['series']);
  const pair = Array.isArray(compare) ? compare.map(text).filter((one) => one !== null) : [];
  return {
    ...(resource === 'compare' || isResourceId(resource) ? { resource } : {}),
    ...(isSpanId(span) ? { span } : {}),
    ...(from !== null && to !== null && from < to ? { from, to } : {}),
    ...(pair.length > 0 ? { compare: pair.slice(0, 2) } : {}),
    ...(series === null ? {} : { series }),
    ...(at === null ? {} : { at }),
  };
}

export function viewOf(search: MonitorSearch, nowMs: number): TimeView {
  if (search.from !== undefined && search.to !== undefined) return fixedView(search.from, search.to, Math.max(nowMs, search.to));
  if (search.at !== undefined && search.span === undefined) return viewAround(search.at, nowMs);
  return { kind: 'live', span: search.span ?? defaultSpan };
}

export function resourceOf(search: MonitorSearch): ResourceId | 'compare' {
  if (search.resource !== undefined) return search.resource;
  if (search.compare !== undefined) return 'compare';
  return (search.series === undefined ? null : resourceOfMetric(partsOfSeries(search.series).metric)) ?? 'cpu';
}

const viewKeys: ReadonlySet<string> = new Set(['from', 'to', 'span']);

/** The address of a view; the other parts stay. */
export function withView(search: MonitorSearch, view: TimeView): MonitorSearch {
  const rest: MonitorSearch = Object.fromEntries(Object.entries(search).filter(([key]) => !viewKeys.has(key)));
  return view.kind === 'live' ? { ...rest, span: view.span } : { ...rest, from: view.fromMs, to: view.toMs };
}
