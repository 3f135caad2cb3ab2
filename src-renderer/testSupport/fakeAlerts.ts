/** Alerts in memory: one that lasts, some that are over, and rules that can be changed. Never part of the product. */
import { type Alert, type AlertRules, alertRules, type alertsContract } from '../../src-main/contracts/alerts.ts';
import { AppError } from '../../src-main/contracts/errors.ts';
import type { Implementation } from '../../src-main/contracts/kit/define.ts';

export interface FakeAlerts {
  readonly implementation: Implementation<typeof alertsContract>;
  /** A new alert starts now; returns it. */
  fire(over?: Partial<Alert>): Alert;
  /** An active one ends now. */
  end(id: string): void;
  readonly rules: () => AlertRules;
  /** What `active` and `rules` say is wrong with the file. */
  setProblem(problem: string | null): void;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const defaults: AlertRules = alertRules.parse({
  version: 1,
  rules: [
    {
      id: 'filesystem-full',
      title: 'File system almost full',
      severity: 'warning',
      metric: 'filesystem.usedPercent',
      condition: { kind: 'above', value: 90, clearBelow: 88 },
      forSeconds: 60,
      why: 'Programs fail in strange ways when they cannot write.',
    },
    {
      id: 'hot',
      title: 'Close to its temperature limit',
      severity: 'critical',
      metric: 'sensor.ofCriticalPercent',
      condition: { kind: 'above', value: 95, clearBelow: 90 },
      forSeconds: 10,
      inQuietHours: true,
    },
    {
      id: 'memory-wait',
      title: 'Waiting for memory',
      severity: 'warning',
      metric: 'pressure.memoryPercent',
      condition: { kind: 'above', value: 20 },
      forSeconds: 30,
      clearSeconds: 30,
    },
    {
      id: 'disk-fills',
      title: 'File system full within a day',
      severity: 'info',
      metric: 'filesystem.usedPercent',
      condition: { kind: 'forecast', reaches: 100, withinSeconds: 86_400, overSeconds: 3600 },
      enabled: false,
    },
  ],
});

function alertAt(nowMs: number, over: Partial<Alert>): Alert {
  return {
    id: `filesystem-full|/home|${String(nowMs)}`,
    ruleId: 'filesystem-full',
    title: 'File system almost full',
    severity: 'warning',
    metric: 'filesystem.usedPercent',
    instance: '/home',
    series: 'filesystem.usedPercent//home',
    value: 93.4,
    peak: 93.4,
    text: '/home is 93.4% full; the limit is 90%.',
    startedAt: nowMs,
    endedAt: null,
    acknowledgedAt: null,
    quiet: false,
    ...over,
  };
}

function firstAlerts(now: number): readonly Alert[] {
  return [
    alertAt(now - 40 * minuteMs, {}),
    alertAt(now - 6 * minuteMs, {
      id: 'memory-wait|1',
      ruleId: 'memory-wait',
      title: 'Waiting for memory',
      metric: 'pressure.memoryPercent',
      instance: '',
      series: 'pressure.memoryPercent',
      value: 2,
      peak: 38,
      text: 'Programs waited for memory 38% of the time; the limit is 20%.',
      endedAt: now - 4 * minuteMs,
    }),
    alertAt(now - 30 * hourMs, {
      id: 'hot|1',
      ruleId: 'hot',
      title: 'Close to its temperature limit',
      severity: 'critical',
      metric: 'sensor.ofCriticalPercent',
      instance: 'k10temp/Tctl',
      series: 'sensor.ofCriticalPercent/k10temp/Tctl',
      value: 88,
      peak: 97.2,
      text: 'k10temp Tctl was at 97% of its limit of 95 °C.',
      endedAt: now - 29.8 * hourMs,
      quiet: true,
    }),
  ];
}

const rank = { critical: 0, warning: 1, info: 2 } as const;

export function createFakeAlerts(throwIfAsked: () => void): FakeAlerts {
  const listeners = new Set<(payload: { alerts: Alert[]; fired: Alert[]; ended: Alert[] }) => void>();
  let alerts = firstAlerts(Date.now());
  let rules = defaults;
  let problem: string | null = null;

  function active(): Alert[] {
    return alerts.filter((one) => one.endedAt === null).sort((a, b) => rank[a.severity] - rank[b.severity] || b.startedAt - a.startedAt);
  }

  function changed(fired: Alert[], ended: Alert[]): void {
    for (const listener of [...listeners]) listener({ alerts: active(), fired, ended });
  }

  return {
    rules: () => rules,
    setProblem: (words) => {
      problem = words;
      changed([], []);
    },
    fire: (over = {}) => {
      const fired = alertAt(Date.now(), over);
      alerts = [fired, ...alerts];
      changed([fired], []);
      return fired;
    },
    end: (id) => {
      const found = alerts.find((one) => one.id === id);
      if (found === undefined) return;
      const ended = { ...found, endedAt: Date.now() };
      alerts = alerts.map((one) => (one === found ? ended : one));
      changed([], [ended]);
    },
    implementation: {
      active: () => {
        throwIfAsked();
        return { alerts: active(), problem };
      },
      firings: ({ fromMs, toMs, limit }) => {
        throwIfAsked();
        const found = alerts.filter((one) => one.startedAt >= fromMs && one.startedAt <= toMs);
        return { alerts: found.sort((a, b) => b.startedAt - a.startedAt).slice(0, limit) };
      },
      rules: () => ({ rules, defaults, file: '/home/ada/.config/hecate/alerts.json', problem }),
      setRules: (input) => {
        throwIfAsked();
        const parsed = alertRules.safeParse(input.rules);
        if (!parsed.success) {
          const issues = parsed.error.issues.map((issue) => ({ field: issue.path.map(String).join('.'), problem: issue.message }));
          throw new AppError('alerts.invalid', 'the rules are not valid', { details: { issues } });
        }
        rules = parsed.data;
        return { rules };
      },
      acknowledge: ({ id }) => {
        throwIfAsked();
        if (!alerts.some((one) => one.id === id)) throw new AppError('alerts.notFound', 'there is no such alert', { details: { id } });
        alerts = alerts.map((one) => (one.id === id ? { ...one, acknowledgedAt: Date.now() } : one));
        changed([], []);
        return { alerts: active() };
      },
      changed: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  };
}
