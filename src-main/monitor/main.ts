/** hecate-monitor: the resident sampler. Wires the parts and owns the process. */
import { monitorSocketPath, productFolders } from '../base/folders.ts';
import { productVersion } from '../base/version.ts';
import { systemClock } from './clock.ts';
import { KernelFiles } from './kernelFiles.ts';
import { helpText, type MonitorOptions, parseOptions } from './options.ts';
import { Sampler } from './sampler.ts';
import { startSchedule } from './schedule.ts';
import { MonitorServer } from './server.ts';

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
  process.stdout.write(`ready ${path}\n`);
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

function endWithInput(stop: () => void): void {
  process.stdin.once('end', stop);
  process.stdin.once('close', stop);
  process.stdin.once('error', stop);
  process.stdin.resume();
}

function fail(status: number, message: string): void {
  process.stderr.write(`hecate-monitor: ${message}\n`);
  process.exitCode = status;
}

function main(): void {
  const parsed = parseOptions(process.argv.slice(2), process.env);
  switch (parsed.kind) {
    case 'help':
      process.stdout.write(helpText);
      return;
    case 'version':
      process.stdout.write(`${productVersion}\n`);
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
