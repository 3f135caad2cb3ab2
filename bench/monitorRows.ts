/** hecate-monitor's rows of the budget table. */
import type { Row } from './measure.ts';
import { measureMonitor } from './monitor.ts';

export async function measureMonitorRows(quick: boolean): Promise<readonly Row[]> {
  const figures = await measureMonitor({ quick });
  return [
    {
      name: 'monitor start to first answer',
      value: figures.startToFirstAnswerMs,
      unit: 'ms',
      budget: 100,
      how: 'process start to monitor.hello, median',
    },
    { name: 'monitor RSS', value: figures.rssBytes / 1e6, unit: 'MB', budget: 50, how: 'after the measured time, one client' },
    {
      name: 'monitor RSS with 100 clients',
      value: figures.rssBytes100Clients / 1e6,
      unit: 'MB',
      budget: 50,
      how: 'each receiving every frame',
    },
    { name: 'monitor CPU at 1 Hz', value: figures.cpuPercent60s, unit: '%', budget: 0.5, how: quick ? 'short run' : '60 s' },
    { name: 'monitor query p99', value: figures.queryP99Ms, unit: 'ms', budget: 10, how: 'monitor.snapshot, one after the other' },
  ];
}
