/** Every series behind a tile, over all frames at hand. Pure. */
import type { MonitorFrame } from '../../../../../src-main/contracts/monitor.ts';
import { figureText, memoryFigure, temperatureFigure } from '../../../lib/format.ts';
import { realNetworks } from '../../telemetry/series.ts';
import type { Tile } from '../tiles.ts';
import type { Quantity } from './axes.ts';

type Frames = readonly MonitorFrame[];

export interface CloserSeries {
  /** Stable while the device exists. */
  readonly id: string;
  readonly name: string;
  readonly note: string | null;
  /** Sums and totals: shown before single devices, and drawn stronger. */
  readonly main: boolean;
  readonly pick: (frame: MonitorFrame) => number | null;
}

export interface CloserTopic {
  readonly quantity: Quantity;
  /** What the words of the series mean, where they need it. */
  readonly hint: string | null;
  readonly series: readonly CloserSeries[];
}

/** Distinct members of all frames in the order in which they first appear: what was unplugged meanwhile keeps its past. */
function distinct<T>(frames: Frames, members: (frame: MonitorFrame) => readonly T[], idOf: (member: T) => string): readonly T[] {
  const found = new Map<string, T>();
  for (const frame of frames) {
    for (const member of members(frame)) found.set(idOf(member), member);
  }
  return [...found.values()];
}

function plain(id: string, name: string, pick: CloserSeries['pick'], main = true): CloserSeries {
  return { id, name, note: null, main, pick };
}

function cpuTopic(frames: Frames): CloserTopic {
  const count = frames.reduce((most, frame) => Math.max(most, frame.cpu.perCpuBusyPercent.length), 0);
  const single = Array.from({ length: count }, (_, cpu) =>
    plain(`cpu${String(cpu)}`, `CPU ${String(cpu)}`, (frame) => frame.cpu.perCpuBusyPercent[cpu] ?? null, false),
  );
  const total = plain('total', 'All CPUs', (frame) => frame.cpu.busyPercent);
  return { quantity: 'percent', hint: null, series: [total, ...single] };
}

function memoryTopic(frames: Frames): CloserTopic {
  const { totalBytes, swapTotalBytes } = frames.at(-1)?.memory ?? { totalBytes: null, swapTotalBytes: null };
  const of = (bytes: number | null): string | null => (bytes === null ? null : `of ${figureText(memoryFigure(bytes))}`);
  const swap = plain('swap', 'Swap in use', (frame) => frame.memory.swapUsedBytes);
  return {
    quantity: 'memory',
    hint: null,
    series: [
      { ...plain('used', 'In use', (frame) => frame.memory.usedBytes), note: of(totalBytes) },
      plain('cached', 'Cached files', (frame) => frame.memory.cachedBytes),
      plain('dirty', 'Not yet written', (frame) => frame.memory.dirtyBytes),
      ...(swapTotalBytes === null || swapTotalBytes === 0 ? [] : [{ ...swap, note: of(swapTotalBytes) }]),
    ],
  };
}

const pressures = [
  { area: 'cpu', name: 'Processor' },
  { area: 'memory', name: 'Memory' },
  { area: 'io', name: 'Disk' },
] as const;

/** `some`: at least one task waited; `full`: all of them did (https://docs.kernel.org/accounting/psi.html). */
function pressureTopic(frames: Frames): CloserTopic {
  const series = pressures.flatMap(({ area, name }) => [
    plain(`${area} some`, `${name}: some`, (frame) => frame.pressure[area]?.some?.avg10 ?? null),
    plain(`${area} full`, `${name}: full`, (frame) => frame.pressure[area]?.full?.avg10 ?? null, false),
  ]);
  return {
    quantity: 'percent',
    hint: 'Averages over 10 seconds. “Some”: at least one task had to wait. “Full”: all of them did.',
    series: series.filter((one) => frames.some((frame) => one.pick(frame) !== null)),
  };
}

function diskTopic(frames: Frames): CloserTopic {
  const disks = distinct(
    frames,
    (frame) => frame.disks,
    (disk) => disk.name,
  );
  const diskOf = (frame: MonitorFrame, name: string) => frame.disks.find((disk) => disk.name === name);
  return {
    quantity: 'rate',
    hint: null,
    series: disks.flatMap(({ name }) => [
      plain(`${name} read`, `${name} read`, (frame) => diskOf(frame, name)?.readBytesPerSecond ?? null, false),
      plain(`${name} write`, `${name} write`, (frame) => diskOf(frame, name)?.writeBytesPerSecond ?? null, false),
    ]),
  };
}

function networkTopic(frames: Frames): CloserTopic {
  const networks = distinct(frames, realNetworks, (network) => network.name);
  const networkOf = (frame: MonitorFrame, name: string) => frame.networks.find((network) => network.name === name);
  return {
    quantity: 'rate',
    hint: null,
    series: networks.flatMap(({ name }) => [
      plain(`${name} in`, `${name} in`, (frame) => networkOf(frame, name)?.receiveBytesPerSecond ?? null, false),
      plain(`${name} out`, `${name} out`, (frame) => networkOf(frame, name)?.sendBytesPerSecond ?? null, false),
    ]),
  };
}

function temperatureTopic(frames: Frames): CloserTopic {
  const sensors = distinct(
    frames,
    (frame) => frame.temperatures,
    (sensor) => sensor.id,
  );
  const nameOf = (sensor: (typeof sensors)[number]): string => sensor.label || sensor.chip;
  return {
    quantity: 'temperature',
    hint: null,
    series: sensors.map((sensor) => {
      const name = nameOf(sensor);
      // Two drives both call their sensor "Composite": the chip tells them apart, and the id where even that does not.
      const alike = sensors.filter((other) => nameOf(other) === name);
      const chipTells = alike.filter((other) => other.chip === sensor.chip).length === 1;
      return {
        id: sensor.id,
        name: alike.length === 1 ? name : `${name} (${chipTells ? sensor.chip : sensor.id})`,
        note: sensor.criticalC === null ? null : `limit ${figureText(temperatureFigure(sensor.criticalC))}`,
        main: false,
        pick: (frame) => frame.temperatures.find((candidate) => candidate.id === sensor.id)?.tempC ?? null,
      };
    }),
  };
}

const topics: Readonly<Record<Tile['id'], (frames: Frames) => CloserTopic>> = {
  cpu: cpuTopic,
  memory: memoryTopic,
  pressure: pressureTopic,
  disk: diskTopic,
  network: networkTopic,
  temperature: temperatureTopic,
};

/** What the closer look at a tile can draw. */
export function topicOf(id: Tile['id'], frames: Frames): CloserTopic {
  return topics[id](frames);
}
