/** Figures for tiles and charts, taken from frames. Pure. */
import type { MonitorFrame } from '../../../../src-main/contracts/monitor.ts';
import type { Point } from '../../ui/chartPath.ts';

/** Turns frames into a series. A frame marked `gap` puts a break before it, so that a suspend is not drawn as a slope. */
export function seriesOf(frames: readonly MonitorFrame[], pick: (frame: MonitorFrame) => number | null): readonly Point[] {
  const newest = frames.at(-1)?.at ?? 0;
  return frames.flatMap((frame) => {
    const secondsAgo = (frame.at - newest) / 1000;
    const point = { secondsAgo, value: pick(frame) };
    return frame.gap ? [{ secondsAgo, value: null }, point] : [point];
  });
}

/** Adds up what is known; null when nothing is. */
export function knownSum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

export function diskReadRate(frame: MonitorFrame): number | null {
  return knownSum(frame.disks.map((disk) => disk.readBytesPerSecond));
}

export function diskWriteRate(frame: MonitorFrame): number | null {
  return knownSum(frame.disks.map((disk) => disk.writeBytesPerSecond));
}

/** What leaves the machine: `lo` is the kernel's fixed name for traffic that does not. */
export function realNetworks(frame: MonitorFrame): MonitorFrame['networks'] {
  return frame.networks.filter((network) => network.name !== 'lo');
}

export function networkReceiveRate(frame: MonitorFrame): number | null {
  return knownSum(realNetworks(frame).map((network) => network.receiveBytesPerSecond));
}

export function networkSendRate(frame: MonitorFrame): number | null {
  return knownSum(realNetworks(frame).map((network) => network.sendBytesPerSecond));
}

export function memoryUsedPercent(frame: MonitorFrame): number | null {
  const { totalBytes, usedBytes } = frame.memory;
  return totalBytes === null || usedBytes === null || totalBytes === 0 ? null : (usedBytes / totalBytes) * 100;
}

export type TemperatureSample = MonitorFrame['temperatures'][number];

/** The sensor closest to its own limit; without limits the hottest. */
export function hottest(frame: MonitorFrame): TemperatureSample | null {
  const score = (sample: TemperatureSample): number => (sample.criticalC === null ? sample.tempC / 100 : sample.tempC / sample.criticalC);
  return frame.temperatures.reduce<TemperatureSample | null>(
    (best, sample) => (best === null || score(sample) > score(best) ? sample : best),
    null,
  );
}

/** Average clock of the CPUs that report one, MHz. */
export function averageClockMHz(frame: MonitorFrame): number | null {
  const known = frame.cpu.frequencyMHz.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Why a figure is missing: the first `absent` entry whose name starts with one of `areas`. */
export function absentWhy(frame: MonitorFrame, areas: readonly string[]): string | null {
  return frame.absent.find((entry) => areas.some((area) => entry.what.toLowerCase().startsWith(area)))?.why ?? null;
}

/** A round upper end for an axis: 1, 2 or 5 times a power of ten, at least `least`. */
export function niceCeiling(value: number, least: number): number {
  const target = Math.max(value, least);
  const power = 10 ** Math.floor(Math.log10(target));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= target) ?? 10;
  return step * power;
}
