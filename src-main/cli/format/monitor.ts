/** Live figures for people: a small screen, or one line per frame where the output is not a terminal. */
import type { MonitorFrame } from '../../contracts/monitor.ts';
import { blocks, type Page } from '../terminal/layout.ts';
import { padEnd, padStart } from '../terminal/width.ts';
import { orDash } from './figure.ts';
import { formatRateSum, percentOf, pressureParts, shareBar } from './frameParts.ts';
import { deviceBlocks } from './monitorDevices.ts';
import { counted, formatBytes, formatCelsius, formatPercent } from './units.ts';

/** One line: for logs and pipes. */
export function formatFrameLine(frame: MonitorFrame): string {
  const hottest = hottestOf(frame);
  return [
    new Date(frame.at).toISOString(),
    `cpu ${orDash(frame.cpu.busyPercent, formatPercent)}`,
    `load ${orDash(frame.cpu.load1, (load) => load.toFixed(2))}`,
    `memory ${orDash(frame.memory.usedBytes, formatBytes)} of ${orDash(frame.memory.totalBytes, formatBytes)}`,
    `disk ${formatRateSum(frame.disks.map((disk) => disk.readBytesPerSecond))} read ${formatRateSum(frame.disks.map((disk) => disk.writeBytesPerSecond))} write`,
    `network ${formatRateSum(frame.networks.map((one) => one.receiveBytesPerSecond))} in ${formatRateSum(frame.networks.map((one) => one.sendBytesPerSecond))} out`,
    ...(hottest === null ? [] : [`hottest ${formatCelsius(hottest.tempC)}`]),
  ].join('  ');
}

/** A screen of at most `rows` lines. */
export function formatFrame(page: Page, frame: MonitorFrame, rows: number): readonly string[] {
  const { cpu, memory } = frame;
  const head = [
    page.style.heading('Live') +
      page.style.faint(`  ${new Date(frame.at).toLocaleTimeString()}${frame.gap ? '  after a gap' : ''}  Ctrl-C ends`),
    '',
    meter(
      page,
      'CPU',
      cpu.busyPercent,
      `load ${orDash(cpu.load1, (load) => load.toFixed(2))}, ${String(cpu.perCpuBusyPercent.length)} CPUs`,
    ),
    meter(
      page,
      'Memory',
      percentOf(memory.usedBytes, memory.totalBytes),
      `${orDash(memory.usedBytes, formatBytes)} of ${orDash(memory.totalBytes, formatBytes)}`,
    ),
    ...(memory.swapTotalBytes === null || memory.swapTotalBytes === 0
      ? []
      : [
          meter(
            page,
            'Swap',
            percentOf(memory.swapUsedBytes, memory.swapTotalBytes),
            `${orDash(memory.swapUsedBytes, formatBytes)} of ${formatBytes(memory.swapTotalBytes)}`,
          ),
        ]),
    ...(memory.zram === null
      ? []
      : [`${padEnd('Zram', 10)}${formatBytes(memory.zram.originalBytes)} in ${formatBytes(memory.zram.usedBytes)} of memory`]),
    ...pressureLines(page, frame),
  ];
  const room = Math.max(4, rows);
  const lines = blocks(head, ...deviceBlocks(page, frame));
  if (lines.length <= room) return lines;
  const missing = counted(lines.length - room + 1, 'more line');
  return [...lines.slice(0, room - 1), page.style.faint(`${missing}, which a taller terminal shows`)];
}

function pressureLines(page: Page, frame: MonitorFrame): readonly string[] {
  const parts = pressureParts(frame);
  return parts.length === 0 ? [] : [`${padEnd('Pressure', 10)}${parts.join('   ')}${page.style.faint('   waiting, last 10 s')}`];
}

function meter(page: Page, name: string, percent: number | null, what: string): string {
  const width = 30;
  if (percent === null) return `${padEnd(name, 10)}${padEnd(page.style.faint('not measured in this interval'), width)} ${what}`;
  return `${padEnd(name, 10)}${shareBar(page, percent, width)} ${padStart(formatPercent(percent), 7)}  ${what}`;
}

function hottestOf(frame: MonitorFrame): MonitorFrame['temperatures'][number] | null {
  return frame.temperatures.reduce<MonitorFrame['temperatures'][number] | null>(
    (hottest, sensor) => (hottest === null || sensor.tempC > hottest.tempC ? sensor : hottest),
    null,
  );
}
