import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { historyContract } from '../../../contracts/history.ts';
import { restEndpoints } from '../../../contracts/webRest.ts';
import type { Fields, MonitorModule } from '../../module.ts';
import { invalid, Refused } from '../../module.ts';
import { startTestWeb, type TestWeb } from '../testSupport/testWeb.ts';
import { csvText, historyCsv } from './csv.ts';
import { answerRest, restPaths } from './routes.ts';

const evil = ['=cmd|calc', '+1', '-1', '@SUM(A1)', '\tx', 'a,b', 'a"b', 'a\r\nb', '<img src=x onerror=alert(1)>', '\u001b[31m'];
const asked: Fields[] = [];
const range = {
  tier: 'second',
  fromMs: 1_800_000_000_000,
  stepMs: 1000,
  count: 2,
  series: evil.map((name) => ({ id: `disk.tempC/${name}`, min: [1, null], mean: [-2.5, null], max: [3, 4] })),
};
const parts: MonitorModule = {
  events: [],
  methods: {
    'history.range': {
      reach: 'anywhere',
      answer: (params) => {
        asked.push(params);
        if (params['fromMs'] === 1) throw new Refused('history.unknownSeries', 'no such series: x', { series: 'x' });
        if (params['fromMs'] === 2) throw new Error('broken');
        if (!historyContract.members.range.input.safeParse(params).success) throw invalid('series', 'wrong');
        return { raw: [Buffer.from(JSON.stringify(range))] };
      },
    },
    'history.series': { reach: 'anywhere', answer: () => ({ series: evil.map((id) => ({ id })) }) },
    'alerts.active': { reach: 'anywhere', answer: () => ({ alerts: [], problem: null }) },
    'alerts.firings': {
      reach: 'anywhere',
      answer: (params) => {
        asked.push(params);
        return Promise.resolve({ alerts: [] });
      },
    },
    'processes.list': {
      reach: 'anywhere',
      answer: (params) => {
        asked.push(params);
        return { name: evil };
      },
    },
  },
};

let web: TestWeb;
beforeAll(async () => {
  web = await startTestWeb({ modules: [parts], nowMs: () => 1_800_000_000_000 });
  web.publish();
});
afterAll(() => {
  web.close();
});

/** A reader of CSV by RFC 4180. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const pattern = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/gy;
  for (let match = pattern.exec(text); match !== null && match[0] !== ''; match = pattern.exec(text)) {
    const field = match[1] ?? '';
    rows.at(-1)?.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (match[2] === '\r\n') rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}

describe('REST', () => {
  it('has every path of the description, and no other', () => {
    expect([...restPaths, '/health'].sort()).toEqual(Object.keys(restEndpoints).sort());
  });

  it('asks history with what the contract takes', async () => {
    asked.length = 0;
    const { status, body } = await web.ask('/v1/history?series=a%2Fb%2Cc&series=cpu.busyPercent&to=2026-01-31T12:00:00Z&points=5');
    expect([status, JSON.parse(body)]).toEqual([200, range]);
    const toMs = Date.parse('2026-01-31T12:00:00Z');
    expect(asked).toEqual([{ series: ['a/b,c', 'cpu.busyPercent'], fromMs: toMs - 3_600_000, toMs, points: 5 }]);
    expect(historyContract.members.range.input.safeParse(asked[0]).success).toBe(true);
  });

  it('gives the error of the method with a status that fits', async () => {
    expect(await web.ask('/v1/history?series=x&from=1')).toMatchObject({
      status: 404,
      body: expect.stringContaining('history.unknownSeries') as string,
    });
    expect((await web.ask('/v1/history')).status).toBe(400);
    const broken = await web.ask('/v1/history?series=x&from=2');
    expect(broken.status).toBe(500);
    expect(broken.body).not.toContain('broken');
    expect(web.complaints.splice(0).join()).toContain('broken');
  });

  it('says that a part is missing which this monitor does not have', async () => {
    const bare = await startTestWeb();
    bare.publish();
    for (const target of ['/v1/history?series=a', '/v1/alerts', '/v1/processes', '/v1/series'])
      expect((await bare.ask(target)).status).toBe(404);
    bare.close();
  });

  it('tells what is wrong now, and with a time what was', async () => {
    asked.length = 0;
    expect(JSON.parse((await web.ask('/v1/alerts')).body)).toEqual({ alerts: [], problem: null });
    expect((await web.ask('/v1/alerts?limit=7')).status).toBe(200);
    expect(asked).toEqual([{ fromMs: 1_800_000_000_000 - 604_800_000, toMs: 1_800_000_000_000, limit: 7 }]);
  });

  it('works on a few questions at the same time, and tells the others to come again', async () => {
    const waiting: (() => void)[] = [];
    const answer = (): Promise<object> =>
      new Promise((resolve) => {
        waiting.push(() => {
          resolve({});
        });
      });
    const slow = await startTestWeb({ modules: [{ events: [], methods: { 'processes.list': { reach: 'anywhere', answer } } }] });
    const replies = Array.from({ length: 16 }, () => slow.ask('/v1/processes'));
    await vi.waitUntil(() => waiting.length === 16);
    const refused = await Promise.all(Array.from({ length: 4 }, () => slow.ask('/v1/snapshot')));
    expect(refused.map(({ status, headers }) => [status, headers['retry-after']])).toEqual(Array(4).fill([503, '1']));
    for (const go of waiting.splice(0)) go();
    expect((await Promise.all(replies)).map(({ status }) => status)).toEqual(Array(16).fill(200));
    expect((await slow.ask('/v1/snapshot')).status).toBe(200);
    slow.close();
  });

  it('serves its own description', async () => {
    const { status, body } = await web.ask('/v1/openapi.json');
    expect(status).toBe(200);
    expect(Object.keys((JSON.parse(body) as { paths: object }).paths).sort()).toEqual(
      [...Object.keys(restEndpoints), '/v1/stream', '/rpc', '/ws'].sort(),
    );
  });

  it('takes exactly the queries that the description takes', async () => {
    const value = fc.oneof(
      fc.constantFrom(
        '1',
        '0',
        '600',
        '4000',
        '4001',
        'json',
        'csv',
        'xml',
        '',
        '1e3',
        ' 1',
        '2026-01-31',
        '2026-01-31T12:00:00Z',
        '2026-02-31T25:00:00Z',
        '1000',
        '200',
        '10001',
        '-5',
      ),
      fc.string({ maxLength: 8 }),
    );
    const numeric = new Set(['points', 'limit', 'overMs']);
    const path = fc.constantFrom('/v1/history', '/v1/alerts', '/v1/processes', '/v1/series', '/v1/snapshot');
    const query = fc.dictionary(fc.constantFrom('series', 'from', 'to', 'points', 'format', 'limit', 'overMs', 'zzz'), value, {
      maxKeys: 3,
    });
    const api = {
      call: (_method: string, params: Fields) =>
        params['series'] !== undefined && (params['series'] as string[]).length === 0 ? Promise.reject(invalid('series', 'x')) : {},
    };
    await fc.assert(
      fc.asyncProperty(path, query, async (target, fields) => {
        const text = new URLSearchParams(fields).toString();
        const typed = Object.fromEntries(
          Object.entries(fields).map(([name, raw]) => [
            name,
            name === 'series' ? [raw] : numeric.has(name) && /^\d+$/.test(raw) ? Number(raw) : raw,
          ]),
        );
        const schema = restEndpoints[target]?.query.strict();
        const dated = ['from', 'to'].every(
          (name) => fields[name] === undefined || !Number.isNaN(Date.parse(fields[name])) || /^\d+$/.test(fields[name]),
        );
        const wanted = schema?.safeParse(typed).success === true && dated;
        // An empty series is the method's to refuse.
        if (fields['series'] === '') return;
        let taken = true;
        try {
          await answerRest(target, text, { api: api as never, nowMs: () => 0, metrics: () => '' });
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          taken = false;
        }
        expect(taken, `${target}?${text}`).toBe(wanted);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('CSV', () => {
  it('is read as it was meant, and no spreadsheet takes a name for a formula', async () => {
    const { body, headers } = await web.ask('/v1/history?series=a&format=csv');
    expect(headers['content-type']).toContain('text/csv');
    expect(headers['content-disposition']).toContain('attachment');
    const [head = [], first = [], second = []] = readCsv(body);
    expect(head).toHaveLength(1 + 3 * evil.length);
    expect(first.slice(0, 4)).toEqual(['2027-01-15T08:00:00.000Z', '1', '-2.5', '3']);
    expect(second.slice(0, 4)).toEqual(['2027-01-15T08:00:01.000Z', '', '', '4']);
  });

  it('puts an apostrophe before what starts like a formula', () => {
    for (const name of evil) expect(csvText(name)).not.toMatch(/^"?[=+\-@\t\r]/);
    fc.assert(
      fc.property(fc.string(), (text) => {
        const [[field] = []] = readCsv(`${csvText(text)},end\r\n`);
        expect(field === text || field === `'${text}`).toBe(true);
        expect(field).not.toMatch(/^[=+\-@\t\r\n]/);
      }),
    );
    expect(historyCsv({ tier: 'second', fromMs: 0, stepMs: 1, count: 0, series: [] })).toBe('time\r\n');
  });
});
