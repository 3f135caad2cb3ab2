/** The commands about what the machine does, on services of the test's own. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AlertRules, alertsContract } from '../contracts/alerts.ts';
import { AppError } from '../contracts/errors.ts';
import { historyContract, maxPointsPerRange } from '../contracts/history.ts';
import type { Service } from '../contracts/kit/serve.ts';
import { monitorContract, type WebAccess } from '../contracts/monitor.ts';
import { processesContract } from '../contracts/processes.ts';
import { emptyFrame } from '../contracts/testSupport/emptyFrame.ts';
import { exitCodes } from './exitCodes.ts';
import { run } from './run.ts';
import { createFakeConsole, type FakeConsole, type FakeConsoleOptions } from './testSupport/fakeConsole.ts';
import { createFakeSession, fakeService } from './testSupport/fakeSession.ts';
import { sampleAlert, sampleDetail, sampleRows, sampleRules, tableOf } from './testSupport/monitorSamples.ts';

const at = 1_800_000_000_000;

interface Outcome {
  readonly code: number;
  readonly console: FakeConsole;
  readonly out: string;
  readonly json: () => unknown;
}

interface Circumstances extends FakeConsoleOptions {
  readonly monitorRuns?: boolean;
  readonly use?: (console: FakeConsole) => Promise<void>;
}

async function hecate(words: string | readonly string[], services: readonly Service[], options: Circumstances = {}): Promise<Outcome> {
  const console = createFakeConsole(options);
  const done = run(typeof words === 'string' ? words.split(' ') : words, {
    console,
    version: '1.2.3',
    signal: new AbortController().signal,
    openSession: () => Promise.resolve(createFakeSession(services, true, options.monitorRuns ?? true)),
  });
  await options.use?.(console);
  const code = await done;
  return { code, console, out: console.output(), json: () => JSON.parse(console.output()) as unknown };
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-monitoring-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('processes', () => {
  const table = tableOf(sampleRows);
  const service = fakeService(processesContract, { list: () => table });

  it('lists who uses most first; filter, order, limit and tree', async () => {
    const { out, code } = await hecate('processes', [service]);
    expect(code).toBe(exitCodes.ok);
    expect(out.split('\n')[1]).toMatch(/^ 11 +ann +S +0 +250\.0 % +8 GiB +0 B\/s +python train\.py$/);
    expect(out).not.toContain('\u001b');
    expect((await hecate('processes --filter ann --sort pid --limit 1', [service])).out).toMatch(/COMMAND\n 10 [^\n]*bash\n$/);
    expect((await hecate('processes --tree --sort pid', [service])).out).toContain('│ └─python train.py');
    expect((await hecate('processes --json --limit 1', [service])).json()).toMatchObject({
      count: 4,
      processes: [{ pid: 11, cpuPercent: 250, readBytesPerSecond: 0 }],
    });
  });

  it('top without a terminal prints one table, or as many as it was told', async () => {
    expect((await hecate('top', [service])).out.match(/COMMAND/g)).toHaveLength(1);
    expect((await hecate('top -n 3 --limit 2', [service])).out.match(/COMMAND/g)).toHaveLength(3);
    expect((await hecate('top --json -n 2', [service], { terminal: true })).out.trimEnd().split('\n')).toHaveLength(2);
  });

  it('says when others are hidden', async () => {
    const hidden = fakeService(processesContract, { list: () => ({ ...table, hidden: true }) });
    expect((await hecate('processes', [hidden])).out).toContain('hidepid');
    expect((await hecate('process 77', [hidden])).console.errors()).toContain('hidepid');
  });

  it('a wrong word is exit code 2 and names the field', async () => {
    for (const [line, field] of [
      ['processes --sort size', '--sort'],
      ['services --sort pid', '--sort'],
      ['process 0', 'PID'],
      ['process signal 11 --signal 9', '--signal'],
      ['process adjust 11', '--nice'],
      ['process adjust 11 --nice 20', '--nice'],
      ['process adjust 11 --io-priority fast', '--io-priority'],
      ['process adjust 11 --io-priority realtime', '--io-priority'],
      ['process adjust 11 --cpus all', '--cpus'],
    ] as const) {
      const { code, json } = await hecate(`${line} --json`, [service]);
      expect(code, line).toBe(exitCodes.usage);
      expect(json(), line).toMatchObject({ error: { code: 'usage', details: { field } } });
    }
  });

  it('one process: detail, signal and adjustment go to the process that has the pid now', async () => {
    const calls: unknown[] = [];
    const services = [
      fakeService(processesContract, {
        list: () => table,
        detail: (input) => {
          calls.push(input);
          return sampleDetail;
        },
        signal: (input) => {
          calls.push(input);
          return { way: 'own', record: null, ended: true };
        },
        adjust: (input) => {
          calls.push(input);
          return { way: 'own', record: null, detail: sampleDetail };
        },
      }),
    ];
    expect((await hecate('process 11', services)).out).toContain('Own share     not known (only root may see it)');
    expect((await hecate('process signal 11 --signal KILL', services)).out).toBe('KILL was sent to 11 (train), and it ended.\n');
    await hecate('process adjust 11 --nice -5 --io-priority best-effort:4 --cpus 0-3', services);
    await hecate('process adjust 11 --io-priority idle', services);
    expect(calls).toEqual([
      { pid: 11, startTicks: 7 },
      { pid: 11, startTicks: 7, signal: 'KILL' },
      { pid: 11, startTicks: 7, change: { nice: -5, ioPriority: { class: 'best-effort', level: 4 }, affinity: '0-3' } },
      { pid: 11, startTicks: 7, change: { ioPriority: { class: 'idle', level: 0 } } },
    ]);
    const gone = await hecate('process 99 --json', services);
    expect(gone.code).toBe(exitCodes.failed);
    expect(gone.json()).toMatchObject({ error: { code: 'process.gone', details: { pid: 99 } } });
  });

  it('a signal that is not allowed is exit code 4', async () => {
    const denied = fakeService(processesContract, {
      list: () => table,
      signal: () => {
        throw new AppError('process.denied', 'it belongs to root', { details: { pid: 1, problem: 'not yours' } });
      },
    });
    expect((await hecate('process signal 1', [denied])).code).toBe(exitCodes.refused);
  });

  it('services say why there are none', async () => {
    const groups = fakeService(processesContract, { groups: () => ({ at, intervalMs: 1000, groups: [], why: 'no cgroup v2 here' }) });
    expect((await hecate('services', [groups])).out).toContain('no cgroup v2 here');
  });
});

describe('top on a terminal', () => {
  it('draws, signals after a choice and a y, shows what came of it, and quits', async () => {
    const calls: unknown[] = [];
    const services = [
      fakeService(monitorContract, { snapshot: () => emptyFrame(), frame: () => () => undefined }),
      fakeService(alertsContract, { active: () => ({ alerts: [sampleAlert], problem: null }), changed: () => () => undefined }),
      fakeService(processesContract, {
        table: (listener) => {
          listener(tableOf(sampleRows));
          return () => undefined;
        },
        detail: () => sampleDetail,
        signal: (input) => {
          calls.push(input);
          return { way: 'own', record: null, ended: false };
        },
        adjust: () => {
          throw new AppError('process.denied', 'only root may raise it', { details: { pid: 11, problem: '' } });
        },
      }),
    ];
    const { code, out } = await hecate('top', services, {
      terminal: true,
      env: { NO_COLOR: '1' },
      async use(console) {
        const seen = (text: string): Promise<void> =>
          vi.waitFor(() => {
            expect(console.screen().join('\n')).toContain(text);
          });
        await seen('python train.py');
        for (const key of ['k', 'enter', 'y']) console.press(key);
        await seen('TERM was sent to 11 (train).');
        for (const key of ['r', '-', '1', 'enter']) console.press(key);
        await seen('only root may raise it');
        console.press('enter');
        await seen('Program       /usr/bin/python3');
        console.press('escape');
        console.press('q');
      },
    });
    expect(code).toBe(exitCodes.ok);
    expect(calls).toEqual([{ pid: 11, startTicks: 7, signal: 'TERM' }]);
    expect(out.endsWith('\u001b[?1049l')).toBe(true);
  });
});

describe('history', () => {
  const ids = ['cpu.busyPercent', 'disk.readBytesPerSecond/sda', 'disk.readBytesPerSecond/sd"b,', 'sensor.tempC/k10temp/Tctl'];
  const series = ids.map((id) => ({
    id,
    metric: id.split('/')[0] ?? '',
    instance: id.split('/').slice(1).join('/'),
    firstAt: at,
    lastAt: at,
  }));
  const status = {
    tiers: [{ tier: 'second' as const, stepMs: 1000, keepMs: 900_000, oldestAt: null }],
    seriesCount: 4,
    diskBytes: 0,
    maxBytes: 2 ** 29,
    file: null,
    writing: false,
    problem: 'the disk is full',
  };
  const asked: { series: string[]; fromMs: number; toMs: number; points: number }[] = [];
  const service = fakeService(historyContract, {
    series: () => ({ series }),
    status: () => status,
    range: (input) => {
      asked.push(input);
      const count = 4;
      const values = [1, null, 3, 100];
      return {
        tier: 'minute',
        fromMs: input.fromMs,
        stepMs: 60_000,
        count,
        series: input.series.map((id) => ({
          id,
          min: values.map((value) => (value === null ? null : value / 2)),
          mean: values,
          max: values.map((value) => (value === null ? null : value * 2)),
        })),
      };
    },
  });
  beforeEach(() => {
    asked.length = 0;
  });

  it('status and list, in words where there is nothing', async () => {
    const { out } = await hecate('history', [service]);
    expect(out).toContain('nothing yet');
    expect(out).toContain('no: the disk is full');
    expect(out).toContain('kept in memory only');
    expect((await hecate('history list READ', [service])).out.trim().split('\n')).toHaveLength(3);
    expect((await hecate('history list *.tempC/*', [service])).out).toContain('sensor.tempC/k10temp/Tctl');
    expect((await hecate('history list nothing', [service])).out).toContain('"nothing"');
    const fresh = await hecate('history', [service], { monitorRuns: false });
    expect(fresh.console.errors()).toContain('was not running');
  });

  it('shows a chart with axis, unit, times and the figures that matter', async () => {
    const { out } = await hecate('history show cpu.busyPercent --from 2026-11-23T14:00 --to 2026-11-23T14:04', [service]);
    const lines = out.split('\n');
    expect(lines.find((line) => line.includes('200.0 %'))).toMatch(/^ +200\.0 % │/);
    expect(out).toMatch(/14:00(:00)? +.*14:04/);
    expect(out).toContain('min 0.5 %   mean 34.7 %   max 200.0 %   last 100.0 %, measured in 3 of 4 steps');
    expect(asked[0]).toMatchObject({ series: ['cpu.busyPercent'], fromMs: new Date(2026, 10, 23, 14).getTime() });
  });

  it('takes a metric for all its devices, patterns, spans and points; json and csv', async () => {
    const now = Date.now();
    await hecate(['history', 'show', 'disk.readBytesPerSecond', '*/Tctl', '--span', '90m', '--points', '7', '--json'], [service]);
    expect(asked[0]).toMatchObject({ series: ids.slice(1), points: 7 });
    expect(Math.abs((asked[0]?.toMs ?? 0) - now)).toBeLessThan(60_000);
    expect((asked[0]?.toMs ?? 0) - (asked[0]?.fromMs ?? 0)).toBe(5_400_000);
    const csv = (await hecate('history show disk.readBytesPerSecond --csv --from 2026-11-23T14:00Z --to 2026-11-24', [service])).out;
    expect(csv.split('\n').slice(0, 3)).toEqual([
      'time,step_seconds,series,unit,min,mean,max',
      '2026-11-23T14:00:00.000Z,60,disk.readBytesPerSecond/sda,bytesPerSecond,0.5,1,2',
      '2026-11-23T14:00:00.000Z,60,"disk.readBytesPerSecond/sd""b,",bytesPerSecond,0.5,1,2',
    ]);
    expect(csv.trim().split('\n')).toHaveLength(7);
  });

  it('draws a line each when there are many', async () => {
    const many = fakeService(historyContract, {
      series: () => ({
        series: Array.from({ length: 6 }, (_, index) => ({
          ...(series[1] ?? series[0]!),
          id: `disk.readBytesPerSecond/sd${String(index)}`,
        })),
      }),
      range: (input) => ({
        tier: 'minute',
        fromMs: 0,
        stepMs: 60_000,
        count: 3,
        series: input.series.map((id) => ({ id, min: [0, 0, 0], mean: [0, null, 1024], max: [0, 0, 1024] })),
      }),
    });
    expect((await hecate('history show disk.readBytesPerSecond', [many])).out).toMatch(/sd5 +0 B\/s +512 B\/s +1 KiB\/s +▁ █$/m);
  });

  it('refuses what is not there and what makes no sense, and names the field', async () => {
    for (const [line, code, details] of [
      ['history show cpu.busyPercnt', 'history.unknownSeries', { series: 'cpu.busyPercnt' }],
      ['history show', 'usage', { field: 'SERIES' }],
      ['history show cpu.busyPercent --span 1x', 'usage', { field: '--span' }],
      ['history show cpu.busyPercent --span 0s', 'usage', { field: '--span' }],
      ['history show cpu.busyPercent --span 1h --to 2026-11-23', 'usage', { field: '--span' }],
      ['history show cpu.busyPercent --to 2026-11-23', 'usage', { field: '--from' }],
      ['history show cpu.busyPercent --from yesterday', 'usage', { field: '--from' }],
      ['history show cpu.busyPercent --from 2026-11-23 --to 2026-11-22', 'usage', { field: '--from' }],
      ['history show cpu.busyPercent --csv', 'usage', { field: '--csv' }],
      ['history show cpu.busyPercent --points 0', 'usage', { field: '--points' }],
      ['history export cpu.busyPercent', 'usage', { field: '--output' }],
      ['history export cpu.busyPercent -o -', 'usage', { field: '--output' }],
      ['history export cpu.busyPercent -o /nonexistent/x.csv', 'usage', { field: '--output' }],
      ['history sho x', 'usage', { field: 'command' }],
    ] as const) {
      const { code: exit, json } = await hecate(`${line} --json`, [service]);
      expect(json(), line).toMatchObject({ error: { code, details } });
      expect(exit, line).toBe(exitCodes.usage);
    }
  });

  it('clears only when it is told to', async () => {
    let cleared = 0;
    const clearing = fakeService(historyContract, {
      clear: () => {
        cleared += 1;
        return status;
      },
    });
    expect((await hecate('history clear', [clearing], { terminal: true, lines: ['n'] })).code).toBe(exitCodes.refused);
    expect((await hecate('history clear', [clearing])).code).toBe(exitCodes.usage);
    expect(cleared).toBe(0);
    expect((await hecate('history clear --yes', [clearing])).code).toBe(exitCodes.ok);
    expect(cleared).toBe(1);
  });
});

describe('history export', () => {
  /** Two resolutions: minutes for the last hour, quarters before that; answers every range with one value a step. */
  const nowMs = Math.floor(Date.now() / 900_000) * 900_000;
  const quarterFrom = nowMs - 5000 * 900_000;
  const minuteFrom = nowMs - 3_600_000;
  const asked: { fromMs: number; toMs: number; points: number; series: readonly string[] }[] = [];
  const all = Array.from({ length: 70 }, (_, index) => `cpu.coreBusyPercent/${String(index)}`);
  const service = fakeService(historyContract, {
    series: () => ({
      series: all.map((id) => ({
        id,
        metric: 'cpu.coreBusyPercent',
        instance: id.split('/')[1] ?? '',
        firstAt: quarterFrom,
        lastAt: nowMs,
      })),
    }),
    status: () => ({
      tiers: [
        { tier: 'second', stepMs: 1000, keepMs: 900_000, oldestAt: null },
        { tier: 'minute', stepMs: 60_000, keepMs: 604_800_000, oldestAt: minuteFrom },
        { tier: 'quarter', stepMs: 900_000, keepMs: 31_536_000_000, oldestAt: quarterFrom },
      ],
      seriesCount: 70,
      diskBytes: 1,
      maxBytes: 2,
      file: '/x',
      writing: true,
      problem: null,
    }),
    range: ({ fromMs, toMs, points, series }) => {
      asked.push({ fromMs, toMs, points, series });
      const stepMs = fromMs < minuteFrom ? 900_000 : 60_000;
      const count = Math.min(points, Math.ceil((toMs - fromMs) / stepMs));
      const values = Array.from({ length: count }, () => 5);
      return {
        tier: stepMs === 60_000 ? 'minute' : 'quarter',
        fromMs,
        stepMs,
        count,
        series: series.map((id) => ({ id, min: values, mean: values, max: values })),
      };
    },
  });
  const from = `${new Date(nowMs - 6000 * 900_000).toISOString().slice(0, 16)}Z`;
  const to = `${new Date(nowMs).toISOString().slice(0, 16)}Z`;
  beforeEach(() => {
    asked.length = 0;
  });

  it('writes every step once, in its own resolution, page by page and group by group', async () => {
    const file = path.join(folder, 'out.csv');
    const done = await hecate(
      ['history', 'export', 'cpu.coreBusyPercent', '--from', from, '--to', to, '--csv', '--output', file, '--json'],
      [service],
    );
    expect(done.console.errors()).toBe('');
    const steps = 5000 - 4 + 60;
    expect(done.json()).toEqual({ file, series: 70, points: steps * 70 });
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(1 + steps * 70);
    const ofOne = lines.filter((line) => line.includes('/69,'));
    expect(new Set(ofOne.map((line) => line.split(',')[0])).size).toBe(steps);
    expect(ofOne[0]).toBe(`${new Date(quarterFrom).toISOString()},900,cpu.coreBusyPercent/69,percent,5,5,5`);
    expect(ofOne.at(-1)).toBe(`${new Date(nowMs - 60_000).toISOString()},60,cpu.coreBusyPercent/69,percent,5,5,5`);
    for (const call of asked) expect(call.points).toBeLessThanOrEqual(maxPointsPerRange);
  });

  it('leaves an existing file alone without --force, and leaves nothing half-written behind', async () => {
    const file = path.join(folder, 'out.json');
    writeFileSync(file, 'mine');
    const words = ['history', 'export', 'cpu.coreBusyPercent/1', '--span', '1h', '--format', 'json', '-o', file];
    expect((await hecate(words, [service])).code).toBe(exitCodes.usage);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    const broken = [
      fakeService(historyContract, {
        series: () => ({ series: [{ id: 'cpu.coreBusyPercent/1', metric: 'cpu.coreBusyPercent', instance: '1', firstAt: 0, lastAt: 0 }] }),
      }),
    ];
    expect((await hecate([...words, '--force'], broken)).code).toBe(exitCodes.failed);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(readdirSync(folder)).toEqual(['out.json']);
    expect((await hecate([...words, '--force'], [service])).code).toBe(exitCodes.ok);
    expect(JSON.parse(readFileSync(file, 'utf8').split('\n')[0] ?? '')).toMatchObject({ series: 'cpu.coreBusyPercent/1', mean: 5 });
    expect(existsSync(`${file}.part`)).toBe(false);
  });
});

describe('alerts', () => {
  const service = fakeService(alertsContract, {
    active: () => ({ alerts: [sampleAlert], problem: 'the file is damaged' }),
    firings: () => ({ alerts: [{ ...sampleAlert, endedAt: at + 90_000 }] }),
    acknowledge: ({ id }) => {
      if (id === sampleAlert.id) return { alerts: [{ ...sampleAlert, acknowledgedAt: at }] };
      throw new AppError('alerts.notFound', 'no such alert', { details: { id } });
    },
    changed: (listener) => {
      const timer = setInterval(() => {
        listener({ alerts: [sampleAlert], fired: [sampleAlert], ended: [] });
      }, 1);
      return () => {
        clearInterval(timer);
      };
    },
  });

  it('what is wrong now; --exit-code says it to scripts', async () => {
    const { out, code } = await hecate('alerts', [service]);
    expect(code).toBe(exitCodes.ok);
    expect(out).toContain('the file is damaged');
    expect(out).toContain('Memory is getting short: 93.2 % is above 90 %');
    expect((await hecate('alerts --exit-code --json', [service])).code).toBe(exitCodes.difference);
    const quiet = fakeService(alertsContract, { active: () => ({ alerts: [], problem: null }) });
    expect((await hecate('alerts --exit-code', [quiet])).code).toBe(exitCodes.ok);
    expect((await hecate('alerts', [quiet], { monitorRuns: false })).console.errors()).toContain('cannot have fired yet');
  });

  it('log, ack and watch', async () => {
    expect((await hecate('alerts log --span 1d', [service])).out).toMatch(/1 min 30 s +warning +95\.0 %/);
    expect((await hecate('alerts log --span soon', [service])).code).toBe(exitCodes.usage);
    expect((await hecate('alerts ack memory-high', [service])).code).toBe(exitCodes.ok);
    expect((await hecate('alerts ack nothing', [service])).code).toBe(exitCodes.usage);
    const lines = (await hecate('alerts watch -n 2 --json', [service])).out.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([{ fired: [{ id: 'memory-high' }] }, { ended: [] }]);
    expect((await hecate('alerts watch -n 1', [service])).out).toContain('warning  Memory is getting short');
  });

  describe('rules', () => {
    let rules: AlertRules;
    const saving = fakeService(alertsContract, {
      rules: () => ({ rules, defaults: { ...sampleRules, quietHours: null }, file: '/x/alerts.json', problem: null }),
      setRules: (input) => {
        const given = input.rules as AlertRules;
        if (given.rules.some((rule) => rule.severity !== 'warning')) {
          throw new AppError('alerts.invalid', 'a rule is wrong', {
            details: { issues: [{ field: 'rules[0].severity', problem: 'info, warning or critical' }] },
          });
        }
        rules = given;
        return { rules };
      },
    });
    beforeEach(() => {
      rules = sampleRules;
    });
    const editing = (script: string, options: Circumstances = {}): ReturnType<typeof hecate> => {
      const file = path.join(folder, 'editor.sh');
      writeFileSync(file, `${script}\n`);
      return hecate('alerts rules edit', [saving], { ...options, env: { EDITOR: `sh ${file}` } });
    };

    it('show, set from a file and from standard input, reset', async () => {
      expect((await hecate('alerts rules', [saving])).out).toContain('memory.usedPercent above 90.0 % for 1 min');
      const printed = (await hecate('alerts rules --json', [saving])).out;
      const file = path.join(folder, 'rules.json');
      writeFileSync(file, printed.replaceAll('22:00', '23:00'));
      expect((await hecate(['alerts', 'rules', 'set', file], [saving])).out).toBe('Saved 1 rule.\n');
      expect(rules.quietHours?.from).toBe('23:00');
      expect((await hecate('alerts rules set -', [saving], { input: JSON.stringify(sampleRules) })).code).toBe(exitCodes.ok);
      expect(rules.quietHours?.from).toBe('22:00');
      const wrong = await hecate('alerts rules set - --json', [saving], { input: '{' });
      expect(wrong.json()).toMatchObject({ error: { code: 'usage', details: { field: 'FILE' } } });
      const refused = await hecate('alerts rules set -', [saving], { input: JSON.stringify(sampleRules).replace('"warning"', '"bad"') });
      expect(refused.code).toBe(exitCodes.usage);
      expect(refused.console.errors()).toContain('rules[0].severity: info, warning or critical');
      expect((await hecate('alerts rules sett x', [saving])).console.errors()).toContain('did you mean hecate alerts rules set?');
      expect((await hecate('alerts rules reset', [saving])).code).toBe(exitCodes.usage);
      expect((await hecate('alerts rules reset --yes', [saving])).code).toBe(exitCodes.ok);
      expect(rules.quietHours).toBeNull();
    });

    it('edit saves what is right', async () => {
      expect((await editing('sed -i s/22:00/21:00/ "$1"')).out).toBe('Saved 1 rule.\n');
      expect(rules.quietHours?.from).toBe('21:00');
      expect((await editing('true')).console.errors()).toContain('Nothing was changed.');
    });

    it('edit opens again with the reason, until it is right or given up', async () => {
      const seen = path.join(folder, 'seen');
      const script = `cp "$1" ${seen}; if grep -q '^// rules\\[0\\].severity' "$1"; then sed -i s/bad/warning/ "$1"; sed -i s/22:00/20:00/ "$1"; else sed -i 's/"warning"/"bad"/' "$1"; fi`;
      const done = await editing(script, { terminal: true, lines: ['y'] });
      expect(done.code).toBe(exitCodes.ok);
      expect(readFileSync(seen, 'utf8')).toContain('// rules[0].severity: info, warning or critical');
      expect(rules.quietHours?.from).toBe('20:00');
      const givenUp = await editing(`sed -i 's/"warning"/"bad"/' "$1"`, { terminal: true, lines: ['n'] });
      expect(givenUp.code).toBe(exitCodes.usage);
      expect((await editing(`sed -i 's/"warning"/"bad"/' "$1"`)).code).toBe(exitCodes.usage);
      expect((await editing('echo "{" > "$1"')).code).toBe(exitCodes.usage);
      expect(rules.rules[0]?.severity).toBe('warning');
    });
  });
});

describe('web', () => {
  const access: WebAccess = {
    enabled: true,
    urls: ['http://127.0.0.1:9313/'],
    token: 'secret-token',
    link: 'http://127.0.0.1:9313/#token=secret-token',
    beyondLoopback: false,
    certificateSha256: null,
    clients: 2,
    problem: null,
  };
  const service = fakeService(monitorContract, { web: () => access, renewToken: () => ({ ...access, token: 'new-token', link: null }) });

  it('keeps the token to itself unless it is asked for', async () => {
    for (const line of ['web', 'web --json', 'web renew-token --yes', 'web renew-token --yes --json']) {
      const { out, code } = await hecate(line, [service]);
      expect(code).toBe(exitCodes.ok);
      expect(out).toContain('127.0.0.1:9313');
      expect(out).not.toMatch(/secret-token|new-token/);
    }
    expect((await hecate('web --show-token', [service])).out).toContain('secret-token');
    expect((await hecate('web renew-token --yes --show-token --json', [service])).json()).toMatchObject({ token: 'new-token' });
    expect((await hecate('web renew-token', [service])).code).toBe(exitCodes.usage);
  });

  it('draws the link as a code, or says why it cannot', async () => {
    const { out } = await hecate('web qr', [service]);
    const code = out.split('\n').filter((line) => /^[█▀▄ ]+$/.test(line));
    expect(code.length).toBeGreaterThan(10);
    expect(new Set(code.map((line) => line.length)).size).toBe(1);
    expect(out).toContain('this machine only');
    const off = fakeService(monitorContract, { web: () => ({ ...access, enabled: false, link: null, urls: [] }) });
    const none = await hecate('web qr', [off]);
    expect(none.code).toBe(exitCodes.failed);
    expect(none.console.errors()).toContain('switched off');
  });
});
