/**
 * What the path of a control group says: systemd's units end in their type
 * (systemd.unit(5)), container engines put the 64 hexadecimal digits of the
 * container into the name.
 */
import type { GroupTable } from '../../contracts/processes.ts';
import { cut } from './shownText.ts';

export type GroupKind = GroupTable['groups'][number]['kind'];

export interface GroupName {
  readonly name: string;
  readonly kind: GroupKind;
}

/** As the engines shorten it themselves. */
const shortIdCharacters = 12;
const maxNameCharacters = 128;

/** docker-ID.scope, libpod-ID.scope, crio-ID.scope, cri-containerd-ID.scope, and the bare ID of cgroupfs drivers. */
const container = /^(?:([a-z][a-z-]{0,30})-)?([0-9a-f]{64})(?:\.scope)?$/;
/** LXC (lxc.payload.NAME). */
const linuxContainer = /^lxc\.payload\.(.{1,200})$/;

const engineNames: Readonly<Record<string, string>> = { 'libpod': 'podman', 'cri-containerd': 'containerd', 'crio': 'cri-o' };

/** Of the last part of a path. Pure. */
export function groupName(part: string): GroupName {
  const found = container.exec(part);
  if (found !== null) {
    const engine = found[1] === undefined ? 'container' : (engineNames[found[1]] ?? found[1]);
    return { name: `${engine} ${(found[2] ?? '').slice(0, shortIdCharacters)}`, kind: 'container' };
  }
  const named = linuxContainer.exec(part);
  if (named !== null) return { name: cut(`lxc ${named[1] ?? ''}`, maxNameCharacters), kind: 'container' };
  const name = cut(unescaped(part), maxNameCharacters);
  if (part.endsWith('.service')) return { name, kind: 'service' };
  if (part.endsWith('.scope')) return { name, kind: 'scope' };
  if (part.endsWith('.slice')) return { name, kind: 'slice' };
  return { name, kind: 'other' };
}

/** systemd writes a character that may not stand in a unit's name as \xNN; only what is printable is turned back. */
function unescaped(part: string): string {
  return part.replace(/\\x([2-6][0-9a-f]|7[0-9a-e])/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Innermost part that says something: a container, else a service or scope, else a slice; empty for the root. Pure. */
export function tellingName(path: string): string {
  let scope: string | undefined;
  let other: string | undefined;
  // From the root: nothing inside a container counts, because that is the container's own affair.
  for (const part of path.split('/', 32)) {
    if (part === '') continue;
    const { name, kind } = groupName(part);
    if (kind === 'container') return name;
    if (kind === 'service' || kind === 'scope') scope = name;
    else other = name;
  }
  return scope ?? other ?? '';
}

/**
 * Path of a process's control group from /proc/PID/cgroup (proc_pid_cgroup(5), cgroups(7)): that of version 2 where it
 * says something, else of systemd's own hierarchy, else the longest. undefined for an empty file. Pure.
 */
export function groupPath(text: string): string | undefined {
  let best: string | undefined;
  let bestRank = -1;
  for (const line of text.split('\n')) {
    const first = line.indexOf(':');
    const second = line.indexOf(':', first + 1);
    if (first < 0 || second < 0) continue;
    const controllers = line.slice(first + 1, second);
    const path = line.slice(second + 1);
    const rank =
      path === '/' ? 0 : controllers === '' ? 100_003 : controllers === 'name=systemd' ? 100_002 : Math.min(path.length, 100_000);
    if (rank <= bestRank) continue;
    best = path;
    bestRank = rank;
  }
  return best;
}
