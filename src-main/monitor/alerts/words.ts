/** The sentences of alerts: device, figure and limit. */
import { printable } from '../../base/text.ts';
import type { AlertRule } from '../../contracts/alerts.ts';
import type { Metric, MetricUnit } from '../../contracts/metrics.ts';

/** Why an alert ended: the figure is right again, the device is gone, the rule is no longer there, or what raised it is over. */
export type EndReason = 'fine' | 'gone' | 'rule';

/** What a sentence is made of. */
export interface Told {
  readonly rule: AlertRule;
  readonly metric: Metric;
  readonly instance: string;
  readonly value: number | null;
  readonly peak: number | null;
  readonly perMinute: number | null;
  readonly reachedInSeconds: number | null;
}

const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** At most one digit after the point, and none where it would pretend to be exact. */
function short(value: number): string {
  return String(Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 10) / 10);
}

function bytes(value: number): string {
  let power = 0;
  while (Math.abs(value) >= 1024 ** (power + 1) && power < binary.length - 1) power += 1;
  return `${short(value / 1024 ** power)} ${binary[power] ?? ''}`;
}

const suffix: Readonly<Record<Exclude<MetricUnit, 'bytes' | 'bytesPerSecond'>, string>> = {
  percent: ' %',
  perSecond: '/s',
  count: '',
  ms: ' ms',
  celsius: ' °C',
  watt: ' W',
  MHz: ' MHz',
  rpm: ' rpm',
  load: '',
};

/** A figure with its unit. */
export function figureText(unit: MetricUnit, value: number): string {
  if (unit === 'bytes') return bytes(value);
  if (unit === 'bytesPerSecond') return `${bytes(value)}/s`;
  return `${short(value)}${suffix[unit]}`;
}

/** `4 min`, `3 h`, `2 days`: as exact as a forecast can be. */
export function durationText(seconds: number): string {
  if (seconds < 90) return `${String(Math.round(seconds))} s`;
  if (seconds < 90 * 60) return `${String(Math.round(seconds / 60))} min`;
  if (seconds < 36 * 3600) return `${String(Math.round(seconds / 3600))} h`;
  return `${String(Math.round(seconds / 86_400))} days`;
}

/** Metrics for which 100 %, or nothing available, means full. */
const canBeFull: ReadonlySet<string> = new Set([
  'memory.usedPercent',
  'memory.swapUsedPercent',
  'filesystem.usedPercent',
  'filesystem.inodesUsedPercent',
  'gpu.vramUsedPercent',
]);
const canBeUsedUp: ReadonlySet<string> = new Set(['filesystem.availableBytes', 'memory.availableBytes']);

function reachedText({ id, unit }: Metric, reaches: number): string {
  if ((canBeFull.has(id) && reaches >= 100) || (canBeUsedUp.has(id) && reaches <= 0)) return 'full';
  return `at ${figureText(unit, reaches)}`;
}

function subject({ metric, instance }: Told): string {
  return instance === '' ? `${metric.title}:` : `${printable(instance)}: ${metric.title}`;
}

function now({ metric, value }: Told): string {
  return value === null ? 'not measured now' : figureText(metric.unit, value);
}

function perMinuteText({ metric, perMinute }: Told): string {
  if (perMinute === null) return 'changes at an unknown rate';
  return `${perMinute < 0 ? 'falls' : 'rises'} by ${figureText(metric.unit, Math.abs(perMinute))} a minute`;
}

/** For an alert that is on. */
export function sentence(told: Told): string {
  const { rule, metric, instance } = told;
  const { condition } = rule;
  if (metric.id === 'disk.failing' && condition.kind === 'above')
    return `${printable(instance)}: the disk says itself (SMART) that it is failing.`;
  switch (condition.kind) {
    case 'above':
      return `${subject(told)} ${now(told)}, above the limit of ${figureText(metric.unit, condition.value)}.`;
    case 'below':
      return `${subject(told)} ${now(told)}, below the limit of ${figureText(metric.unit, condition.value)}.`;
    case 'rate':
      return `${subject(told)} ${now(told)}, ${perMinuteText(told)}; the limit is ${figureText(metric.unit, condition.perMinute)} a minute.`;
    case 'absent':
      return `${printable(instance)} is gone: ${metric.title} was measured before and is not any more.`;
    case 'forecast': {
      const reached = reachedText(metric, condition.reaches);
      if (told.reachedInSeconds === null) return `${subject(told)} ${now(told)}, on the way to being ${reached}.`;
      if (told.reachedInSeconds === 0) return `${subject(told)} ${now(told)}: ${reached}.`;
      return `${subject(told)} ${now(told)}, ${reached} in about ${durationText(told.reachedInSeconds)} at this slope.`;
    }
  }
}

function limitText({ rule: { condition }, metric }: Told): string {
  switch (condition.kind) {
    case 'above':
    case 'below':
      return `the limit is ${figureText(metric.unit, condition.value)}`;
    case 'rate':
      return `the limit is ${figureText(metric.unit, condition.perMinute)} a minute`;
    case 'forecast':
      return `it is no longer ${reachedText(metric, condition.reaches)} within ${durationText(condition.withinSeconds)}`;
    case 'absent':
      return 'it is back';
  }
}

/** For an alert that has ended. */
export function endedSentence(told: Told, reason: EndReason): string {
  if (reason === 'rule') return `${sentence(told)} Ended because its rule was changed, switched off or removed.`;
  if (reason === 'gone') return `${printable(told.instance)}: ${told.metric.title} is no longer measured, the device is gone.`;
  if (told.rule.condition.kind === 'absent') return `${printable(told.instance)} is back: ${told.metric.title} ${now(told)}.`;
  const peak = told.peak === null || told.peak === told.value ? '' : ` after ${figureText(told.metric.unit, told.peak)}`;
  return `${subject(told)} is back to ${now(told)}${peak}; ${limitText(told)}.`;
}
