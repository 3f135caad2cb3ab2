/** Alerts in words. Pure. */
import type { Alert, AlertCondition, AlertRule } from '../../../../src-main/contracts/alerts.ts';
import { type Metric, type MetricGroup, type MetricUnit, metricById } from '../../../../src-main/contracts/metrics.ts';
import { counted, figureText, frequency, memoryFigure, percentFigure, rateFigure, temperatureFigure } from '../../lib/format.ts';

export type Severity = Alert['severity'];

export interface SeverityWords {
  readonly label: string;
  readonly hint: string;
  readonly color: 'dusk' | 'ember' | 'madder';
}

export const severityWords: Readonly<Record<Severity, SeverityWords>> = {
  critical: { label: 'critical', hint: 'Work or data may be lost. Look now.', color: 'madder' },
  warning: { label: 'warning', hint: 'Something is getting tight. Look soon.', color: 'ember' },
  info: { label: 'note', hint: 'Worth knowing; nothing is wrong yet.', color: 'dusk' },
};

/** Worst first. */
export const severities: readonly Severity[] = ['critical', 'warning', 'info'];

export function worstOf(alerts: readonly Pick<Alert, 'severity'>[]): Severity | null {
  return severities.find((severity) => alerts.some((alert) => alert.severity === severity)) ?? null;
}

export const areaWords: Readonly<Record<MetricGroup, string>> = {
  cpu: 'Processor',
  memory: 'Memory',
  pressure: 'Waiting',
  disk: 'Disks',
  filesystem: 'File systems',
  network: 'Network',
  sensor: 'Sensors',
  battery: 'Battery',
  gpu: 'Graphics',
};

/** A figure with the unit of its metric, as a person reads it. */
export function metricText(unit: MetricUnit, value: number): string {
  switch (unit) {
    case 'percent':
      return figureText(percentFigure(value));
    case 'bytes':
      return signed(value, (size) => figureText(memoryFigure(size)));
    case 'bytesPerSecond':
      return signed(value, (size) => figureText(rateFigure(size)));
    case 'perSecond':
      return `${plain(value)}\u00a0per second`;
    case 'ms':
      return `${plain(value)}\u00a0ms`;
    case 'celsius':
      return figureText(temperatureFigure(value));
    case 'watt':
      return `${plain(value)}\u00a0W`;
    case 'MHz':
      return frequency(value);
    case 'rpm':
      return `${value.toFixed(0)}\u00a0rpm`;
    case 'count':
    case 'load':
      return plain(value);
  }
}

function signed(value: number, text: (size: number) => string): string {
  return value < 0 ? `-${text(-value)}` : text(value);
}

/** At most two decimals, and none that say nothing. */
function plain(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** 90 → "90 seconds", 3600 → "1 hour". Whole units only. */
export function durationText(seconds: number): string {
  if (seconds > 0 && seconds % 86_400 === 0) return counted(seconds / 86_400, 'day');
  if (seconds > 0 && seconds % 3_600 === 0) return counted(seconds / 3_600, 'hour');
  if (seconds > 0 && seconds % 60 === 0) return counted(seconds / 60, 'minute');
  return counted(seconds, 'second');
}

/** How long something lasted: the two largest units. */
export function lastedText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return counted(seconds, 'second');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return counted(minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? counted(hours, 'hour') : `${counted(hours, 'hour')} ${counted(minutes % 60, 'minute')}`;
  return counted(Math.floor(hours / 24), 'day');
}

/** "above 90%, until below 88%". */
export function conditionText(condition: AlertCondition, unit: MetricUnit): string {
  const text = (value: number): string => metricText(unit, value);
  switch (condition.kind) {
    case 'above':
      return `above ${text(condition.value)}${condition.clearBelow === undefined ? '' : `, until below ${text(condition.clearBelow)}`}`;
    case 'below':
      return `below ${text(condition.value)}${condition.clearAbove === undefined ? '' : `, until above ${text(condition.clearAbove)}`}`;
    case 'rate':
      return `${condition.perMinute < 0 ? 'falls' : 'rises'} by more than ${text(Math.abs(condition.perMinute))} a minute, over ${durationText(condition.overSeconds)}`;
    case 'absent':
      return 'was there and is gone';
    case 'forecast':
      return `reaches ${text(condition.reaches)} within ${durationText(condition.withinSeconds)}, at the slope of the last ${durationText(condition.overSeconds)}`;
  }
}

/** Title of the metric, or its id where this version does not know it. */
export function metricTitle(id: string): string {
  return metricById(id)?.title ?? id;
}

/** One sentence about a rule. */
export function ruleText(rule: AlertRule): string {
  const metric: Metric | undefined = metricById(rule.metric);
  const devices = rule.devices.length === 0 ? '' : ` of ${rule.devices.join(', ')}`;
  const lasting = rule.forSeconds === 0 ? '' : `, for ${durationText(rule.forSeconds)}`;
  return `${metricTitle(rule.metric)}${devices} ${conditionText(rule.condition, metric?.unit ?? 'count')}${lasting}`;
}
