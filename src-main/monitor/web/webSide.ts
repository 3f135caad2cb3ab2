/** Listens as the settings say, and says plainly why not; keeps token and certificate. Loads HTTP, TLS and ws: see web.ts. */
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import type { MonitorFrame, WebAccess } from '../../contracts/monitor.ts';
import type { MonitorApi } from '../api.ts';
import type { ConfigSource } from '../config.ts';
import type { KernelFiles } from '../kernelFiles.ts';
import type { MonitorOptions } from '../options.ts';
import { namesBeyond } from './callers.ts';
import { type Certificate, webCertificate } from './certificate.ts';
import { newestFrame } from './eventPayload.ts';
import type { PeerLimits } from './peers.ts';
import { portHolder } from './portHolder.ts';
import { createKernelCounters } from './prometheus/kernelCounters.ts';
import { metricsPage } from './prometheus/metricsPage.ts';
import { createTokenStore } from './token.ts';
import { createTokenGuard } from './tokenGuard.ts';
import { hostText, isWildcard, type WebAddress, webAddress } from './webAddress.ts';
import { startWebServer, type WebServer, type WebTiming } from './webServer.ts';

export interface WebSideOptions {
  readonly config: ConfigSource;
  readonly options: Pick<MonitorOptions, 'listen' | 'webPort' | 'noWeb' | 'apart' | 'maxClients'>;
  readonly api: MonitorApi;
  readonly files: KernelFiles;
  /** Where token and certificate are kept. */
  readonly stateFolder: string;
  /** Built pages of the dashboard. */
  readonly pages: string;
  readonly version: string;
  readonly intervalMs: () => number;
  readonly monotonicMs: () => number;
  readonly nowMs: () => number;
  readonly complain: (text: string) => void;
  /** Until it tries again to listen; 30 s unless told otherwise. */
  readonly retryMs?: number;
  /** Program that makes certificates; `openssl` unless told otherwise. */
  readonly opensslProgram?: string;
  readonly peerLimits?: PeerLimits;
  readonly timing?: WebTiming;
}

export interface WebSide {
  access(): Promise<WebAccess>;
  renewToken(): Promise<WebAccess>;
  onFrame(frame: MonitorFrame): void;
  close(): void;
}

interface Listening {
  readonly server: WebServer;
  readonly address: WebAddress;
  readonly certificate: Certificate | null;
}

const defaultRetryMs = 30_000;
const certificateCheckMs = 6 * 60 * 60 * 1000;
const stalledAfterMs = 5000;

export function createWebSide(options: WebSideOptions): WebSide {
  const { config, complain, monotonicMs } = options;
  const tokens = createTokenStore(path.join(options.stateFolder, 'web-token'), complain);
  const guard = createTokenGuard(monotonicMs);
  const counters = createKernelCounters(options.files);
  let listening: Listening | undefined;
  let problem: string | null = null;
  let retry: NodeJS.Timeout | undefined;
  let latest: MonitorFrame | undefined;
  let latestMs = monotonicMs();
  let closed = false;
  let work: Promise<void> = Promise.resolve();

  /** One after the other, so that two changes of the settings cannot listen twice. */
  function apply(): Promise<void> {
    work = work.then(listenAsWanted);
    return work;
  }

  async function listenAsWanted(): Promise<void> {
    const wanted = closed ? null : webAddress(config.current, options.options);
    clearTimeout(retry);
    if (listening !== undefined && JSON.stringify(wanted) === JSON.stringify(listening.address) && !needsRenewal(listening)) {
      if (listening.certificate !== null) later(certificateCheckMs);
      return;
    }
    listening?.server.close();
    listening = undefined;
    if (wanted === null) {
      problem = null;
      return;
    }
    try {
      listening = await listen(wanted);
      problem = null;
      if (wanted.beyondLoopback) later(certificateCheckMs);
    } catch (error) {
      const said = explained(wanted, error);
      if (said !== problem) complain(`web: ${said}`);
      problem = said;
      later(options.retryMs ?? defaultRetryMs);
    }
  }

  function later(ms: number): void {
    retry = setTimeout(() => {
      apply().catch(complainAbout);
    }, ms).unref();
  }

  function complainAbout(error: unknown): void {
    complain(`web: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  function needsRenewal({ certificate }: Listening): boolean {
    return certificate !== null && options.nowMs() >= certificate.renewAtMs;
  }

  async function listen(address: WebAddress): Promise<Listening> {
    // Before anything is bound: without a token nothing listens, and beyond loopback nothing without encryption.
    tokens.ensure();
    const certificate = address.beyondLoopback
      ? await webCertificate({
          folder: options.stateFolder,
          names: namesBeyond(address.host),
          nowMs: options.nowMs,
          ...(options.opensslProgram === undefined ? {} : { program: options.opensslProgram }),
        })
      : null;
    const server = await startWebServer({
      ...options,
      address,
      certificate,
      token: tokens.ensure,
      guard,
      metrics: () => metricsPage(latest ?? newestFrame(options.api), counters, options.version),
      isWell: () => monotonicMs() - latestMs < Math.max(stalledAfterMs, 3 * options.intervalMs()),
      maxClients: options.options.maxClients,
    });
    return { server, address, certificate };
  }

  function state(): WebAccess {
    const wanted = webAddress(config.current, options.options);
    const urls = listening === undefined ? [] : urlsOf(listening);
    const token = tokens.current ?? null;
    return {
      enabled: wanted !== null,
      urls: [...urls],
      token,
      link: urls[0] === undefined || token === null ? null : `${urls[0]}#token=${token}`,
      beyondLoopback: wanted?.beyondLoopback ?? false,
      certificateSha256: listening?.certificate?.fingerprint ?? null,
      clients: listening?.server.clients ?? 0,
      problem,
    };
  }

  const stopListening = config.onChange(() => {
    apply().catch(complainAbout);
  });
  apply().catch(complainAbout);

  return {
    async access() {
      await work;
      return state();
    },
    async renewToken() {
      await work;
      tokens.renew();
      listening?.server.dropClients();
      return state();
    },
    onFrame(frame) {
      latest = frame;
      latestMs = monotonicMs();
      listening?.server.onFrame(frame);
    },
    close() {
      closed = true;
      stopListening();
      clearTimeout(retry);
      listening?.server.close();
      listening = undefined;
      counters.close();
    },
  };
}

function urlsOf({ address, server, certificate }: Listening): readonly string[] {
  const scheme = certificate === null ? 'http' : 'https';
  const hosts = isWildcard(address.host) ? ownAddresses(address.host) : [address.host];
  return hosts.map((host) => `${scheme}://${hostText(host)}:${String(server.port)}/`);
}

/** Addresses at which others reach this machine; the first one is for the QR code. */
function ownAddresses(wildcard: string): readonly string[] {
  try {
    const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    // A link-local address needs the name of the asker's own interface, which is unknown here.
    const reachable = all.filter(({ internal, address }) => !internal && !/^fe80:/i.test(address));
    const fitting = reachable.filter(({ family }) => wildcard !== '0.0.0.0' || family === 'IPv4').map(({ address }) => address);
    return fitting.length === 0 ? ['127.0.0.1'] : [...fitting].sort((a, b) => Number(a.includes(':')) - Number(b.includes(':')));
  } catch {
    return ['127.0.0.1']; // the interfaces may not be asked for (a sandbox without netlink); this one is always right
  }
}

/** In plain words, with what to do. */
function explained({ host, port }: WebAddress, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const where = `${hostText(host)}:${String(port)}`;
  switch (code) {
    case 'EADDRINUSE': {
      const holder = portHolder(port);
      const who = holder === undefined ? `a program of another user; \`sudo ss -ltnp sport = :${String(port)}\` names it` : holder;
      return `${where} is taken, by ${who}. Choose another port in the settings, or end it; it is tried again every 30 seconds`;
    }
    case 'EADDRNOTAVAIL':
      return `${host} is no address of this machine`;
    case 'EACCES':
      return `${where} may not be listened at: ports below 1024 are for root`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} is no name that this machine knows`;
    default:
      return `cannot listen at ${where}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
