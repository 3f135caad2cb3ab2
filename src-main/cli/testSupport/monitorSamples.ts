/** Values of the monitoring contracts, for tests of what is printed. */
import type { Alert, AlertRules } from '../../contracts/alerts.ts';
import type { ProcessDetail, ProcessTable } from '../../contracts/processes.ts';
import type { ProcessRow } from '../format/processRows.ts';

export const hostile = 'x\u001b[31m\nroot#\u202e\u0007名前';

export function sampleRow(over: Partial<ProcessRow> = {}): ProcessRow {
  return {
    pid: 1,
    parentPid: 0,
    startTicks: 7,
    name: 'init',
    command: '/sbin/init',
    user: 'root',
    state: 'S',
    cpuPercent: 0,
    memoryBytes: 2 ** 20,
    readBytesPerSecond: 0,
    writeBytesPerSecond: 0,
    gpuMemoryBytes: null,
    threads: 1,
    nice: 0,
    cgroup: 'init.scope',
    ...over,
  };
}

export function tableOf(rows: readonly ProcessRow[], over: Partial<ProcessTable> = {}): ProcessTable {
  return {
    at: 1_800_000_000_000,
    intervalMs: 2000,
    count: rows.length,
    pid: rows.map((row) => row.pid),
    parentPid: rows.map((row) => row.parentPid),
    startTicks: rows.map((row) => row.startTicks),
    name: rows.map((row) => row.name),
    command: rows.map((row) => row.command),
    user: rows.map((row) => row.user),
    state: rows.map((row) => row.state),
    cpuPercent: rows.map((row) => row.cpuPercent),
    memoryBytes: rows.map((row) => row.memoryBytes),
    readBytesPerSecond: rows.map((row) => row.readBytesPerSecond),
    writeBytesPerSecond: rows.map((row) => row.writeBytesPerSecond),
    gpuMemoryBytes: rows.map((row) => row.gpuMemoryBytes),
    threads: rows.map((row) => row.threads),
    nice: rows.map((row) => row.nice),
    cgroup: rows.map((row) => row.cgroup),
    hidden: false,
    ...over,
  };
}

export const sampleRows: readonly ProcessRow[] = [
  sampleRow(),
  sampleRow({ pid: 10, parentPid: 1, name: 'shell', command: 'bash', user: 'ann', cpuPercent: 5, memoryBytes: 3 * 2 ** 20 }),
  sampleRow({ pid: 11, parentPid: 10, name: 'train', command: 'python train.py', user: 'ann', cpuPercent: 250, memoryBytes: 2 ** 33 }),
  sampleRow({
    pid: 12,
    parentPid: 1,
    name: hostile,
    command: hostile,
    user: 'bob',
    cpuPercent: null,
    readBytesPerSecond: null,
    writeBytesPerSecond: null,
  }),
];

export const sampleDetail: ProcessDetail = {
  pid: 11,
  startTicks: 7,
  startedAt: 1_800_000_000_000,
  parentPid: 10,
  name: 'train',
  command: ['python', 'train.py'],
  executable: '/usr/bin/python3',
  workingFolder: null,
  user: 'ann',
  state: 'R',
  threads: 9,
  nice: 5,
  ioPriority: { class: 'best-effort', level: 4 },
  affinity: '0-3',
  oomScoreAdjust: 0,
  openFiles: 12,
  memory: { residentBytes: 2 ** 33, proportionalBytes: null, sharedBytes: null, swapBytes: 0, virtualBytes: 2 ** 35 },
  io: null,
  cpuSeconds: { user: 12.5, system: 1 },
  cgroup: 'user.slice',
  gpuMemoryBytes: null,
};

export const sampleAlert: Alert = {
  id: 'memory-high',
  ruleId: 'memory-high',
  title: 'Memory is getting short',
  severity: 'warning',
  metric: 'memory.usedPercent',
  instance: '',
  series: 'memory.usedPercent',
  value: 93.2,
  peak: 95,
  text: '93.2 % is above 90 %',
  startedAt: 1_800_000_000_000,
  endedAt: null,
  acknowledgedAt: null,
  quiet: false,
};

export const sampleRules: AlertRules = {
  version: 1,
  quietHours: { from: '22:00', to: '07:00' },
  rules: [
    {
      id: 'memory-high',
      title: 'Memory is getting short',
      enabled: true,
      severity: 'warning',
      metric: 'memory.usedPercent',
      devices: [],
      condition: { kind: 'above', value: 90 },
      forSeconds: 60,
      clearSeconds: 0,
      notify: true,
      inQuietHours: false,
      command: null,
      why: '',
    },
  ],
};
