/**
 * The one list of metrics: id, words and unit, and how each is taken from a
 * frame. The monitor keeps history and watches alerts by it, the window and the
 * command line draw by it. Plain data without zod, because the resident
 * monitor loads it.
 */
import type { MonitorFrame } from './monitor.ts';

export type MetricUnit =
  | 'percent'
  | 'bytes'
  | 'bytesPerSecond'
  | 'perSecond'
  | 'count'
  | 'ms'
  | 'celsius'
  | 'watt'
  | 'MHz'
  | 'rpm'
  | 'load';

export type MetricGroup = 'cpu' | 'memory' | 'pressure' | 'disk' | 'filesystem' | 'network' | 'sensor' | 'battery' | 'gpu';

export interface Metric {
  /** For example disk.readBytesPerSecond. */
  readonly id: string;
  readonly group: MetricGroup;
  readonly title: string;
  readonly unit: MetricUnit;
  /** One figure for each CPU, disk, sensor …, instead of one for the machine. */
  readonly perDevice: boolean;
}

/** `instance` is the device, empty for the whole machine; null means "not measured in this interval". */
export type FigureVisitor = (metric: Metric, instance: string, value: number | null) => void;

interface Definition extends Metric {
  readonly visit: (frame: MonitorFrame, figure: (instance: string, value: number | null) => void) => void;
}

type Words = readonly [id: string, title: string, unit: MetricUnit];

function machine(group: MetricGroup, [id, title, unit]: Words, pick: (frame: MonitorFrame) => number | null): Definition {
  return {
    id,
    group,
    title,
    unit,
    perDevice: false,
    visit: (frame, figure) => {
      figure('', pick(frame));
    },
  };
}

function each<Row>(
  group: MetricGroup,
  rows: (frame: MonitorFrame) => readonly Row[],
  name: (row: Row, index: number) => string,
  [id, title, unit]: Words,
  pick: (row: Row) => number | null,
): Definition {
  return {
    id,
    group,
    title,
    unit,
    perDevice: true,
    visit: (frame, figure) => {
      rows(frame).forEach((row, index) => {
        figure(name(row, index), pick(row));
      });
    },
  };
}

function share(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole <= 0 ? null : Math.min(100, Math.round((part * 10_000) / whole) / 100);
}

type Cpu = MonitorFrame['cpu'];
type Memory = MonitorFrame['memory'];
type Disk = MonitorFrame['disks'][number];
type Filesystem = MonitorFrame['filesystems'][number];
type Network = MonitorFrame['networks'][number];
type Gpu = MonitorFrame['gpus'][number];
type Battery = MonitorFrame['batteries'][number];

const cpu = (id: string, title: string, unit: MetricUnit, pick: (sample: Cpu) => number | null) =>
  machine('cpu', [`cpu.${id}`, title, unit], (frame) => pick(frame.cpu));
const perCpu = (id: string, title: string, unit: MetricUnit, pick: (sample: Cpu) => readonly (number | null)[]) =>
  each(
    'cpu',
    (frame) => pick(frame.cpu),
    (_value, index) => String(index),
    [`cpu.${id}`, title, unit],
    (value) => value,
  );
const memory = (id: string, title: string, unit: MetricUnit, pick: (sample: Memory) => number | null) =>
  machine('memory', [`memory.${id}`, title, unit], (frame) => pick(frame.memory));
const pressure = (id: string, title: string, pick: (sample: MonitorFrame['pressure']) => number | null | undefined) =>
  machine('pressure', [`pressure.${id}`, title, 'percent'], (frame) => pick(frame.pressure) ?? null);
const disk = (id: string, title: string, unit: MetricUnit, pick: (row: Disk) => number | null) =>
  each(
    'disk',
    (frame) => frame.disks,
    (row) => row.name,
    [`disk.${id}`, title, unit],
    pick,
  );
const filesystem = (id: string, title: string, unit: MetricUnit, pick: (row: Filesystem) => number | null) =>
  each(
    'filesystem',
    (frame) => frame.filesystems,
    (row) => row.mountPoint,
    [`filesystem.${id}`, title, unit],
    pick,
  );
const network = (id: string, title: string, unit: MetricUnit, pick: (row: Network) => number | null) =>
  each(
    'network',
    (frame) => frame.networks,
    (row) => row.name,
    [`network.${id}`, title, unit],
    pick,
  );
const battery = (id: string, title: string, unit: MetricUnit, pick: (row: Battery) => number | null) =>
  each(
    'battery',
    (frame) => frame.batteries,
    (row) => row.name,
    [`battery.${id}`, title, unit],
    pick,
  );
const gpu = (id: string, title: string, unit: MetricUnit, pick: (row: Gpu) => number | null) =>
  each(
    'gpu',
    (frame) => frame.gpus,
    (row) => row.id,
    [`gpu.${id}`, title, unit],
    pick,
  );

const definitions: readonly Definition[] = [
  cpu('busyPercent', 'Processor busy', 'percent', (sample) => sample.busyPercent),
  cpu('userPercent', 'Programs', 'percent', (sample) => sample.userPercent),
  cpu('systemPercent', 'Kernel', 'percent', (sample) => sample.systemPercent),
  cpu('iowaitPercent', 'Idle, waiting for a disk', 'percent', (sample) => sample.iowaitPercent),
  cpu('stealPercent', 'Taken by the hypervisor', 'percent', (sample) => sample.stealPercent),
  cpu('load1', 'Load, 1 minute', 'load', (sample) => sample.load1),
  cpu('load15', 'Load, 15 minutes', 'load', (sample) => sample.load15),
  cpu('threads', 'Threads', 'count', (sample) => sample.threads),
  cpu('blocked', 'Processes waiting for a disk', 'count', (sample) => sample.blocked),
  cpu('contextSwitchesPerSecond', 'Context switches', 'perSecond', (sample) => sample.contextSwitchesPerSecond),
  cpu('interruptsPerSecond', 'Interrupts', 'perSecond', (sample) => sample.interruptsPerSecond),
  cpu('forksPerSecond', 'Processes started', 'perSecond', (sample) => sample.forksPerSecond),
  cpu('throttlesPerSecond', 'Slowed down by heat', 'perSecond', (sample) => sample.throttlesPerSecond),
  perCpu('coreBusyPercent', 'One processor busy', 'percent', (sample) => sample.perCpuBusyPercent),
  perCpu('coreClockMHz', 'Clock of one processor', 'MHz', (sample) => sample.frequencyMHz),

  memory('usedBytes', 'Memory in use', 'bytes', (sample) => sample.usedBytes),
  memory('usedPercent', 'Memory in use, share', 'percent', (sample) => share(sample.usedBytes, sample.totalBytes)),
  memory('availableBytes', 'Memory available', 'bytes', (sample) => sample.availableBytes),
  memory('cachedBytes', 'File cache', 'bytes', (sample) => sample.cachedBytes),
  memory('dirtyBytes', 'Not yet written to disk', 'bytes', (sample) => sample.dirtyBytes),
  memory('swapUsedBytes', 'Swap in use', 'bytes', (sample) => sample.swapUsedBytes),
  memory('swapUsedPercent', 'Swap in use, share', 'percent', (sample) => share(sample.swapUsedBytes, sample.swapTotalBytes)),
  memory('swapInBytesPerSecond', 'Read back from swap', 'bytesPerSecond', (sample) => sample.swapInBytesPerSecond),
  memory('swapOutBytesPerSecond', 'Moved out to swap', 'bytesPerSecond', (sample) => sample.swapOutBytesPerSecond),
  memory('majorFaultsPerSecond', 'Pages fetched from disk', 'perSecond', (sample) => sample.majorFaultsPerSecond),
  memory('oomKillsPerSecond', 'Processes killed for lack of memory', 'perSecond', (sample) => sample.oomKillsPerSecond),
  memory('anonymousHugeBytes', 'Transparent huge pages', 'bytes', (sample) => sample.anonymousHugeBytes),
  memory('zramUsedBytes', 'Memory that zram takes', 'bytes', (sample) => sample.zram?.usedBytes ?? null),

  pressure('cpuPercent', 'Waiting for a processor', (sample) => sample.cpu?.some?.avg10),
  pressure('memoryPercent', 'Waiting for memory', (sample) => sample.memory?.some?.avg10),
  pressure('memoryFullPercent', 'Everybody waiting for memory', (sample) => sample.memory?.full?.avg10),
  pressure('ioPercent', 'Waiting for a disk', (sample) => sample.io?.some?.avg10),
  pressure('ioFullPercent', 'Everybody waiting for a disk', (sample) => sample.io?.full?.avg10),

  disk('readBytesPerSecond', 'Disk read', 'bytesPerSecond', (row) => row.readBytesPerSecond),
  disk('writeBytesPerSecond', 'Disk write', 'bytesPerSecond', (row) => row.writeBytesPerSecond),
  disk('readsPerSecond', 'Reads', 'perSecond', (row) => row.readsPerSecond),
  disk('writesPerSecond', 'Writes', 'perSecond', (row) => row.writesPerSecond),
  disk('readLatencyMs', 'Time of a read', 'ms', (row) => row.readLatencyMs),
  disk('writeLatencyMs', 'Time of a write', 'ms', (row) => row.writeLatencyMs),
  disk('busyPercent', 'Disk busy', 'percent', (row) => row.busyPercent),
  disk('queueDepth', 'Requests under way', 'count', (row) => row.queueDepth),
  disk('tempC', 'Disk temperature', 'celsius', (row) => row.tempC),
  disk('wearPercent', 'Rated writes used up', 'percent', (row) => row.wearPercent),
  disk('failing', 'Disk expects to fail', 'count', (row) => (row.health === null ? null : Number(row.health === 'failing'))),

  filesystem('usedPercent', 'File system used', 'percent', (row) => row.usedPercent),
  filesystem('availableBytes', 'File system free', 'bytes', (row) => row.availableBytes),
  filesystem('inodesUsedPercent', 'File entries used', 'percent', (row) => row.inodesUsedPercent),

  network('receiveBytesPerSecond', 'Network in', 'bytesPerSecond', (row) => row.receiveBytesPerSecond),
  network('sendBytesPerSecond', 'Network out', 'bytesPerSecond', (row) => row.sendBytesPerSecond),
  network('receivePacketsPerSecond', 'Packets in', 'perSecond', (row) => row.receivePacketsPerSecond),
  network('sendPacketsPerSecond', 'Packets out', 'perSecond', (row) => row.sendPacketsPerSecond),
  network('errorsPerSecond', 'Network errors', 'perSecond', (row) => row.errorsPerSecond),
  network('dropsPerSecond', 'Packets dropped', 'perSecond', (row) => row.dropsPerSecond),

  each(
    'sensor',
    (frame) => frame.temperatures,
    (row) => row.id,
    ['sensor.tempC', 'Temperature', 'celsius'],
    (row) => row.tempC,
  ),
  each(
    'sensor',
    (frame) => frame.temperatures,
    (row) => row.id,
    ['sensor.ofCriticalPercent', 'Temperature, share of its own limit', 'percent'],
    (row) => (row.criticalC === null || row.criticalC <= 0 || row.tempC < 0 ? null : share(row.tempC, row.criticalC)),
  ),
  each(
    'sensor',
    (frame) => frame.fans,
    (row) => row.id,
    ['sensor.fanRpm', 'Fan', 'rpm'],
    (row) => row.rpm,
  ),
  each(
    'sensor',
    (frame) => frame.powers,
    (row) => row.id,
    ['sensor.powerW', 'Power', 'watt'],
    (row) => row.powerW,
  ),

  battery('chargePercent', 'Battery charge', 'percent', (row) => row.chargePercent),
  battery('powerW', 'Battery power', 'watt', (row) => row.powerW),
  battery('healthPercent', 'Battery health', 'percent', (row) => share(row.fullWh, row.designWh)),

  gpu('busyPercent', 'GPU busy', 'percent', (row) => row.busyPercent),
  gpu('vramUsedBytes', 'GPU memory in use', 'bytes', (row) => row.vramUsedBytes),
  gpu('vramUsedPercent', 'GPU memory in use, share', 'percent', (row) => share(row.vramUsedBytes, row.vramTotalBytes)),
  gpu('tempC', 'GPU temperature', 'celsius', (row) => row.tempC),
  gpu('powerW', 'GPU power', 'watt', (row) => row.powerW),
  gpu('clockMHz', 'GPU clock', 'MHz', (row) => row.clockMHz),
  gpu('memoryClockMHz', 'GPU memory clock', 'MHz', (row) => row.memoryClockMHz),
  gpu('fanRpm', 'GPU fan', 'rpm', (row) => row.fanRpm),
];

export const metrics: readonly Metric[] = definitions;

const byId = new Map(definitions.map((definition) => [definition.id, definition]));

export function metricById(id: string): Metric | undefined {
  return byId.get(id);
}

/** Longest device name that becomes part of a series; hardware may call itself anything. */
export const maxInstanceLength = 128;

/** `metric/instance`, or the metric alone for the whole machine. */
export function seriesId(metric: string, instance: string): string {
  return instance === '' ? metric : `${metric}/${instance}`;
}

/** The parts of a series id; a metric has no slash, a device may have some. */
export function partsOfSeries(series: string): { readonly metric: string; readonly instance: string } {
  const slash = series.indexOf('/');
  return slash === -1 ? { metric: series, instance: '' } : { metric: series.slice(0, slash), instance: series.slice(slash + 1) };
}

/** Every figure of a frame, in the order of the list. Devices whose name is empty or too long are left out. */
export function visitFigures(frame: MonitorFrame, visitor: FigureVisitor): void {
  for (const definition of definitions) {
    definition.visit(frame, (instance, value) => {
      if (definition.perDevice && (instance === '' || instance.length > maxInstanceLength)) return;
      visitor(definition, instance, value);
    });
  }
}

/** What the public stream (webStream.ts) offers, in the order in which it is sent: the groups of a frame, and what raises alarm. */
export const streamGroups = [
  'cpu',
  'memory',
  'pressure',
  'disks',
  'filesystems',
  'networks',
  'temperatures',
  'fans',
  'powers',
  'batteries',
  'gpus',
  'absent',
  'alerts',
] as const;
