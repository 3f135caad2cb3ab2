/** Alerts and their rules for people. */
import type { Alert, AlertCondition, AlertRule, AlertRules } from '../../contracts/alerts.ts';
import { metricById } from '../../contracts/metrics.ts';
import { blocks, type Page, paragraph, table } from '../terminal/layout.ts';
import { formatDuration, formatMoment } from './duration.ts';
import { figureOrDash, formatFigure } from './figure.ts';
import { safe } from './reading.ts';
import { counted } from './units.ts';

export function paintSeverity(page: Page, severity: Alert['severity']): string {
  if (severity === 'critical') return page.style.bad(severity);
  return severity === 'warning' ? page.style.warn(severity) : page.style.accent(severity);
}

export function formatActive(page: Page, alerts: readonly Alert[], problem: string | null, nowMs: number): readonly string[] {
  const trouble = problem === null ? [] : paragraph(page, safe(problem)).map(page.style.warn);
  if (alerts.length === 0) return blocks(trouble, ['Nothing is wrong now.']);
  const rows = alerts.map((alert) => [
    paintSeverity(page, alert.severity),
    formatDuration(nowMs - alert.startedAt),
    figureOrDash(unitOf(alert.metric), alert.value),
    alert.acknowledgedAt === null ? '' : 'known',
    safe(alert.id),
    `${safe(alert.title)}: ${safe(alert.text)}`,
  ]);
  const columns = [
    { title: 'severity' },
    { title: 'for', align: 'right' },
    { title: 'now', align: 'right' },
    { title: '' },
    { title: 'id' },
    { title: 'what' },
  ] as const;
  return blocks(trouble, table(page, columns, rows));
}

export function formatFirings(page: Page, alerts: readonly Alert[], spanMs: number): readonly string[] {
  if (alerts.length === 0) return [`No alert fired in the last ${formatDuration(spanMs)}.`];
  const rows = alerts.map((alert) => [
    formatMoment(alert.startedAt),
    alert.endedAt === null ? 'still on' : formatDuration(alert.endedAt - alert.startedAt),
    paintSeverity(page, alert.severity),
    figureOrDash(unitOf(alert.metric), alert.peak),
    `${safe(alert.title)}${alert.instance === '' ? '' : ` (${safe(alert.instance)})`}${alert.quiet ? ', in quiet hours' : ''}`,
  ]);
  const columns = [
    { title: 'fired' },
    { title: 'lasted', align: 'right' },
    { title: 'severity' },
    { title: 'worst', align: 'right' },
    { title: 'what' },
  ] as const;
  return table(page, columns, rows);
}

/** One line for a stream. */
export function formatChange(page: Page, alert: Alert): string {
  const at = formatMoment(alert.endedAt ?? alert.startedAt);
  const word = alert.endedAt === null ? paintSeverity(page, alert.severity) : page.style.good('ended');
  return `${at}  ${word}  ${safe(alert.title)}: ${safe(alert.text)}`;
}

export function formatRules(page: Page, rules: AlertRules, file: string, problem: string | null): readonly string[] {
  const rows = rules.rules.map((rule) => [
    rule.enabled ? paintSeverity(page, rule.severity) : page.style.faint('off'),
    safe(rule.id),
    `${safe(rule.title)}: ${describeRule(rule)}`,
  ]);
  const quiet = rules.quietHours;
  return blocks(
    problem === null ? [] : paragraph(page, safe(problem)).map(page.style.warn),
    rows.length === 0 ? ['There are no rules.'] : table(page, [{ title: 'severity' }, { title: 'rule' }, { title: 'what' }], rows),
    paragraph(
      page,
      `${counted(rules.rules.length, 'rule')}. ${quiet === null ? 'No quiet hours.' : `Quiet from ${quiet.from} to ${quiet.to}.`} They are in ${safe(file)}.`,
    ),
  );
}

export function describeRule(rule: AlertRule): string {
  const devices = rule.devices.length === 0 ? '' : ` of ${rule.devices.map(safe).join(', ')}`;
  const held = rule.forSeconds === 0 ? '' : ` for ${formatDuration(rule.forSeconds * 1000)}`;
  return `${safe(rule.metric)}${devices} ${describeCondition(rule.metric, rule.condition)}${held}`;
}

function describeCondition(metric: string, condition: AlertCondition): string {
  const unit = unitOf(metric);
  switch (condition.kind) {
    case 'above':
      return `above ${formatFigure(unit, condition.value)}`;
    case 'below':
      return `below ${formatFigure(unit, condition.value)}`;
    case 'rate': {
      const how = condition.perMinute < 0 ? 'falls' : 'rises';
      return `${how} by more than ${formatFigure(unit, Math.abs(condition.perMinute))} a minute over ${formatDuration(condition.overSeconds * 1000)}`;
    }
    case 'absent':
      return 'is gone';
    case 'forecast':
      return `reaches ${formatFigure(unit, condition.reaches)} within ${formatDuration(condition.withinSeconds * 1000)} at the slope of the last ${formatDuration(condition.overSeconds * 1000)}`;
  }
}

function unitOf(metric: string): NonNullable<ReturnType<typeof metricById>>['unit'] {
  return metricById(metric)?.unit ?? 'count';
}
