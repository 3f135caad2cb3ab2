/** Tables for tests, from the columns that a test is about. */
import type { ProcessTable } from '../../src-main/contracts/processes.ts';

export interface MadeRow {
  readonly pid: number;
  readonly parentPid?: number;
  readonly name?: string;
  readonly command?: string;
  readonly user?: string;
  readonly cgroup?: string;
  readonly cpuPercent?: number | null;
}

/** Every process started at tick 100. */
export function tableOf(rows: readonly MadeRow[]): ProcessTable {
  return {
    at: 0,
    intervalMs: 2000,
    count: rows.length,
    pid: rows.map((row) => row.pid),
    parentPid: rows.map((row) => row.parentPid ?? 0),
    startTicks: rows.map(() => 100),
    name: rows.map((row) => row.name ?? 'program'),
    command: rows.map((row) => row.command ?? ''),
    user: rows.map((row) => row.user ?? 'ada'),
    state: rows.map(() => 'S'),
    cpuPercent: rows.map((row) => row.cpuPercent ?? null),
    memoryBytes: rows.map((row) => row.pid * 4096),
    readBytesPerSecond: rows.map(() => null),
    writeBytesPerSecond: rows.map(() => 0),
    gpuMemoryBytes: rows.map(() => null),
    threads: rows.map(() => 1),
    nice: rows.map(() => 0),
    cgroup: rows.map((row) => row.cgroup ?? ''),
    hidden: false,
  };
}
