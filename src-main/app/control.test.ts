import { afterEach, describe, expect, it } from 'vitest';
import { Emitter } from '../base/emitter.ts';
import { type Alert, alertRule, alertsContract } from '../contracts/alerts.ts';
import { AppError } from '../contracts/errors.ts';
import type { Implementation } from '../contracts/kit/define.ts';
import type { OpenedConnection } from '../contracts/kit/openConnection.ts';
import { serveAll, service } from '../contracts/kit/serve.ts';
import type { PlanRecord } from '../contracts/plan.ts';
import { profilesContract } from '../contracts/profiles.ts';
import { type Settings, settingsContract, settings as settingsSchema } from '../contracts/settings.ts';
import { systemContract } from '../contracts/system.ts';
import { type TuningStatus, tuningContract } from '../contracts/tuning.ts';
import { createMemoryPair } from '../transports/memory.ts';
import type { Announcement } from './announcements.ts';
import { type Control, createControl } from './control.ts';
import type { TrayFacts } from './trayModel.ts';

const status: TuningStatus = {
  profileId: 'server',
  appliedPlans: 0,
  stepsInForce: 0,
  drifted: [],
  awaitingConfirmation: null,
  awaitingReboot: false,
  lastCheckedAt: null,
};

function record(state: PlanRecord['state']): PlanRecord {
  return {
    planId: 'p1',
    title: 'Tune for Server',
    profileId: 'server',
    state,
    risk: 'reversible',
    createdAt: '2026-01-01T00:00:00Z',
    appliedAt: null,
    undoneAt: null,
    undoneBecause: null,
    confirmBy: null,
    uid: 0,
    steps: [],
  };
}

function alert(change: Partial<Alert> = {}): Alert {
  return {
    id: 'hot-1',
    ruleId: 'hot',
    title: 'Hot disk',
    severity: 'warning',
    metric: 'disk.tempC',
    instance: 'sda',
    series: 'disk.tempC/sda',
    value: 80,
    peak: 80,
    text: 'sda: Disk temperature 80 °C, above the limit of 70 °C.',
    startedAt: 1,
    endedAt: null,
    acknowledgedAt: null,
    quiet: false,
    ...change,
  };
}

const silentRule = alertRule.parse({
  id: 'silent',
  title: 'Silent',
  severity: 'info',
  metric: 'disk.tempC',
  condition: { kind: 'above', value: 1 },
  notify: false,
});

function notUsed(): never {
  throw new Error('the tray does not ask for this');
}

/** A service in memory that behaves like hecated towards the tray. */
function fakeService() {
  const tuningChanged = new Emitter<TuningStatus>();
  const settingsChanged = new Emitter<Settings>();
  const alertsChanged = new Emitter<{ alerts: Alert[]; fired: Alert[]; ended: Alert[] }>();
  const state = { override: null as string | null, plans: [] as PlanRecord[], undoFails: false, connections: 0, alerts: [] as Alert[] };
  const choice = () => ({
    profileId: state.override ?? 'server',
    title: state.override ?? 'Server',
    detectedId: 'server' as const,
    overridden: state.override !== null,
    reasons: [],
  });
  const profiles: Implementation<typeof profilesContract> = {
    choice,
    list: () => ({
      profiles: [{ id: 'gaming', title: 'Gaming', description: '', builtIn: true, base: 'gaming', knobs: {}, acceptedDangers: [] }],
      problems: [],
    }),
    select: ({ id }) => {
      state.override = id;
      return choice();
    },
    clone: notUsed,
    save: notUsed,
    remove: notUsed,
    export: notUsed,
    import: notUsed,
  };
  const tuning: Implementation<typeof tuningContract> = {
    plan: notUsed,
    apply: notUsed,
    confirm: notUsed,
    verify: notUsed,
    undo: () => {
      if (state.undoFails) return Promise.reject(new AppError('privilege.dismissed', 'You closed the password dialog', { details: {} }));
      state.plans = [record('undone')];
      return Promise.resolve({ undonePlans: ['p1'], steps: [] });
    },
    status: () => status,
    history: () => ({ plans: state.plans }),
    changed: tuningChanged.subscribe,
  };
  const preferences = settingsSchema.parse({ version: 1, theme: 'dark' });
  const open: OpenedConnection[] = [];
  function connect(): Promise<OpenedConnection> {
    state.connections += 1;
    const [client, server] = createMemoryPair();
    serveAll(
      [
        service(systemContract, {
          hello: () => ({ protocol: '1', version: '0', pid: 1, uid: 0, scope: 'write', recorded: false }),
          about: notUsed,
          resident: notUsed,
          setResident: notUsed,
        }),
        service(profilesContract, profiles),
        service(tuningContract, tuning),
        service(settingsContract, {
          get: () => ({ settings: preferences, problem: null }),
          set: notUsed,
          changed: settingsChanged.subscribe,
        }),
        service(alertsContract, {
          active: () => ({ alerts: state.alerts, problem: null }),
          firings: notUsed,
          rules: () => ({
            rules: { version: 1, quietHours: null, rules: [silentRule] },
            defaults: { version: 1, quietHours: null, rules: [] },
            file: '/f',
            problem: null,
          }),
          setRules: notUsed,
          acknowledge: notUsed,
          changed: alertsChanged.subscribe,
        }),
      ],
      server,
      { scope: 'write', log: { error: () => 'id' } },
    );
    open.push(server);
    return Promise.resolve(client);
  }
  return { connect, state, open, tuningChanged, settingsChanged, alertsChanged, preferences };
}

let control: Control | undefined;
afterEach(() => {
  control?.stop();
});

function watch(fake: ReturnType<typeof fakeService>) {
  const seen = { facts: [] as TrayFacts[], settings: [] as Settings[], news: [] as Announcement[], lines: [] as string[] };
  control = createControl(
    fake.connect,
    {
      facts: (facts) => seen.facts.push(facts),
      settings: (settings) => seen.settings.push(settings),
      announce: (news) => seen.news.push(news),
      log: (line) => seen.lines.push(line),
    },
    10,
  );
  return { seen, control };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('it did not happen within 5 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('createControl', () => {
  it('learns the profile, the settings and what can be undone', async () => {
    const fake = fakeService();
    fake.state.plans = [record('applied')];
    const { seen } = watch(fake);
    await until(() => seen.facts.at(-1)?.undoTitle !== undefined);
    expect(seen.facts.at(-1)).toMatchObject({ choice: { title: 'Server' }, undoTitle: 'Tune for Server', profiles: [{ id: 'gaming' }] });
    expect(seen.settings).toEqual([fake.preferences]);
    // What was there before the app is no news.
    expect(seen.news).toEqual([]);
  });

  it('chooses a profile and undoes the last Plan', async () => {
    const fake = fakeService();
    fake.state.plans = [record('applied')];
    const { seen, control: shell } = watch(fake);
    await until(() => seen.facts.at(-1)?.choice !== undefined);
    await shell.selectProfile('gaming');
    expect(seen.facts.at(-1)?.choice).toMatchObject({ profileId: 'gaming', overridden: true });
    await shell.undoLast();
    expect(seen.facts.some((facts) => facts.busy !== undefined)).toBe(true);
    expect(seen.facts.at(-1)).toMatchObject({ busy: undefined, undoTitle: undefined });
    expect(seen.news).toEqual([{ title: 'Change undone', body: 'Tune for Server: everything is as before.' }]);
  });

  it('says why an undo did not happen', async () => {
    const fake = fakeService();
    fake.state.undoFails = true;
    const { seen, control: shell } = watch(fake);
    await until(() => seen.facts.at(-1)?.choice !== undefined);
    await shell.undoLast();
    expect(seen.news).toEqual([{ title: 'Not undone', body: 'You closed the password dialog' }]);
    expect(seen.facts.at(-1)?.busy).toBeUndefined();
  });

  it('announces what others do, and drift', async () => {
    const fake = fakeService();
    const { seen } = watch(fake);
    await until(() => seen.facts.at(-1)?.choice !== undefined);
    fake.state.plans = [record('applied')];
    const step = {
      planId: 'p1',
      stepId: 's',
      knobId: null,
      title: 'Swappiness',
      verdict: 'drifted',
      expected: '10',
      found: '60',
      detail: 'is 60',
    } as const;
    fake.tuningChanged.fire({ ...status, drifted: [step] });
    fake.settingsChanged.fire({ ...fake.preferences, theme: 'light' });
    await until(() => seen.news.length === 2 && seen.settings.length === 2);
    expect(seen.news.map((news) => news.title)).toEqual(['Something else changed a setting', 'Change applied']);
    expect(seen.settings.at(-1)?.theme).toBe('light');
  });

  it('knows the alerts, and announces those that fire', async () => {
    const fake = fakeService();
    fake.state.alerts = [alert()];
    const { seen } = watch(fake);
    await until(() => seen.facts.at(-1)?.alerts !== undefined);
    expect(seen.facts.at(-1)?.alerts).toEqual({ count: 1, worst: 'warning', countOfWorst: 1 });
    // What was on before the app is in the tray, and is no news.
    expect(seen.news).toEqual([]);
    const fired = [alert({ id: 'new' }), alert({ id: 'b', ruleId: 'silent' }), alert({ id: 'c', quiet: true })];
    fake.alertsChanged.fire({ alerts: fired, fired, ended: [] });
    await until(() => seen.news.length > 0);
    expect(seen.news).toEqual([{ title: 'Hot disk', body: alert().text, route: '#/alerts?id=new' }]);
    expect(seen.facts.at(-1)?.alerts?.count).toBe(3);
    fake.alertsChanged.fire({ alerts: [], fired: [], ended: fired });
    await until(() => seen.facts.at(-1)?.alerts === undefined);
    expect(seen.lines).toEqual([]);
  });

  it('announces no alert when the user wants none', async () => {
    const fake = fakeService();
    const { seen } = watch(fake);
    await until(() => seen.facts.at(-1)?.choice !== undefined);
    fake.settingsChanged.fire({ ...fake.preferences, desktopNotifications: false });
    await until(() => seen.settings.length === 2);
    fake.alertsChanged.fire({ alerts: [alert()], fired: [alert()], ended: [] });
    await until(() => seen.facts.at(-1)?.alerts !== undefined);
    fake.settingsChanged.fire({ ...fake.preferences, desktopNotifications: true });
    await until(() => seen.settings.length === 3);
    fake.alertsChanged.fire({ alerts: [], fired: [alert({ id: 'second' })], ended: [] });
    await until(() => seen.news.length > 0);
    expect(seen.news.map(({ route }) => route)).toEqual(['#/alerts?id=second']);
  });

  it('connects again when the service went away, and stays quiet after stop', async () => {
    const fake = fakeService();
    const { seen, control: shell } = watch(fake);
    await until(() => seen.facts.at(-1)?.choice !== undefined);
    fake.open[0]?.dispose();
    await until(() => fake.state.connections === 2 && seen.facts.at(-1)?.choice !== undefined);
    shell.stop();
    const count = seen.facts.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen.facts).toHaveLength(count);
    expect(fake.state.connections).toBe(2);
  });

  it('says that the service is not there and tries on', async () => {
    const fake = fakeService();
    let failures = 2;
    const lines: string[] = [];
    const facts: TrayFacts[] = [];
    control = createControl(
      () => {
        failures -= 1;
        return failures >= 0 ? Promise.reject(new Error('hecated does not start')) : fake.connect();
      },
      { facts: (now) => facts.push(now), settings: () => undefined, announce: () => undefined, log: (line) => lines.push(line) },
      10,
    );
    await until(() => facts.at(-1)?.choice !== undefined);
    expect(lines).toEqual(['tray: hecated does not start', 'tray: hecated does not start']);
    await control.undoLast();
  });
});
