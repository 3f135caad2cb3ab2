import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Alert, type AlertRules, alertsContract } from '../../contracts/alerts.ts';
import { errorDetails } from '../../contracts/errors.ts';
import { MonitorApi } from '../api.ts';
import { defaultClientLimits } from '../client.ts';
import { Refused } from '../module.ts';
import { type Alerts, type AlertsOptions, createAlerts } from './alerts.ts';
import { defaultRules } from './defaultRules.ts';
import { type DiskTemperatures, hotDisk, ManualMachine, rulesOf } from './testSupport/manualMachine.ts';

const { active, firings, rules, setRules, acknowledge, changed } = alertsContract.members;

let folder: string;
let machine: ManualMachine;
let complaints: string[];
const running: Alerts[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-alerts-'));
  machine = new ManualMachine();
  complaints = [];
});
afterEach(() => {
  for (const alerts of running.splice(0)) alerts.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  readonly alerts: Alerts;
  readonly events: z.infer<typeof changed.payload>[];
  second(temperatures: DiskTemperatures): void;
  ask<S extends z.ZodType>(method: string, output: S, params?: object): z.infer<S>;
  active(): readonly Alert[];
}

function start(given: AlertRules | undefined, options: Partial<AlertsOptions> = {}): Started {
  if (given !== undefined) writeRules(given);
  const alerts = createAlerts({
    configFolder: folder,
    stateFolder: folder,
    nowMs: () => machine.at,
    userId: process.getuid?.() ?? 0,
    env: {},
    complain: (text) => complaints.push(text),
    loadSpawn: () => Promise.resolve(spawn),
    ...options,
  });
  running.push(alerts);
  const events: z.infer<typeof changed.payload>[] = [];
  const header = (): Buffer => Buffer.alloc(0);
  alerts.events[0]?.subscribe((event) => {
    const message = JSON.parse(event.bytes(1, header).toString()) as { params: { payload: unknown } };
    events.push(z.strictObject(changed.payload.shape).parse(message.params.payload));
  });
  const api = new MonitorApi([alerts]);
  const ask = <S extends z.ZodType>(method: string, output: S, params: object = {}): z.infer<S> =>
    output.parse(JSON.parse(JSON.stringify(api.call(method, params, true))));
  return {
    alerts,
    events,
    second(temperatures) {
      machine.pass(1);
      alerts.onFrame(machine.frame(temperatures), machine.monotonicMs);
    },
    ask,
    active: () => ask('alerts.active', active.output).alerts,
  };
}

let writes = 0;
function writeRules(given: unknown): void {
  writes += 1;
  const file = path.join(folder, 'alerts.json');
  writeFileSync(file, JSON.stringify(given));
  utimesSync(file, 1_700_000_000 + writes, 1_700_000_000 + writes);
}

function refusal(work: () => unknown): Refused {
  try {
    work();
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
  throw new Error('was not refused');
}

async function until(look: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 8000;
  while (!look()) {
    if (Date.now() > deadline) throw new Error(`${what} did not happen within 8 s; ${complaints.join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const everything = { fromMs: 0, toMs: 1e15, limit: 1000 };

describe('the alerts module', () => {
  it('offers the whole contract, and keeps to the machine what changes or tells secrets', () => {
    const { alerts } = start(undefined);
    const calls = Object.entries(alertsContract.members).filter(([, member]) => member.kind === 'call');
    expect(Object.keys(alerts.methods)).toEqual(calls.map(([name]) => `alerts.${name}`));
    const anywhere = Object.entries(alerts.methods).filter(([, method]) => method.reach === 'anywhere');
    expect(anywhere.map(([name]) => name)).toEqual(['alerts.active', 'alerts.firings']);
    expect(alerts.events.map(({ name }) => name)).toEqual(['alerts.changed']);
  });

  it('takes exactly the parameters that the contract takes', () => {
    const { alerts } = start(rulesOf(hotDisk()));
    const api = new MonitorApi([alerts]);
    const inputs = { 'alerts.active': active, 'alerts.firings': firings, 'alerts.rules': rules, 'alerts.acknowledge': acknowledge };
    const number = fc.oneof(fc.integer({ min: -2, max: 1002 }), fc.double(), fc.jsonValue());
    const params = fc.oneof(
      fc.jsonValue(),
      fc.record({ fromMs: number, toMs: number, limit: number }, { requiredKeys: [] }),
      fc.record({ fromMs: fc.integer(), toMs: fc.double(), limit: fc.integer({ min: 0, max: 1001 }) }),
      fc.record({ id: fc.oneof(fc.string(), fc.constantFrom('', 'x'.repeat(300), 'x'.repeat(301)), fc.jsonValue()) }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...(Object.keys(inputs) as (keyof typeof inputs)[])), params, (method, value) => {
        const sent: unknown = JSON.parse(JSON.stringify({ value }, null, 0));
        const given = (sent as { value?: unknown }).value;
        const isRight = inputs[method].input.safeParse(given).success;
        let code = '';
        try {
          expect(api.call(method, given, true)).not.toBeInstanceOf(Promise);
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          code = error.data.code;
        }
        expect(code !== 'contract.invalid').toBe(isRight);
      }),
      { numRuns: 2000 },
    );
  });

  it('tells what fires, what ends and what is on, worst first', () => {
    const {
      second,
      events,
      active: on,
    } = start(rulesOf(hotDisk({ id: 'warm', condition: { kind: 'above', value: 40 } }), hotDisk({ severity: 'critical' })));
    second({ sda: 50 });
    second({ sda: 80 });
    expect(on().map(({ ruleId }) => ruleId)).toEqual(['hot', 'warm']);
    second({ sda: 50 });
    expect(
      events.map(({ alerts, fired, ended }) => [alerts.length, fired.map((one) => one.ruleId), ended.map((one) => one.ruleId)]),
    ).toEqual([
      [1, ['warm'], []],
      [2, ['hot'], []],
      [1, [], ['hot']],
    ]);
  });

  it('gives the firings between two times, newest first, with the newest figure of those that are on', () => {
    const { second, ask } = start(rulesOf(hotDisk()));
    for (const tempC of [80, 20, 81, 20, 82, 90]) second({ sda: tempC });
    const all = ask('alerts.firings', firings.output, everything).alerts;
    expect(all.map(({ value, peak, endedAt }) => [value, peak, endedAt === null])).toEqual([
      [90, 90, true],
      [20, 81, false],
      [20, 80, false],
    ]);
    const at = all[1]?.startedAt ?? 0;
    expect(ask('alerts.firings', firings.output, { fromMs: at, toMs: at, limit: 9 }).alerts).toEqual([all[1]]);
    expect(ask('alerts.firings', firings.output, { ...everything, limit: 1 }).alerts).toEqual([all[0]]);
  });

  it('remembers that somebody knows', () => {
    const { second, ask, events, active: on } = start(rulesOf(hotDisk()));
    second({ sda: 80 });
    const id = on()[0]?.id ?? '';
    machine.pass(1);
    expect(ask('alerts.acknowledge', acknowledge.output, { id }).alerts[0]?.acknowledgedAt).toBe(machine.at);
    expect(events.at(-1)).toMatchObject({ fired: [], ended: [], alerts: [{ id, acknowledgedAt: machine.at }] });
    const refused = refusal(() => ask('alerts.acknowledge', acknowledge.output, { id: 'other' }));
    expect(refused.data.code).toBe('alerts.notFound');
    expect(errorDetails['alerts.notFound'].parse(refused.data.details)).toEqual({ id: 'other' });
  });
});

describe('rules', () => {
  it('are the built-in ones without a file', () => {
    const { ask } = start(undefined);
    expect(ask('alerts.rules', rules.output)).toEqual({
      rules: defaultRules,
      defaults: defaultRules,
      file: path.join(folder, 'alerts.json'),
      problem: null,
    });
  });

  it('can be replaced, with defaults filled in, and are in the file then', () => {
    const { ask, second, active: on } = start(undefined);
    const minimal = { id: 'hot', title: 'Hot', severity: 'info', metric: 'disk.tempC', condition: { kind: 'above', value: 30 } };
    const answer = ask('alerts.setRules', setRules.output, { rules: { version: 1, rules: [minimal] } });
    expect(answer.rules.rules[0]).toMatchObject({ ...minimal, enabled: true, notify: true, command: null });
    expect(JSON.parse(readFileSync(path.join(folder, 'alerts.json'), 'utf8'))).toEqual(answer.rules);
    second({ sda: 40 });
    expect(on().map(({ ruleId }) => ruleId)).toEqual(['hot']);
  });

  it('may be as many as the contract allows, in one message of the unix socket', () => {
    const { ask } = start(undefined);
    const wordy = Array.from({ length: 200 }, (_value, index) =>
      hotDisk({ id: `r${String(index)}`, title: 'x'.repeat(120), why: 'y'.repeat(600) }),
    );
    expect(JSON.stringify(rulesOf(...wordy)).length).toBeLessThan(defaultClientLimits.maxInboundBytes - 1024);
    expect(ask('alerts.setRules', setRules.output, { rules: rulesOf(...wordy) }).rules.rules).toHaveLength(200);
  });

  it('are refused as a whole, with every wrong field named, and nothing is changed', () => {
    const { ask } = start(rulesOf(hotDisk()));
    const wrong = rulesOf(hotDisk({ metric: 'disk.temp' }), hotDisk({ command: ['rm', '-rf'] }));
    const refused = refusal(() => ask('alerts.setRules', setRules.output, { rules: wrong }));
    expect(refused.data.code).toBe('alerts.invalid');
    expect(errorDetails['alerts.invalid'].parse(refused.data.details).issues.map(({ field }) => field)).toEqual([
      'rules[1].id',
      'rules[0].metric',
      'rules[1].command[0]',
    ]);
    expect(ask('alerts.rules', rules.output).rules).toEqual(rulesOf(hotDisk()));
    expect(refusal(() => ask('alerts.setRules', setRules.output, {})).data.code).toBe('alerts.invalid');
  });

  it('edited by hand are in force at the next frame; damaged ones are not, and the problem says why', () => {
    const { ask, second, active: on } = start(rulesOf(hotDisk()));
    second({ sda: 50 });
    writeRules(rulesOf(hotDisk({ condition: { kind: 'above', value: 40 } })));
    second({ sda: 50 });
    expect(on()).toHaveLength(1);
    writeRules({ version: 1, rules: [{ ...hotDisk(), condition: { kind: 'above', value: 'x' } }] });
    second({ sda: 50 });
    expect(on()).toHaveLength(1);
    const { problem } = ask('alerts.active', active.output);
    expect(problem).toContain('rules[0].condition.value: must be a number');
    expect(ask('alerts.rules', rules.output).problem).toBe(problem);
    second({ sda: 50 });
    writeRules(rulesOf());
    second({ sda: 50 });
    expect([on(), ask('alerts.active', active.output).problem]).toEqual([[], null]);
  });

  it('complain about a damaged file once', () => {
    const { second } = start(rulesOf(hotDisk()));
    writeRules({});
    for (let index = 0; index < 5; index += 1) second({ sda: 20 });
    expect(complaints.filter((one) => one.includes('version'))).toHaveLength(1);
  });
});

describe('after a restart', () => {
  it('an alert that is still true goes on, with its id and time, and one that is not ends', () => {
    const before = start(rulesOf(hotDisk()));
    before.second({ sda: 80, sdb: 90 });
    const [first] = before.active().filter(({ instance }) => instance === 'sda');
    before.ask('alerts.acknowledge', acknowledge.output, { id: first?.id });
    before.alerts.close();
    machine.pass(3600);
    const after = start(undefined);
    after.second({ sda: 85, sdb: 20 });
    expect(after.active()).toMatchObject([{ id: first?.id, startedAt: first?.startedAt, value: 85, acknowledgedAt: first?.startedAt }]);
    expect(after.events.map(({ fired, ended }) => [fired.length, ended.map(({ instance }) => instance)])).toEqual([[0, ['sdb']]]);
    expect(after.ask('alerts.firings', firings.output, everything).alerts).toHaveLength(2);
  });

  it('an alert ends whose rule or device is gone', () => {
    const before = start(rulesOf(hotDisk(), hotDisk({ id: 'other' })));
    before.second({ sda: 80 });
    before.alerts.close();
    const after = start(rulesOf(hotDisk()));
    expect(after.active().map(({ ruleId }) => ruleId)).toEqual(['hot']);
    for (let index = 0; index < 40; index += 1) after.second({ sdb: 20 });
    expect(after.active()).toEqual([]);
    const all = after.ask('alerts.firings', firings.output, everything).alerts;
    expect(all.every(({ endedAt }) => endedAt !== null)).toBe(true);
  });

  it('a device that was missing before is still missing', () => {
    const gone = rulesOf(hotDisk({ condition: { kind: 'absent' } }));
    const before = start(gone);
    before.second({ sda: 20 });
    before.second({});
    before.alerts.close();
    const after = start(gone);
    for (let index = 0; index < 40; index += 1) after.second({});
    expect(after.active().map(({ id }) => id)).toEqual(before.active().map(({ id }) => id));
    after.second({ sda: 20 });
    expect(after.active()).toEqual([]);
  });

  it('after kill -9 in the middle of a line as well', () => {
    const before = start(rulesOf(hotDisk()));
    before.second({ sda: 80 });
    const id = before.active()[0]?.id;
    writeFileSync(path.join(folder, 'alerts.jsonl'), '{"id":"half","ruleId":"ho', { flag: 'a' });
    const after = start(undefined);
    after.second({ sda: 80 });
    expect(after.active().map((one) => one.id)).toEqual([id]);
    after.second({ sda: 20 });
    expect(start(undefined).ask('alerts.firings', firings.output, everything).alerts).toHaveLength(1);
  });
});

describe('where nothing can be kept', () => {
  it('alerts go on in memory and the problem says so', () => {
    mkdirSync(path.join(folder, 'alerts.jsonl'));
    const { second, ask, active: on } = start(rulesOf(hotDisk()));
    second({ sda: 80 });
    second({ sda: 20 });
    second({ sda: 80 });
    expect(on()).toHaveLength(1);
    expect(ask('alerts.firings', firings.output, everything).alerts).toHaveLength(2);
    expect(ask('alerts.active', active.output).problem).toMatch(/not kept in .*EISDIR/);
    expect(complaints).toHaveLength(1);
  });

  it('it is tried again within a minute', () => {
    const inTheWay = path.join(folder, 'alerts.jsonl');
    mkdirSync(inTheWay);
    const { second, ask } = start(rulesOf(hotDisk()));
    second({ sda: 80 });
    rmSync(inTheWay, { recursive: true });
    for (let index = 0; index < 61; index += 1) second({ sda: 80 });
    expect(ask('alerts.active', active.output).problem).toBeNull();
    expect(readFileSync(inTheWay, 'utf8').split('\n')).toHaveLength(2);
  });

  it('a recorded machine runs no command', async () => {
    const mark = path.join(folder, 'mark');
    const given = rulesOf(hotDisk({ command: ['/usr/bin/env', 'touch', mark] }));
    const { second } = start(given, { stateFolder: null, loadSpawn: null });
    second({ sda: 80 });
    const real = start(undefined, { stateFolder: null });
    real.second({ sda: 80 });
    await until(() => existsSync(mark), 'the command of the real machine');
    rmSync(mark);
    second({ sda: 20 });
    second({ sda: 80 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(existsSync(mark)).toBe(false);
  });
});

describe('commands and quiet hours', () => {
  const log = (): string => (existsSync(path.join(folder, 'log')) ? readFileSync(path.join(folder, 'log'), 'utf8') : '');
  const command = (): string[] => ['/bin/sh', '-c', `echo "$HECATE_ALERT_STATE $HECATE_ALERT_DEVICE" >> "${folder}/log"`];

  it('runs when it fires and when it ends', async () => {
    const { second } = start(rulesOf(hotDisk({ command: command() })));
    second({ sda: 80 });
    await until(() => log() === 'fired sda\n', 'the first run');
    second({ sda: 20 });
    await until(() => log() === 'fired sda\nended sda\n', 'the second run');
    expect(complaints).toEqual([]);
  });

  it('is silent in quiet hours, also at the end of what fired in them', async () => {
    let minute = 23 * 60;
    const quiet = { ...rulesOf(hotDisk({ command: command() }), hotDisk({ id: 'loud', inQuietHours: true, command: command() })) };
    const { second, active: on } = start({ ...quiet, quietHours: { from: '22:00', to: '07:00' } }, { localMinute: () => minute });
    second({ sda: 80 });
    expect(on().map(({ ruleId, quiet: isQuiet }) => [ruleId, isQuiet])).toEqual(
      expect.arrayContaining([
        ['hot', true],
        ['loud', false],
      ]),
    );
    minute = 8 * 60;
    second({ sda: 20 });
    await until(() => log().split('\n').length === 3, 'two runs of the loud one');
    second({ sdb: 80 });
    await until(() => log().split('\n').length === 5, 'both runs of the day');
    expect(log().split('\n').slice(0, 2).sort()).toEqual(['ended sda', 'fired sda']);
  });
});

describe('an alert of the monitor about itself', () => {
  const full = { id: 'history-not-kept', title: 'History is not kept', text: 'The disk is full.', severity: 'warning' as const };

  it('is on from raise to clear, once', () => {
    const { alerts, events, active: on, ask } = start(rulesOf());
    alerts.raise(full);
    alerts.raise({ ...full, text: 'The disk is still full.' });
    expect(on()).toMatchObject([{ ruleId: 'history-not-kept', text: 'The disk is still full.', metric: '', endedAt: null }]);
    const id = on()[0]?.id;
    expect(ask('alerts.acknowledge', acknowledge.output, { id }).alerts[0]?.acknowledgedAt).toBe(machine.at);
    alerts.clear('history-not-kept');
    alerts.clear('history-not-kept');
    expect(on()).toEqual([]);
    expect(events.map(({ fired, ended }) => [fired.length, ended.length])).toEqual([
      [1, 0],
      [0, 0],
      [0, 1],
    ]);
    expect(ask('alerts.firings', firings.output, everything).alerts).toMatchObject([{ id, endedAt: machine.at }]);
  });

  it('goes on after a restart until it is cleared', () => {
    const before = start(rulesOf());
    before.alerts.raise(full);
    const id = before.active()[0]?.id;
    before.alerts.close();
    const after = start(undefined);
    expect(after.active().map((one) => one.id)).toEqual([id]);
    after.alerts.clear('history-not-kept');
    expect(after.active()).toEqual([]);
  });
});
