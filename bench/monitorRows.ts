/** hecate-monitor's rows of the budget table. */
import { historyBytes } from './historyFill.ts';
import type { Row } from './measure.ts';
import { measureAlone, measureCrowd, measureSweep, residentWithHistory, residentWithUnixClients, startToFirstAnswerMs } from './monitor.ts';

export async function measureMonitorRows(quick: boolean): Promise<readonly Row[]> {
  const seconds = quick ? 15 : 60;
  const hours = quick ? 2 : 24;
  const starts = quick ? 5 : 9;
  const start = await startToFirstAnswerMs(starts);
  const alone = await measureAlone(seconds);
  const unixClients = await residentWithUnixClients(quick ? 15 : 90);
  const withHistory = await residentWithHistory(hours, quick ? 5 : 30);
  const crowd = await measureCrowd(1000, quick ? 10 : 30);
  const sweep = await measureSweep(2000, quick ? 10 : 30);
  const quietBytes = await historyBytes({ series: 300, hours, kind: 'quiet' });
  const noisyBytes = quick ? null : await historyBytes({ series: 300, hours, kind: 'noisy' });
  return [
    row('monitor start to first answer', start, 'ms', 100, `process start to monitor.hello, median of ${String(starts)}`),
    row('monitor RSS', alone.rssBytes / 1e6, 'MB', 50, 'after the measured time, one client'),
    row('monitor RSS with 100 clients', unixClients / 1e6, 'MB', 50, 'unix socket, each receiving every frame, memory of frames full'),
    row(
      `monitor RSS, 100 clients, ${String(hours)} h of history`,
      withHistory / 1e6,
      'MB',
      50,
      'WebSocket clients of all groups; 300 series in history.db, all of them charted once; highest of ten readings',
    ),
    row('monitor CPU at 1 Hz', alone.cpuPercent, '%', 0.5, `${String(seconds)} s, one client`),
    row(
      'monitor CPU with 1,000 clients',
      crowd.cpuPercent,
      '%',
      2,
      `WebSocket, all groups at 1 Hz, ${(crowd.bytesPerSecond / 1e6).toFixed(2)} MB/s in all`,
    ),
    row('monitor RSS with 1,000 clients', crowd.rssBytes / 1e6, 'MB', null, 'the same run'),
    row('monitor query p99', alone.queryP99Ms, 'ms', 10, 'monitor.snapshot, one after the other'),
    row(
      'monitor query p99 while sweeping 2,000 processes',
      sweep.queryP99Ms,
      'ms',
      10,
      'monitor.snapshot every 5 ms, whether answered or not',
    ),
    row('longest query of that run', sweep.queryMostMs, 'ms', null, 'the same run'),
    row(
      'monitor CPU while sweeping 2,000 processes',
      sweep.cpuPercent,
      '%',
      null,
      'only while somebody watches the table; the queries included',
    ),
    row(`history of ${String(hours)} h, 300 series, quiet`, quietBytes / 1e6, 'MB', 20, 'history.db; most figures stand still or are zero'),
    ...(noisyBytes === null
      ? []
      : [
          row(
            `history of ${String(hours)} h, 300 series, all at random`,
            noisyBytes / 1e6,
            'MB',
            null,
            'history.db; nothing can be predicted',
          ),
        ]),
  ];
}

function row(name: string, value: number, unit: string, budget: number | null, how: string): Row {
  return { name, value, unit, budget, how };
}
