/**
 * What others do on this machine, between two moments. The load average and
 * PSI's averages look back for seconds and minutes, so that right after a test
 * they mostly show that very test; the counters behind them do not.
 */
import type { Host, HostFiles } from '../../../host/port.ts';
import { gpuBusyPercent } from './gpuLoad.ts';
import { createOwnWork, type OwnWork } from './ownWork.ts';

/** Counters since boot; undefined where the kernel does not tell. */
export interface ActivityCounters {
  readonly atMs: number;
  /** Ticks that programs of this machine used, ours among them. */
  readonly busyTicks: number | undefined;
  /** Ticks that a hypervisor gave to other machines. */
  readonly stolenTicks: number | undefined;
  /** Ticks of this process and of what it started. */
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

/** `own` remembers our processes from one reading to the next, which counts when some of them end in between. */
export function readActivity(host: Host, own: OwnWork = createOwnWork(host.files)): ActivityCounters {
  const { files } = host;
  const cpu = processorTicks(files);
  return {
    atMs: host.clock.monotonicMs(),
    busyTicks: cpu?.busy,
    stolenTicks: cpu?.stolen,
    ownTicks: own.look(),
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
  const own = createOwnWork(host.files);
  const before = readActivity(host, own);
  await host.clock.sleep(ms, signal);
  return activityBetween(before, readActivity(host, own));
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

function stall(files: HostFiles, what: 'cpu' | 'io'): number | undefined {
  const read = files.read(`/proc/pressure/${what}`, 1024);
  const total = read.ok ? /^some [^\n]{0,80}total=(\d{1,15})$/m.exec(read.text)?.[1] : undefined;
  return total === undefined ? undefined : Number(total);
}
