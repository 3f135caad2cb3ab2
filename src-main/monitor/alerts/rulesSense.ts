/** What no schema can say about rules: that the metric exists, that ids differ, that an alert can also end. */
import { editDistance } from '../../base/editDistance.ts';
import type { AlertRule, AlertRules } from '../../contracts/alerts.ts';
import { metricById, metrics } from '../../contracts/metrics.ts';
import { type Checked, type Issue, maxIssues } from './issue.ts';
import { checkRules } from './rulesCheck.ts';

/** The known metric that a wrong name is closest to. */
export function nearestMetric(id: string): string {
  let best = { id: '', edits: Number.POSITIVE_INFINITY };
  for (const metric of metrics) {
    const edits = editDistance(id.toLowerCase(), metric.id.toLowerCase());
    if (edits < best.edits) best = { id: metric.id, edits };
  }
  return best.id;
}

function ofMetric(rule: AlertRule, at: string): readonly Issue[] {
  const metric = metricById(rule.metric);
  if (metric === undefined) {
    const shown = JSON.stringify(rule.metric);
    return [{ field: `${at}.metric`, problem: `there is no metric ${shown}; the nearest is ${nearestMetric(rule.metric)}` }];
  }
  if (metric.perDevice) return [];
  const needsDevice = `${metric.id} is one figure for the whole machine`;
  return [
    ...(rule.devices.length > 0 ? [{ field: `${at}.devices`, problem: `must be empty: ${needsDevice}` }] : []),
    // A figure of the machine that is not measured is unknown, not gone.
    ...(rule.condition.kind === 'absent' ? [{ field: `${at}.condition.kind`, problem: `cannot be absent: ${needsDevice}` }] : []),
  ];
}

function ofCondition({ condition }: AlertRule, at: string): readonly Issue[] {
  if (condition.kind === 'above' && condition.clearBelow !== undefined && condition.clearBelow > condition.value) {
    return [{ field: `${at}.condition.clearBelow`, problem: `must be ${String(condition.value)} (value) or less` }];
  }
  if (condition.kind === 'below' && condition.clearAbove !== undefined && condition.clearAbove < condition.value) {
    return [{ field: `${at}.condition.clearAbove`, problem: `must be ${String(condition.value)} (value) or more` }];
  }
  return [];
}

function ofCommand({ command }: AlertRule, at: string): readonly Issue[] {
  const nul = command?.findIndex((word) => word.includes('\0')) ?? -1;
  if (nul !== -1) return [{ field: `${at}.command[${String(nul)}]`, problem: 'must not contain a NUL character' }];
  if (command?.[0]?.startsWith('/') === false) {
    return [{ field: `${at}.command[0]`, problem: 'must be the absolute path of a program, such as /usr/bin/logger' }];
  }
  return [];
}

function ofIds(rules: readonly AlertRule[]): readonly Issue[] {
  const first = new Map<string, number>();
  return rules.flatMap(({ id }, index) => {
    const earlier = first.get(id);
    if (earlier === undefined) {
      first.set(id, index);
      return [];
    }
    return [{ field: `rules[${String(index)}].id`, problem: `${JSON.stringify(id)} is taken by rules[${String(earlier)}]` }];
  });
}

function ofQuietHours({ quietHours }: AlertRules): readonly Issue[] {
  if (quietHours === null || quietHours.from !== quietHours.to) return [];
  return [{ field: 'quietHours.to', problem: 'must differ from quietHours.from; use null for no quiet hours' }];
}

/** Everything that keeps rules of the right form from being used; empty when nothing does. */
export function senseOf(rules: AlertRules): readonly Issue[] {
  const each = rules.rules.flatMap((rule, index) => {
    const at = `rules[${String(index)}]`;
    return [...ofMetric(rule, at), ...ofCondition(rule, at), ...ofCommand(rule, at)];
  });
  return [...ofQuietHours(rules), ...ofIds(rules.rules), ...each].slice(0, maxIssues);
}

/** Form and sense together. */
export function readRules(value: unknown): Checked {
  const checked = checkRules(value);
  if ('issues' in checked) return checked;
  const issues = senseOf(checked.rules);
  return issues.length === 0 ? checked : { issues };
}
