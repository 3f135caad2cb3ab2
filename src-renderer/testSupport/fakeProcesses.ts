/** Processes in memory, as many as asked for. Never part of the product. */
import { AppError } from '../../src-main/contracts/errors.ts';
import type { Implementation } from '../../src-main/contracts/kit/define.ts';
import type { PlanRecord } from '../../src-main/contracts/plan.ts';
import type { GroupTable, ProcessDetail, ProcessTable, processesContract } from '../../src-main/contracts/processes.ts';

export interface FakeProcess {
  readonly pid: number;
  readonly parentPid: number;
  readonly startTicks: number;
  readonly name: string;
  readonly command: string;
  readonly user: string;
  readonly cgroup: string;
  readonly memoryBytes: number;
  readonly threads: number;
  nice: number;
  state: string;
  ioPriority: ProcessDetail['ioPriority'];
  affinity: string;
}

export interface FakeProcesses {
  readonly implementation: Implementation<typeof processesContract>;
  readonly rows: () => readonly FakeProcess[];
  readonly subscribers: () => number;
  stop(): void;
}

export interface FakeProcessesOptions {
  readonly count: number;
  readonly everyMs: number;
  readonly throwIfAsked: () => void;
}

const names = ['systemd', 'kworker/0:1', 'postgres', 'node', 'python3', 'chromium', 'llama-server', 'rustc', 'sshd', 'dockerd'] as const;
const mebibyte = 1024 ** 2;

function makeProcess(index: number): FakeProcess {
  const pid = index === 0 ? 1 : 300 + index * 7;
  const name = names[index % names.length] ?? 'node';
  const kernel = name.startsWith('kworker');
  const own = !kernel && index % 3 !== 0;
  return {
    pid,
    parentPid: index === 0 ? 0 : index < 10 ? 1 : 300 + (Math.floor(index / 10) % 10) * 7,
    startTicks: 1_000 + index * 13,
    name,
    command: kernel ? `[${name}]` : `/usr/bin/${name} --worker ${String(index)} --config /etc/${name}/main.conf`,
    user: own ? 'ada' : 'root',
    cgroup: own ? 'user@1000.service' : `${name}.service`,
    memoryBytes: kernel ? 0 : ((index * 37) % 900) * mebibyte + 4 * mebibyte,
    threads: kernel ? 1 : 1 + (index % 40),
    nice: kernel ? -20 : 0,
    state: index % 4 === 0 ? 'R' : 'S',
    ioPriority: { class: 'none', level: 4 },
    affinity: '0-63',
  };
}

/** Between 0 and 1, and the same for the same arguments. */
function noise(index: number, tick: number): number {
  return 0.5 + 0.5 * Math.sin(index * 12.9898 + tick * 0.61);
}

function cpuPercent(index: number, tick: number): number {
  const weight = index % 6 === 0 ? 90 : 1.5;
  return Math.round(weight * noise(index, tick) * 10) / 10;
}

export function createFakeProcesses({ count, everyMs, throwIfAsked }: FakeProcessesOptions): FakeProcesses {
  let rows: readonly FakeProcess[] = Array.from({ length: count }, (_, index) => makeProcess(index));
  let tick = 0;
  const tableListeners = new Set<(table: ProcessTable) => void>();
  const groupListeners = new Set<(table: GroupTable) => void>();

  function table(): ProcessTable {
    return {
      at: Date.now(),
      intervalMs: tick === 0 ? null : everyMs,
      count: rows.length,
      pid: rows.map((row) => row.pid),
      parentPid: rows.map((row) => row.parentPid),
      startTicks: rows.map((row) => row.startTicks),
      name: rows.map((row) => row.name),
      command: rows.map((row) => row.command),
      user: rows.map((row) => row.user),
      state: rows.map((row) => row.state),
      cpuPercent: rows.map((_, index) => cpuPercent(index, tick)),
      memoryBytes: rows.map((row) => row.memoryBytes),
      readBytesPerSecond: rows.map((row, index) => (row.user === 'root' ? null : Math.round(noise(index, tick) * 80_000))),
      writeBytesPerSecond: rows.map((row, index) => (row.user === 'root' ? null : Math.round(noise(index + 7, tick) * 30_000))),
      gpuMemoryBytes: rows.map((row) => (row.name === 'llama-server' ? 9_000 * mebibyte : null)),
      threads: rows.map((row) => row.threads),
      nice: rows.map((row) => row.nice),
      cgroup: rows.map((row) => row.cgroup),
      hidden: false,
    };
  }

  function groups(): GroupTable {
    const byName = new Map<string, FakeProcess[]>();
    for (const row of rows) byName.set(row.cgroup, [...(byName.get(row.cgroup) ?? []), row]);
    return {
      at: Date.now(),
      intervalMs: tick === 0 ? null : everyMs,
      why: null,
      groups: [...byName].map(([name, members], index) => ({
        path: `/system.slice/${name}`,
        name,
        kind: 'service' as const,
        cpuPercent: cpuPercent(index, tick),
        memoryBytes: members.reduce((sum, row) => sum + row.memoryBytes, 0),
        readBytesPerSecond: index % 2 === 0 ? 12_000 : null,
        writeBytesPerSecond: index % 2 === 0 ? 4_000 : null,
        processes: members.length,
      })),
    };
  }

  const timer = setInterval(() => {
    if (tableListeners.size + groupListeners.size === 0) return;
    tick += 1;
    for (const listener of [...tableListeners]) listener(table());
    for (const listener of [...groupListeners]) listener(groups());
  }, everyMs);

  function find(pid: number, startTicks: number): FakeProcess {
    const row = rows.find((one) => one.pid === pid && one.startTicks === startTicks);
    if (row !== undefined) return row;
    throw new AppError('process.gone', `process ${String(pid)} has ended`, { details: { pid } });
  }

  function detail(row: FakeProcess): ProcessDetail {
    const own = row.user !== 'root';
    return {
      pid: row.pid,
      startTicks: row.startTicks,
      startedAt: Date.now() - 3_600_000,
      parentPid: row.parentPid,
      name: row.name,
      command: row.command.split(' '),
      executable: own ? `/usr/bin/${row.name}` : null,
      workingFolder: own ? '/home/ada' : null,
      user: row.user,
      state: row.state,
      threads: row.threads,
      nice: row.nice,
      ioPriority: row.ioPriority,
      affinity: row.affinity,
      oomScoreAdjust: 0,
      openFiles: own ? 41 : null,
      memory: {
        residentBytes: row.memoryBytes,
        proportionalBytes: own ? row.memoryBytes * 0.8 : null,
        sharedBytes: row.memoryBytes * 0.3,
        swapBytes: 0,
        virtualBytes: row.memoryBytes * 4,
      },
      io: own ? { readBytes: 41_000_000, writeBytes: 7_000_000 } : null,
      cpuSeconds: { user: 812.4, system: 33.1 },
      cgroup: `/system.slice/${row.cgroup}`,
      gpuMemoryBytes: row.name === 'llama-server' ? 9_000 * mebibyte : null,
    };
  }

  /** What belongs to root is changed by a Plan. */
  function recordFor(row: FakeProcess, title: string): PlanRecord | null {
    if (row.user !== 'root') return null;
    const now = new Date().toISOString();
    return {
      planId: `process-${String(row.pid)}`,
      title,
      profileId: null,
      state: 'applied',
      risk: 'reversible',
      createdAt: now,
      appliedAt: now,
      undoneAt: null,
      undoneBecause: null,
      confirmBy: null,
      uid: 1000,
      steps: [],
    };
  }

  return {
    rows: () => rows,
    subscribers: () => tableListeners.size + groupListeners.size,
    stop: () => {
      clearInterval(timer);
    },
    implementation: {
      list: () => {
        throwIfAsked();
        return table();
      },
      detail: ({ pid, startTicks }) => {
        throwIfAsked();
        return detail(find(pid, startTicks));
      },
      groups: () => {
        throwIfAsked();
        return groups();
      },
      signal: ({ pid, startTicks, signal }) => {
        throwIfAsked();
        const row = find(pid, startTicks);
        if (pid === 1) {
          throw new AppError('process.denied', 'process 1 is not signalled', {
            details: { pid, problem: 'The first process keeps the machine running.' },
          });
        }
        const ended = signal === 'TERM' || signal === 'KILL' || signal === 'INT' || signal === 'HUP';
        if (ended) rows = rows.filter((one) => one !== row);
        else row.state = signal === 'STOP' ? 'T' : 'S';
        const record = recordFor(row, `Signal ${signal} to ${row.name}`);
        return { way: record === null ? 'own' : 'plan', record, ended };
      },
      adjust: ({ pid, startTicks, change }) => {
        throwIfAsked();
        const row = find(pid, startTicks);
        row.nice = change.nice ?? row.nice;
        row.ioPriority = change.ioPriority ?? row.ioPriority;
        row.affinity = change.affinity ?? row.affinity;
        const record = recordFor(row, `Priority of ${row.name}`);
        return { way: record === null ? 'own' : 'plan', record, detail: detail(row) };
      },
      table: (listener) => {
        tableListeners.add(listener);
        return () => tableListeners.delete(listener);
      },
      groupTable: (listener) => {
        groupListeners.add(listener);
        return () => groupListeners.delete(listener);
      },
    },
  };
}
