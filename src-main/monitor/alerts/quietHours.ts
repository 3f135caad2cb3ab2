/** Hours in which nobody wants to be disturbed, in local time; they may pass midnight. */
import type { AlertRules } from '../../contracts/alerts.ts';

function minuteOf(timeOfDay: string): number {
  return Number(timeOfDay.slice(0, 2)) * 60 + Number(timeOfDay.slice(3));
}

/** Minutes since local midnight. */
export function localMinute(unixMs: number): number {
  const time = new Date(unixMs);
  return time.getHours() * 60 + time.getMinutes();
}

/** From `from` on, until `to`, which is no longer quiet. */
export function isQuiet(quietHours: AlertRules['quietHours'], minute: number): boolean {
  if (quietHours === null) return false;
  const from = minuteOf(quietHours.from);
  const to = minuteOf(quietHours.to);
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}
