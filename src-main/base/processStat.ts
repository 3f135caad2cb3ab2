/**
 * The line of /proc/PID/stat (proc_pid_stat(5)). The name stands in
 * parentheses and may hold anything, so that only the last closing one ends it.
 * For a single process; the monitor, which reads thousands, walks over bytes.
 */

export interface ProcessStat {
  readonly pid: number;
  readonly name: string;
  /** One letter; Z and X are processes that have ended. */
  readonly state: string;
  readonly parentPid: number;
  readonly isKernelThread: boolean;
  readonly nice: number;
  readonly startTicks: number;
  /** User and system time of itself and of the children that it waited for. */
  readonly workTicks: number;
}

/** include/linux/sched.h */
const PF_KTHREAD = 0x0020_0000;
const fields = /^([A-Za-z]) (-?\d+(?: -?\d+){20,})/;

/** undefined when it is no such line. */
export function parseProcessStat(line: string): ProcessStat | undefined {
  const open = line.indexOf(' (');
  const close = line.lastIndexOf(') ');
  const found = open === -1 || close < open ? null : fields.exec(line.slice(close + 2, close + 2048));
  const pid = Number(line.slice(0, open));
  if (found === null || !Number.isSafeInteger(pid) || pid < 1) return undefined;
  const numbers = (found[2] ?? '').split(' ').map(Number);
  // The first of them is field 4 of the manual.
  const field = (number: number): number => numbers[number - 4] ?? Number.NaN;
  return {
    pid,
    name: line.slice(open + 2, close),
    state: found[1] ?? '',
    parentPid: field(4),
    isKernelThread: (field(9) & PF_KTHREAD) !== 0,
    nice: field(19),
    startTicks: field(22),
    workTicks: field(14) + field(15) + field(16) + field(17),
  };
}

export function hasEnded(stat: ProcessStat): boolean {
  return stat.state === 'Z' || stat.state === 'X';
}
