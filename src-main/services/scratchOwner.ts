/**
 * Whose a scratch folder is. Its name tells the process; a file inside tells
 * the boot and the PID namespace in which that number means something, because
 * a home folder may be shared with containers and with other machines.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { hasEnded, parseProcessStat } from '../base/processStat.ts';
import { shortId } from '../base/shortId.ts';

export const ownerFile = '.owner';

/** Names of folders are `hecate-bench-<pid>-<start ticks>-<random>`. */
const folderName = /^hecate-bench-([1-9]\d{0,9})-(\d{1,18})-[a-z0-9]{10}$/;

export interface ProcessMark {
  readonly pid: number;
  readonly startTicks: number;
}

/** undefined when it is no name of ours. */
export function parseFolderName(name: string): ProcessMark | undefined {
  const match = folderName.exec(name);
  return match === null ? undefined : { pid: Number(match[1]), startTicks: Number(match[2]) };
}

export function freshFolderName(): string {
  const startTicks = startTicksOf(process.pid);
  if (startTicks === undefined) throw new Error('/proc/self/stat cannot be read');
  return `hecate-bench-${String(process.pid)}-${String(startTicks)}-${shortId()}`;
}

/** What the owner file of this process says: three lines. */
export function ownerText(): string {
  return `${bootId()}\n${pidNamespace()}\n${machineId()}\n`;
}

/**
 * True when the process that made the folder is certainly gone: it is of this
 * boot and namespace and not there any more, or of an earlier boot of this machine.
 */
export function isLeftOver(mark: ProcessMark, owner: string): boolean {
  const [boot, namespace, machine] = owner.split('\n');
  if (boot === bootId()) return namespace === pidNamespace() && !isRunning(mark);
  return machine !== undefined && machine !== '' && machine === machineId();
}

/** In this PID namespace. */
export function isRunning({ pid, startTicks }: ProcessMark): boolean {
  return startTicksOf(pid) === startTicks;
}

function startTicksOf(pid: number): number | undefined {
  const stat = parseProcessStat(readText(`/proc/${String(pid)}/stat`));
  return stat?.pid === pid && !hasEnded(stat) ? stat.startTicks : undefined;
}

function bootId(): string {
  return readText('/proc/sys/kernel/random/boot_id').trim();
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return ''; // a kernel without PID namespaces has only one
  }
}

function machineId(): string {
  return readText('/etc/machine-id').trim();
}

/** Empty when it is not there, which no other file's text is equal to. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
