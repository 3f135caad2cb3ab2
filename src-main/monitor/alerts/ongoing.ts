/** An alert that is on, and how it becomes what clients see. */
import type { Alert, AlertRule } from '../../contracts/alerts.ts';
import { type Metric, seriesId } from '../../contracts/metrics.ts';
import type { Look } from './condition.ts';
import { type EndReason, endedSentence, sentence } from './words.ts';

export interface Ongoing {
  readonly id: string;
  readonly metric: Metric;
  readonly instance: string;
  /** Another one with the same condition when the rules were changed. */
  rule: AlertRule;
  value: number | null;
  peak: number | null;
  perMinute: number | null;
  reachedInSeconds: number | null;
  /** For a forecast: the figure rises towards what it reaches. */
  readonly fromBelow: boolean;
  readonly startedAt: number;
  acknowledgedAt: number | null;
  readonly quiet: boolean;
}

function isUpwards({ rule: { condition }, fromBelow }: Ongoing): boolean {
  switch (condition.kind) {
    case 'above':
      return true;
    case 'below':
    case 'absent':
      return false;
    case 'rate':
      return condition.perMinute >= 0;
    case 'forecast':
      return fromBelow;
  }
}

/** Takes the newest figure; the peak is the one furthest from normal. */
export function updateOngoing(ongoing: Ongoing, value: number, { verdict, perMinute, reachedInSeconds }: Look): void {
  ongoing.value = value;
  const peak = ongoing.peak ?? value;
  ongoing.peak = isUpwards(ongoing) ? Math.max(peak, value) : Math.min(peak, value);
  if (perMinute !== null) ongoing.perMinute = perMinute;
  if (verdict === 'beyond') ongoing.reachedInSeconds = reachedInSeconds;
}

function common(ongoing: Ongoing) {
  const { id, rule, metric, instance, value, peak, startedAt, acknowledgedAt, quiet } = ongoing;
  return {
    id,
    ruleId: rule.id,
    title: rule.title,
    severity: rule.severity,
    metric: metric.id,
    instance,
    series: seriesId(metric.id, instance),
    value,
    peak,
    startedAt,
    acknowledgedAt,
    quiet,
  };
}

export function ongoingAlert(ongoing: Ongoing): Alert {
  return { ...common(ongoing), text: sentence(ongoing), endedAt: null };
}

export function endedAlert(ongoing: Ongoing, endedAt: number, reason: EndReason): Alert {
  return { ...common(ongoing), text: endedSentence(ongoing, reason), endedAt };
}

const order: Readonly<Record<Alert['severity'], number>> = { critical: 0, warning: 1, info: 2 };

/** Worst first, then newest first. */
export function worstFirst(alerts: readonly Alert[]): Alert[] {
  return [...alerts].sort((one, other) => order[one.severity] - order[other.severity] || other.startedAt - one.startedAt);
}
