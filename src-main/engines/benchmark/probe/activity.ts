/**
 * What others do on this machine, between two moments. The load average and
 * PSI's averages look back for seconds and minutes, so that right after a test
 * they mostly show that very test; the counters behind them do not.
 */
import { parseInteger } from '../../../base/text.ts';
import type { Host, HostFiles } from '../../../host/port.ts';
import { gpuBusyPercent } from './gpuLoad.ts';

/** Counters since boot; undefined where the kernel does not tell. */
export interface ActivityCounters {
  readonly atMs: number;
  /** Ticks that programs of this machine used, ours among them. */
  readonly busyTicks: number | undefined;
  /** Ticks that a hypervisor gave to other machines. */
  readonly stolenTicks: number | undefined;
  /** Ticks of this process and of what it started and waited for. */
  readonly ownTicks: number | undefined;
  readonly cpuStallMicroseconds: number | undefined;
  readonly ioStallMicroseconds: number | undefined;
  /** At that moment. */
  readonly gpuBusyPercent: number | undefined;
}

export interface Activity {
  readonly seconds: number;
  /** Processors' worth of work that other programs did. */
  readonly otherCpus: number | undefined;
  readonly stolenCpus: number | undefined;
  /** Share of the time in which some task waited for a processor. */
  readonly cpuStallPercent: number | undefined;
  readonly ioStallPercent: number | undefined;
  /** The smaller of the two readings: a window that is drawn anew is no work. */
  readonly gpuBusyPercent: number | undefined;
}

/** USER_HZ is 100 on every architecture that runs this product (include/asm-generic/param.h). */
const ticksPerSecond = 100;

export function readActivity(host: Host): ActivityCounters {
  const { files } = host;
  const cpu = processorTicks(files);
  return {
    atMs: host.clock.monotonicMs(),
    busyTicks: cpu?.busy,
    stolenTicks: cpu?.stolen,
    ownTicks: ownTicks(files),
    cpuStallMicroseconds: stall(files, 'cpu'),
    ioStallMicroseconds: stall(files, 'io'),
    gpuBusyPercent: gpuBusyPercent(files),
  };
}

export function activityBetween(before: ActivityCounters, after: ActivityCounters): Activity {
  const seconds = (after.atMs - before.atMs) / 1000;
  const rate = (from: number | undefined, to: number | undefined, perSecond: number): number | undefined =>
    from === undefined || to === undefined || seconds <= 0 ? undefined : Math.max(0, (to - from) / perSecond / seconds);
  const all = rate(before.busyTicks, after.busyTicks, ticksPerSecond);
  const own = rate(before.ownTicks, after.ownTicks, ticksPerSecond);
  const percent = (share: number | undefined): number | undefined => (share === undefined ? undefined : Math.min(100, share * 100));
  return {
    seconds,
    otherCpus: all === undefined || own === undefined ? undefined : Math.max(0, all - own),
    stolenCpus: rate(before.stolenTicks, after.stolenTicks, ticksPerSecond),
    cpuStallPercent: percent(rate(before.cpuStallMicroseconds, after.cpuStallMicroseconds, 1_000_000)),
    ioStallPercent: percent(rate(before.ioStallMicroseconds, after.ioStallMicroseconds, 1_000_000)),
    gpuBusyPercent:
      before.gpuBusyPercent === undefined || after.gpuBusyPercent === undefined
        ? undefined
        : Math.min(before.gpuBusyPercent, after.gpuBusyPercent),
  };
}

/** Watches for `ms`. */
export async function sampleActivity(host: Host, ms: number, signal: AbortSignal): Promise<Activity> {
  const before = readActivity(host);
  await host.clock.sleep(ms, signal);
  return activityBetween(before, readActivity(host));
}

/** proc_stat(5): user nice system idle iowait irq softirq steal. Interrupts are left out: those of a test are nobody else's work. */
function processorTicks(files: HostFiles): { readonly busy: number; readonly stolen: number } | undefined {
  const read = files.read('/proc/stat', 4 * 1024 * 1024);
  const fields = read.ok ? /^cpu {1,2}(\d{1,15}(?: \d{1,15}){7,9}) ?$/m.exec(read.text)?.[1] : undefined;
  const numbers = fields?.split(' ').map(Number);
  if (numbers === undefined) return undefined;
  const [user = 0, nice = 0, system = 0, , , , , steal = 0] = numbers;
  return { busy: user + nice + system, stolen: steal };
}

/** proc_pid_stat(5), fields 14 to 17: own and waited-for children's user and system time. */
function ownTicks(files: HostFiles): number | undefined {
  const read = files.read('/proc/self/stat', 4096);
  const fields = read.ok ? read.text.slice(read.text.lastIndexOf(') ') + 2).split(' ') : [];
  const ticks = fields.slice(11, 15).map((field) => parseInteger(field));
  if (ticks.length < 4 || ticks.includes(undefined)) return undefined;
  return ticks.reduce<number>((sum, one) => sum + (one ?? 0), 0);
}

function stall(files: HostFiles, what: 'cpu' | 'io'): number | undefined {
  const read = files.read(`/proc/pressure/${what}`, 1024);
  const total = read.ok ? /^some [^\n]{0,80}total=(\d{1,15})$/m.exec(read.text)?.[1] : undefined;
  return total === undefined ? undefined : Number(total);
}
