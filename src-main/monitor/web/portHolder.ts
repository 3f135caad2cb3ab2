/** Which program listens on a TCP port, as far as an ordinary user may know. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { printable } from '../../base/text.ts';

/** State "listen" in /proc/net/tcp (enum in include/net/tcp_states.h). */
const listening = '0A';

/** For example `firefox (process 123)`; undefined when it belongs to another user or is gone again. */
export function portHolder(port: number): string | undefined {
  const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => listeningInodes(file, port)));
  if (inodes.size === 0) return undefined;
  for (const pid of names('/proc')) {
    if (/^\d+$/.test(pid) && names(`/proc/${pid}/fd`).some((fd) => inodes.has(socketInode(`/proc/${pid}/fd/${fd}`)))) return described(pid);
  }
  return undefined;
}

function listeningInodes(file: string, port: number): readonly string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const found: string[] = [];
  for (const line of read(file).split('\n')) {
    // sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode: proc_net_tcp of the kernel documentation.
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    if (local?.endsWith(suffix) === true && state === listening && inode !== undefined) found.push(inode);
  }
  return found;
}

function socketInode(link: string): string {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(link))?.[1] ?? '';
  } catch {
    return ''; // closed meanwhile, or not ours to see
  }
}

function described(pid: string): string {
  return `${printable(read(`/proc/${pid}/comm`)).slice(0, 40)} (process ${pid})`;
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // another user's process, or one that ended
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return ''; // no IPv6, or a process that ended
  }
}
