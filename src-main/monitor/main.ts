/** hecate-monitor: the resident sampler. Wires the parts and owns the process. */
import { writeSync } from 'node:fs';
import { monitorSocketPath, productFolders } from '../base/folders.ts';
import { productVersion } from '../base/version.ts';
import { systemClock } from './clock.ts';
import { KernelFiles } from './kernelFiles.ts';
import { helpText, type MonitorOptions, parseOptions } from './options.ts';
import { createMemoryTrimmer } from './residentMemory.ts';
import { Sampler } from './sampler.ts';
import { startSchedule } from './schedule.ts';
import { MonitorServer } from './server.ts';

/** Waited before koffi is loaded, and again before it is used. */
const trimAfterMs = 1000;
const trimEveryMs = 10 * 60 * 1000;

async function run(options: MonitorOptions): Promise<void> {
  const files = new KernelFiles(options.sysroot);
  const clock = systemClock(files);
  const sampler = new Sampler({ files, clock, intervalMs: options.intervalMs });
  const sample = (): void => {
    server.publish(sampler.sample());
  };
  const server = new MonitorServer({
    version: productVersion,
    intervalMs: options.intervalMs,
    maxClients: options.maxClients,
    sampleNow: sample,
    monotonicMs: clock.monotonicMs,
  });
  const path = options.socket ?? monitorSocketPath(productFolders(process.env, process.getuid?.() ?? 0));
  const stopServing = await server.listen(path, options.socketMode);
  const stopHealth = options.listen === undefined ? undefined : await startHealth(options.listen, server, options);
  const stopSampling = startSchedule(clock, options.intervalMs, sample);

  const stop = (): void => {
    stopSampling();
    stopHealth?.();
    stopServing();
    sampler.close();
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (options.exitWithParent) endWithInput(stop);
  say(`ready ${path}\n`);
  trimMemory();
}

async function startHealth(
  listen: NonNullable<MonitorOptions['listen']>,
  server: MonitorServer,
  options: MonitorOptions,
): Promise<() => void> {
  // Loaded only when asked for: HTTP costs memory that the unix socket does not need.
  const { serveHealth } = await import('./health.ts');
  return serveHealth(listen, () => ({
    status: 'ok',
    version: productVersion,
    intervalMs: options.intervalMs,
    clients: server.clientCount,
  }));
}

/** Late enough that what the first clients need is loaded, and again from time to time, because used code comes back. */
function trimMemory(): void {
  setTimeout(() => {
    try {
      const trim = createMemoryTrimmer();
      setTimeout(trim, trimAfterMs).unref();
      setInterval(trim, trimEveryMs).unref();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      writeSync(2, `hecate-monitor: uses more memory than it needs: ${why}\n`);
    }
  }, trimAfterMs).unref();
}

/** Directly to the descriptor: the stream behind process.stdout would stay in memory for one line. */
function say(text: string): void {
  writeSync(1, text);
}

function endWithInput(stop: () => void): void {
  process.stdin.once('end', stop);
  process.stdin.once('close', stop);
  process.stdin.once('error', stop);
  process.stdin.resume();
}

function fail(status: number, message: string): void {
  writeSync(2, `hecate-monitor: ${message}\n`);
  process.exitCode = status;
}

function main(): void {
  const parsed = parseOptions(process.argv.slice(2), process.env);
  switch (parsed.kind) {
    case 'help':
      say(helpText);
      return;
    case 'version':
      say(`${productVersion}\n`);
      return;
    case 'wrong':
      fail(2, parsed.message);
      return;
    case 'run':
      run(parsed.options).catch((error: unknown) => {
        fail(1, error instanceof Error ? error.message : String(error));
        process.exit();
      });
  }
}

main();
