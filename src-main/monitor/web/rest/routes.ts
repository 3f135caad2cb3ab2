/** The REST side: which path asks which method. Only what anybody with the token may call, never what changes something. */
import type { HistoryRange } from '../../../contracts/history.ts';
import type { MonitorApi } from '../../api.ts';
import { answerValue } from '../eventPayload.ts';
import { historyCsv } from './csv.ts';
import { type HttpAnswer, jsonAnswer } from './httpAnswer.ts';
import { given, Query } from './query.ts';

export interface RestOptions {
  readonly api: MonitorApi;
  readonly nowMs: () => number;
  /** Prometheus text. */
  readonly metrics: () => string;
}

type Route = (query: string, options: RestOptions) => HttpAnswer | Promise<HttpAnswer>;

const hourMs = 60 * 60 * 1000;
const weekMs = 7 * 24 * hourMs;
const defaultPoints = 600;
const maxPoints = 4000;
const maxFirings = 1000;

const routes: Readonly<Record<string, Route>> = {
  '/v1/snapshot': (text, { api }) => plain(api, 'monitor.snapshot', text),
  '/v1/series': (text, { api }) => plain(api, 'history.series', text),
  '/v1/history': history,
  '/v1/alerts': alerts,
  '/v1/processes': async (text, { api }) => {
    const query = new Query(text, ['overMs']);
    const overMs = query.one('overMs') === undefined ? undefined : query.wholeNumber('overMs', 0, 200, 10_000);
    return jsonAnswer(await api.call('processes.list', given({ overMs }), false));
  },
  '/v1/openapi.json': async (text) => {
    new Query(text, []);
    // Two hundred kilobytes that hardly anybody asks for.
    const { default: description } = await import('../../../../docs/api/rest/openapi.json', { with: { type: 'json' } });
    return jsonAnswer(description);
  },
  '/metrics': (text, { metrics }) => {
    new Query(text, []);
    // The type of the Prometheus text format, version 0.0.4.
    return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: [Buffer.from(metrics())] };
  },
};

export const restPaths: readonly string[] = Object.keys(routes);

/** undefined when there is no such path. Throws or rejects with `Refused` for what is asked wrongly. */
export function answerRest(path: string, query: string, options: RestOptions): HttpAnswer | Promise<HttpAnswer> | undefined {
  return Object.hasOwn(routes, path) ? routes[path]?.(query, options) : undefined;
}

async function plain(api: MonitorApi, method: string, text: string): Promise<HttpAnswer> {
  new Query(text, []);
  return jsonAnswer(await api.call(method, {}, false));
}

async function history(text: string, { api, nowMs }: RestOptions): Promise<HttpAnswer> {
  const query = new Query(text, ['series', 'from', 'to', 'points', 'format']);
  const format = query.choice('format', 'json', ['json', 'csv']);
  const toMs = query.time('to', nowMs());
  const params = {
    series: query.all('series'),
    fromMs: query.time('from', toMs - hourMs),
    toMs,
    points: query.wholeNumber('points', defaultPoints, 1, maxPoints),
  };
  const answer = await api.call('history.range', params, false);
  if (format === 'json') return jsonAnswer(answer);
  return {
    status: 200,
    type: 'text/csv; charset=utf-8; header=present',
    body: [Buffer.from(historyCsv(answerValue(answer) as HistoryRange))],
    headers: { 'Content-Disposition': 'attachment; filename="history.csv"' },
  };
}

/** What is wrong now; with a time, also what was. */
async function alerts(text: string, { api, nowMs }: RestOptions): Promise<HttpAnswer> {
  const query = new Query(text, ['from', 'to', 'limit']);
  if (['from', 'to', 'limit'].every((name) => query.one(name) === undefined)) return jsonAnswer(await api.call('alerts.active', {}, false));
  const toMs = query.time('to', nowMs());
  const params = { fromMs: query.time('from', toMs - weekMs), toMs, limit: query.wholeNumber('limit', 100, 1, maxFirings) };
  return jsonAnswer(await api.call('alerts.firings', params, false));
}
