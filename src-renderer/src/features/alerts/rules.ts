/** Rules by area. Pure. */
import type { AlertRule } from '../../../../src-main/contracts/alerts.ts';
import { type MetricGroup, metricById, metrics } from '../../../../src-main/contracts/metrics.ts';

export interface RuleArea {
  readonly area: MetricGroup | 'other';
  readonly members: readonly AlertRule[];
}

/** In the order of the list of metrics; inside an area as stored. Rules about unknown metrics come last. */
export function byArea(rules: readonly AlertRule[]): readonly RuleArea[] {
  const areas = new Map<MetricGroup | 'other', AlertRule[]>();
  for (const { group } of metrics) areas.set(group, []);
  areas.set('other', []);
  for (const rule of rules) areas.get(metricById(rule.metric)?.group ?? 'other')?.push(rule);
  return [...areas].filter(([, members]) => members.length > 0).map(([area, members]) => ({ area, members }));
}
