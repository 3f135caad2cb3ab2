/** What established monitors cost on this machine, in the same run as ours, and ours as a share of each. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanEnvironment, endChild, isInstalled, type Row } from './measure.ts';
import { measureAlone, startToFirstAnswerMs } from './monitor.ts';
import { measurePeerServer, peerServers } from './peerServers.ts';
import { type PeerFigures, treeOf, watchTree } from './processTree.ts';

interface Peer {
  readonly name: string;
  readonly how: string;
  readonly needs: readonly string[];
  readonly measure: (seconds: number) => Promise<PeerFigures>;
  /** Most that our CPU and memory may be as a share of its. */
  readonly most: { readonly cpu: number | null; readonly rss: number | null };
}

const noGoal = { cpu: null, rss: null };
/** It has a dashboard in the browser too, so ours has to be the lighter one. */
const lighter = { cpu: 1, rss: 1 };

const peers: readonly Peer[] = [
  screenPeer('btop', 'btop', { cpu: 1, rss: null }),
  screenPeer('glances', 'glances --time 1', { cpu: 0.1, rss: null }),
  serverPeer('netdata, as lean as it gets', lighter),
  serverPeer('netdata, as it comes', lighter),
  serverPeer('node exporter', noGoal),
];

/** A full-screen program gets a terminal of its own from script(1). btop's own minimum is 100 ms; 1000 ms matches ours. */
function screenPeer(name: string, command: string, most: Peer['most']): Peer {
  return {
    name,
    how: `${command}, 160×50 terminal`,
    needs: [name, 'script'],
    most,
    async measure(seconds) {
      const started = performance.now();
      const terminal = spawn('script', ['-qfec', `stty rows 50 cols 160; exec ${command}`, '/dev/null'], {
        stdio: ['pipe', 'pipe', 'ignore'],
        env: cleanEnvironment({ TERM: 'xterm-256color' }),
      });
      try {
        const startMs = await firstPicture(terminal.stdout).then((at) => at - started);
        terminal.stdout.resume();
        await sleep(4000);
        const pid = treeOf(terminal.pid ?? 0).find((one) => nameOf(one) === name);
        if (pid === undefined) throw new Error(`${command} did not stay`);
        return { startMs, ...(await watchTree(pid, seconds)) };
      } finally {
        await endChild(terminal);
      }
    },
  };
}

/** When a few thousand bytes of a screen were drawn. */
function firstPicture(output: NodeJS.ReadableStream): Promise<number> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    output.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes > 4000) resolve(performance.now());
    });
    output.once('end', () => {
      reject(new Error(`only ${String(bytes)} bytes were drawn`));
    });
  });
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/comm`, 'utf8').trim();
  } catch {
    return ''; // it has ended meanwhile
  }
}

function serverPeer(name: keyof typeof peerServers, most: Peer['most']): Peer {
  const server = peerServers[name];
  return {
    name,
    how: `${server.command} on loopback, asked for ${server.path} once a second, with its children`,
    needs: [server.command],
    most,
    measure: (seconds) => measurePeerServer(server, seconds),
  };
}

/** Ours first and then the peers one after the other, each for as long. */
export async function measurePeers(seconds: number): Promise<readonly Row[]> {
  const ours: PeerFigures = { startMs: await startToFirstAnswerMs(3), ...(await measureAlone(seconds)) };
  const how = `hecate-monitor, one client, ${String(seconds)} s`;
  const rows: Row[] = figureRows('hecate-monitor', ours, how);
  for (const peer of peers) rows.push(...(await peerRows(peer, ours, seconds)));
  return rows;
}

async function peerRows(peer: Peer, ours: PeerFigures, seconds: number): Promise<readonly Row[]> {
  const missing = peer.needs.find((program) => !isInstalled(program));
  if (missing !== undefined) return [{ name: `${peer.name}: no ${missing} here`, value: null, unit: '', budget: null, how: peer.how }];
  const theirs = await peer.measure(seconds);
  return [
    ...figureRows(peer.name, theirs, `${peer.how}, ${String(seconds)} s`),
    ratio(`our CPU as a share of ${peer.name}`, ours.cpuPercent / theirs.cpuPercent, peer.most.cpu),
    ratio(`our RSS as a share of ${peer.name}`, ours.rssBytes / theirs.rssBytes, peer.most.rss),
  ];
}

function figureRows(name: string, figures: PeerFigures, how: string): Row[] {
  return [
    { name: `${name} CPU`, value: figures.cpuPercent, unit: '%', budget: null, how },
    { name: `${name} RSS`, value: figures.rssBytes / 1e6, unit: 'MB', budget: null, how },
    { name: `${name} start`, value: figures.startMs, unit: 'ms', budget: null, how: 'to its first answer, or its first picture' },
  ];
}

function ratio(name: string, value: number, budget: number | null): Row {
  return { name, value, unit: '×', budget, how: 'in this run' };
}
