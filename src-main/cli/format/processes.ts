/** Processes and services for people: lists, and one process in detail. */
import type { GroupTable, ProcessDetail } from '../../contracts/processes.ts';
import { blocks, type Field, fields, type Page, table } from '../terminal/layout.ts';
import { cut, padEnd, textWidth } from '../terminal/width.ts';
import { formatDuration, formatMoment } from './duration.ts';
import { orDash } from './figure.ts';
import { type GroupRow, ioOf, type TreeRow } from './processRows.ts';
import { safe } from './reading.ts';
import { formatBytes, formatBytesPerSecond, formatPercent } from './units.ts';

/** `whole`: commands in full, for what is no terminal and so has no width. */
export function formatProcesses(
  page: Page,
  rows: readonly TreeRow[],
  { hidden, whole }: { readonly hidden: boolean; readonly whole: boolean },
): readonly string[] {
  const gpus = rows.some(({ row }) => row.gpuMemoryBytes !== null);
  const columns = [
    { title: 'pid', align: 'right' },
    { title: 'user' },
    { title: 's' },
    { title: 'ni', align: 'right' },
    { title: 'cpu', align: 'right' },
    { title: 'memory', align: 'right' },
    { title: 'i/o', align: 'right' },
    ...(gpus ? ([{ title: 'gpu', align: 'right' }] as const) : []),
  ] as const;
  const figures = rows.map(({ row }) => [
    String(row.pid),
    cut(safe(row.user), 12),
    safe(row.state),
    String(row.nice),
    orDash(row.cpuPercent, formatPercent),
    formatBytes(row.memoryBytes),
    orDash(ioOf(row), formatBytesPerSecond),
    ...(gpus ? [orDash(row.gpuMemoryBytes, formatBytes)] : []),
  ]);
  const before = table({ ...page, width: 10_000 }, columns, figures);
  const width = Math.max(...before.map(textWidth));
  // One line each and the spaces of a tree as they are, so that nothing of it is wrapped.
  const commands = ['COMMAND', ...rows.map(({ row, branch }) => branch + safe(row.command))];
  const room = Math.max(20, page.width - width - 2);
  const warning = hidden ? [page.style.warn('The kernel hides the processes of other users here (hidepid), so they are missing.')] : [];
  if (rows.length === 0) return blocks(warning, ['There is no process that fits.']);
  return blocks(
    warning,
    before.map((line, index) => {
      const command = commands[index] ?? '';
      const shown = whole ? command : cut(command, room);
      return `${padEnd(line, width)}  ${index === 0 ? page.style.faint(shown) : shown}`;
    }),
  );
}

export function formatGroups(page: Page, found: GroupTable, groups: readonly GroupRow[]): readonly string[] {
  if (groups.length === 0) return [found.why === null ? 'There is none that fits.' : safe(found.why)];
  const rows = groups.map((group) => [
    orDash(group.cpuPercent, formatPercent),
    orDash(group.memoryBytes, formatBytes),
    orDash(group.readBytesPerSecond, formatBytesPerSecond),
    orDash(group.writeBytesPerSecond, formatBytesPerSecond),
    orDash(group.processes, String),
    group.kind,
    safe(group.name),
  ]);
  const columns = [
    { title: 'cpu', align: 'right' },
    { title: 'memory', align: 'right' },
    { title: 'read', align: 'right' },
    { title: 'write', align: 'right' },
    { title: 'procs', align: 'right' },
    { title: 'kind' },
    { title: 'name' },
  ] as const;
  return table(page, columns, rows);
}

export function formatProcess(page: Page, detail: ProcessDetail, nowMs: number): readonly string[] {
  const { memory, io, ioPriority, cpuSeconds } = detail;
  const unknown = 'not known (only root may see it)';
  const list: readonly Field[] = [
    { name: 'Command', value: detail.command.length === 0 ? safe(detail.name) : safe(detail.command.join(' ')) },
    { name: 'Program', value: orUnknown(detail.executable, safe, unknown) },
    { name: 'Folder', value: orUnknown(detail.workingFolder, safe, unknown) },
    { name: 'User', value: safe(detail.user) },
    { name: 'Parent', value: String(detail.parentPid) },
    { name: 'State', value: `${safe(detail.state)}${stateWord(detail.state)}` },
    { name: 'Started', value: `${formatMoment(detail.startedAt)}, ${formatDuration(nowMs - detail.startedAt)} ago` },
    { name: 'Service', value: orUnknown(detail.cgroup, safe, 'none') },
    { name: 'CPU time', value: `${cpuSeconds.user.toFixed(1)} s in programs, ${cpuSeconds.system.toFixed(1)} s in the kernel` },
    { name: 'Threads', value: String(detail.threads) },
    { name: 'Nice', value: String(detail.nice) },
    {
      name: 'I/O priority',
      value:
        ioPriority === null
          ? unknown
          : ioPriority.class === 'none'
            ? 'by its nice value'
            : `${ioPriority.class}, level ${String(ioPriority.level)}`,
    },
    { name: 'Processors', value: orUnknown(detail.affinity, safe, unknown) },
    { name: 'Memory', value: `${formatBytes(memory.residentBytes)} resident, ${formatBytes(memory.virtualBytes)} virtual` },
    { name: 'Own share', value: orUnknown(memory.proportionalBytes, formatBytes, unknown) },
    { name: 'Shared', value: orUnknown(memory.sharedBytes, formatBytes, unknown) },
    { name: 'Swapped', value: orUnknown(memory.swapBytes, formatBytes, unknown) },
    { name: 'GPU memory', value: orUnknown(detail.gpuMemoryBytes, formatBytes, 'not told by a driver') },
    {
      name: 'Disk',
      value: io === null ? unknown : `${formatBytes(io.readBytes)} read, ${formatBytes(io.writeBytes)} written since it started`,
    },
    { name: 'Open files', value: orUnknown(detail.openFiles, String, unknown) },
    { name: 'OOM adjust', value: orUnknown(detail.oomScoreAdjust, String, unknown) },
  ];
  return [page.style.heading(`${String(detail.pid)} ${safe(detail.name)}`), ...fields(page, list, 0)];
}

function orUnknown<T>(value: T | null, show: (value: T) => string, otherwise: string): string {
  return value === null ? otherwise : show(value);
}

/** Letters of proc_pid_stat(5). */
function stateWord(state: string): string {
  const words: Readonly<Record<string, string>> = {
    R: 'running',
    S: 'sleeping',
    D: 'waiting for a disk',
    Z: 'ended, not yet collected by its parent',
    T: 'stopped',
    t: 'stopped by a debugger',
    I: 'idle kernel thread',
    X: 'ended',
  };
  const word = Object.hasOwn(words, state) ? words[state] : undefined;
  return word === undefined ? '' : `, ${word}`;
}
