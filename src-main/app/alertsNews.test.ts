import { describe, expect, it } from 'vitest';
import type { Alert } from '../contracts/alerts.ts';
import { alertRoute, alertsFact, alertsLine, announceAlerts } from './alertsNews.ts';

function alert(id: string, change: Partial<Alert> = {}): Alert {
  return {
    id,
    ruleId: id,
    title: `Title of ${id}`,
    severity: 'warning',
    metric: 'disk.tempC',
    instance: 'sda',
    series: 'disk.tempC/sda',
    value: 1,
    peak: 1,
    text: `Text of ${id}.`,
    startedAt: 1,
    endedAt: null,
    acknowledgedAt: null,
    quiet: false,
    ...change,
  };
}
const nobody: ReadonlySet<string> = new Set();

describe('alertsFact', () => {
  it('counts what nobody has acknowledged', () => {
    expect(alertsFact([])).toBeUndefined();
    expect(alertsFact([alert('a', { acknowledgedAt: 1, severity: 'critical' })])).toBeUndefined();
    expect(alertsFact([alert('a'), alert('b', { severity: 'critical' }), alert('c', { acknowledgedAt: 1 })])).toEqual({
      count: 2,
      worst: 'critical',
      countOfWorst: 1,
    });
  });

  it.each([
    [{ count: 1, worst: 'info', countOfWorst: 1 }, '1 alert'],
    [{ count: 1, worst: 'critical', countOfWorst: 1 }, '1 alert, critical'],
    [{ count: 4, worst: 'warning', countOfWorst: 2 }, '4 alerts, 2 warning'],
  ] as const)('%j is "%s"', (fact, line) => {
    expect(alertsLine(fact)).toBe(line);
  });
});

describe('announceAlerts', () => {
  it('has one notification for each, which leads to it', () => {
    expect(announceAlerts([alert('a'), alert('b', { severity: 'critical' })], nobody)).toEqual([
      { title: 'Title of a', body: 'Text of a.', route: '#/alerts?id=a' },
      { title: 'Critical: Title of b', body: 'Text of b.', route: '#/alerts?id=b' },
    ]);
  });

  it('is silent in quiet hours and for rules that want no notification', () => {
    expect(announceAlerts([alert('a', { quiet: true }), alert('b'), alert('c')], new Set(['b']))).toHaveLength(1);
    expect(announceAlerts([alert('b')], new Set(['b']))).toEqual([]);
  });

  it('has one for a burst', () => {
    expect(
      announceAlerts(
        ['a', 'b', 'c'].map((id) => alert(id)),
        nobody,
      ),
    ).toHaveLength(3);
    expect(
      announceAlerts(
        ['a', 'b', 'c', 'd'].map((id) => alert(id)),
        nobody,
      ),
    ).toEqual([{ title: '4 alerts at once', body: 'Title of a; Title of b; Title of c; and 1 more.', route: '#/alerts' }]);
    const same = ['a', 'b', 'c', 'd'].map((id) => alert(id, { title: 'Hot', severity: id === 'd' ? 'critical' : 'info' }));
    expect(announceAlerts(same, nobody)).toEqual([{ title: 'Critical: 4 alerts at once', body: 'Hot.', route: '#/alerts' }]);
  });
});

describe('alertRoute', () => {
  it('cannot be left by an id', () => {
    expect(alertRoute('a&b#c"')).toBe('#/alerts?id=a%26b%23c%22');
  });
});
