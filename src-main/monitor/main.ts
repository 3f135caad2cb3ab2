/** hecate-monitor: the resident sampler. Wires the parts and owns the process. */
import { writeSync } from 'node:fs';
import { monitorSocketPath, productFolders } from '../base/folders.ts';
import { productVersion } from '../base/version.ts';
import { rendererFolder } from '../services/programs.ts';
import { endProcess } from '../transports/nativeCalls.ts';
import { createAlerts } from './alerts/alerts.ts';
import { createSelfWatch } from './alerts/selfWatch.ts';
import { MonitorApi } from './api.ts';
import { systemClock } from './clock.ts';
import { createConfigSource } from './config.ts';
import { createFrames } from './frames.ts';
import { createHistory } from './history/history.ts';
import { KernelFiles } from './kernelFiles.ts';
import type { MonitorModule } from './module.ts';
import { helpText, type MonitorOptions, parseOptions } from './options.ts';
import { refuseForeignFolders } from './ownFolders.ts';
import { createProcesses } from './processes/processes.ts';
import { createMemoryTrimmer } from './residentMemory.ts';
import { Sampler } from './sampler.ts';
import { startSchedule } from './schedule.ts';
import { MonitorServer } from './server.ts';
import { createWeb } from './web/web.ts';

/** Waited before koffi is loaded, and again before it is used. */
const trimAfterMs = 1000;
/** By then history and the web side are loaded, too. */
const trimAgainAfterMs = 10_000;
/** Each costs about 5 ms; used code comes back by itself. */
const trimEveryMs = 60_000;

async function run(options: MonitorOptions): Promise<void> {
  const folders = productFolders(process.env, process.getuid?.() ?? 0);
  refuseForeignFolders([folders.state, folders.config], process.getuid?.() ?? 0);
  const config = createConfigSource(folders.config);
  const intervalMs = (): number => options.intervalMs ?? config.current.sampleSeconds * 1000;
  const files = new KernelFiles(options.sysroot);
  const clock = systemClock(files);
  const sampler = new Sampler({ files, clock, intervalMs });

  const frames = createFrames({
    version: productVersion,
    intervalMs,
    clients: () => server.clientCount,
    sampleNow: sample,
    monotonicMs: clock.monotonicMs,
  });
  const web = createWeb({
    config,
    options,
    api: () => api,
    files,
    stateFolder: folders.state,
    pages: rendererFolder(),
    version: productVersion,
    intervalMs,
    monotonicMs: clock.monotonicMs,
    nowMs: clock.nowMs,
    complain,
  });
  const alerts = createAlerts({
    configFolder: folders.config,
    // Of a recorded machine nothing is kept, and nothing is done about it.
    stateFolder: options.sysroot === '/' ? folders.state : null,
    loadSpawn: options.sysroot === '/' ? async () => (await import('node:child_process')).spawn : null,
    nowMs: clock.nowMs,
    userId: process.getuid?.() ?? 0,
    env: process.env,
    complain,
  });
  const history = createHistory({
    folder: options.sysroot === '/' ? folders.state : null,
    maxBytes: () => config.current.historyMaxMegabytes * 1024 * 1024,
    intervalMs,
    clock,
    complain,
  });
  const modules: readonly MonitorModule[] = [
    frames,
    history,
    alerts,
    createSelfWatch({
      alerts,
      alert: { id: 'history-not-kept', title: 'History is not kept on disk', severity: 'warning' },
      look: () => {
        const { writing, problem } = history.status();
        return writing || options.sysroot !== '/' ? null : problem;
      },
    }),
    createProcesses({ files, sysroot: options.sysroot, clock, complain }),
    web,
  ];
  const api = new MonitorApi(modules);
  const server = new MonitorServer({
    api,
    maxClients: options.maxClients,
    monotonicMs: clock.monotonicMs,
    complain,
  });
  function sample(): void {
    const frame = sampler.sample();
    frames.publish(frame);
    server.dropStuck();
    config.poll();
    for (const module of modules) module.onFrame?.(frame, clock.monotonicMs());
  }

  const path = options.socket ?? monitorSocketPath(folders);
  const stopServing = await server.listen(path, options.socketMode);
  let scheduledMs = intervalMs();
  let stopSampling = startSchedule(clock, scheduledMs, sample);
  config.onChange(() => {
    // Another setting must not cost a frame out of turn.
    if (intervalMs() === scheduledMs) return;
    scheduledMs = intervalMs();
    stopSampling();
    stopSampling = startSchedule(clock, scheduledMs, sample);
  });

  const stop = (): void => {
    stopSampling();
    for (const module of modules) module.close?.();
    stopServing();
    sampler.close();
    endProcess(0, sampler.waiting);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (options.exitWithParent) endWithInput(stop);
  say(`ready ${path}\n`);
  web.start();
  trimMemory();
}

/** Late enough that what the first clients need is loaded, and again from time to time, because used code comes back. */
function trimMemory(): void {
  setTimeout(() => {
    try {
      const trim = createMemoryTrimmer();
      for (const afterMs of [trimAfterMs, trimAgainAfterMs]) setTimeout(trim, afterMs).unref();
      setInterval(trim, trimEveryMs).unref();
    } catch (error) {
      complain(`uses more memory than it needs: ${error instanceof Error ? error.message : String(error)}`);
    }
  }, trimAfterMs).unref();
}

/** Directly to the descriptor: the stream behind process.stdout would stay in memory for one line. */
function say(text: string): void {
  writeSync(1, text);
}

function complain(text: string): void {
  writeSync(2, `hecate-monitor: ${text}\n`);
}

function endWithInput(stop: () => void): void {
  process.stdin.once('end', stop);
  process.stdin.once('close', stop);
  process.stdin.once('error', stop);
  process.stdin.resume();
}

function fail(status: number, message: string): void {
  complain(message);
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
