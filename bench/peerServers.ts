/** Established monitors that are asked over HTTP: netdata and the node exporter of Prometheus, on loopback, with folders of their own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanEnvironment, endChild } from './measure.ts';
import { type PeerFigures, watchTree } from './processTree.ts';

/** Asked once a second while it is measured, as its usual client does. */
const askEveryMs = 1000;
const startWithinMs = 15_000;

interface PeerServer {
  readonly command: string;
  readonly args: (folder: string, port: number) => readonly string[];
  /** Path that answers once it works, and that is asked afterwards. */
  readonly path: string;
  readonly prepare?: (folder: string) => void;
}

const plugins = [
  'apps',
  'cgroups',
  'tc',
  'idlejitter',
  'perf',
  'nfacct',
  'slabinfo',
  'freeipmi',
  'charts.d',
  'python.d',
  'go.d',
  'timex',
  'profile',
];

/** As little as netdata can be told to do while it still measures the machine once a second. */
const leanSections = [
  '[ml]\n enabled = no',
  '[health]\n enabled = no',
  '[statsd]\n enabled = no',
  `[plugins]\n${plugins.map((plugin) => ` ${plugin} = no`).join('\n')}`,
];

function prepareNetdata(folder: string, sections: readonly string[]): void {
  for (const name of ['etc', 'cache', 'lib', 'log', 'lib/cloud.d']) mkdirSync(path.join(folder, name), { recursive: true });
  const at = (name: string): string => path.join(folder, name);
  const head = [
    `[global]\n update every = 1\n run as user = ${process.env['USER'] ?? 'root'}`,
    `[directories]\n config = ${at('etc')}\n cache = ${at('cache')}\n lib = ${at('lib')}\n log = ${at('log')}\n home = ${at('lib')}\n registry = ${at('lib')}\n lock = ${at('lib')}`,
    '[logs]\n debug = none\n error = none\n access = none',
    '[cloud]\n enabled = no',
    '[registry]\n enabled = no',
  ];
  writeFileSync(at('etc/netdata.conf'), `${[...head, ...sections].join('\n')}\n`);
  writeFileSync(at('lib/cloud.d/cloud.conf'), '[global]\n enabled = no\n');
}

function netdata(sections: readonly string[]): PeerServer {
  return {
    command: 'netdata',
    args: (folder, port) => [
      '-D',
      '-c',
      path.join(folder, 'etc/netdata.conf'),
      '-i',
      '127.0.0.1',
      '-p',
      String(port),
      '-P',
      path.join(folder, 'pid'),
    ],
    path: '/api/v1/info',
    prepare: (folder) => {
      prepareNetdata(folder, sections);
    },
  };
}

/** Nothing but the cloud and its registry is switched off in the second one; both sample once a second. */
export const peerServers = {
  'netdata, as lean as it gets': netdata(leanSections),
  'netdata, as it comes': netdata([]),
  'node exporter': {
    command: 'prometheus-node-exporter',
    args: (_folder: string, port: number) => [`--web.listen-address=127.0.0.1:${String(port)}`, '--log.level=error'],
    path: '/metrics',
  },
} as const satisfies Readonly<Record<string, PeerServer>>;

/** CPU, memory and start of one, with all its children. */
export async function measurePeerServer(peer: PeerServer, seconds: number): Promise<PeerFigures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hecate-bench-peer-'));
  const port = await freePort();
  peer.prepare?.(folder);
  const started = performance.now();
  const child = spawn(peer.command, peer.args(folder, port), {
    stdio: ['ignore', 'ignore', 'ignore'],
    // Its sockets and caches too stay in the folder that is removed.
    env: cleanEnvironment({ HOME: folder, TMPDIR: folder, NETDATA_PIPENAME: path.join(folder, 'pipe') }),
  });
  try {
    const url = `http://127.0.0.1:${String(port)}${peer.path}`;
    await firstAnswer(url, child);
    const startMs = performance.now() - started;
    await sleep(5000);
    const asking = setInterval(() => {
      fetch(url)
        .then((response) => response.arrayBuffer())
        .catch((error: unknown) => {
          console.error(`${peer.command} did not answer: ${error instanceof Error ? error.message : String(error)}`);
        });
    }, askEveryMs);
    try {
      return { startMs, ...(await watchTree(child.pid ?? 0, seconds)) };
    } finally {
      clearInterval(asking);
    }
  } finally {
    await endChild(child);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function firstAnswer(url: string, child: ChildProcess): Promise<void> {
  const giveUp = performance.now() + startWithinMs;
  for (;;) {
    try {
      const response = await fetch(url);
      await response.arrayBuffer();
      if (response.ok) return;
    } catch (error) {
      // Not yet listening; anything else lasts until the time is up.
      if (performance.now() > giveUp || child.exitCode !== null) throw error;
    }
    await sleep(5);
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
