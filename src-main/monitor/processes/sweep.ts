/**
 * One look at all processes, in slices: 32 processes take about a millisecond,
 * and between two slices the monitor answers its clients.
 */
import type { ProcessTable } from '../../contracts/processes.ts';
import type { MonitorClock } from '../clock.ts';
import { Refused } from '../module.ts';
import type { FactsCache } from './facts.ts';
import type { KernelUnits } from './kernelUnits.ts';
import { nextTurn, type ProcFiles } from './procFiles.ts';
import type { Rates } from './rates.ts';
import { shownName } from './shownText.ts';
import { StatLine } from './statLine.ts';

export interface SweepOptions {
  readonly proc: ProcFiles;
  readonly clock: MonitorClock;
  readonly units: KernelUnits;
  readonly facts: FactsCache;
  /** Whether the kernel hides processes of others. */
  readonly hidden: () => boolean;
}

const sliceSize = 32;
/** Beyond this many the first by number are shown: a table must fit into one message. */
const maxProcesses = 16_384;
/** Longer than any line: 50 numbers of at most 20 digits and a name. */
const statBytes = 2048;

type Columns = { -readonly [Column in keyof ProcessTable]: ProcessTable[Column] };

export class Sweeper {
  readonly #options: SweepOptions;
  readonly #stat = new StatLine();
  #io = { readBytes: Number.NaN, writeBytes: Number.NaN };

  constructor(options: SweepOptions) {
    this.#options = options;
  }

  /** Never two at the same time: they share a buffer and the facts. Rejects with `host.notFound` when there is no /proc. */
  async sweep(rates: Rates): Promise<ProcessTable> {
    const { clock, proc, facts, hidden } = this.#options;
    const startedMs = clock.monotonicMs();
    const table = emptyTable(clock.nowMs(), rates.sweptAtMs === undefined ? null : startedMs - rates.sweptAtMs, hidden());
    rates.sweptAtMs = startedMs;
    const names = await proc.slowNames('/proc');
    if (names === undefined) throw new Refused('host.notFound', '/proc cannot be read', { path: '/proc' });
    const pids = numbersIn(names);
    facts.begin();
    rates.begin();
    for (let index = 0; index < pids.length; index += 1) {
      if (index % sliceSize === sliceSize - 1) await nextTurn();
      this.#add(table, pids[index] ?? 0, rates);
    }
    facts.end();
    rates.end();
    table.count = table.pid.length;
    return table;
  }

  /** Adds a row, unless the process is gone. */
  #add(table: Columns, pid: number, rates: Rates): void {
    const { proc, clock, units, facts } = this.#options;
    const stat = this.#stat;
    const length = proc.once(`/proc/${String(pid)}/stat`, statBytes);
    if (length === undefined || !stat.read(proc.bytes, length) || stat.pid !== pid) return;
    const atMs = clock.monotonicMs();
    const known = facts.of(stat);
    if (!known.ioDenied) known.ioDenied = !this.#readIo(pid);
    const { readBytes, writeBytes } = known.ioDenied ? unknownIo : this.#io;
    rates.take({ pid, startTicks: stat.startTicks, cpuTicks: stat.userTicks + stat.systemTicks, readBytes, writeBytes, atMs });
    table.pid.push(pid);
    table.parentPid.push(stat.parentPid);
    table.startTicks.push(stat.startTicks);
    table.name.push(shownName(known.name, known.command));
    table.command.push(known.command);
    table.user.push(known.user);
    table.state.push(String.fromCharCode(stat.state));
    table.cpuPercent.push(rates.cpuPercent);
    table.memoryBytes.push(stat.residentPages * units.pageBytes);
    table.readBytesPerSecond.push(rates.readBytesPerSecond);
    table.writeBytesPerSecond.push(rates.writeBytesPerSecond);
    table.gpuMemoryBytes.push(known.gpuMemoryBytes);
    table.threads.push(stat.threads);
    table.nice.push(stat.nice);
    table.cgroup.push(known.cgroup);
  }

  /** False when the kernel refuses. */
  #readIo(pid: number): boolean {
    const { proc } = this.#options;
    const length = proc.once(`/proc/${String(pid)}/io`, statBytes);
    this.#io = length === undefined ? unknownIo : readIo(proc.bytes.toString('latin1', 0, length));
    return length !== undefined || proc.problem !== 'denied';
  }
}

const unknownIo = { readBytes: Number.NaN, writeBytes: Number.NaN };

/** /proc/PID/io (proc_pid_io(5)): what really went to and came from disks. Pure. */
export function readIo(text: string): { readonly readBytes: number; readonly writeBytes: number } {
  const field = (name: string): number => {
    const at = text.startsWith(name) ? 0 : text.indexOf(`\n${name}`) + 1;
    return at === 0 && !text.startsWith(name) ? Number.NaN : Number.parseInt(text.slice(at + name.length, at + name.length + 24), 10);
  };
  return { readBytes: field('read_bytes:'), writeBytes: field('write_bytes:') };
}

/** Names that are process numbers, in order. */
function numbersIn(names: readonly string[]): readonly number[] {
  const numbers: number[] = [];
  for (const name of names) {
    const first = name.charCodeAt(0);
    if (first >= 0x31 && first <= 0x39) numbers.push(Number(name));
  }
  return numbers
    .filter((pid) => Number.isSafeInteger(pid))
    .sort((a, b) => a - b)
    .slice(0, maxProcesses);
}

function emptyTable(at: number, intervalMs: number | null, hidden: boolean): Columns {
  return {
    at,
    intervalMs: intervalMs === null ? null : Math.round(intervalMs * 1000) / 1000,
    count: 0,
    pid: [],
    parentPid: [],
    startTicks: [],
    name: [],
    command: [],
    user: [],
    state: [],
    cpuPercent: [],
    memoryBytes: [],
    readBytesPerSecond: [],
    writeBytesPerSecond: [],
    gpuMemoryBytes: [],
    threads: [],
    nice: [],
    cgroup: [],
    hidden,
  };
}
