/** `/metrics`: the kernel's counters, and the figures of the newest frame. */
import type { MonitorFrame } from '../../../contracts/monitor.ts';
import { Exposition } from './exposition.ts';
import { writeFrame } from './frameGauges.ts';
import type { KernelCounters } from './kernelCounters.ts';

export function metricsPage(frame: MonitorFrame, counters: KernelCounters, version: string): string {
  const exposition = new Exposition();
  exposition.family('gauge', 'hecate_build_info', 'Version of the monitor.', [[{ version }, 1]]);
  counters.write(exposition);
  writeFrame(exposition, frame);
  return exposition.toString();
}
