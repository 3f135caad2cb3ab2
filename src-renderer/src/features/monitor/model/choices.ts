/** Series by name, for choosing two of them. Pure. */
import { type Metric, metricById, metrics, partsOfSeries } from '../../../../../src-main/contracts/metrics.ts';
import { resources } from './resources.ts';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface ChoiceGroup {
  readonly group: string;
  readonly items: readonly Choice[];
}

/** Words for a series: title of the metric, and the device. */
export function seriesName(id: string): string {
  const { metric, instance } = partsOfSeries(id);
  const title = metricById(metric)?.title ?? metric;
  if (instance === '') return title;
  return metric.startsWith('cpu.core') ? `${title}: CPU ${instance}` : `${title}: ${instance}`;
}

const order = new Map(metrics.map((metric: Metric, index) => [metric.id, index]));
/** "CPU 10" after "CPU 9". */
const byName = new Intl.Collator('en', { numeric: true });

/** All known series by resource, in the order of the list of metrics. */
export function choicesOf(known: ReadonlySet<string>): readonly ChoiceGroup[] {
  const sorted = [...known]
    .map((id) => ({ id, ...partsOfSeries(id) }))
    .filter(({ metric }) => order.has(metric))
    .sort((a, b) => (order.get(a.metric) ?? 0) - (order.get(b.metric) ?? 0) || byName.compare(a.instance, b.instance));
  return resources.flatMap((resource) => {
    const items = sorted
      .filter(({ metric }) => metricById(metric)?.group === resource.id)
      .map(({ id }) => ({ value: id, label: seriesName(id) }));
    return items.length === 0 ? [] : [{ group: resource.title, items }];
  });
}
