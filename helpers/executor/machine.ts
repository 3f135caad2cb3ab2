/**
 * Everything the executor may do to the machine, through one port. Operations
 * see only this interface; `systemMachine.ts` is the real one, and the tests'
 * recording one proves that nothing else is ever touched.
 */

export type MachineRead =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: 'missing' | 'denied' | 'notAFile' | 'tooLarge' | 'notText' | 'failed'; readonly why: string };

export interface ProgramResult {
  /** null when it was not found, took too long or was ended by a signal; `problem` says which. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly problem: string;
}

/** Synchronous on purpose: between the journal's record and the write there must be no moment in which something else can run. */
export interface Machine {
  /** A whole regular or kernel file as UTF-8, 64 KiB at most unless told otherwise; links in the last place are refused. */
  read(path: string, maxBytes?: number): MachineRead;
  /** The first bytes of a block device; undefined when it cannot be read. */
  readDevice(path: string, bytes: number): Uint8Array | undefined;
  /** Names in a folder, sorted; empty when it is missing. */
  list(path: string): readonly string[];
  /** What is there, not following a last link; undefined when nothing. */
  kindOf(path: string): 'file' | 'folder' | 'other' | undefined;
  /** True when the path with all its links resolved is still below `below`, such as /sys. */
  staysBelow(path: string, below: string): boolean;
  /** One write(2) of the value and a line feed to an existing kernel file. Throws Refusal. */
  writeKernelFile(path: string, value: string): void;
  /** Reading this file makes a device (zram's hot_add); returns its text. Throws Refusal. */
  readForEffect(path: string): string;
  /** Creates or replaces atomically and durably, mode 0644. Throws Refusal. */
  installFile(path: string, content: string): void;
  /** Removes the file and what an interrupted installFile left beside it; fine when neither exists. Throws Refusal. */
  removeFile(path: string): void;
  /** Removes only what an interrupted installFile left beside the file. Throws Refusal. */
  clearLeftover(path: string): void;
  /** Makes one folder, mode 0755, durably. Throws Refusal. */
  makeFolder(path: string): void;
  /** Removes a folder when it exists and is empty. Throws Refusal. */
  removeEmptyFolder(path: string): void;
  /** A short file of /proc with one character per byte, because the name of a process may be anything; undefined when it cannot be read. */
  readRaw(path: string): string | undefined;
  /** I/O priority of one thread as ioprio_get(2) packs it; undefined when it has ended or the kernel knows none. */
  ioPriority(threadId: number): number | undefined;
  /** Sets one of the three on one thread. False when it has ended. Throws Refusal. */
  setNice(threadId: number, nice: number): boolean;
  setIoPriority(threadId: number, packed: number): boolean;
  setAffinity(threadId: number, cpus: readonly number[]): boolean;
  /**
   * Sends a signal by a descriptor of the process, after `isMeant` agreed that it is the one that is meant: no other
   * process can get it, also when the number is given away in between. False when `isMeant` said no. Throws Refusal.
   */
  signalProcess(pid: number, signal: number, isMeant: () => boolean): boolean;
  /** Runs a program of the closed list with an argument array and a fixed environment. */
  run(program: ProgramName, args: readonly string[]): ProgramResult;
  /** False when this machine does not have it. */
  has(program: ProgramName): boolean;
  /** Waits for a moment, for a device that the kernel or udev still holds. */
  pause(milliseconds: number): void;
  /** Identifies this boot (proc/sys/kernel/random/boot_id). */
  readonly bootId: string;
  /** Real time in milliseconds since 1970. */
  nowMs(): number;
}

/** The only programs that are ever started as root, and where they may lie. Nothing is looked up in PATH. */
export const programPaths = {
  'systemctl': ['/usr/bin/systemctl', '/bin/systemctl'],
  'update-grub': ['/usr/sbin/update-grub'],
  'mkswap': ['/usr/sbin/mkswap', '/sbin/mkswap'],
  'swapon': ['/usr/sbin/swapon', '/sbin/swapon'],
  'swapoff': ['/usr/sbin/swapoff', '/sbin/swapoff'],
} as const;
export type ProgramName = keyof typeof programPaths;
