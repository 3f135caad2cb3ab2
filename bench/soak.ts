/**
 * `node bench/soak.ts [--minutes 30]` after `npm run build`: hecate-monitor with clients that come, stay and go.
 * Memory and descriptors must stay where they are, and no second may be missing without a mark.
 * Exit code 1 when that does not hold.
 */
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { cpuTimeMs, residentBytes } from './measure.ts';
import { startMonitor } from './monitorProcess.ts';
import { connectWhenReady } from './rpc.ts';
import { judge, minutesOf, type SoakReading, warmUpSeconds } from './soakVerdict.ts';
import { streamReceivers, unixReceivers, webAccess } from './streamClients.ts';

const readEverySeconds = 5;
const maxGrowthBytes = 2e6;
/** A frame that comes this much later than the interval says has left a second out. */
const lateFactor = 1.5;

interface Frame {
  readonly sequence: number;
  readonly at: number;
  readonly intervalMs: number | null;
  readonly gap: boolean;
}

interface Watch {
  readonly frames: () => number;
  readonly gaps: () => number;
  readonly problems: string[];
}

/** Every frame has the number after the one before; one that came late has to say so. */
async function watchFrames(connection: MessageConnection): Promise<Watch> {
  const problems: string[] = [];
  let last: Frame | undefined;
  let frames = 0;
  let gaps = 0;
  connection.onNotification('$/hecate/event', ({ payload }: { readonly payload: Frame }) => {
    frames += 1;
    if (payload.gap) gaps += 1;
    if (last !== undefined && payload.sequence !== last.sequence + 1) {
      problems.push(`frame ${String(payload.sequence)} came after ${String(last.sequence)}`);
    }
    if ((payload.intervalMs ?? 0) > 1000 * lateFactor && !payload.gap) {
      problems.push(`frame ${String(payload.sequence)} covers ${String(payload.intervalMs)} ms and says nothing of a gap`);
    }
    last = payload;
  });
  await connection.sendRequest('$/hecate/subscribe', { event: 'monitor.frame' });
  return { frames: () => frames, gaps: () => gaps, problems };
}

/** What clients do all day: ask for a chart, look at the processes for a while, come and go. */
async function visit(socket: string): Promise<void> {
  const connection = await connectWhenReady(socket);
  try {
    await connection.sendRequest('monitor.recent', { seconds: 300 });
    await connection.sendRequest('alerts.active', {});
    const { series } = await connection.sendRequest<{ readonly series: readonly { readonly id: string }[] }>('history.series', {});
    const ids = series.slice(0, 16).map((one) => one.id);
    const toMs = Date.now();
    if (ids.length > 0) await connection.sendRequest('history.range', { series: ids, fromMs: toMs - 900_000, toMs, points: 300 });
    await connection.sendRequest('$/hecate/subscribe', { event: 'processes.table' });
    await sleep(4000);
  } finally {
    connection.dispose();
  }
}

async function soak(minutes: number): Promise<boolean> {
  const monitor = startMonitor(['--max-clients', '300']);
  try {
    const connection = await connectWhenReady(monitor.socket);
    const watch = await watchFrames(connection);
    const access = await webAccess(connection);
    const clients = [await unixReceivers(monitor.socket, 20), await streamReceivers(access, 50)];
    const readings: SoakReading[] = [];
    const started = performance.now();
    const startedCpuMs = cpuTimeMs(monitor.pid);
    const elapsed = (): number => (performance.now() - started) / 1000;
    while (elapsed() < minutes * 60) {
      await sleep(readEverySeconds * 1000);
      // Between two visits, so that a visitor's own connection is not counted.
      const descriptors = readdirSync(`/proc/${String(monitor.pid)}/fd`).length;
      readings.push({ seconds: elapsed(), rssBytes: residentBytes(monitor.pid), descriptors });
      if (readings.length % 6 === 0) await visit(monitor.socket);
      if (readings.length % 60 === 0) report(readings.at(-1));
    }
    const cpuPercent = (cpuTimeMs(monitor.pid) - startedCpuMs) / (elapsed() * 10);
    const verdict = judge(readings, { growthBytes: maxGrowthBytes, descriptors: 0 });
    const lost = clients.reduce((sum, one) => sum + one.lost, 0);
    const missing = Math.round(elapsed()) - watch.frames();
    const problems = [
      ...verdict.problems,
      ...watch.problems.slice(0, 10),
      ...(lost > 0 ? [`${String(lost)} clients were disconnected`] : []),
      ...(missing > 2 && watch.gaps() === 0 ? [`${String(missing)} seconds have no frame, and no frame says so`] : []),
    ];
    for (const one of clients) one.close();
    connection.dispose();
    console.log(
      JSON.stringify(
        {
          minutes,
          warmUpSeconds: warmUpSeconds(minutes * 60),
          frames: watch.frames(),
          gaps: watch.gaps(),
          cpuPercent,
          rssMegabytes: (readings.at(-1)?.rssBytes ?? 0) / 1e6,
          growthMegabytes: verdict.growthBytes / 1e6,
          spanMegabytes: verdict.spanBytes / 1e6,
          descriptors: readings.at(-1)?.descriptors,
          descriptorGrowth: verdict.descriptorGrowth,
          problems,
        },
        null,
        2,
      ),
    );
    console.log(problems.length === 0 ? 'Passed: nothing grew, nothing was missed.' : `FAILED: ${problems.join('; ')}`);
    return problems.length === 0;
  } finally {
    await monitor.stop();
  }
}

function report(reading: SoakReading | undefined): void {
  if (reading === undefined) return;
  console.log(
    `${(reading.seconds / 60).toFixed(0)} min: ${(reading.rssBytes / 1e6).toFixed(1)} MB, ${String(reading.descriptors)} descriptors`,
  );
}

process.exitCode = (await soak(minutesOf(process.argv, 30))) ? 0 : 1;
