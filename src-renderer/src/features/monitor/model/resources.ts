/** What the monitor page has: resources, their charts, and which of them this machine has. Pure. */
import { type MetricGroup, type MetricUnit, metricById } from '../../../../../src-main/contracts/metrics.ts';
import type { MonitorFrame } from '../../../../../src-main/contracts/monitor.ts';
import { absentWhy } from '../../telemetry/series.ts';

export type ResourceId = MetricGroup;

export interface ChartSpec {
  readonly id: string;
  readonly title: string;
  /** All of one unit. */
  readonly metrics: readonly string[];
  /** Names of the metrics where several share a chart, shorter than their titles. */
  readonly names?: readonly string[];
  /** Fixed upper end of the axis. */
  readonly top?: number;
  /** What the words mean, where they need it. */
  readonly hint?: string;
}

export interface Resource {
  readonly id: ResourceId;
  readonly title: string;
  /** One device, for "no … is shown". */
  readonly device: string | null;
  /** Metrics that tell at a glance how it is, in the headline or the table of devices. */
  readonly headline: readonly string[];
  readonly charts: readonly ChartSpec[];
}

export const resources: readonly Resource[] = [
  {
    id: 'cpu',
    title: 'Processor',
    device: 'processor',
    headline: [
      'cpu.busyPercent',
      'cpu.userPercent',
      'cpu.systemPercent',
      'cpu.iowaitPercent',
      'cpu.load1',
      'cpu.threads',
      'cpu.throttlesPerSecond',
    ],
    charts: [
      {
        id: 'use',
        title: 'Use of all processors',
        metrics: ['cpu.busyPercent', 'cpu.userPercent', 'cpu.systemPercent', 'cpu.iowaitPercent', 'cpu.stealPercent'],
        names: ['Busy', 'Programs', 'Kernel', 'Idle, waiting for a disk', 'Taken by the hypervisor'],
        top: 100,
      },
      { id: 'load', title: 'Load', metrics: ['cpu.load1', 'cpu.load15'], names: ['1 minute', '15 minutes'] },
      {
        id: 'switches',
        title: 'Switches and interrupts',
        metrics: ['cpu.contextSwitchesPerSecond', 'cpu.interruptsPerSecond'],
        names: ['Context switches', 'Interrupts'],
      },
      { id: 'core', title: 'Single processors, busy', metrics: ['cpu.coreBusyPercent'], top: 100 },
      { id: 'clock', title: 'Single processors, clock', metrics: ['cpu.coreClockMHz'] },
      { id: 'blocked', title: 'Processes waiting for a disk', metrics: ['cpu.blocked'] },
      { id: 'forks', title: 'Processes started', metrics: ['cpu.forksPerSecond'] },
      { id: 'throttles', title: 'Slowed down by heat', metrics: ['cpu.throttlesPerSecond'] },
    ],
  },
  {
    id: 'memory',
    title: 'Memory',
    device: null,
    headline: [
      'memory.usedPercent',
      'memory.usedBytes',
      'memory.availableBytes',
      'memory.cachedBytes',
      'memory.dirtyBytes',
      'memory.swapUsedBytes',
    ],
    charts: [
      {
        id: 'use',
        title: 'Memory',
        metrics: ['memory.usedBytes', 'memory.cachedBytes', 'memory.availableBytes', 'memory.anonymousHugeBytes'],
        names: ['In use', 'File cache', 'Available', 'Transparent huge pages'],
      },
      { id: 'swap', title: 'Swap', metrics: ['memory.swapUsedBytes', 'memory.zramUsedBytes'], names: ['In use', 'Memory that zram takes'] },
      {
        id: 'swapping',
        title: 'Traffic with swap',
        metrics: ['memory.swapInBytesPerSecond', 'memory.swapOutBytesPerSecond'],
        names: ['Read back', 'Moved out'],
      },
      { id: 'dirty', title: 'Not yet written to disk', metrics: ['memory.dirtyBytes'] },
      { id: 'faults', title: 'Pages fetched from disk', metrics: ['memory.majorFaultsPerSecond'] },
      { id: 'oom', title: 'Processes killed for lack of memory', metrics: ['memory.oomKillsPerSecond'] },
    ],
  },
  {
    id: 'pressure',
    title: 'Waiting',
    device: null,
    headline: ['pressure.cpuPercent', 'pressure.memoryPercent', 'pressure.ioPercent'],
    charts: [
      {
        id: 'some',
        title: 'Somebody had to wait',
        metrics: ['pressure.cpuPercent', 'pressure.memoryPercent', 'pressure.ioPercent'],
        names: ['For a processor', 'For memory', 'For a disk'],
        hint: 'Share of the time in which at least one task waited; averages over 10 seconds.',
      },
      {
        id: 'full',
        title: 'Everybody had to wait',
        metrics: ['pressure.memoryFullPercent', 'pressure.ioFullPercent'],
        names: ['For memory', 'For a disk'],
        hint: 'Share of the time in which no task got anything done; averages over 10 seconds.',
      },
    ],
  },
  {
    id: 'disk',
    title: 'Disks',
    device: 'disk',
    headline: [
      'disk.readBytesPerSecond',
      'disk.writeBytesPerSecond',
      'disk.busyPercent',
      'disk.readLatencyMs',
      'disk.writeLatencyMs',
      'disk.tempC',
    ],
    charts: [
      { id: 'throughput', title: 'Throughput', metrics: ['disk.readBytesPerSecond', 'disk.writeBytesPerSecond'], names: ['read', 'write'] },
      { id: 'busy', title: 'Busy', metrics: ['disk.busyPercent'], top: 100 },
      { id: 'latency', title: 'Time of one operation', metrics: ['disk.readLatencyMs', 'disk.writeLatencyMs'], names: ['read', 'write'] },
      { id: 'operations', title: 'Operations', metrics: ['disk.readsPerSecond', 'disk.writesPerSecond'], names: ['reads', 'writes'] },
      { id: 'queue', title: 'Requests under way', metrics: ['disk.queueDepth'] },
      { id: 'temperature', title: 'Temperature', metrics: ['disk.tempC'] },
      { id: 'wear', title: 'Rated writes used up', metrics: ['disk.wearPercent'] },
    ],
  },
  {
    id: 'filesystem',
    title: 'File systems',
    device: 'file system',
    headline: ['filesystem.usedPercent', 'filesystem.availableBytes', 'filesystem.inodesUsedPercent'],
    charts: [
      { id: 'used', title: 'Used', metrics: ['filesystem.usedPercent'], top: 100 },
      { id: 'free', title: 'Free', metrics: ['filesystem.availableBytes'] },
      { id: 'inodes', title: 'File entries used', metrics: ['filesystem.inodesUsedPercent'], top: 100 },
    ],
  },
  {
    id: 'network',
    title: 'Network',
    device: 'interface',
    headline: [
      'network.receiveBytesPerSecond',
      'network.sendBytesPerSecond',
      'network.receivePacketsPerSecond',
      'network.sendPacketsPerSecond',
      'network.errorsPerSecond',
      'network.dropsPerSecond',
    ],
    charts: [
      { id: 'traffic', title: 'Traffic', metrics: ['network.receiveBytesPerSecond', 'network.sendBytesPerSecond'], names: ['in', 'out'] },
      {
        id: 'packets',
        title: 'Packets',
        metrics: ['network.receivePacketsPerSecond', 'network.sendPacketsPerSecond'],
        names: ['in', 'out'],
      },
      { id: 'lost', title: 'Errors and drops', metrics: ['network.errorsPerSecond', 'network.dropsPerSecond'], names: ['errors', 'drops'] },
    ],
  },
  {
    id: 'sensor',
    title: 'Temperatures & power',
    device: 'sensor',
    headline: [],
    charts: [
      { id: 'temperature', title: 'Temperature', metrics: ['sensor.tempC'] },
      {
        id: 'ofLimit',
        title: 'Share of its own limit',
        metrics: ['sensor.ofCriticalPercent'],
        top: 100,
        hint: 'At 100% the device protects itself: it slows down or switches off.',
      },
      { id: 'power', title: 'Power', metrics: ['sensor.powerW'] },
      { id: 'fan', title: 'Fans', metrics: ['sensor.fanRpm'] },
    ],
  },
  {
    id: 'gpu',
    title: 'Graphics',
    device: 'graphics card',
    headline: ['gpu.busyPercent', 'gpu.vramUsedBytes', 'gpu.vramUsedPercent', 'gpu.tempC', 'gpu.powerW', 'gpu.clockMHz'],
    charts: [
      { id: 'busy', title: 'Busy', metrics: ['gpu.busyPercent'], top: 100 },
      { id: 'memory', title: 'Memory in use', metrics: ['gpu.vramUsedBytes'] },
      { id: 'power', title: 'Power', metrics: ['gpu.powerW'] },
      { id: 'temperature', title: 'Temperature', metrics: ['gpu.tempC'] },
      { id: 'clock', title: 'Clock', metrics: ['gpu.clockMHz', 'gpu.memoryClockMHz'], names: ['processor', 'memory'] },
      { id: 'fan', title: 'Fan', metrics: ['gpu.fanRpm'] },
    ],
  },
  {
    id: 'battery',
    title: 'Battery',
    device: 'battery',
    headline: ['battery.chargePercent', 'battery.powerW', 'battery.healthPercent'],
    charts: [
      { id: 'charge', title: 'Charge', metrics: ['battery.chargePercent'], top: 100 },
      { id: 'power', title: 'Power', metrics: ['battery.powerW'] },
      { id: 'health', title: 'Health: full charge, share of the design', metrics: ['battery.healthPercent'], top: 100 },
    ],
  },
];

export function resourceById(id: ResourceId): Resource {
  const found = resources.find((resource) => resource.id === id);
  if (found === undefined) throw new Error(`there is no resource ${id}`);
  return found;
}

export function isResourceId(value: unknown): value is ResourceId {
  return resources.some((resource) => resource.id === value);
}

export function unitOf(chart: ChartSpec): MetricUnit {
  return metricById(chart.metrics[0] ?? '')?.unit ?? 'count';
}

/** The resource whose charts hold a metric. */
export function resourceOfMetric(metric: string): ResourceId | null {
  return metricById(metric)?.group ?? null;
}

const fallbackWhy: Readonly<Record<ResourceId, string>> = {
  cpu: 'The kernel does not say how busy the processors are.',
  memory: 'The kernel does not say how much memory is available.',
  pressure: 'This kernel does not measure pressure (PSI). It can be switched on with psi=1 on the kernel command line.',
  disk: 'No disk is visible from here.',
  filesystem: 'No file system on a disk is visible from here.',
  network: 'No network interface is visible from here.',
  sensor: 'The kernel shows no sensor, which is usual in a virtual machine.',
  gpu: 'No graphics card is visible from here.',
  battery: 'This machine has no battery.',
};

const areas: Readonly<Record<ResourceId, readonly string[]>> = {
  cpu: ['cpu'],
  memory: ['memory'],
  pressure: ['pressure', 'psi'],
  disk: ['disk'],
  filesystem: ['filesystem'],
  network: ['network'],
  sensor: ['temperature', 'sensor', 'fan', 'power'],
  gpu: ['gpu'],
  battery: ['batter'],
};

function has(frame: MonitorFrame, id: ResourceId): boolean {
  switch (id) {
    case 'cpu':
      return frame.cpu.perCpuBusyPercent.length > 0 || frame.cpu.load1 !== null;
    case 'memory':
      return frame.memory.totalBytes !== null;
    case 'pressure':
      return frame.pressure.cpu !== null || frame.pressure.memory !== null || frame.pressure.io !== null;
    case 'disk':
      return frame.disks.length > 0;
    case 'filesystem':
      return frame.filesystems.length > 0;
    case 'network':
      return frame.networks.length > 0;
    case 'sensor':
      return frame.temperatures.length + frame.fans.length + frame.powers.length > 0;
    case 'gpu':
      return frame.gpus.length > 0;
    case 'battery':
      return frame.batteries.length > 0;
  }
}

/** Why this machine has no such resource; null when it has one. */
export function missingWhy(frame: MonitorFrame, id: ResourceId): string | null {
  return has(frame, id) ? null : (absentWhy(frame, areas[id]) ?? fallbackWhy[id]);
}
