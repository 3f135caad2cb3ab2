/** The real web side on a free port of loopback, with frames that a test makes. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MonitorFrame } from '../../../contracts/monitor.ts';
import { emptyFrame } from '../../../contracts/testSupport/emptyFrame.ts';
import { MonitorApi } from '../../api.ts';
import { defaultConfig, type MonitorConfig } from '../../config.ts';
import { createFrames } from '../../frames.ts';
import { KernelFiles } from '../../kernelFiles.ts';
import type { MonitorModule } from '../../module.ts';
import type { PeerLimits } from '../peers.ts';
import type { WebTiming } from '../webServer.ts';
import { createWebSide, type WebSide, type WebSideOptions } from '../webSide.ts';

export interface TestWebOptions {
  readonly config?: Partial<MonitorConfig>;
  readonly options?: Partial<WebSideOptions['options']>;
  readonly modules?: readonly MonitorModule[];
  readonly intervalMs?: number;
  readonly sysroot?: string;
  readonly retryMs?: number;
  readonly opensslProgram?: string;
  readonly nowMs?: () => number;
  readonly peerLimits?: PeerLimits;
  readonly timing?: WebTiming;
}

export interface Reply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface TestWeb {
  readonly side: WebSide;
  readonly folder: string;
  readonly complaints: string[];
  readonly port: number;
  readonly token: string;
  /** Settings that change while it runs. */
  configure(change: Partial<MonitorConfig>): void;
  /** Makes the next frame and hands it to everybody, as the sampler does. */
  publish(over?: Partial<MonitorFrame>): MonitorFrame;
  setIntervalMs(ms: number): void;
  get(target: string, headers?: Readonly<Record<string, string>>, method?: string): Promise<Reply>;
  /** As `get`, with the token. */
  ask(target: string): Promise<Reply>;
  close(): void;
}

export async function startTestWeb(given: TestWebOptions = {}): Promise<TestWeb> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hecate-web-'));
  const pages = path.join(folder, 'pages');
  mkdirSync(path.join(pages, 'assets'), { recursive: true });
  writeFileSync(path.join(folder, 'secret.json'), '{"secret":true}');
  writeFileSync(path.join(pages, 'index.html'), '<!doctype html><title>pages</title>');
  writeFileSync(path.join(pages, 'assets/a.js'), 'export {};');
  writeFileSync(path.join(pages, '.hidden.json'), '{}');
  symlinkSync(path.join(folder, 'secret.json'), path.join(pages, 'link.json'));
  const state = path.join(folder, 'state');

  let current: MonitorConfig = { ...defaultConfig, ...given.config };
  const listeners = new Set<(config: MonitorConfig) => void>();
  const complaints: string[] = [];
  let intervalMs = given.intervalMs ?? 1000;
  let sequence = 0;
  const monotonicMs = (): number => performance.now();
  const frames = createFrames({
    version: 'test',
    intervalMs: () => intervalMs,
    clients: () => 0,
    sampleNow: () => publish(),
    monotonicMs,
  });
  const local: MonitorModule = {
    events: [],
    methods: { 'test.secret': { reach: 'local', answer: () => ({ secret: true }) } },
  };
  const files = new KernelFiles(given.sysroot ?? '/');
  const side = createWebSide({
    config: {
      get current() {
        return current;
      },
      poll: () => undefined,
      onChange(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    options: { listen: undefined, webPort: 0, noWeb: false, apart: true, maxClients: 256, ...given.options },
    api: new MonitorApi([frames, local, ...(given.modules ?? [])]),
    files,
    stateFolder: state,
    pages,
    version: 'test',
    intervalMs: () => intervalMs,
    monotonicMs,
    nowMs: given.nowMs ?? Date.now,
    complain: (text) => complaints.push(text),
    ...(given.retryMs === undefined ? {} : { retryMs: given.retryMs }),
    ...(given.opensslProgram === undefined ? {} : { opensslProgram: given.opensslProgram }),
    ...(given.peerLimits === undefined ? {} : { peerLimits: given.peerLimits }),
    ...(given.timing === undefined ? {} : { timing: given.timing }),
  });

  function publish(over: Partial<MonitorFrame> = {}): MonitorFrame {
    const frame = emptyFrame({ sequence, at: 1_800_000_000_000 + sequence * intervalMs, intervalMs, ...over });
    sequence += 1;
    frames.publish(frame);
    side.onFrame(frame);
    return frame;
  }

  const access = await side.access();
  const port = Number(/:(\d+)\/$/.exec(access.urls[0] ?? '')?.[1] ?? 0);
  const token = access.token ?? '';
  function get(target: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const request = http.request({ port, host: '127.0.0.1', path: target, method, headers, agent: false }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts).toString('utf8') });
        });
      });
      request.on('error', reject);
      request.end();
    });
  }

  return {
    side,
    folder,
    complaints,
    port,
    token,
    configure(change) {
      current = { ...current, ...change };
      for (const listener of listeners) listener(current);
    },
    publish,
    setIntervalMs(ms) {
      intervalMs = ms;
    },
    get,
    ask: (target) => get(target, { Authorization: `Bearer ${token}` }),
    close() {
      side.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
