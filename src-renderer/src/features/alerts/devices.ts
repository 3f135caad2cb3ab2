/** Devices that a metric has on this machine, for suggestions. Pure. */
import { visitFigures } from '../../../../src-main/contracts/metrics.ts';
import type { MonitorFrame } from '../../../../src-main/contracts/monitor.ts';

export function devicesOf(frame: MonitorFrame, metricId: string): readonly string[] {
  const found = new Set<string>();
  visitFigures(frame, (metric, instance) => {
    if (metric.id === metricId && instance !== '') found.add(instance);
  });
  return [...found];
}
