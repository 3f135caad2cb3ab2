/** What established monitors cost on this machine, in the same run. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanEnvironment, endChild, isInstalled, type Row, watchProcess } from './measure.ts';

interface Peer {
  readonly name: string;
  readonly command: string;
  /** Name in /proc/PID/comm of the process that does the work. */
  readonly comm: string;
}

const peers: readonly Peer[] = [
  { name: 'btop', command: 'btop', comm: 'btop' },
  { name: 'glances', command: 'glances --time 1', comm: 'glances' },
];

/** Both are full-screen programs, so each gets a terminal of its own from script(1). btop's own minimum is 100 ms; 1000 ms matches ours. */
async function measurePeer(peer: Peer, seconds: number): Promise<readonly Row[]> {
  if (!isInstalled(peer.comm) || !isInstalled('script')) {
    return [{ name: `${peer.name}: not installed`, value: null, unit: '', budget: null, how: `apt-get install ${peer.comm} bsdutils` }];
  }
  const terminal = spawn('script', ['-qfec', `stty rows 50 cols 160; exec ${peer.command}`, '/dev/null'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: cleanEnvironment({ TERM: 'xterm-256color' }),
  });
  try {
    await sleep(4000);
    const pid = descendantNamed(terminal.pid ?? 0, peer.comm);
    if (pid === undefined) return [{ name: `${peer.name}: did not start`, value: null, unit: '', budget: null, how: peer.command }];
    const { cpuPercent, rssBytes } = await watchProcess(pid, seconds);
    const how = `${peer.command}, 160×50 terminal, ${String(seconds)} s`;
    return [
      { name: `${peer.name} CPU`, value: cpuPercent, unit: '%', budget: null, how },
      { name: `${peer.name} RSS`, value: rssBytes / 1e6, unit: 'MB', budget: null, how },
    ];
  } finally {
    await endChild(terminal);
  }
}

function descendantNamed(ancestor: number, comm: string): number | undefined {
  const parents = new Map<number, number>();
  const names = new Map<number, string>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      names.set(Number(entry), stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')));
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // The process ended between the listing and the read.
    }
  }
  for (const [pid, name] of names) {
    if (name !== comm) continue;
    for (let parent = parents.get(pid); parent !== undefined && parent > 1; parent = parents.get(parent)) {
      if (parent === ancestor) return pid;
    }
  }
  return undefined;
}

/** CPU and memory of btop and glances, one after the other. */
export async function measurePeers(seconds: number): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const peer of peers) rows.push(...(await measurePeer(peer, seconds)));
  return rows;
}
