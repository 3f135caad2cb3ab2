/**
 * System calls about processes that Node has no door to, through koffi, which
 * is loaded on the first call only.
 */
import { loadKoffi } from './nativeCalls.ts';

/** A call that the kernel refused, with the name of errno(3) where it is one of these. */
export class SystemCallError extends Error {
  override readonly name = 'SystemCallError';
  readonly code: 'EPERM' | 'EACCES' | 'ESRCH' | 'EINVAL' | 'ENOSYS' | 'OTHER';
  readonly call: string;

  constructor(call: string, errno: number) {
    const code = errnoNames[errno] ?? 'OTHER';
    super(`${call}: ${code === 'OTHER' ? `error ${String(errno)}` : code}`);
    this.code = code;
    this.call = call;
  }
}

/** The same on every architecture of Linux (asm-generic/errno-base.h), but ENOSYS on three that Node does not run on. */
const errnoNames: Readonly<Record<number, SystemCallError['code']>> = {
  1: 'EPERM',
  3: 'ESRCH',
  13: 'EACCES',
  22: 'EINVAL',
  38: 'ENOSYS',
};

/** Numbers of the calls that the C library has no function for: asm/unistd.h of each architecture. */
interface CallNumbers {
  readonly ioprioSet: number;
  readonly ioprioGet: number;
}

const callNumbers: Readonly<Record<string, CallNumbers>> = {
  x64: { ioprioSet: 251, ioprioGet: 252 },
  arm64: { ioprioSet: 30, ioprioGet: 31 },
  riscv64: { ioprioSet: 30, ioprioGet: 31 },
  loong64: { ioprioSet: 30, ioprioGet: 31 },
  ppc64: { ioprioSet: 273, ioprioGet: 274 },
  s390x: { ioprioSet: 282, ioprioGet: 283 },
};
/** The same everywhere, as all calls from 424 on. */
const PIDFD_SEND_SIGNAL = 424;
const PIDFD_OPEN = 434;

const IOPRIO_WHO_PROCESS = 1;
const PRIO_PROCESS = 0;

interface Library {
  readonly syscall: (number: number, a: number, b: number, c: number, d: number) => number;
  readonly setpriority: (which: number, who: number, nice: number) => number;
  readonly setAffinity: (pid: number, bytes: number, mask: Buffer) => number;
  readonly close: (descriptor: number) => number;
  readonly errno: () => number;
}

let library: Library | undefined;

function calls(): Library {
  library ??= load();
  return library;
}

function load(): Library {
  const koffi = loadKoffi();
  const libc = koffi.load('libc.so.6');
  return {
    // Variadic in C; on the architectures above the arguments of syscall(2) travel as those of a plain function with longs.
    syscall: libc.func('long syscall(long number, long a, long b, long c, long d)') as Library['syscall'],
    setpriority: libc.func('int setpriority(int which, unsigned int who, int nice)') as Library['setpriority'],
    setAffinity: libc.func('int sched_setaffinity(int pid, size_t bytes, const void *mask)') as Library['setAffinity'],
    close: libc.func('int close(int descriptor)') as Library['close'],
    errno: () => koffi.errno(),
  };
}

function checked(call: string, result: number): number {
  if (result >= 0) return result;
  throw new SystemCallError(call, calls().errno());
}

function numbers(): CallNumbers {
  const known = callNumbers[process.arch];
  if (known === undefined) throw new SystemCallError(`ioprio on ${process.arch}`, 38);
  return known;
}

/** I/O priority as ioprio_get(2) packs it: class in the bits from 13 on, level in the lower three. Throws SystemCallError. */
export function getIoPriority(pid: number): number {
  return checked('ioprio_get', calls().syscall(numbers().ioprioGet, IOPRIO_WHO_PROCESS, pid, 0, 0));
}

/** Throws SystemCallError. */
export function setIoPriority(pid: number, value: number): void {
  checked('ioprio_set', calls().syscall(numbers().ioprioSet, IOPRIO_WHO_PROCESS, pid, value, 0));
}

/** Throws SystemCallError. */
export function setNice(pid: number, nice: number): void {
  checked('setpriority', calls().setpriority(PRIO_PROCESS, pid, nice));
}

/** CPUs that the main thread of the process may run on. Throws SystemCallError; EINVAL when none of them is there. */
export function setAffinity(pid: number, cpus: readonly number[]): void {
  // The kernel takes longs, in the byte order of the machine; Node runs on little-endian ones but for s390x.
  const bytes = Buffer.alloc((Math.floor(Math.max(0, ...cpus) / 64) + 1) * 8);
  const bigEndian = process.arch === 's390x';
  for (const cpu of cpus) {
    const byte = bigEndian ? (Math.floor(cpu / 8) & ~7) + 7 - (Math.floor(cpu / 8) & 7) : Math.floor(cpu / 8);
    bytes[byte] = (bytes[byte] ?? 0) | (1 << (cpu % 8));
  }
  checked('sched_setaffinity', calls().setAffinity(pid, bytes.length, bytes));
}

/**
 * A descriptor that means this process for ever (pidfd_open(2), Linux 5.3): what
 * `use` finds out about the process by its number is true of it as long as
 * `send` does not say ESRCH. Throws SystemCallError.
 */
export function withProcess<T>(pid: number, use: (send: (signal: number) => void) => T): T {
  const descriptor = checked('pidfd_open', calls().syscall(PIDFD_OPEN, pid, 0, 0, 0));
  try {
    return use((signal) => {
      checked('pidfd_send_signal', calls().syscall(PIDFD_SEND_SIGNAL, descriptor, signal, 0, 0));
    });
  } finally {
    calls().close(descriptor);
  }
}
