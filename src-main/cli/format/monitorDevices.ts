/** Live figures of devices: a small table for each kind that this machine has. */
import type { MonitorFrame } from '../../contracts/monitor.ts';
import { type Page, table } from '../terminal/layout.ts';
import { orDash } from './figure.ts';
import { safe } from './reading.ts';
import { formatBytes, formatBytesPerSecond, formatCelsius, formatMHz, formatPercent } from './units.ts';

const right = 'right';

/** One block of lines for each kind; empty where there is none of it. */
export function deviceBlocks(page: Page, frame: MonitorFrame): readonly (readonly string[])[] {
  return [
    gpuLines(page, frame),
    diskLines(page, frame),
    filesystemLines(page, frame),
    networkLines(page, frame),
    temperatureLines(page, frame),
    fanAndPowerLines(page, frame),
    batteryLines(page, frame),
  ];
}

function gpuLines(page: Page, frame: MonitorFrame): readonly string[] {
  const rows = frame.gpus.map((gpu) => [
    `${safe(gpu.card)} ${gpu.vendor}`,
    gpu.asleep ? 'asleep' : orDash(gpu.busyPercent, formatPercent),
    gpu.vramUsedBytes === null ? '-' : `${formatBytes(gpu.vramUsedBytes)} of ${orDash(gpu.vramTotalBytes, formatBytes)}`,
    orDash(gpu.tempC, formatCelsius),
    orDash(gpu.powerW, formatWatt),
    orDash(gpu.clockMHz, formatMHz),
    orDash(gpu.fanRpm, formatRpm),
  ]);
  const columns = [
    { title: 'gpu' },
    { title: 'busy', align: right },
    { title: 'memory', align: right },
    { title: 'now', align: right },
    { title: 'power', align: right },
    { title: 'clock', align: right },
    { title: 'fan', align: right },
  ] as const;
  return rows.length === 0 ? [] : table(page, columns, rows);
}

function diskLines(page: Page, frame: MonitorFrame): readonly string[] {
  const hasTemperature = frame.disks.some((disk) => disk.tempC !== null);
  const rows = frame.disks.map((disk) => [
    disk.health === 'failing' ? page.style.bad(`${safe(disk.name)} expects to fail`) : safe(disk.name),
    orDash(disk.readBytesPerSecond, formatBytesPerSecond),
    orDash(disk.writeBytesPerSecond, formatBytesPerSecond),
    orDash(disk.busyPercent, formatPercent),
    ...(hasTemperature ? [orDash(disk.tempC, formatCelsius)] : []),
  ]);
  const columns = [
    { title: 'disk' },
    { title: 'read', align: right },
    { title: 'write', align: right },
    { title: 'busy', align: right },
    ...(hasTemperature ? ([{ title: 'now', align: right }] as const) : []),
  ] as const;
  return rows.length === 0 ? [] : table(page, columns, rows);
}

function filesystemLines(page: Page, frame: MonitorFrame): readonly string[] {
  const rows = frame.filesystems.map((one) => [
    orDash(one.usedPercent, (percent) => (percent >= 90 ? page.style.warn(formatPercent(percent)) : formatPercent(percent))),
    formatBytes(one.availableBytes),
    formatBytes(one.totalBytes),
    `${safe(one.mountPoint)}${one.readOnly ? ', read only' : ''}`,
  ]);
  const columns = [
    { title: 'used', align: right },
    { title: 'free', align: right },
    { title: 'size', align: right },
    { title: 'file system' },
  ] as const;
  return rows.length === 0 ? [] : table(page, columns, rows);
}

function networkLines(page: Page, frame: MonitorFrame): readonly string[] {
  const rows = frame.networks.map((one) => [
    safe(one.name),
    orDash(one.receiveBytesPerSecond, formatBytesPerSecond),
    orDash(one.sendBytesPerSecond, formatBytesPerSecond),
  ]);
  return rows.length === 0 ? [] : table(page, [{ title: 'network' }, { title: 'in', align: right }, { title: 'out', align: right }], rows);
}

function temperatureLines(page: Page, frame: MonitorFrame): readonly string[] {
  const rows = frame.temperatures.map((sensor) => [safe(sensor.chip), safe(sensor.label), formatCelsius(sensor.tempC)]);
  return rows.length === 0 ? [] : table(page, [{ title: 'chip' }, { title: 'sensor' }, { title: 'now', align: right }], rows);
}

function fanAndPowerLines(page: Page, frame: MonitorFrame): readonly string[] {
  const rows = [
    ...frame.fans.map((fan) => [safe(fan.chip), safe(fan.label), formatRpm(fan.rpm)]),
    ...frame.powers.map((power) => [safe(power.chip), safe(power.label), orDash(power.powerW, formatWatt)]),
  ];
  return rows.length === 0 ? [] : table(page, [{ title: 'chip' }, { title: 'fan or power' }, { title: 'now', align: right }], rows);
}

function batteryLines(page: Page, frame: MonitorFrame): readonly string[] {
  const rows = frame.batteries.map((battery) => [
    safe(battery.name),
    orDash(battery.chargePercent, formatPercent),
    orDash(battery.powerW, formatWatt),
    battery.fullWh === null || battery.designWh === null || battery.designWh === 0
      ? '-'
      : formatPercent((battery.fullWh / battery.designWh) * 100),
    battery.state === 'notCharging' ? 'not charging' : battery.state,
  ]);
  const columns = [
    { title: 'battery' },
    { title: 'charge', align: right },
    { title: 'power', align: right },
    { title: 'health', align: right },
    { title: 'state' },
  ] as const;
  return rows.length === 0 ? [] : table(page, columns, rows);
}

function formatWatt(powerW: number): string {
  return `${powerW.toFixed(1)} W`;
}

function formatRpm(rpm: number): string {
  return `${String(Math.round(rpm))} rpm`;
}
