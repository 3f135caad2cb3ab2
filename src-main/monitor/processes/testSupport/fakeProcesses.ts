/** Processes in the /proc of a fake machine. */
import type { FakeMachine } from '../../testSupport/fakeMachine.ts';

export interface FakeProcess {
  readonly pid: number;
  readonly startTicks?: number;
  readonly name?: string;
  readonly commandLine?: string;
  readonly state?: string;
  readonly parentPid?: number;
  readonly flags?: number;
  readonly userTicks?: number;
  readonly systemTicks?: number;
  readonly nice?: number;
  readonly threads?: number;
  readonly residentPages?: number;
  readonly uid?: number;
  readonly cgroup?: string;
  readonly io?: string;
}

export const kernelThreadFlags = 0x0020_8040;

export function addProcess(machine: FakeMachine, process: FakeProcess): void {
  const { pid, startTicks = pid, name = 'cat', parentPid = 1, state = 'S', flags = 4_194_304, uid = 1000 } = process;
  const { userTicks = 0, systemTicks = 0, nice = 0, threads = 1, residentPages = 100 } = process;
  const folder = `proc/${String(pid)}`;
  const numbers = [parentPid, 1, 1, 0, -1, flags, 0, 0, 0, 0, userTicks, systemTicks, 0, 0, 20 + nice, nice, threads, 0, startTicks];
  machine
    .write(
      `${folder}/stat`,
      `${String(pid)} (${name}) ${state} ${numbers.join(' ')} 4096000 ${String(residentPages)} 18446744073709551615 0\n`,
    )
    .write(`${folder}/status`, `Name:\t${name.replaceAll('\n', '\\n')}\nUid:\t${String(uid)}\t${String(uid)}\t0\t0\n`)
    .write(`${folder}/cgroup`, `0::${process.cgroup ?? '/'}\n`)
    .write(`${folder}/cmdline`, process.commandLine ?? `${name}\0`);
  if (process.io !== undefined) machine.write(`${folder}/io`, process.io);
}

export function ioText(readBytes: number, writeBytes: number): string {
  return `rchar: 1\nwchar: 1\nsyscr: 1\nsyscw: 1\nread_bytes: ${String(readBytes)}\nwrite_bytes: ${String(writeBytes)}\ncancelled_write_bytes: 0\n`;
}
