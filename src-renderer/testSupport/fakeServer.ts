/**
 * A service in memory that keeps its promises: it implements every contract of
 * the window with the real kit, keeps a journal, counts down and can be told to
 * fail. For tests and for looking at the window; never part of the product.
 */
import { alertsContract } from '../../src-main/contracts/alerts.ts';
import { benchmarkContract } from '../../src-main/contracts/benchmark.ts';
import type { BenchmarkRun } from '../../src-main/contracts/benchmarkResult.ts';
import { type AppError, AppError as AppErrorClass } from '../../src-main/contracts/errors.ts';
import { hardwareContract } from '../../src-main/contracts/hardware.ts';
import { historyContract } from '../../src-main/contracts/history.ts';
import { type JobInfo, jobsContract } from '../../src-main/contracts/jobs.ts';
import type { Implementation, Scope } from '../../src-main/contracts/kit/define.ts';
import { serveAll, service } from '../../src-main/contracts/kit/serve.ts';
import { type MonitorFrame, monitorContract, type WebAccess } from '../../src-main/contracts/monitor.ts';
import { processesContract } from '../../src-main/contracts/processes.ts';
import { profilesContract } from '../../src-main/contracts/profiles.ts';
import { proofContract } from '../../src-main/contracts/proof.ts';
import { type Settings, settingsContract, settings as settingsSchema } from '../../src-main/contracts/settings.ts';
import { protocolVersion, systemContract } from '../../src-main/contracts/system.ts';
import type { tuningContract as TuningContract } from '../../src-main/contracts/tuning.ts';
import { tuningContract } from '../../src-main/contracts/tuning.ts';
import type { FramePipe } from '../src/api/pipe.ts';
import { createRpcConnection } from '../src/api/rpcConnection.ts';
import { createFakeAlerts, type FakeAlerts } from './fakeAlerts.ts';
import { createFakeBenchmarks, type FakeBenchmarks } from './fakeBenchmarks.ts';
import { createFakeHistory, type FakeHistory } from './fakeHistory.ts';
import { createFakeProcesses, type FakeProcesses } from './fakeProcesses.ts';
import { createFakeProfiles } from './fakeProfiles.ts';
import { createFakeProof, type FakeProof } from './fakeProof.ts';
import { createFakeTuning, type FakeTuning } from './fakeTuning.ts';
import { liveFrame } from './liveFrames.ts';
import { type MachineShape, workstationShape } from './machines.ts';
import { createPipePair, type PipePair } from './memoryPipes.ts';
import { capabilities, workstation } from './workstation.ts';

export interface FakeServerOptions {
  readonly scope?: Scope;
  readonly protocol?: string;
  /** How long one step of a Plan takes. */
  readonly stepMs?: number;
  /** How often a live frame is sent. */
  readonly frameMs?: number;
  /** Size of the machine. */
  readonly shape?: MachineShape;
  /** Rows of the process table. */
  readonly processes?: number;
  /** How long an answer about the past takes. */
  readonly historyDelayMs?: number;
  /** Runs that are kept from the start, newest first. */
  readonly benchmarkRuns?: readonly BenchmarkRun[];
  /** Makes another machine of it. */
  readonly changeFrame?: (frame: MonitorFrame) => MonitorFrame;
}

export interface FakeServer {
  /** For `createSession`: each call is a new connection. */
  openPipe(): Promise<FramePipe>;
  /** Ends every connection, as a dying service would. */
  cut(reason: string): void;
  readonly tuning: FakeTuning;
  readonly history: FakeHistory;
  readonly alerts: FakeAlerts;
  readonly processes: FakeProcesses;
  readonly benchmarks: FakeBenchmarks;
  readonly proof: FakeProof;
  /** Calls received, by method, in order. */
  readonly settings: () => Settings;
  /** The next call of any job or action throws this. */
  failNext(error: AppError): void;
  stop(): void;
}

function systemImplementation(scope: Scope, protocol: string): Implementation<typeof systemContract> {
  let resident = false;
  return {
    hello: () => ({ protocol, version: '0.1.0', pid: 4242, uid: 1000, scope, recorded: false }),
    about: () => ({
      version: '0.1.0',
      runtime: 'Node.js 24.21.0',
      stateFolder: '/home/ada/.local/state/hecate',
      runtimeFolder: '/run/user/1000/hecate',
      configFolder: '/home/ada/.config/hecate',
      elevation: [
        { route: 'socket unit', available: false, why: 'hecate-executor.socket is not installed.' },
        { route: 'pkexec', available: true, why: 'pkexec 126 and a password agent are there.' },
      ],
      monitor: { running: true, why: 'Answers on its socket.' },
      rssBytes: 61_000_000,
    }),
    resident: () => ({
      state: resident ? 'on' : 'off',
      why: resident ? 'it starts with the session and stays' : 'it runs only while a window or a command needs it',
    }),
    setResident: ({ on }) => {
      resident = on;
      return { state: on ? 'on' : 'off', why: '' };
    },
  };
}

/** The machine in memory slept for a while, some minutes before it is looked at. */
const sleptFrom = 600;
const sleptUntil = 650;

export function createFakeServer(options: FakeServerOptions = {}): FakeServer {
  const {
    scope = 'write',
    protocol = protocolVersion,
    stepMs = 0,
    frameMs = 1000,
    shape = workstationShape,
    processes: processCount = 400,
    historyDelayMs = 0,
    benchmarkRuns = [],
    changeFrame = (frame: MonitorFrame): MonitorFrame => frame,
  } = options;
  const pairs = new Set<PipePair>();
  const frameListeners = new Set<(frame: ReturnType<typeof liveFrame>) => void>();
  const settingsListeners = new Set<(settings: Settings) => void>();
  const jobListeners = new Set<(job: JobInfo) => void>();
  let settings = settingsSchema.parse({ version: 1 });
  const firstSequence = 1_000;
  const startedAt = Date.now();
  let sequence = firstSequence;
  let failure: AppError | undefined;

  function throwIfAsked(): void {
    const error = failure;
    failure = undefined;
    if (error !== undefined) throw error;
  }

  const tuning = createFakeTuning({ stepMs, throwIfAsked });
  const history = createFakeHistory({
    frameAt: (atMs) => changeFrame(liveFrame(firstSequence + Math.round((atMs - startedAt) / 1000), atMs, shape)),
    throwIfAsked,
    delayMs: historyDelayMs,
  });
  const alerts = createFakeAlerts(throwIfAsked);
  const processes = createFakeProcesses({ count: processCount, everyMs: 2 * frameMs, throwIfAsked });
  const benchmarks = createFakeBenchmarks({ throwIfAsked, runs: benchmarkRuns });
  const proof = createFakeProof(throwIfAsked);
  const ticker = setInterval(() => {
    sequence += 1;
    const frame = changeFrame(liveFrame(sequence, Date.now(), shape));
    for (const listener of [...frameListeners]) listener(frame);
  }, frameMs);

  let web: WebAccess = {
    enabled: true,
    urls: ['http://127.0.0.1:9313/'],
    token: 'ZmFrZS10b2tlbg',
    link: 'http://127.0.0.1:9313/#token=ZmFrZS10b2tlbg',
    beyondLoopback: false,
    certificateSha256: null,
    clients: 0,
    problem: null,
  };
  const monitor: Implementation<typeof monitorContract> = {
    hello: () => ({ version: '0.1.0', pid: 4243, host: 'ada-workstation', intervalMs: frameMs, clients: frameListeners.size }),
    snapshot: () => changeFrame(liveFrame(sequence, Date.now(), shape)),
    recent: ({ seconds }) => ({
      frames: Array.from({ length: seconds }, (_, index) => {
        const ago = seconds - 1 - index;
        const frame = changeFrame(liveFrame(Math.max(0, sequence - ago), Date.now() - ago * 1000, shape));
        return { ...frame, gap: frame.sequence === sleptUntil };
      }).filter((frame) => frame.sequence < sleptFrom || frame.sequence >= sleptUntil),
    }),
    web: () => web,
    renewToken: () => {
      throwIfAsked();
      web = { ...web, token: 'ZmFrZS10b2tlbi1hbm90aGVy', link: 'http://127.0.0.1:9313/#token=ZmFrZS10b2tlbi1hbm90aGVy' };
      return web;
    },
    frame: (listener) => {
      frameListeners.add(listener);
      return () => frameListeners.delete(listener);
    },
  };

  const hardware: Implementation<typeof hardwareContract> = {
    inventory: ({ redact }) => {
      throwIfAsked();
      if (!redact) return workstation;
      const redacted = { status: 'unknown', why: 'Removed for the report.' } as const;
      return { ...workstation, platform: { ...workstation.platform, hostname: redacted } };
    },
    doctor: () => ({ capabilities: [...capabilities] }),
  };

  const settingsImplementation: Implementation<typeof settingsContract> = {
    get: () => ({ settings, problem: null }),
    set: ({ patch }) => {
      throwIfAsked();
      const parsed = settingsSchema.safeParse({ ...settings, ...(patch as Partial<Settings>) });
      if (!parsed.success) {
        const issues = parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), problem: issue.message }));
        throw new AppErrorClass('settings.invalid', 'a setting is out of range', { details: { issues } });
      }
      settings = parsed.data;
      for (const listener of [...settingsListeners]) listener(settings);
      return { settings };
    },
    changed: (listener) => {
      settingsListeners.add(listener);
      return () => settingsListeners.delete(listener);
    },
  };

  const jobs: Implementation<typeof jobsContract> = {
    list: () => ({ jobs: [] }),
    cancel: ({ id }) => {
      throw new AppErrorClass('usage', `there is no job ${id}`, { details: { field: 'id', expected: 'the id of a running job' } });
    },
    changed: (listener) => {
      jobListeners.add(listener);
      return () => jobListeners.delete(listener);
    },
  };

  const services = [
    service(systemContract, systemImplementation(scope, protocol)),
    service(hardwareContract, hardware),
    service(profilesContract, createFakeProfiles(throwIfAsked)),
    service<typeof TuningContract>(tuningContract, tuning.implementation),
    service(monitorContract, monitor),
    service(historyContract, history.implementation),
    service(alertsContract, alerts.implementation),
    service(processesContract, processes.implementation),
    service(settingsContract, settingsImplementation),
    service(jobsContract, jobs),
    service(benchmarkContract, benchmarks.implementation),
    service(proofContract, proof.implementation),
  ];

  return {
    openPipe: () => {
      const pair = createPipePair();
      const connection = createRpcConnection(pair.server);
      const log = { error: () => 'fake-log', info: () => undefined };
      serveAll(services, connection, { scope, log });
      connection.listen();
      pairs.add(pair);
      return Promise.resolve(pair.client);
    },
    cut: (reason) => {
      for (const pair of [...pairs]) pair.cut(reason);
      pairs.clear();
    },
    tuning,
    history,
    alerts,
    processes,
    benchmarks,
    proof,
    settings: () => settings,
    failNext: (error) => {
      failure = error;
    },
    stop: () => {
      clearInterval(ticker);
      tuning.stop();
      processes.stop();
      for (const pair of [...pairs]) pair.cut('the service stopped');
    },
  };
}
