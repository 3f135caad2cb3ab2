/** All that can be known about one process. */
import { type AnyIoPriority, unpackIoPriority } from '../../base/ioPriority.ts';
import type { ProcessDetail } from '../../contracts/processes.ts';
import { getIoPriority } from '../../transports/processCalls.ts';
import type { MonitorClock } from '../clock.ts';
import { Refused } from '../module.ts';
import { effectiveUser } from './facts.ts';
import type { GpuMemory } from './gpuMemory.ts';
import { groupPath } from './groupName.ts';
import type { KernelUnits } from './kernelUnits.ts';
import type { ProcFiles } from './procFiles.ts';
import { cut, shownName, splitArguments } from './shownText.ts';
import { StatLine } from './statLine.ts';
import { keyValues, kibibytes, memoryFields } from './statusFields.ts';
import { readIo } from './sweep.ts';
import type { Users } from './users.ts';

export interface DetailOptions {
  readonly proc: ProcFiles;
  readonly clock: MonitorClock;
  readonly units: KernelUnits;
  readonly users: Users;
  readonly gpu: GpuMemory;
  /** False for a recorded machine: system calls would ask about another process of that number. */
  readonly isLive: boolean;
}

const maxArguments = 256;
const maxArgumentCharacters = 1024;
const maxPathCharacters = 4096;
const maxNameCharacters = 64;

/** Rejects with `process.gone` unless that very process is there, and with `process.denied` when the kernel hides it. */
export async function processDetail(options: DetailOptions, pid: number, startTicks: number): Promise<ProcessDetail> {
  const { proc, units, users, gpu } = options;
  const folder = `/proc/${String(pid)}`;
  // First, because it is the only one that takes its time: the kernel walks all pages of the process.
  const rollup = readStat(proc, folder, pid, startTicks).isKernelThread ? undefined : await proc.slowText(`${folder}/smaps_rollup`);
  const stat = readStat(proc, folder, pid, startTicks);
  const name = cut(proc.bytes.toString('utf8', stat.nameStart, stat.nameEnd), maxNameCharacters);
  const statusText = proc.text(`${folder}/status`) ?? '';
  const status = keyValues(statusText);
  const uid = effectiveUser(statusText);
  const commandLine = proc.text(`${folder}/cmdline`) ?? '';
  const io = proc.text(`${folder}/io`);
  gpu.poll();
  const detail = {
    pid,
    startTicks,
    startedAt: startedAt(options, startTicks),
    parentPid: stat.parentPid,
    name: shownName(name, splitArguments(commandLine)[0] ?? ''),
    command: stat.isKernelThread
      ? [`[${name}]`]
      : splitArguments(commandLine)
          .slice(0, maxArguments)
          .map((argument) => cut(argument, maxArgumentCharacters)),
    executable: linkText(proc, `${folder}/exe`),
    workingFolder: linkText(proc, `${folder}/cwd`),
    user: uid === undefined ? '' : users.nameOf(uid),
    state: String.fromCharCode(stat.state),
    threads: stat.threads,
    nice: stat.nice,
    ioPriority: options.isLive ? ioPriority(pid) : null,
    affinity: status.get('Cpus_allowed_list') ?? null,
    oomScoreAdjust: wholeNumber(proc.text(`${folder}/oom_score_adj`)),
    openFiles: proc.names(`${folder}/fd`)?.length ?? null,
    memory: { ...memoryFields(status), proportionalBytes: rollup === undefined ? null : (kibibytes(keyValues(rollup).get('Pss')) ?? null) },
    io: io === undefined ? null : knownIo(io),
    cpuSeconds: { user: stat.userTicks / units.ticksPerSecond, system: stat.systemTicks / units.ticksPerSecond },
    cgroup: groupPath(proc.text(`${folder}/cgroup`) ?? '') ?? null,
    gpuMemoryBytes: stat.isKernelThread ? null : gpu.of(pid),
  };
  // Everything above is one process only if it is still the same at the end.
  readStat(proc, folder, pid, startTicks);
  return detail;
}

function readStat(proc: ProcFiles, folder: string, pid: number, startTicks: number): StatLine {
  const stat = new StatLine();
  const length = proc.once(`${folder}/stat`);
  if (length === undefined && proc.problem === 'denied') {
    throw new Refused('process.denied', `process ${String(pid)} is hidden by the kernel (hidepid)`, {
      pid,
      problem: 'hidden by the kernel',
    });
  }
  if (length !== undefined && stat.read(proc.bytes, length) && stat.pid === pid && stat.startTicks === startTicks) return stat;
  throw new Refused('process.gone', `process ${String(pid)} is gone`, { pid });
}

/** Ticks count from boot on, sleep included. */
function startedAt({ clock, proc, units }: DetailOptions, startTicks: number): number {
  const sinceBootMs = (startTicks * 1000) / units.ticksPerSecond;
  const bootMs = clock.bootMs();
  if (bootMs !== undefined) return Math.round(clock.nowMs() - bootMs + sinceBootMs);
  // In whole seconds only.
  const bootSeconds = /^btime (\d{1,12})$/m.exec(proc.text('/proc/stat') ?? '')?.[1];
  if (bootSeconds === undefined)
    throw new Refused('host.notFound', 'neither /proc/uptime nor /proc/stat can be read', { path: '/proc/uptime' });
  return Math.round(Number(bootSeconds) * 1000 + sinceBootMs);
}

function ioPriority(pid: number): AnyIoPriority | null {
  try {
    return unpackIoPriority(getIoPriority(pid)) ?? null;
  } catch {
    return null; // another architecture, a kernel without block devices, or no right: all mean unknown
  }
}

/** null where only root may know, and for kernel threads, which have none. */
function linkText(proc: ProcFiles, file: string): string | null {
  const target = proc.link(file);
  return target === undefined ? null : cut(target, maxPathCharacters);
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^-?\d{1,6}\n?$/.test(text) ? Number(text) : null;
}

function knownIo(text: string): ProcessDetail['io'] {
  const io = readIo(text);
  return Number.isNaN(io.readBytes) || Number.isNaN(io.writeBytes) ? null : io;
}
