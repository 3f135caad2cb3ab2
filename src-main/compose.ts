/**
 * The composition root: the only place that knows which engine gets which
 * service. Everything is made on first use, so that `hecate info` pays for the
 * hardware engine and for nothing else.
 */
import type { Folders } from './base/folders.ts';
import { productVersion } from './base/version.ts';
import { AppError } from './contracts/errors.ts';
import { type LazyService, type RunJob, type Service, service } from './contracts/kit/serve.ts';
import { markerName } from './engines/benchmark/proof/markerName.ts';
import type { BenchmarkPrograms } from './engines/benchmark/suite/test.ts';
import type { Host } from './host/port.ts';
import { createJobRegistry, type JobRegistry, jobsImplementation } from './services/jobs.ts';
import type { ExecutorPort, Log, SettingsPort } from './services/ports.ts';
import { graphicsProgram, mlFolder, programCommand } from './services/programs.ts';

export interface ComposeOptions {
  readonly folders: Folders;
  readonly log: Log;
  /** A recorded machine instead of this one. */
  readonly sysroot: string | null;
}

export const contractNames = [
  'system',
  'hardware',
  'profiles',
  'tuning',
  'monitor',
  'history',
  'alerts',
  'processes',
  'benchmark',
  'proof',
  'jobs',
  'settings',
] as const;
type ContractName = (typeof contractNames)[number];

export interface Composition {
  /** One contract with its implementation, loaded on first use. */
  service(name: ContractName): Promise<Service>;
  /** All of them, each loaded when it is first asked for. */
  readonly services: readonly LazyService[];
  readonly jobs: JobRegistry;
  /** For serve(): every job goes through the list of jobs and its locks. */
  readonly runJob: RunJob;
  /** Looks for drift as often as the settings say, until `dispose`. For programs that stay. */
  watchDrift(): Promise<void>;
  /** Takes back what a proof that was killed left in force. For programs that stay. */
  recoverProof(): Promise<void>;
  dispose(): Promise<void>;
}

/** Rejects nothing by itself: a missing sysroot is reported by whoever asks the first engine. */
export function compose(options: ComposeOptions): Composition {
  const parts = createParts(options);
  const jobs = createJobRegistry({ log: options.log });
  const loaders: Readonly<Record<ContractName, () => Promise<Service>>> = {
    system: async () => {
      const [{ systemContract }, { systemImplementation }, { createResidentMonitor }] = await Promise.all([
        import('./contracts/system.ts'),
        import('./services/system.ts'),
        import('./services/residentMonitor.ts'),
      ]);
      return service(
        systemContract,
        systemImplementation({
          folders: options.folders,
          recorded: options.sysroot !== null,
          routes: parts.routes,
          monitor: parts.probeMonitor,
          resident: createResidentMonitor({
            unitFolder: `${options.folders.config}/../systemd/user`,
            program: programCommand('hecate-monitor'),
            env: process.env,
          }),
        }),
      );
    },
    hardware: async () => service((await import('./contracts/hardware.ts')).hardwareContract, await parts.hardware()),
    profiles: async () => service((await import('./contracts/profiles.ts')).profilesContract, await parts.profiles()),
    tuning: async () => service((await import('./contracts/tuning.ts')).tuningContract, await parts.tuning()),
    monitor: async () => {
      const { monitorContract } = await import('./contracts/monitor.ts');
      return service(monitorContract, (await parts.monitor()).implementation(monitorContract));
    },
    history: async () => {
      const { historyContract } = await import('./contracts/history.ts');
      return service(historyContract, (await parts.monitor()).implementation(historyContract));
    },
    alerts: async () => {
      const { alertsContract } = await import('./contracts/alerts.ts');
      return service(alertsContract, (await parts.monitor()).implementation(alertsContract));
    },
    processes: async () => service((await import('./contracts/processes.ts')).processesContract, await parts.processes()),
    benchmark: async () => service((await import('./contracts/benchmark.ts')).benchmarkContract, await parts.benchmark()),
    proof: async () => service((await import('./contracts/proof.ts')).proofContract, await parts.proof()),
    jobs: async () => service((await import('./contracts/jobs.ts')).jobsContract, jobsImplementation(jobs)),
    settings: async () => {
      const [{ settingsContract }, { settingsImplementation }] = await Promise.all([
        import('./contracts/settings.ts'),
        import('./services/settings.ts'),
      ]);
      return service(settingsContract, settingsImplementation(await parts.settings()));
    },
  };
  const services = contractNames.map((name): LazyService => ({ name, load: once(loaders[name]) }));
  return {
    service: (name) => loaders[name](),
    services,
    jobs,
    runJob: (job) =>
      jobs.run({
        method: job.method,
        title: job.title,
        lock: job.member.lock,
        signal: job.signal,
        work: ({ signal, onProgress }) =>
          job.run({
            scope: job.scope,
            signal,
            report(progress) {
              onProgress(progress);
              job.report(progress);
            },
          }),
      }),
    watchDrift: async () => {
      (await parts.tuning()).start();
    },
    recoverProof: parts.recoverProof,
    dispose: parts.dispose,
  };
}

/** Makes a value once, on first use; a failure is not kept, so that the next user tries again. */
function once<T>(make: () => Promise<T>): { (): Promise<T>; readonly made: () => Promise<T> | undefined } {
  let value: Promise<T> | undefined;
  const get = (): Promise<T> => {
    value ??= make().catch((error: unknown) => {
      value = undefined;
      throw error;
    });
    return value;
  };
  return Object.assign(get, { made: () => value });
}

function createParts(options: ComposeOptions) {
  const { folders, log, sysroot } = options;
  const host = once(async () => createHost(sysroot));
  const settings = once(async (): Promise<SettingsPort> => {
    const { createSettings } = await import('./services/settings.ts');
    const port = createSettings({ folder: sysroot === null ? folders.config : null, log });
    return sysroot === null ? port : readOnlySettings(port, sysroot);
  });
  const hardware = once(async () => (await import('./engines/hardware/engine.ts')).createHardwareEngine({ host: await host(), log }));
  const knobs = once(async () => (await import('./engines/tuning/catalog.ts')).createKnobCatalog());
  const profiles = once(async () => {
    const [{ createProfilesEngine }, { createDocumentStore }] = await Promise.all([
      import('./engines/profiles/engine.ts'),
      import('./services/documents.ts'),
    ]);
    return createProfilesEngine({
      hardware: (await hardware()).port,
      settings: await settings(),
      documents: createDocumentStore(`${folders.config}/profiles`),
      knobs: await knobs(),
    });
  });
  const executorPort = once(async () => {
    const { createExecutorPort } = await import('../helpers/launch/executorPort.ts');
    return createExecutorPort({ folders, program: programCommand('hecate-executor'), log });
  });
  const executor = async (): Promise<ExecutorPort> =>
    sysroot === null ? executorPort() : (await import('./services/recordedExecutor.ts')).createRecordedExecutor(sysroot);
  const tuning = once(async () => {
    const { createTuningEngine } = await import('./engines/tuning/engine.ts');
    return createTuningEngine({
      host: await host(),
      hardware: (await hardware()).port,
      profiles: (await profiles()).port,
      executor: await executor(),
      settings: await settings(),
      log,
    });
  });
  const monitor = once(async () => {
    const { createMonitorLink } = await import('./services/monitorLink.ts');
    return createMonitorLink({ folders, program: programCommand('hecate-monitor'), sysroot, log });
  });
  /** Figures come from the monitor, which cannot change anything; what changes something comes from the engine. */
  const processes = once(async () => {
    const [{ processesContract }, { createProcessesEngine }] = await Promise.all([
      import('./contracts/processes.ts'),
      import('./engines/processes/engine.ts'),
    ]);
    const figures = (await monitor()).implementation(processesContract);
    const engine = createProcessesEngine({
      host: await host(),
      executor: await executor(),
      detail: async (process, signal) => figures.detail(process, { signal, scope: 'read' }),
    });
    return { ...figures, ...engine };
  });
  const scratch = once(async () => (await import('./services/scratch.ts')).createScratch({ stateFolder: folders.state }));
  const benchmark = once(async () => {
    const [{ createBenchmarkEngine }, { benchmarkTests }, { createDocumentStore, createMemoryDocumentStore }] = await Promise.all([
      import('./engines/benchmark/engine.ts'),
      import('./engines/benchmark/suite/catalog.ts'),
      import('./services/documents.ts'),
    ]);
    return createBenchmarkEngine({
      host: await host(),
      hardware: (await hardware()).port,
      scratch: await scratch(),
      programs: benchmarkPrograms(),
      documents:
        sysroot === null
          ? createDocumentStore(`${folders.state}/benchmarks`, { maxBytes: longestResultBytes })
          : createMemoryDocumentStore(),
      tests: benchmarkTests,
      product: `HecateOS Control Center ${productVersion}`,
      inForce,
      log,
    });
  });
  const proofDocuments = once(async () => {
    const { createDocumentStore, createMemoryDocumentStore } = await import('./services/documents.ts');
    return sysroot === null
      ? createDocumentStore(`${folders.state}/proofs`, { maxBytes: longestResultBytes })
      : createMemoryDocumentStore();
  });
  const proof = once(async () => {
    const [{ createProofEngine }, { createSurroundings }, { benchmarkTests }, { timedPattern }] = await Promise.all([
      import('./engines/benchmark/proof/engine.ts'),
      import('./engines/benchmark/proof/surroundings.ts'),
      import('./engines/benchmark/suite/catalog.ts'),
      import('./services/timedPattern.ts'),
    ]);
    const hardwarePort = (await hardware()).port;
    const product = `HecateOS Control Center ${productVersion}`;
    return createProofEngine({
      host: await host(),
      hardware: hardwarePort,
      tuning: (await tuning()).port,
      executor: await executor(),
      profiles: (await profiles()).proven,
      documents: await proofDocuments(),
      scratch: await scratch(),
      programs: benchmarkPrograms(),
      tests: benchmarkTests,
      patterns: timedPattern,
      surroundings: createSurroundings(await host(), hardwarePort, { product, inForce }),
      log,
    });
  });
  /** For the record of a measurement; one on a machine without an executor is still a measurement. */
  const inForce = async () => {
    const status = await tuning()
      .then((engine) => engine.status({}, { scope: 'read', signal: new AbortController().signal }))
      .catch((error: unknown) => {
        log.error('what is in force was not found out for the record of a measurement', error);
        return null;
      });
    return { profileId: status?.profileId ?? null, steps: status?.stepsInForce ?? null };
  };
  return {
    hardware,
    profiles,
    processes,
    tuning,
    benchmark,
    proof,
    /** A look for one small file; the engine is loaded only when a proof was cut off. */
    recoverProof: async () => {
      if ((await proofDocuments()).read(markerName) !== undefined) await (await proof()).recover();
    },
    settings,
    monitor,
    routes: async () => (sysroot === null ? (await executorPort()).routes() : []),
    probeMonitor: async () => (await monitor()).probe(),
    async dispose() {
      await Promise.all([benchmark.made(), proof.made()].map(async (made) => (await made)?.dispose()));
      (await tuning.made())?.dispose();
      (await monitor.made())?.dispose();
      (await executorPort.made())?.dispose();
    },
  };
}

/** A run with every raw sample; hundreds of tests with hundreds of rounds each stay below. */
const longestResultBytes = 4 * 1024 * 1024;

function benchmarkPrograms(): BenchmarkPrograms {
  return { kernels: programCommand('hecate-kernels'), graphics: graphicsProgram(), mlFolder: mlFolder() };
}

async function createHost(sysroot: string | null): Promise<Host> {
  const { createNodeHost, createRecordedHost } = await import('./host/node/nodeHost.ts');
  return sysroot === null ? createNodeHost() : createRecordedHost(sysroot);
}

/** A recorded machine is looked at with the defaults, not with what its beholder prefers, and keeps nothing. */
function readOnlySettings(port: SettingsPort, sysroot: string): SettingsPort {
  return {
    ...port,
    get: () => port.get(),
    set() {
      throw new AppError('host.readOnly', 'nothing is kept while a recorded machine is looked at', { details: { path: sysroot } });
    },
  };
}
