/**
 * What changes rarely about a process: its command line, user, control group
 * and GPU memory. Read when it is first seen, when it takes another name
 * (execve), and else about every half minute, a few processes per sweep.
 */

import type { GpuMemory } from './gpuMemory.ts';
import { groupPath, tellingName } from './groupName.ts';
import type { ProcFiles } from './procFiles.ts';
import { cut, splitArguments } from './shownText.ts';
import type { StatLine } from './statLine.ts';
import type { Users } from './users.ts';

export interface Facts {
  readonly startTicks: number;
  /** As the kernel writes it, for comparison. */
  nameBytes: Buffer;
  name: string;
  command: string;
  user: string;
  cgroup: string;
  gpuMemoryBytes: number | null;
  /** The kernel refused /proc/PID/io; asked again when the rest is read again. */
  ioDenied: boolean;
  /** Number of the sweep that last saw it. */
  seen: number;
}

const maxCommandCharacters = 256;
/** Enough for that many characters of four bytes each. */
const maxCommandBytes = 1024;
const maxNameCharacters = 64;
const statusBytes = 1024;
const refreshSweeps = 15;

export interface FactsOptions {
  readonly proc: ProcFiles;
  readonly users: Users;
  readonly gpu: GpuMemory;
}

export class FactsCache {
  readonly #options: FactsOptions;
  readonly #facts = new Map<number, Facts>();
  #sweep = 0;

  constructor(options: FactsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#facts.size;
  }

  /** To be called before a sweep. */
  begin(): void {
    this.#sweep += 1;
    // A changed list of users changes names that were already taken from it.
    if (this.#options.users.poll()) this.#facts.clear();
    this.#options.gpu.poll();
  }

  /** To be called after a sweep: forgets who was not seen in it. */
  end(): void {
    for (const [pid, facts] of this.#facts) {
      if (facts.seen !== this.#sweep) this.#facts.delete(pid);
    }
  }

  clear(): void {
    this.#facts.clear();
  }

  /** Of the process whose `stat` line lies in the buffer of `proc`, which this may overwrite. */
  of(stat: StatLine): Facts {
    const known = this.#facts.get(stat.pid);
    const facts = known?.startTicks === stat.startTicks ? known : this.#meet(stat);
    facts.seen = this.#sweep;
    if (facts !== known) return facts;
    if (!this.#sameName(facts, stat)) {
      this.#takeName(facts, stat);
      // Kernel threads change their name with the work that they do.
      if (stat.isKernelThread) facts.command = `[${facts.name}]`;
      else this.#refresh(facts, stat);
    } else if ((stat.pid + this.#sweep) % refreshSweeps === 0 && !stat.isKernelThread) this.#refresh(facts, stat);
    return facts;
  }

  #meet(stat: StatLine): Facts {
    const facts: Facts = {
      startTicks: stat.startTicks,
      nameBytes: Buffer.alloc(0),
      name: '',
      command: '',
      user: '',
      cgroup: '',
      gpuMemoryBytes: null,
      ioDenied: false,
      seen: this.#sweep,
    };
    this.#takeName(facts, stat);
    this.#refresh(facts, stat);
    this.#facts.set(stat.pid, facts);
    return facts;
  }

  #sameName(facts: Facts, { nameStart, nameEnd }: StatLine): boolean {
    const { nameBytes } = facts;
    if (nameBytes.length !== nameEnd - nameStart) return false;
    const { bytes } = this.#options.proc;
    for (let index = 0; index < nameBytes.length; index += 1) {
      if (nameBytes[index] !== bytes[nameStart + index]) return false;
    }
    return true;
  }

  #takeName(facts: Facts, { nameStart, nameEnd }: StatLine): void {
    facts.nameBytes = Buffer.from(this.#options.proc.bytes.subarray(nameStart, nameEnd));
    facts.name = cut(facts.nameBytes.toString('utf8'), maxNameCharacters);
  }

  /** What cannot be read stays as it was: the process is ending, or belongs to somebody whom the kernel protects. */
  #refresh(facts: Facts, stat: StatLine): void {
    const { proc, users, gpu } = this.#options;
    const folder = `/proc/${String(stat.pid)}`;
    facts.ioDenied = false;
    const status = proc.text(`${folder}/status`, statusBytes);
    const uid = status === undefined ? undefined : effectiveUser(status);
    if (uid !== undefined) facts.user = users.nameOf(uid);
    const cgroup = groupPath(proc.text(`${folder}/cgroup`) ?? '');
    if (cgroup !== undefined) facts.cgroup = tellingName(cgroup);
    if (stat.isKernelThread) {
      facts.command = `[${facts.name}]`;
      return;
    }
    facts.command = commandText(proc.text(`${folder}/cmdline`, maxCommandBytes) ?? '', facts.name);
    facts.gpuMemoryBytes = gpu.of(stat.pid);
  }
}

/** Effective user of /proc/PID/status (proc_pid_status(5)), as ps(1) shows. Pure. */
export function effectiveUser(status: string): number | undefined {
  const found = /^Uid:\t\d{1,10}\t(\d{1,10})\t/m.exec(status);
  return found?.[1] === undefined ? undefined : Number(found[1]);
}

/** One line; the name in brackets, as ps(1) shows it, where there are no arguments (kernel threads, ended processes). */
export function commandText(commandLine: string, name: string): string {
  const text = splitArguments(commandLine).join(' ');
  return text === '' ? `[${name}]` : cut(text, maxCommandCharacters);
}
