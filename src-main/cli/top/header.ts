/** The head of `hecate top`: the whole machine in a few lines, as many as the terminal can spare. */
import type { Alert } from '../../contracts/alerts.ts';
import type { MonitorFrame } from '../../contracts/monitor.ts';
import { paintSeverity } from '../format/alerts.ts';
import { orDash } from '../format/figure.ts';
import { formatRateSum, paintShare, percentOf, pressureParts, shareBar } from '../format/frameParts.ts';
import { safe } from '../format/reading.ts';
import { counted, formatBytes, formatCelsius, formatPercent } from '../format/units.ts';
import type { Page } from '../terminal/layout.ts';
import { cut, padEnd, textWidth } from '../terminal/width.ts';
import { right } from './cells.ts';

export interface HeaderData {
  readonly frame: MonitorFrame | null;
  readonly alerts: readonly Alert[];
  readonly processes: number | null;
  readonly rows: number;
  readonly nowMs: number;
}

/** One character for each CPU where there is no room for bars. */
const eighths = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const coreWidth = 20;

export function headerLines(page: Page, data: HeaderData): readonly string[] {
  const { frame, rows } = data;
  if (frame === null) return [page.style.faint('waiting for the first figures')];
  const budget = rows >= 50 ? 8 : rows >= 30 ? 4 : 2;
  return [
    titleLine(page, frame, data),
    cpuLine(page, frame),
    ...coreLines(page, frame, budget),
    memoryLine(page, frame),
    ...flowLines(page, frame),
    ...gpuLines(page, frame, rows >= 30 ? 8 : 2),
    ...alertLines(page, data.alerts, rows >= 30 ? 4 : 2),
  ];
}

/** So many intervals without a frame are no accident of scheduling. */
const staleIntervals = 5;

function titleLine(page: Page, frame: MonitorFrame, { processes, nowMs }: HeaderData): string {
  const isStale = nowMs - frame.at > Math.max(5000, (frame.intervalMs ?? 1000) * staleIntervals);
  const { cpu } = frame;
  const loads = [cpu.load1, cpu.load5, cpu.load15].map((load) => orDash(load, (known) => known.toFixed(2))).join(' ');
  const parts = [
    `${page.style.heading('hecate top')}  ${new Date(frame.at).toLocaleTimeString('en-GB')}${frame.gap ? page.style.warn('  after a gap') : ''}${isStale ? page.style.bad('  no figures since') : ''}`,
    `load ${loads}`,
    ...(processes === null ? [] : [counted(processes, 'process', 'processes')]),
    ...(cpu.threads === null ? [] : [counted(cpu.threads, 'thread')]),
  ];
  return parts.join(page.style.faint('  ·  '));
}

function cpuLine(page: Page, frame: MonitorFrame): string {
  const { cpu } = frame;
  const parts = (
    [
      ['user', cpu.userPercent],
      ['kernel', cpu.systemPercent],
      ['disk wait', cpu.iowaitPercent],
      ['stolen', cpu.stealPercent],
    ] as const
  ).flatMap(([name, value]) => (value === null ? [] : [`${name} ${value.toFixed(0)}`]));
  return `${meter(page, 'CPU', cpu.busyPercent, 20)}  ${page.style.faint(parts.join('  '))}`;
}

function coreLines(page: Page, frame: MonitorFrame, budget: number): readonly string[] {
  const cores = frame.cpu.perCpuBusyPercent;
  if (cores.length < 2) return [];
  const perLine = Math.max(1, Math.floor((page.width + 2) / (coreWidth + 2)));
  if (Math.ceil(cores.length / perLine) > budget) return coreStrip(page, cores, budget);
  const lines: string[] = [];
  for (let at = 0; at < cores.length; at += perLine) {
    lines.push(
      cores
        .slice(at, at + perLine)
        .map((busy, index) => coreBar(page, at + index, busy))
        .join('  '),
    );
  }
  return lines;
}

function coreBar(page: Page, index: number, busy: number | null): string {
  return `${right(String(index), 4)} ${bar(page, busy, 9)} ${busy === null ? right('-', 5) : right(`${busy.toFixed(0)} %`, 5)}`;
}

function coreStrip(page: Page, cores: readonly (number | null)[], budget: number): readonly string[] {
  const room = (page.width - 2) * budget;
  // With more CPUs than characters, neighbours share one and the busiest of them is shown.
  const each = Math.ceil(cores.length / room);
  const marks: string[] = [];
  for (let at = 0; at < cores.length; at += each) {
    const known = cores.slice(at, at + each).filter((busy) => busy !== null);
    const busiest = known.length === 0 ? null : Math.max(...known);
    marks.push(busiest === null ? '·' : paintShare(page, busiest)(eighths[Math.min(7, Math.floor(busiest / 12.5))] ?? '▁'));
  }
  const lines: string[] = [];
  for (let at = 0; at < marks.length; at += page.width - 2) lines.push(`  ${marks.slice(at, at + page.width - 2).join('')}`);
  return lines;
}

function memoryLine(page: Page, frame: MonitorFrame): string {
  const { memory } = frame;
  const ofTotal = (used: number | null, total: number | null): string => `${orDash(used, formatBytes)} of ${orDash(total, formatBytes)}`;
  const main = `${meter(page, 'Memory', percentOf(memory.usedBytes, memory.totalBytes), 20)}  ${ofTotal(memory.usedBytes, memory.totalBytes)}`;
  const swap = memory.swapTotalBytes === 0 ? 'no swap' : `swap ${ofTotal(memory.swapUsedBytes, memory.swapTotalBytes)}`;
  return `${main}   ${page.style.faint(swap)}`;
}

function flowLines(page: Page, frame: MonitorFrame): readonly string[] {
  const waiting = pressureParts(frame);
  const disks = `Disks ${formatRateSum(frame.disks.map((disk) => disk.readBytesPerSecond))} read, ${formatRateSum(frame.disks.map((disk) => disk.writeBytesPerSecond))} written`;
  // Loopback never leaves the machine, and what a bridge or a tunnel carries passes a real interface too.
  const real = frame.networks.filter((one) => one.kind === 'wired' || one.kind === 'wireless');
  const networks = real.length > 0 ? real : frame.networks.filter((one) => one.kind !== 'loopback');
  const network = `Network ${formatRateSum(networks.map((one) => one.receiveBytesPerSecond))} in, ${formatRateSum(networks.map((one) => one.sendBytesPerSecond))} out`;
  const flows = `${disks}   ${network}`;
  const pressure = waiting.length === 0 ? '' : `Waiting  ${waiting.join('  ')}`;
  if (pressure === '') return [flows];
  return textWidth(pressure) + 3 + textWidth(flows) <= page.width ? [`${pressure}   ${flows}`] : [pressure, flows];
}

function gpuLines(page: Page, frame: MonitorFrame, most: number): readonly string[] {
  return frame.gpus.slice(0, most).map((gpu) => {
    if (gpu.asleep) return `${padEnd('GPU', 8)}${page.style.faint(`asleep  ${safe(gpu.card)} ${gpu.vendor}`)}`;
    const facts = [
      ...(gpu.vramUsedBytes === null
        ? []
        : [`${formatBytes(gpu.vramUsedBytes)}${gpu.vramTotalBytes === null ? '' : ` of ${formatBytes(gpu.vramTotalBytes)}`}`]),
      ...(gpu.tempC === null ? [] : [formatCelsius(gpu.tempC)]),
      ...(gpu.powerW === null ? [] : [`${gpu.powerW.toFixed(0)} W`]),
    ];
    return `${meter(page, 'GPU', gpu.busyPercent, 20)}  ${facts.join('  ')}  ${page.style.faint(`${safe(gpu.card)} ${gpu.vendor}`)}`;
  });
}

function alertLines(page: Page, alerts: readonly Alert[], most: number): readonly string[] {
  const shown = alerts.length > most ? alerts.slice(0, most - 1) : alerts;
  const more = alerts.length - shown.length;
  return [
    ...shown.map(
      (alert) => `${paintSeverity(page, alert.severity)}  ${cut(safe(`${alert.title}: ${alert.text}`), Math.max(8, page.width - 12))}`,
    ),
    ...(more > 0 ? [page.style.warn(`and ${counted(more, 'more alert')}: hecate alerts`)] : []),
  ];
}

function meter(page: Page, name: string, percent: number | null, width: number): string {
  return `${padEnd(name, 8)}${bar(page, percent, width)} ${percent === null ? right('-', 7) : right(formatPercent(percent), 7)}`;
}

function bar(page: Page, percent: number | null, width: number): string {
  return percent === null ? page.style.faint('·'.repeat(width)) : shareBar(page, percent, width);
}
