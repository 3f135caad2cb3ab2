/** How often alerts fired in each stretch of a span of time. Pure. */
import type { Alert } from '../../../../src-main/contracts/alerts.ts';

export interface FiringCount {
  /** Start of the stretch, local time, milliseconds since 1970. */
  readonly fromMs: number;
  readonly label: string;
  readonly info: number;
  readonly warning: number;
  readonly critical: number;
}

type Alerts = readonly Pick<Alert, 'startedAt' | 'severity'>[];

/** Starts of hours for a day, of days up to two months, else of months; the last one holds `nowMs`. */
function starts(days: number, nowMs: number): readonly Date[] {
  const now = new Date(nowMs);
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
  if (days <= 1) return Array.from({ length: 24 }, (_, index) => new Date(year, month, day, now.getHours() - 23 + index));
  // By the calendar and not by 24 hours: two days a year are longer or shorter.
  if (days <= 60) return Array.from({ length: days }, (_, index) => new Date(year, month, day - days + 1 + index));
  return Array.from({ length: 12 }, (_, index) => new Date(year, month - 11 + index, 1));
}

function labelOf(start: Date, days: number): string {
  if (days <= 1) return start.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (days <= 60) return start.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  return start.toLocaleDateString('en-GB', { month: 'short', year: 'numeric' });
}

/** Oldest first. What fired before the first stretch is left out. */
export function firingCounts(alerts: Alerts, days: number, nowMs: number): readonly FiringCount[] {
  const stretches = starts(days, nowMs);
  return stretches.map((start, index) => {
    const end = stretches[index + 1]?.getTime() ?? Number.POSITIVE_INFINITY;
    const inside = alerts.filter((alert) => alert.startedAt >= start.getTime() && alert.startedAt < end);
    const count = (severity: Alert['severity']): number => inside.filter((alert) => alert.severity === severity).length;
    return {
      fromMs: start.getTime(),
      label: labelOf(start, days),
      info: count('info'),
      warning: count('warning'),
      critical: count('critical'),
    };
  });
}
