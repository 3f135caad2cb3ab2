/**
 * A private corner of the real machine for tests that kill the executor: a
 * mount namespace with its own copy of /etc and /boot, a boot menu generator
 * and a service manager that are small shell programs, and real kernel knobs
 * that no other lane uses.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseProcessStat } from '../../../src-main/base/processStat.ts';
import { parseRangeList } from '../../../src-main/base/text.ts';
import { getIoPriority, setAffinity, setIoPriority, setNice } from '../../../src-main/transports/processCalls.ts';
import { choices } from './scenarios.ts';

export interface Lane {
  readonly folder: string;
  readonly stateFolder: string;
  /** Kernel files this lane may change. */
  readonly knobs: readonly string[];
  /** One lane at a time may use compressed swap: a machine has one of ours. */
  readonly usesZram: boolean;
  /** A process that does nothing and belongs to the lane, for priorities. */
  readonly sleeper: { readonly pid: number; readonly startTicks: number };
  /** Prefix of a command that runs inside. */
  readonly enter: readonly string[];
  /** Recovers inside; `done`, or what went wrong. */
  recover(): Promise<string>;
  close(): void;
}

const copied = ['sysctl.d', 'tmpfiles.d', 'security', 'default', 'modules-load.d', 'udev', 'systemd'];

/** Behaves as grub-mkconfig does: reads the drop-ins, writes a new file, renames it. */
const updateGrub = `#!/bin/sh
set -e
GRUB_CMDLINE_LINUX_DEFAULT=
. /etc/default/grub
for file in /etc/default/grub.d/*.cfg; do if [ -e "$file" ]; then . "$file"; fi; done
printf 'menuentry Debian {\\n  linux /vmlinuz root=/dev/vda %s\\n}\\n' "$GRUB_CMDLINE_LINUX_DEFAULT" > /boot/grub/grub.cfg.new
mv -f /boot/grub/grub.cfg.new /boot/grub/grub.cfg
`;

/** Answers as systemctl(1) does for show, enable, disable, start and stop. */
function systemctl(units: string): string {
  return `#!/bin/sh
verb=$1
for unit; do :; done
set_state() { printf '%s\\n' "$2" > "${units}/.$unit.$1.new" && mv -f "${units}/.$unit.$1.new" "${units}/$unit.$1"; }
case $verb in
  show) read -r enabled < "${units}/$unit.enabled"; read -r active < "${units}/$unit.active"; printf 'LoadState=loaded\\nUnitFileState=%s\\nActiveState=%s\\n' "$enabled" "$active" ;;
  enable) set_state enabled enabled ;;
  disable) set_state enabled disabled ;;
  start) set_state active active ;;
  stop) set_state active inactive ;;
esac
`;
}

function program(file: string, text: string): void {
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}

/** Everything that is not a kernel knob, as it is before a test. */
function prepare(folder: string): void {
  for (const name of ['etc', 'boot/grub', 'sbin', 'bin', 'units', 'run/systemd/system'])
    mkdirSync(path.join(folder, name), { recursive: true });
  spawnSync('cp', ['-a', '/etc/.', path.join(folder, 'etc')]);
  mkdirSync(path.join(folder, 'etc/default'), { recursive: true });
  writeFileSync(path.join(folder, 'etc/default/grub'), 'GRUB_CMDLINE_LINUX_DEFAULT="quiet"\n');
  program(path.join(folder, 'sbin/update-grub'), updateGrub);
  program(path.join(folder, 'bin/systemctl'), systemctl(path.join(folder, 'units')));
  writeFileSync(path.join(folder, 'boot/grub/grub.cfg'), 'menuentry Debian {\n  linux /vmlinuz root=/dev/vda quiet\n}\n');
  for (const unit of ['irqbalance.service', 'tuned.service']) {
    writeFileSync(path.join(folder, `units/${unit}.enabled`), 'enabled\n');
    writeFileSync(path.join(folder, `units/${unit}.active`), 'active\n');
  }
}

async function holdNamespace(folder: string): Promise<{ readonly pid: number; close(): void }> {
  const mounts = [
    `mount --bind ${folder}/etc /etc`,
    `mount --bind ${folder}/boot /boot`,
    `mount --bind ${folder}/run/systemd /run/systemd`,
    `mount -t overlay -o lowerdir=${folder}/sbin:/usr/sbin hecate-sbin /usr/sbin`,
    `mount --bind ${folder}/bin/systemctl /usr/bin/systemctl`,
  ].join(' && ');
  const holder = spawn('unshare', ['-m', 'sh', '-c', `${mounts} && echo ready && exec sleep 3600`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    holder.stdout.once('data', () => {
      resolve();
    });
    holder.once('exit', (code) => {
      reject(new Error(`the namespace could not be made (${String(code)})`));
    });
  });
  if (holder.pid === undefined) throw new Error('the namespace has no process');
  return { pid: holder.pid, close: () => holder.kill('SIGKILL') };
}

function startAgent(command: readonly string[]): { ask(line: string): Promise<string>; close(): void } {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  return {
    ask: (line) =>
      new Promise((resolve) => {
        lines.once('line', resolve);
        child.stdin.write(`${line}\n`);
      }),
    close: () => child.kill('SIGKILL'),
  };
}

export async function openLane(name: string, knobs: readonly string[], usesZram: boolean, agentCommand: readonly string[]): Promise<Lane> {
  const folder = mkdtempSync(path.join(tmpdir(), `hecate-${name}-`));
  prepare(folder);
  const holder = await holdNamespace(folder);
  const enter = ['nsenter', `--mount=/proc/${String(holder.pid)}/ns/mnt`];
  const agent = startAgent([...enter, ...agentCommand]);
  const atStart = new Map(knobs.map((knob) => [knob, readKnob(knob)]));
  for (const knob of knobs) {
    const choice = choices[knob];
    if (choice !== undefined) writeKnob(knob, choice);
  }
  return {
    folder,
    stateFolder: path.join(folder, 'state'),
    knobs,
    usesZram,
    sleeper: { pid: holder.pid, startTicks: parseProcessStat(statLine(holder.pid))?.startTicks ?? -1 },
    enter,
    recover: () => agent.ask(path.join(folder, 'state')),
    close: () => {
      for (const [knob, value] of atStart) if (readKnob(knob) !== value) writeKnob(knob, value);
      if (usesZram) removeOwnSwap();
      agent.close();
      holder.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function statLine(pid: number): string {
  return readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
}

/** Nice value, I/O priority and CPUs. */
function readPriorities(pid: number): string {
  const cpus = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'latin1'))?.[1] ?? '';
  return [String(parseProcessStat(statLine(pid))?.nice), String(getIoPriority(pid)), cpus].join(' ');
}

function writePriorities(pid: number, saved: string): void {
  const [nice, ioPriority, cpus] = saved.split(' ');
  setNice(pid, Number(nice));
  setIoPriority(pid, Number(ioPriority));
  setAffinity(pid, parseRangeList(cpus ?? '') ?? []);
}

function readKnob(file: string): string {
  const text = readFileSync(file, 'utf8').trim();
  return /\[([^\]]+)\]/.exec(text)?.[1] ?? text;
}

function writeKnob(file: string, value: string): void {
  // Of a pair such as dirty_bytes and dirty_ratio the one that is not in force shows 0 and refuses it.
  if (value === '0' && /dirty.*_(bytes|ratio)$/.test(file)) return;
  writeFileSync(file, value);
}

/** Lowest zram number is the machine's own; a test may only leave others. */
function removeOwnSwap(): void {
  for (const name of readdirSync('/sys/block')) {
    if (!/^zram[1-9]/.test(name)) continue;
    spawnSync('swapoff', [`/dev/${name}`]);
    writeFileSync(`/sys/block/${name}/reset`, '1');
    writeFileSync('/sys/class/zram-control/hot_remove', name.slice(4));
  }
}

function tree(folder: string, into: Record<string, string>, shown: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).sort()) {
    const file = path.join(folder, name);
    const status = statSync(file, { throwIfNoEntry: false });
    if (status === undefined) continue;
    const mode = (status.mode & 0o777).toString(8);
    if (status.isDirectory()) {
      into[`${shown}/${name}/`] = mode;
      tree(file, into, `${shown}/${name}`);
    } else into[`${shown}/${name}`] = `${mode} ${readFileSync(file, 'base64')}`;
  }
}

/** Every target of the lane, byte by byte; two equal snapshots are the same machine. */
export function snapshot(lane: Lane): Readonly<Record<string, string>> {
  const state: Record<string, string> = {};
  for (const knob of lane.knobs) state[knob] = readKnob(knob);
  state['process'] = readPriorities(lane.sleeper.pid);
  for (const name of copied) tree(path.join(lane.folder, 'etc', name), state, `/etc/${name}`);
  tree(path.join(lane.folder, 'boot'), state, '/boot');
  tree(path.join(lane.folder, 'units'), state, 'units');
  if (!lane.usesZram) return state;
  state['zram'] = readdirSync('/sys/block')
    .filter((name) => name.startsWith('zram'))
    .sort()
    .join(' ');
  state['swaps'] = readFileSync('/proc/swaps', 'utf8')
    .replace(/\t\d+\t/g, '\t')
    .replace(/ +/g, ' ');
  return state;
}

/** A saved lane: files and journal; knobs are written back from the snapshot. */
export interface SavedLane {
  readonly folder: string;
  readonly state: Readonly<Record<string, string>>;
}

const savedParts = [...copied.map((name) => `etc/${name}`), 'boot/grub', 'units', 'state'];

export function saveLane(lane: Lane, name: string): SavedLane {
  const folder = path.join(lane.folder, 'saved', name);
  for (const part of savedParts) {
    const from = path.join(lane.folder, part);
    if (existsSync(from)) cpSync(from, path.join(folder, part), { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  }
  return { folder, state: snapshot(lane) };
}

/** Brings files, journal and knobs back; a compressed swap has to be made or removed by the executor itself. */
export function loadLane(lane: Lane, saved: SavedLane): void {
  for (const part of savedParts) {
    const to = path.join(lane.folder, part);
    rmSync(to, { recursive: true, force: true });
    const from = path.join(saved.folder, part);
    if (existsSync(from)) cpSync(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  }
  for (const knob of lane.knobs) {
    const value = saved.state[knob] ?? '';
    if (readKnob(knob) !== value) writeKnob(knob, value);
  }
  const priorities = saved.state['process'] ?? '';
  if (readPriorities(lane.sleeper.pid) !== priorities) writePriorities(lane.sleeper.pid, priorities);
  if (lane.usesZram && saved.state['zram'] !== snapshot(lane)['zram']) removeOwnSwap();
}
