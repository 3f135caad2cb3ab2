/**
 * What the built hecate-monitor costs: memory, CPU, start and answer time.
 * Run alone: `node bench/monitor.ts [--quick]` after `npm run build`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import net, { type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanEnvironment, cpuTimeMs, median, percentile, residentBytes } from './measure.ts';
import { connectWhenReady, timeRequests } from './rpc.ts';

export interface MonitorFigures {
  readonly rssBytes: number;
  readonly rssBytes100Clients: number;
  readonly cpuPercent60s: number;
  readonly startToFirstAnswerMs: number;
  readonly queryP99Ms: number;
}

/** How each figure was taken, for the report. */
const monitorMethods: Readonly<Record<keyof MonitorFigures, string>> = {
  rssBytes: 'VmRSS of the program after the CPU measurement, one client that receives every frame',
  rssBytes100Clients:
    'highest VmRSS of ten readings a second apart, 100 unix-socket clients that receive every frame, memory ring filled (900 frames; --quick: as far as it got)',
  cpuPercent60s: 'user and system time of the program over 60 s (--quick: 15 s) at 1 Hz with one client, from /proc/PID/stat',
  startToFirstAnswerMs: 'from starting the launcher to the answer of monitor.hello, median of 9 (--quick: 5)',
  queryP99Ms: 'monitor.snapshot 2000 times in a row on one connection while sampling goes on, 99th percentile',
};

const program = path.resolve(import.meta.dirname, '../out/bin/hecate-monitor');

interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly socket: string;
  stop(): Promise<void>;
}

function startMonitor(args: readonly string[] = []): Running {
  const folder = mkdtempSync(path.join(tmpdir(), 'hecate-bench-'));
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: cleanEnvironment({ HECATE_RUNTIME_DIR: folder, HECATE_STATE_DIR: folder }),
  });
  if (child.pid === undefined) throw new Error(`${program} did not start`);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  return {
    child,
    pid: child.pid,
    socket: path.join(folder, 'monitor.sock'),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A client that reads and throws away, so that a hundred of them cost the measuring process next to nothing. */
async function silentSubscriber(socketPath: string): Promise<Socket> {
  const socket = net.connect(socketPath);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const body = '{"jsonrpc":"2.0","id":1,"method":"$/hecate/subscribe","params":{"event":"monitor.frame"}}';
  socket.write(`Content-Length: ${String(body.length)}\r\n\r\n${body}`);
  socket.resume();
  return socket;
}

async function startToFirstAnswerMs(): Promise<number> {
  const started = process.hrtime.bigint();
  const monitor = startMonitor();
  const connection = await connectWhenReady(monitor.socket);
  await connection.sendRequest('monitor.hello', {});
  const elapsed = Number(process.hrtime.bigint() - started) / 1e6;
  connection.dispose();
  await monitor.stop();
  return elapsed;
}

/** CPU at 1 Hz, then the answer time, with one subscriber. */
async function measureAlone(seconds: number): Promise<Pick<MonitorFigures, 'rssBytes' | 'cpuPercent60s' | 'queryP99Ms'>> {
  const monitor = startMonitor();
  const connection = await connectWhenReady(monitor.socket);
  const subscriber = await silentSubscriber(monitor.socket);
  await sleep(5000);
  const before = cpuTimeMs(monitor.pid);
  const from = process.hrtime.bigint();
  await sleep(seconds * 1000);
  const spent = cpuTimeMs(monitor.pid) - before;
  const cpuPercent60s = (spent * 100) / (Number(process.hrtime.bigint() - from) / 1e6);
  const rssBytes = residentBytes(monitor.pid);
  const times = await timeRequests(connection, 'monitor.snapshot', {}, 2000);
  subscriber.destroy();
  connection.dispose();
  await monitor.stop();
  return { rssBytes, cpuPercent60s, queryP99Ms: percentile(times, 0.99) };
}

/** At 10 Hz until the ring holds 15 minutes' worth of frames, which is the same memory as 15 minutes at 1 Hz. */
async function measureWithClients(seconds: number): Promise<number> {
  const monitor = startMonitor(['--interval', '0.1']);
  const connection = await connectWhenReady(monitor.socket);
  const subscribers = await Promise.all(Array.from({ length: 100 }, () => silentSubscriber(monitor.socket)));
  await sleep(seconds * 1000);
  const readings: number[] = [];
  for (let reading = 0; reading < 10; reading += 1) {
    await sleep(1000);
    readings.push(residentBytes(monitor.pid));
  }
  const { clients } = await connection.sendRequest<{ readonly clients: number }>('monitor.hello', {});
  if (clients !== 101) throw new Error(`${String(clients)} clients were connected instead of 101`);
  for (const subscriber of subscribers) subscriber.destroy();
  connection.dispose();
  await monitor.stop();
  return Math.max(...readings);
}

/** Starts the built program in folders of its own and measures it; takes about three minutes, quick about one. */
export async function measureMonitor({ quick }: { readonly quick: boolean }): Promise<MonitorFigures> {
  if (!existsSync(program)) throw new Error(`${program} is missing: npm run build`);
  const starts: number[] = [];
  for (let run = 0; run < (quick ? 5 : 9); run += 1) starts.push(await startToFirstAnswerMs());
  const alone = await measureAlone(quick ? 15 : 60);
  const rssBytes100Clients = await measureWithClients(quick ? 15 : 90);
  return { ...alone, rssBytes100Clients, startToFirstAnswerMs: median(starts) };
}

if (process.argv[1] === import.meta.filename) {
  const figures = await measureMonitor({ quick: process.argv.includes('--quick') });
  process.stdout.write(`${JSON.stringify({ ...figures, how: monitorMethods }, undefined, 2)}\n`);
}
