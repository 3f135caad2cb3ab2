/**
 * What the built hecate-monitor costs: memory, CPU, start and answer time.
 * Run alone: `node bench/run.ts --only monitor [--quick]` after `npm run build`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { fillHistory } from './historyFill.ts';
import { cpuTimeMs, median, percentile, residentBytes, watchProcess } from './measure.ts';
import { newMonitorFolder, type RunningMonitor, startMonitor } from './monitorProcess.ts';
import { connectWhenReady, timeRequests, timeScheduled } from './rpc.ts';
import { startSleepers } from './sleepers.ts';
import { streamReceivers, unixReceivers, webAccess } from './streamClients.ts';

/** Until what was needed only to start is given back; see residentMemory.ts. */
const settleMs = 5000;

async function withMonitor<T>(
  measure: (monitor: RunningMonitor, connection: MessageConnection) => Promise<T>,
  args: readonly string[] = [],
  folder?: string,
): Promise<T> {
  const monitor = startMonitor(args, folder);
  try {
    const connection = await connectWhenReady(monitor.socket);
    try {
      return await measure(monitor, connection);
    } finally {
      connection.dispose();
    }
  } finally {
    await monitor.stop();
  }
}

/** From starting the launcher to the answer of monitor.hello, median. */
export async function startToFirstAnswerMs(runs: number): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const started = process.hrtime.bigint();
    times.push(
      await withMonitor(async (_monitor, connection) => {
        await connection.sendRequest('monitor.hello', {});
        return Number(process.hrtime.bigint() - started) / 1e6;
      }),
    );
  }
  return median(times);
}

export interface AloneFigures {
  readonly cpuPercent: number;
  readonly rssBytes: number;
  readonly queryP99Ms: number;
}

/** With one client that receives every frame, once a second. */
export function measureAlone(seconds: number): Promise<AloneFigures> {
  return withMonitor(async (monitor, connection) => {
    const clients = await unixReceivers(monitor.socket, 1);
    await sleep(settleMs);
    const { cpuPercent, rssBytes } = await watchProcess(monitor.pid, seconds);
    const times = await timeRequests(connection, 'monitor.snapshot', {}, 2000);
    clients.close();
    return { cpuPercent, rssBytes, queryP99Ms: percentile(times, 0.99) };
  });
}

/** At 10 Hz, so that the memory of frames (15 minutes at 1 Hz) is full after 90 s. Highest of ten readings. */
export function residentWithUnixClients(seconds: number): Promise<number> {
  return withMonitor(
    async (monitor, connection) => {
      const clients = await unixReceivers(monitor.socket, 100);
      await sleep(seconds * 1000);
      const highest = await highestResident(monitor.pid, 10);
      const { clients: known } = await connection.sendRequest<{ readonly clients: number }>('monitor.hello', {});
      if (known !== 101) throw new Error(`${String(known)} clients were connected instead of 101`);
      clients.close();
      return highest;
    },
    ['--interval', '0.1'],
  );
}

/** 100 WebSocket clients of all groups, with `hours` of 300 series in history.db, after charts of all of it were asked for. */
export async function residentWithHistory(hours: number, seconds: number): Promise<number> {
  const folder = newMonitorFolder();
  await fillHistory(folder, { series: 300, hours, kind: 'quiet' });
  return withMonitor(
    async (monitor, connection) => {
      const clients = await streamReceivers(await webAccess(connection), 100);
      await sleep(settleMs);
      await askForCharts(connection, hours);
      await sleep(seconds * 1000);
      const highest = await highestResident(monitor.pid, 10);
      if (clients.lost > 0 || clients.receivedBytes === 0) throw new Error(`${String(clients.lost)} stream clients were lost`);
      clients.close();
      return highest;
    },
    [],
    folder,
  );
}

async function askForCharts(connection: MessageConnection, hours: number): Promise<void> {
  const { series } = await connection.sendRequest<{ readonly series: readonly { readonly id: string }[] }>('history.series', {});
  if (series.length < 300) throw new Error(`history has ${String(series.length)} series instead of 300`);
  const toMs = Date.now();
  for (let at = 0; at < series.length; at += 64) {
    const ids = series.slice(at, at + 64).map((one) => one.id);
    await connection.sendRequest('history.range', { series: ids, fromMs: toMs - hours * 3_600_000, toMs, points: 600 });
  }
}

export interface CrowdFigures {
  readonly cpuPercent: number;
  readonly rssBytes: number;
  readonly bytesPerSecond: number;
}

/** Many WebSocket clients of all groups at 1 Hz. */
export function measureCrowd(count: number, seconds: number): Promise<CrowdFigures> {
  return withMonitor(
    async (monitor, connection) => {
      const clients = await streamReceivers(await webAccess(connection), count);
      await sleep(settleMs);
      const before = clients.receivedBytes;
      const { cpuPercent, rssBytes } = await watchProcess(monitor.pid, seconds);
      if (clients.lost > 0) throw new Error(`${String(clients.lost)} of ${String(count)} clients were lost`);
      const bytesPerSecond = (clients.receivedBytes - before) / seconds;
      clients.close();
      return { cpuPercent, rssBytes, bytesPerSecond };
    },
    ['--max-clients', String(count + 10)],
  );
}

export interface SweepFigures {
  readonly queryP99Ms: number;
  readonly queryMostMs: number;
  readonly cpuPercent: number;
}

/** Somebody watches the process table of a machine with 2,000 more processes; another one asks every 5 ms, whether answered or not. */
export async function measureSweep(processes: number, seconds: number): Promise<SweepFigures> {
  const sleepers = await startSleepers(processes);
  try {
    return await withMonitor(async (monitor, connection) => {
      const watcher = await connectWhenReady(monitor.socket);
      let seen = 0;
      watcher.onNotification('$/hecate/event', ({ payload }: { readonly payload: { readonly count: number } }) => {
        seen = payload.count;
      });
      await watcher.sendRequest('$/hecate/subscribe', { event: 'processes.table' });
      await sleep(settleMs);
      const [before, started] = [cpuTimeMs(monitor.pid), performance.now()];
      const times = await timeScheduled(connection, 'monitor.snapshot', {}, { everyMs: 5, seconds });
      // The last answers may come later than planned.
      const cpuPercent = ((cpuTimeMs(monitor.pid) - before) / (performance.now() - started)) * 100;
      watcher.dispose();
      if (seen < processes) throw new Error(`the table had ${String(seen)} processes instead of ${String(processes)} and more`);
      return { queryP99Ms: percentile(times, 0.99), queryMostMs: Math.max(...times), cpuPercent };
    });
  } finally {
    await sleepers.end();
  }
}

async function highestResident(pid: number, readings: number): Promise<number> {
  let highest = 0;
  for (let reading = 0; reading < readings; reading += 1) {
    await sleep(1000);
    highest = Math.max(highest, residentBytes(pid));
  }
  return highest;
}
