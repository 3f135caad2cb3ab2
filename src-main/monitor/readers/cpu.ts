/** CPU time from /proc/stat (proc_stat(5)), load from /proc/loadavg, clock from cpufreq. */
import type { MonitorFrame } from '../../contracts/monitor.ts';
import { ByteCursor } from '../byteCursor.ts';
import type { KeptFile, KernelFiles } from '../kernelFiles.ts';
import { type Absent, Counter, increase, Pace, percentOf, type Reader } from './reader.ts';
import { Throttles } from './throttles.ts';

type CpuSample = MonitorFrame['cpu'];
type PerCpu = Pick<
  CpuSample,
  'perCpuBusyPercent' | 'perCpuUserPercent' | 'perCpuSystemPercent' | 'perCpuIowaitPercent' | 'perCpuStealPercent' | 'frequencyMHz'
>;
type Shares = Pick<CpuSample, 'busyPercent' | 'userPercent' | 'systemPercent' | 'iowaitPercent' | 'stealPercent'>;

/** user nice system idle iowait irq softirq steal; guest and guest_nice follow and are already inside user and nice. */
const fieldCount = 8;
const idleField = 3;
const iowaitField = 4;
const maxCpus = 8192;
/** A clock that comes or goes with its CPU is noticed this much later. */
const rescanEveryMs = 10_000;

const cpuPrefix = Buffer.from('cpu');
const unknownShares: Shares = { busyPercent: null, userPercent: null, systemPercent: null, iowaitPercent: null, stealPercent: null };
const noLoad = { load1: null, load5: null, load15: null, runnable: null, threads: null };

const SLASH = 0x2f;

/** Lines behind the cpu lines. Of `intr` only the first number, the sum, is wanted: the line has one for each interrupt. */
const totals = ['intr', 'ctxt', 'processes', 'procs_blocked'] as const;
type Total = (typeof totals)[number];
const totalKeys = totals.map((name) => ({ name, bytes: Buffer.from(`${name} `) }));

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Shares of the time between two lines of /proc/stat; all null when a counter went back or no time passed. */
export function cpuShares(now: Float64Array, before: Float64Array): Shares {
  const deltas: number[] = [];
  let total = 0;
  for (let field = 0; field < fieldCount; field += 1) {
    const delta = increase(now[field] ?? 0, before[field] ?? 0);
    // The kernel documents that iowait may decrease, and idle is derived with it; that is no reset.
    if (delta === null && field !== idleField && field !== iowaitField) return unknownShares;
    deltas.push(delta ?? 0);
    total += delta ?? 0;
  }
  if (total <= 0) return unknownShares;
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = deltas;
  return {
    busyPercent: percentOf(total - idle - iowait, total),
    userPercent: percentOf(user + nice, total),
    systemPercent: percentOf(system + irq + softirq, total),
    iowaitPercent: percentOf(iowait, total),
    stealPercent: percentOf(steal, total),
  };
}

interface Line {
  now: Float64Array;
  before: Float64Array;
  /** Sample in which it was last seen, and the one before: an offline CPU has no line. */
  seen: number;
  seenBefore: number;
}

function newLine(): Line {
  return { now: new Float64Array(fieldCount), before: new Float64Array(fieldCount), seen: -1, seenBefore: -1 };
}

export class CpuReader implements Reader<CpuSample> {
  readonly #files: KernelFiles;
  readonly #cursor = new ByteCursor();
  readonly #stat: KeptFile;
  readonly #loadavg: KeptFile;
  readonly #total = newLine();
  readonly #cpus: Line[] = [];
  readonly #clocks = new Map<number, KeptFile>();
  readonly #throttles: Throttles;
  readonly #totals: Record<Total, number> = { intr: Number.NaN, ctxt: Number.NaN, processes: Number.NaN, procs_blocked: Number.NaN };
  readonly #interrupts = new Counter();
  readonly #contextSwitches = new Counter();
  readonly #forks = new Counter();
  readonly #rescanPace = new Pace(rescanEveryMs);
  #samples = 0;

  constructor(files: KernelFiles) {
    this.#files = files;
    this.#stat = files.keep('/proc/stat');
    this.#loadavg = files.keep('/proc/loadavg');
    this.#throttles = new Throttles(files);
  }

  sample(elapsedMs: number | null): CpuSample {
    this.#samples += 1;
    this.#readStat();
    return {
      ...this.#shares(this.#total, elapsedMs),
      ...this.#perCpu(elapsedMs),
      ...this.#load(),
      blocked: orNull(this.#totals.procs_blocked),
      contextSwitchesPerSecond: this.#contextSwitches.rate(this.#totals.ctxt, elapsedMs),
      interruptsPerSecond: this.#interrupts.rate(this.#totals.intr, elapsedMs),
      forksPerSecond: this.#forks.rate(this.#totals.processes, elapsedMs),
      throttlesPerSecond: this.#throttles.sample(elapsedMs),
    };
  }

  absent(): readonly Absent[] {
    const list: Absent[] = [];
    if (this.#stat.problem !== undefined) list.push({ what: 'cpu', why: '/proc/stat cannot be read' });
    if (this.#clocks.size === 0) {
      list.push({ what: 'cpu.frequency', why: 'no cpufreq driver is loaded (usual in a virtual machine: the host owns the clock)' });
    }
    return [...list, ...this.#throttles.absent()];
  }

  close(): void {
    this.#stat.close();
    this.#loadavg.close();
    for (const file of this.#clocks.values()) file.close();
    this.#clocks.clear();
    this.#throttles.close();
  }

  #readStat(): void {
    for (const name of totals) this.#totals[name] = Number.NaN;
    const length = this.#stat.read();
    if (length === undefined) return;
    const cursor = this.#cursor;
    cursor.reset(this.#files.buffer, length);
    // All cpu lines come first.
    while (cursor.take(cpuPrefix)) {
      const line = this.#lineAtCursor();
      if (line !== undefined) this.#readLine(line);
      cursor.nextLine();
    }
    let missing = totalKeys.length;
    while (!cursor.atEnd && missing > 0) {
      const key = totalKeys.find((one) => cursor.take(one.bytes));
      if (key !== undefined) {
        this.#totals[key.name] = cursor.readInteger();
        missing -= 1;
      }
      cursor.nextLine();
    }
  }

  #lineAtCursor(): Line | undefined {
    if (this.#cursor.peek() === 0x20) return this.#total;
    const index = this.#cursor.readInteger();
    if (!(index < maxCpus)) return undefined;
    while (this.#cpus.length <= index) this.#cpus.push(newLine());
    return this.#cpus[index];
  }

  #readLine(line: Line): void {
    const values = line.before;
    line.before = line.now;
    line.now = values;
    line.seenBefore = line.seen;
    line.seen = this.#samples;
    for (let field = 0; field < fieldCount; field += 1) {
      const value = this.#cursor.readInteger();
      // Kernels older than 2.6.11 have fewer fields; what is not counted is zero.
      values[field] = Number.isNaN(value) ? 0 : value;
    }
  }

  #shares(line: Line, elapsedMs: number | null): Shares {
    const comparable = elapsedMs !== null && line.seen === this.#samples && line.seenBefore === this.#samples - 1;
    return comparable ? cpuShares(line.now, line.before) : unknownShares;
  }

  #perCpu(elapsedMs: number | null): PerCpu {
    if (this.#rescanPace.due(elapsedMs)) this.#rescanClocks();
    const shares = this.#cpus.map((line) => this.#shares(line, elapsedMs));
    const perCpu = {
      perCpuBusyPercent: shares.map((one) => one.busyPercent),
      perCpuUserPercent: shares.map((one) => one.userPercent),
      perCpuSystemPercent: shares.map((one) => one.systemPercent),
      perCpuIowaitPercent: shares.map((one) => one.iowaitPercent),
      perCpuStealPercent: shares.map((one) => one.stealPercent),
    };
    if (this.#clocks.size === 0) return { ...perCpu, frequencyMHz: [] };
    const frequencyMHz = this.#cpus.map((_line, index) => {
      const kilohertz = this.#clocks.get(index)?.readNumber();
      return kilohertz === undefined || kilohertz <= 0 ? null : Math.round(kilohertz / 1000);
    });
    return { ...perCpu, frequencyMHz };
  }

  /** A CPU that went offline loses its file, and one that came online gains it. */
  #rescanClocks(): void {
    for (let index = 0; index < this.#cpus.length; index += 1) {
      const path = `/sys/devices/system/cpu/cpu${String(index)}/cpufreq/scaling_cur_freq`;
      const kept = this.#clocks.get(index);
      const present = this.#files.exists(path);
      if (present && kept === undefined) this.#clocks.set(index, this.#files.keep(path));
      if (!present && kept !== undefined) {
        kept.close();
        this.#clocks.delete(index);
      }
    }
  }

  #load(): Pick<CpuSample, 'load1' | 'load5' | 'load15' | 'runnable' | 'threads'> {
    const length = this.#loadavg.readAttribute();
    if (length === undefined) return noLoad;
    const cursor = this.#cursor;
    cursor.reset(this.#files.buffer, length);
    const [load1, load5, load15, runnable] = [cursor.readDecimal(), cursor.readDecimal(), cursor.readDecimal(), cursor.readInteger()];
    const threads = cursor.peek() === SLASH && cursor.skipPast(SLASH) ? cursor.readInteger() : Number.NaN;
    return { load1: orNull(load1), load5: orNull(load5), load15: orNull(load15), runnable: orNull(runnable), threads: orNull(threads) };
  }
}
