/** Ticks of the time axis at round local times. Pure. */

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const shortSteps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * secondMs),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minuteMs),
  ...[1, 2, 3, 6, 12].map((count) => count * hourMs),
];
/** Steps of the calendar, because a day is not always 24 hours and a month never the same. */
const daySteps = [1, 2, 7, 14];
const monthSteps = [1, 2, 3, 6];

export interface TimeTick {
  readonly at: number;
  readonly label: string;
}

function clock(at: number, withSeconds: boolean): string {
  return new Date(at).toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    ...(withSeconds ? { second: '2-digit' } : {}),
  });
}

function day(at: number): string {
  return new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
}

function month(at: number): string {
  const date = new Date(at);
  return date.toLocaleDateString('en-GB', date.getMonth() === 0 ? { month: 'short', year: 'numeric' } : { month: 'short' });
}

/** Every full step since local midnight, so that 6-hour ticks stand at 6, 12 and 18 o'clock in every time zone. */
function shortTicks(fromMs: number, toMs: number, stepMs: number): readonly TimeTick[] {
  const midnight = new Date(fromMs).setHours(0, 0, 0, 0);
  const first = midnight + Math.ceil((fromMs - midnight) / stepMs) * stepMs;
  const count = Math.max(0, Math.floor((toMs - first) / stepMs) + 1);
  return Array.from({ length: count }, (_, index) => {
    const at = first + index * stepMs;
    const startsDay = new Date(at).setHours(0, 0, 0, 0) === at;
    return { at, label: startsDay && stepMs >= minuteMs ? day(at) : clock(at, stepMs < minuteMs) };
  });
}

function calendarTicks(
  fromMs: number,
  toMs: number,
  next: (date: Date) => void,
  label: (at: number) => string,
  start: Date,
): readonly TimeTick[] {
  const ticks: TimeTick[] = [];
  const date = start;
  while (date.getTime() <= toMs) {
    const at = date.getTime();
    if (at >= fromMs) ticks.push({ at, label: label(at) });
    next(date);
  }
  return ticks;
}

/** At most about `most` ticks between two times, milliseconds since 1970. */
export function timeTicks(fromMs: number, toMs: number, most: number): readonly TimeTick[] {
  const span = toMs - fromMs;
  const room = Math.max(2, most);
  const shortStep = shortSteps.find((step) => span / step <= room);
  if (shortStep !== undefined) return shortTicks(fromMs, toMs, shortStep);
  const days = daySteps.find((count) => span / (count * dayMs) <= room);
  const midnight = new Date(new Date(fromMs).setHours(0, 0, 0, 0));
  if (days !== undefined) return calendarTicks(fromMs, toMs, (date) => date.setDate(date.getDate() + days), day, midnight);
  const months = monthSteps.find((count) => span / (count * 30 * dayMs) <= room) ?? 12;
  midnight.setMonth(Math.floor(midnight.getMonth() / months) * months, 1);
  return calendarTicks(fromMs, toMs, (date) => date.setMonth(date.getMonth() + months), month, midnight);
}

/** A moment as exactly as the step of the data says. */
export function momentText(atMs: number, stepMs: number): string {
  const date = new Date(atMs);
  const day = date.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
  if (stepMs >= dayMs / 2) return `${day} ${String(date.getFullYear())}`;
  const today = new Date().toDateString() === date.toDateString();
  const time = clock(atMs, stepMs < minuteMs);
  return today ? time : `${day}, ${time}`;
}

/** From when to when, in words; the date only where it is needed. */
export function rangeText(fromMs: number, toMs: number): string {
  const short = toMs - fromMs < 10 * minuteMs;
  const from = momentText(fromMs, short ? secondMs : minuteMs);
  const sameDay = new Date(fromMs).toDateString() === new Date(toMs).toDateString();
  return `${from} – ${sameDay ? clock(toMs, short) : momentText(toMs, short ? secondMs : minuteMs)}`;
}
