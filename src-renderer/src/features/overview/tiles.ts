/** What each live tile shows for the frames at hand. Pure, so that the words can be tested without drawing. */
import type { MonitorFrame } from '../../../../src-main/contracts/monitor.ts';
import { type Figure, figureText, frequency, memoryFigure, percentFigure, rateFigure, temperatureFigure } from '../../lib/format.ts';
import type { Point } from '../../ui/chartPath.ts';
import {
  absentWhy,
  averageClockMHz,
  diskReadRate,
  diskWriteRate,
  hottest,
  memoryUsedPercent,
  networkReceiveRate,
  networkSendRate,
  niceCeiling,
  realNetworks,
  seriesOf,
} from '../telemetry/series.ts';

export type TileColor = 'accent' | 'second';

export interface TileFigure {
  readonly name: string | null;
  readonly figure: Figure | null;
  readonly color: TileColor;
}

export interface TileSeries {
  readonly name: string;
  readonly color: TileColor;
  readonly points: readonly Point[];
}

export interface Tile {
  readonly id: 'cpu' | 'memory' | 'pressure' | 'disk' | 'network' | 'temperature' | 'gpu' | 'filesystem';
  readonly title: string;
  readonly figures: readonly TileFigure[];
  readonly note: string;
  readonly series: readonly TileSeries[];
  readonly top: number;
  readonly topLabel: string;
  /** Set when this machine or this reading has no such figure. */
  readonly missing: string | null;
}

type Frames = readonly MonitorFrame[];

function maximum(series: readonly (readonly Point[])[]): number {
  return Math.max(0, ...series.flat().map((point) => point.value ?? 0));
}

function cpuTile(frames: Frames, frame: MonitorFrame): Tile {
  const { busyPercent, load1 } = frame.cpu;
  const clock = averageClockMHz(frame);
  const parts = [
    load1 === null ? null : `load ${load1.toFixed(2)} on ${String(frame.cpu.perCpuBusyPercent.length)} CPUs`,
    clock === null ? null : `${frequency(clock)} average`,
  ];
  return {
    id: 'cpu',
    title: 'Processor',
    figures: [{ name: null, figure: busyPercent === null ? null : percentFigure(busyPercent), color: 'accent' }],
    note: parts.filter((part) => part !== null).join(' · '),
    series: [{ name: 'busy', color: 'accent', points: seriesOf(frames, (one) => one.cpu.busyPercent) }],
    top: 100,
    topLabel: '100%',
    missing: null,
  };
}

function memoryTile(frames: Frames, frame: MonitorFrame): Tile {
  const { usedBytes, totalBytes, swapUsedBytes, swapTotalBytes } = frame.memory;
  const total = totalBytes === null ? null : `of ${figureText(memoryFigure(totalBytes))}`;
  const swap =
    swapTotalBytes === null || swapTotalBytes === 0 || swapUsedBytes === null
      ? 'no swap'
      : `swap ${figureText(memoryFigure(swapUsedBytes))} of ${figureText(memoryFigure(swapTotalBytes))}`;
  return {
    id: 'memory',
    title: 'Memory in use',
    figures: [{ name: null, figure: usedBytes === null ? null : memoryFigure(usedBytes), color: 'accent' }],
    note: [total, swap].filter((part) => part !== null).join(' · '),
    series: [{ name: 'in use', color: 'accent', points: seriesOf(frames, memoryUsedPercent) }],
    top: 100,
    topLabel: totalBytes === null ? '100%' : figureText(memoryFigure(totalBytes)),
    missing: usedBytes === null ? (absentWhy(frame, ['memory']) ?? 'The kernel does not say how much memory is available.') : null,
  };
}

function pressureTile(frames: Frames, frame: MonitorFrame): Tile {
  const { cpu, memory, io } = frame.pressure;
  const parts = [
    { name: 'CPU', value: cpu?.some?.avg10 },
    { name: 'memory', value: memory?.some?.avg10 },
    { name: 'disk', value: io?.some?.avg10 },
  ].flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]));
  const worstOf = (one: MonitorFrame): number | null => {
    const values = [one.pressure.cpu?.some?.avg10, one.pressure.memory?.some?.avg10, one.pressure.io?.some?.avg10].filter(
      (value) => value !== undefined,
    );
    return values.length === 0 ? null : Math.max(...values);
  };
  const points = seriesOf(frames, worstOf);
  const top = niceCeiling(maximum([points]), 10);
  const worst = worstOf(frame);
  return {
    id: 'pressure',
    title: 'Time spent waiting',
    figures: [{ name: null, figure: worst === null ? null : percentFigure(worst), color: 'accent' }],
    note: parts.map(({ name, value }) => `${name} ${figureText(percentFigure(value))}`).join(' · '),
    series: [{ name: 'worst of processor, memory and disk', color: 'accent', points }],
    top,
    topLabel: `${String(top)}%`,
    missing:
      worst === null
        ? (absentWhy(frame, ['pressure', 'psi']) ?? 'This kernel does not measure pressure (PSI). It can be switched on with psi=1.')
        : null,
  };
}

interface RateTile {
  readonly id: 'disk' | 'network';
  readonly title: string;
  readonly first: { readonly name: string; readonly of: (frame: MonitorFrame) => number | null };
  readonly second: { readonly name: string; readonly of: (frame: MonitorFrame) => number | null };
  readonly note: string;
  readonly missing: string | null;
}

function rateTile(frames: Frames, frame: MonitorFrame, rates: RateTile): Tile {
  const first = seriesOf(frames, rates.first.of);
  const second = seriesOf(frames, rates.second.of);
  const top = niceCeiling(maximum([first, second]), 100_000);
  const figure = (value: number | null): Figure | null => (value === null ? null : rateFigure(value));
  return {
    id: rates.id,
    title: rates.title,
    figures: [
      { name: rates.first.name, figure: figure(rates.first.of(frame)), color: 'accent' },
      { name: rates.second.name, figure: figure(rates.second.of(frame)), color: 'second' },
    ],
    note: rates.note,
    series: [
      { name: rates.first.name, color: 'accent', points: first },
      { name: rates.second.name, color: 'second', points: second },
    ],
    top,
    topLabel: figureText(rateFigure(top)),
    missing: rates.missing,
  };
}

function diskTile(frames: Frames, frame: MonitorFrame): Tile {
  const busiest = frame.disks.reduce<MonitorFrame['disks'][number] | null>(
    (best, disk) => (disk.busyPercent !== null && disk.busyPercent > (best?.busyPercent ?? -1) ? disk : best),
    null,
  );
  const busy = busiest?.busyPercent ?? null;
  return rateTile(frames, frame, {
    id: 'disk',
    title: 'Disks',
    first: { name: 'read', of: diskReadRate },
    second: { name: 'write', of: diskWriteRate },
    note: busiest === null || busy === null ? '' : `${busiest.name} busiest, ${figureText(percentFigure(busy))} of the time`,
    missing: frame.disks.length === 0 ? (absentWhy(frame, ['disk']) ?? 'No disk is visible from here.') : null,
  });
}

function networkTile(frames: Frames, frame: MonitorFrame): Tile {
  const networks = realNetworks(frame);
  const traffic = (network: MonitorFrame['networks'][number]): number =>
    (network.receiveBytesPerSecond ?? 0) + (network.sendBytesPerSecond ?? 0);
  const busiest = [...networks].sort((a, b) => traffic(b) - traffic(a))[0];
  const name = busiest?.name ?? '';
  return rateTile(frames, frame, {
    id: 'network',
    title: 'Network',
    first: { name: 'in', of: networkReceiveRate },
    second: { name: 'out', of: networkSendRate },
    note: networks.length === 1 ? name : `${name} busiest of ${String(networks.length)} interfaces`,
    missing: networks.length === 0 ? (absentWhy(frame, ['network']) ?? 'No network interface is visible from here.') : null,
  });
}

function temperatureTile(frames: Frames, frame: MonitorFrame): Tile {
  const sensor = hottest(frame);
  const limit = sensor?.criticalC ?? null;
  const points =
    sensor === null ? [] : seriesOf(frames, (one) => one.temperatures.find((candidate) => candidate.id === sensor.id)?.tempC ?? null);
  const top = limit ?? niceCeiling(maximum([points]), 100);
  const sensors = frame.temperatures.length;
  const limitText = limit === null ? 'no limit known' : `limit ${figureText(temperatureFigure(limit))}`;
  return {
    id: 'temperature',
    title: 'Temperature',
    figures: [{ name: null, figure: sensor === null ? null : temperatureFigure(sensor.tempC), color: 'accent' }],
    note: sensor === null ? '' : `${sensor.label || sensor.chip}, ${limitText}${sensors > 1 ? ` · ${String(sensors)} sensors` : ''}`,
    series: [{ name: 'temperature', color: 'accent', points }],
    top,
    topLabel: figureText(temperatureFigure(top)),
    missing: sensor === null ? (absentWhy(frame, ['temperature']) ?? 'No temperature sensor is visible from here.') : null,
  };
}

/** The graphics card that works hardest. */
function gpuTile(frames: Frames, frame: MonitorFrame): Tile {
  const busiest = frame.gpus.reduce<MonitorFrame['gpus'][number] | null>(
    (best, gpu) => ((gpu.busyPercent ?? -1) > (best?.busyPercent ?? -1) ? gpu : best),
    null,
  );
  const shown = busiest ?? frame.gpus[0] ?? null;
  const busy = shown?.busyPercent ?? null;
  const many = frame.gpus.length > 1 ? `${shown?.card ?? ''} busiest of ${String(frame.gpus.length)}` : null;
  const used = shown?.vramUsedBytes ?? null;
  const total = shown?.vramTotalBytes ?? null;
  const parts = [
    many,
    used === null ? null : `${figureText(memoryFigure(used))}${total === null ? '' : ` of ${figureText(memoryFigure(total))}`}`,
    shown?.tempC == null ? null : figureText(temperatureFigure(shown.tempC)),
    shown?.powerW == null ? null : `${shown.powerW.toFixed(0)}\u00a0W`,
  ];
  return {
    id: 'gpu',
    title: 'Graphics',
    figures: [{ name: null, figure: busy === null ? null : percentFigure(busy), color: 'accent' }],
    note: parts.filter((part) => part !== null).join(' · '),
    series: [
      {
        name: 'busy',
        color: 'accent',
        points: seriesOf(frames, (one) => one.gpus.find((gpu) => gpu.id === shown?.id)?.busyPercent ?? null),
      },
    ],
    top: 100,
    topLabel: '100%',
    missing: busy !== null ? null : gpuMissing(frame),
  };
}

function gpuMissing(frame: MonitorFrame): string {
  if (frame.gpus.every((gpu) => gpu.asleep)) return 'Asleep to save power. Reading it would wake it.';
  return absentWhy(frame, ['gpu']) ?? 'The driver of the graphics card does not say how busy it is.';
}

/** The file system with the least room. */
function filesystemTile(frames: Frames, frame: MonitorFrame): Tile {
  const fullest = frame.filesystems.reduce<MonitorFrame['filesystems'][number] | null>(
    (best, one) => (best === null || (one.usedPercent ?? -1) > (best.usedPercent ?? -1) ? one : best),
    null,
  );
  const used = fullest?.usedPercent ?? null;
  const mountPoint = fullest?.mountPoint ?? '';
  return {
    id: 'filesystem',
    title: 'Fullest file system',
    figures: [{ name: null, figure: used === null ? null : percentFigure(used), color: 'accent' }],
    note: fullest === null ? '' : `${mountPoint}, ${figureText(memoryFigure(fullest.availableBytes))} free`,
    series: [
      {
        name: 'used',
        color: 'accent',
        points: seriesOf(frames, (one) => one.filesystems.find((other) => other.mountPoint === mountPoint)?.usedPercent ?? null),
      },
    ],
    top: 100,
    topLabel: '100%',
    missing: used === null ? (absentWhy(frame, ['filesystem']) ?? 'The size of the file systems is not known.') : null,
  };
}

/** The tiles in reading order; none before the first frame. Graphics and file systems only where there are any. */
export function tilesOf(frames: Frames): readonly Tile[] {
  const frame = frames.at(-1);
  if (frame === undefined) return [];
  const makers = [
    cpuTile,
    memoryTile,
    pressureTile,
    diskTile,
    networkTile,
    temperatureTile,
    ...(frame.gpus.length > 0 ? [gpuTile] : []),
    ...(frame.filesystems.length > 0 ? [filesystemTile] : []),
  ];
  return makers.map((tile) => tile(frames, frame));
}

/** One sentence for people who do not see the chart. */
export function tileDescription(tile: Tile): string {
  const figures = tile.figures.map(
    ({ name, figure }) => `${name === null ? '' : `${name} `}${figure === null ? 'not measured' : figureText(figure)}`,
  );
  return `${tile.title}, last minute: now ${figures.join(', ')}. ${tile.note}`;
}
