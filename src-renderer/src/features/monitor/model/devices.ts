/** The devices of a resource, with what is good to know about each, and which of them are drawn. Pure. */
import type { MetricUnit } from '../../../../../src-main/contracts/metrics.ts';
import { metricById, seriesId } from '../../../../../src-main/contracts/metrics.ts';
import type { MonitorFrame } from '../../../../../src-main/contracts/monitor.ts';
import { figureText, linkSpeed, memoryFigure } from '../../../lib/format.ts';
import { type ChartSpec, type ResourceId, unitOf } from './resources.ts';

export interface Device {
  /** As in the second half of a series. */
  readonly instance: string;
  readonly name: string;
  readonly note: string | null;
  /** Something about it is wrong, in words. */
  readonly problem: string | null;
  /** Sensors are of three kinds, which have charts of their own. */
  readonly kind: string;
}

function device(instance: string, name: string, over: Partial<Device> = {}): Device {
  return { instance, name, note: null, problem: null, kind: '', ...over };
}

function joined(parts: readonly (string | null)[]): string | null {
  const known = parts.filter((part) => part !== null && part !== '');
  return known.length === 0 ? null : known.join(', ');
}

interface Sensor {
  readonly id: string;
  readonly chip: string;
  readonly label: string;
}

/** Two drives both call their sensor "Composite": the chip tells them apart, and the id where even that does not. */
export function sensorName(sensor: Sensor, all: readonly Sensor[]): string {
  const name = sensor.label || sensor.chip;
  const alike = all.filter((other) => (other.label || other.chip) === name);
  if (alike.length <= 1) return name;
  return alike.filter((other) => other.chip === sensor.chip).length === 1 ? `${sensor.chip} ${name}` : sensor.id;
}

function sensors(frame: MonitorFrame): readonly Device[] {
  const { temperatures, fans, powers } = frame;
  return [
    ...temperatures.map((row) =>
      device(row.id, sensorName(row, temperatures), {
        kind: 'sensor.tempC',
        note: row.criticalC === null ? 'no limit known' : `limit ${row.criticalC.toFixed(0)} °C`,
      }),
    ),
    ...fans.map((row) => device(row.id, sensorName(row, fans), { kind: 'sensor.fanRpm' })),
    ...powers.map((row) =>
      device(row.id, sensorName(row, powers), { kind: 'sensor.powerW', note: row.source === 'rapl' ? 'counter of the processor' : null }),
    ),
  ];
}

const networkKinds = { wired: 'wired', wireless: 'wireless', virtual: 'virtual', loopback: 'inside this machine' } as const;
const batteryStates = {
  charging: 'charging',
  discharging: 'in use',
  full: 'full',
  notCharging: 'not charging',
  unknown: null,
} as const;

/** Devices in the order of the frame; none for a resource of the whole machine. */
export function devicesOf(frame: MonitorFrame, resource: ResourceId): readonly Device[] {
  switch (resource) {
    case 'cpu':
      return frame.cpu.perCpuBusyPercent.map((_, index) => device(String(index), `CPU ${String(index)}`));
    case 'disk':
      return frame.disks.map((row) =>
        device(row.name, row.name, { problem: row.health === 'failing' ? 'says that it will fail (SMART)' : null }),
      );
    case 'filesystem':
      return frame.filesystems.map((row) =>
        device(row.mountPoint, row.mountPoint, {
          note: joined([`${figureText(memoryFigure(row.totalBytes))} ${row.type}`, row.readOnly ? 'read only' : null]),
        }),
      );
    case 'network':
      return frame.networks.map((row) =>
        device(row.name, row.name, {
          note: joined([
            networkKinds[row.kind],
            row.linkMegabitsPerSecond === null ? null : linkSpeed(row.linkMegabitsPerSecond),
            row.up === false ? 'down' : null,
          ]),
        }),
      );
    case 'sensor':
      return sensors(frame);
    case 'gpu':
      return frame.gpus.map((row) =>
        device(row.id, row.card, {
          note: joined([
            row.vendor === 'other' ? row.driver : row.vendor.toUpperCase(),
            row.id === row.card ? null : row.id,
            row.asleep ? 'asleep' : null,
          ]),
        }),
      );
    case 'battery':
      return frame.batteries.map((row) =>
        device(row.name, row.name, {
          note: joined([batteryStates[row.state], row.cycles === null ? null : `${String(row.cycles)} cycles`]),
        }),
      );
    case 'memory':
    case 'pressure':
      return [];
  }
}

/** Device → slot. A slot is a colour; it stays with its device while that is drawn, whatever else comes and goes. */
export type Shown = ReadonlyMap<string, number>;

/** As many lines as can be told apart by colour. */
export const colorCount = 8;
/** More lines than this hide each other. */
const firstCount = 5;

/** At first all of a few; of many those with the highest score. */
export function firstShown(devices: readonly Device[], score: (device: Device) => number): Shown {
  const kinds = [...new Set(devices.map((one) => one.kind))];
  return new Map(
    kinds.flatMap((kind) => {
      const members = devices.filter((one) => one.kind === kind);
      const best =
        members.length <= firstCount + 1 ? members : new Set([...members].sort((a, b) => score(b) - score(a)).slice(0, firstCount));
      const chosen = new Set(best);
      return members.filter((one) => chosen.has(one)).map((one, slot) => [one.instance, slot] as const);
    }),
  );
}

/** Shows what was hidden, in a colour that is free among its kind, and hides what was shown. */
export function toggled(shown: Shown, devices: readonly Device[], instance: string): Shown {
  if (shown.has(instance)) return new Map([...shown].filter(([member]) => member !== instance));
  const kind = devices.find((one) => one.instance === instance)?.kind;
  const taken = new Set(devices.filter((one) => one.kind === kind).map((one) => shown.get(one.instance)));
  let slot = 0;
  while (taken.has(slot)) slot += 1;
  return new Map([...shown, [instance, slot]]);
}

export interface ChartLine {
  /** Series of the history. */
  readonly id: string;
  readonly name: string;
  readonly slot: number;
  /** Dashes tell apart what shares a colour. */
  readonly dashed: boolean;
  readonly unit: MetricUnit;
  /** 1 for the second value axis, at the right. */
  readonly axis: 0 | 1;
}

/** Lines of a chart: one for each metric, or for each metric of each drawn device. Only of series that are `known`. */
export function linesOf(
  chart: ChartSpec,
  devices: readonly Device[],
  shown: Shown,
  known: (series: string) => boolean,
): readonly ChartLine[] {
  const unit = unitOf(chart);
  const metrics = chart.metrics.map((metric, index) => ({ metric, index, name: chart.names?.[index] ?? '' }));
  if (!metricById(chart.metrics[0] ?? '')?.perDevice) {
    return metrics
      .filter(({ metric }) => known(metric))
      .map(({ metric, index, name }) => ({ id: metric, name: name || chart.title, slot: index, dashed: false, unit, axis: 0 }));
  }
  const drawn = devices.filter((one) => shown.has(one.instance));
  const single = devices.length === 1;
  return drawn
    .flatMap((one) => {
      const slot = shown.get(one.instance) ?? 0;
      return metrics.map(({ metric, index, name }) => ({
        id: seriesId(metric, one.instance),
        name: [one.name, name].filter((part) => part !== '').join(' '),
        slot: single ? index : slot,
        dashed: single ? false : index > 0 || slot >= colorCount,
        unit,
        axis: 0 as const,
      }));
    })
    .filter((line) => known(line.id));
}
