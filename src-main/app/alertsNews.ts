/** What the shell says about alerts: notifications, and one line for the tray. Pure: alerts in, words out. */
import type { Alert } from '../contracts/alerts.ts';
import type { Announcement } from './announcements.ts';

/** More at once become one notification: a burst has one cause. */
const mostAtOnce = 3;

export interface AlertsFact {
  /** Alerts that are on and that nobody has acknowledged. */
  readonly count: number;
  readonly worst: Alert['severity'];
  readonly countOfWorst: number;
}

const rank: Readonly<Record<Alert['severity'], number>> = { info: 0, warning: 1, critical: 2 };

function worstOf(alerts: readonly Alert[]): Alert['severity'] {
  return alerts.reduce<Alert['severity']>((worst, { severity }) => (rank[severity] > rank[worst] ? severity : worst), 'info');
}

/** undefined when nothing needs attention. */
export function alertsFact(alerts: readonly Alert[]): AlertsFact | undefined {
  const open = alerts.filter((alert) => alert.acknowledgedAt === null);
  if (open.length === 0) return undefined;
  const worst = worstOf(open);
  return { count: open.length, worst, countOfWorst: open.filter(({ severity }) => severity === worst).length };
}

function alertsText(count: number): string {
  return `${String(count)} ${count === 1 ? 'alert' : 'alerts'}`;
}

/** `2 alerts, 1 critical`. */
export function alertsLine({ count, worst, countOfWorst }: AlertsFact): string {
  if (worst === 'info') return alertsText(count);
  return count === countOfWorst && count === 1 ? `1 alert, ${worst}` : `${alertsText(count)}, ${String(countOfWorst)} ${worst}`;
}

/** Notifications for alerts that have just fired. `silentRules` are those that want none. */
export function announceAlerts(fired: readonly Alert[], silentRules: ReadonlySet<string>): readonly Announcement[] {
  const loud = fired.filter(({ quiet, ruleId }) => !quiet && !silentRules.has(ruleId));
  if (loud.length > mostAtOnce) return [ofBurst(loud)];
  return loud.map(({ id, title, text, severity }) => ({
    title: severity === 'critical' ? `Critical: ${title}` : title,
    body: text,
    route: alertRoute(id),
  }));
}

function ofBurst(alerts: readonly Alert[]): Announcement {
  const titles = [...new Set(alerts.map(({ title }) => title))];
  const named = titles.slice(0, mostAtOnce).join('; ');
  const more = titles.length - mostAtOnce;
  return {
    title: `${worstOf(alerts) === 'critical' ? 'Critical: ' : ''}${alertsText(alerts.length)} at once`,
    body: more > 0 ? `${named}; and ${String(more)} more.` : `${named}.`,
    route: alertRoute(null),
  };
}

/** Fragment of the window's address that shows all alerts, or one. */
export function alertRoute(id: string | null): string {
  return id === null ? '#/alerts' : `#/alerts?id=${encodeURIComponent(id)}`;
}
