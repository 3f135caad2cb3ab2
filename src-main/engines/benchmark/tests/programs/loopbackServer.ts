/** An iperf3 server on loopback that lives as long as a test. */
import type { Host } from '../../../../host/port.ts';
import { cancelledError, lastWords, measureFailed, runGuarded } from './guarded.ts';
import type { FoundTool } from './tools.ts';

export interface LoopbackServer {
  readonly port: number;
  stop(): Promise<void>;
}

export const loopbackAddress = '127.0.0.1';

/** Below the range from which the kernel takes ports by itself (ip(7), ip_local_port_range). */
const firstPort = 20_000;
const lastPort = 32_000;
const attempts = 8;
/** A test is shorter; dispose() ends it long before. */
const serverLimitMs = 6 * 3_600_000;
const startLimitMs = 5_000;

/** @throws AppError cancelled, proof.measureFailed with the words of iperf3 */
export async function startLoopbackServer(host: Host, tool: FoundTool, signal: AbortSignal): Promise<LoopbackServer> {
  const taken = portsInUse(host);
  let problem = 'no port is free';
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = firstPort + Math.floor(Math.random() * (lastPort - firstPort));
    if (taken.has(port)) continue;
    const started = await tryPort(host, tool, port, signal);
    if (typeof started !== 'string') return started;
    problem = started;
  }
  throw measureFailed(`iperf3 could not listen on ${loopbackAddress}: ${problem}`);
}

/** The server, or why it ended. */
async function tryPort(host: Host, tool: FoundTool, port: number, signal: AbortSignal): Promise<LoopbackServer | string> {
  const stopping = new AbortController();
  const listening = new AbortController();
  const args = ['-s', '--forceflush', '-B', loopbackAddress, '-p', String(port)];
  const serving = runGuarded(host, {
    program: tool.command,
    args,
    timeoutMs: serverLimitMs,
    signal: AbortSignal.any([signal, stopping.signal]),
    onLine(line) {
      if (line.includes('listening')) listening.abort();
    },
  });
  const stop = async (): Promise<void> => {
    stopping.abort();
    await serving;
  };
  await Promise.race([serving, host.clock.sleep(startLimitMs, AbortSignal.any([signal, listening.signal]))]);
  if (listening.signal.aborted && !signal.aborted) return { port, stop };
  stopping.abort();
  const words = lastWords(await serving);
  if (signal.aborted) throw cancelledError(tool.name);
  return words === '' ? `it did not listen within ${String(startLimitMs / 1000)} seconds` : words;
}

/** Local ports of all TCP sockets, out of the second column of proc_pid_net(5), `address:port` in hexadecimal. */
function portsInUse(host: Host): ReadonlySet<number> {
  const ports = new Set<number>();
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const result = host.files.read(file, 16 * 1024 ** 2);
    if (!result.ok) continue;
    for (const line of result.text.split('\n').slice(1)) {
      const port = /^\s*\d+: [0-9A-F]{8,32}:([0-9A-F]{4}) /.exec(line.slice(0, 100))?.[1];
      if (port !== undefined) ports.add(Number.parseInt(port, 16));
    }
  }
  return ports;
}
