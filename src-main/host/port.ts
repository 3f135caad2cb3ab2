/**
 * The machine, through one port. Engines see only this file. `node/` is the
 * real machine, `fake/` a folder with scripted commands and a manual clock.
 *
 * Reads are synchronous on purpose: a file of /proc or /sys is made by the
 * kernel while it is read and takes microseconds, and the promise API costs 8
 * to 16 times as much CPU (measured, see bench/). Anything that can block
 * for long (commands, network file systems) is a promise.
 */

import type { AnyIoPriority } from '../base/ioPriority.ts';
import type { ProcessSignal } from '../contracts/processValues.ts';

/** Why a file could not be read; `why` is ready for a Reading. */
export interface ReadFailure {
  readonly ok: false;
  readonly reason: 'missing' | 'denied' | 'tooLarge' | 'failed';
  readonly why: string;
}

export interface ReadSuccess {
  readonly ok: true;
  /** Raw text, NUL bytes and trailing white space included. */
  readonly text: string;
}

export type ReadResult = ReadSuccess | ReadFailure;

export interface FileStat {
  readonly kind: 'file' | 'folder' | 'link' | 'device' | 'other';
  readonly sizeBytes: number;
  readonly mode: number;
}

/** Absolute paths as on the machine; a recorded machine maps them below its own folder and never leaves it. */
export interface HostFiles {
  /** Reads at most `maxBytes` (default 1 MiB); a larger file is `tooLarge`. */
  read(path: string, maxBytes?: number): ReadResult;
  /** Names in a folder, sorted; empty when it is missing or unreadable. */
  list(path: string): readonly string[];
  /** Target text of a symbolic link, undefined when it is none. */
  readLink(path: string): string | undefined;
  /** Path with all links resolved, still as on the machine; undefined when it dangles or leaves the root. */
  realPath(path: string): string | undefined;
  /** Follows links. */
  exists(path: string): boolean;
  /** Does not follow the last link. */
  stat(path: string): FileStat | undefined;
}

export interface CommandOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Working folder; the caller's own when left out. One that is not there is `notFound`, like a missing program. */
  readonly folder?: string;
  /** Output beyond this is cut and `truncated` is set; default 4 MiB. */
  readonly maxOutputBytes?: number;
  readonly onLine?: (line: string) => void;
}

export interface CommandResult {
  /** Exit code; null when a signal ended it, or it was not found or not allowed. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  readonly failure: 'none' | 'notFound' | 'timeout' | 'cancelled' | 'signal' | 'unavailable';
}

/** Runs programs with an argument array, never through a shell, with LC_ALL=C. Never rejects. */
export interface HostCommands {
  run(program: string, args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
}

export interface HostClock {
  /** Wall clock, milliseconds since 1970. */
  nowMs(): number;
  /** Monotonic milliseconds that do not jump with the wall clock. */
  monotonicMs(): number;
  /** An aborted sleep ends early and without an error. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface HostIdentity {
  /** True for a recorded folder: nothing can be run or changed. */
  readonly recorded: boolean;
  /** Effective user id of this process. */
  readonly uid: number;
  /** Architecture of this process, as Node names it; for a recorded machine undefined. */
  readonly architecture: string | undefined;
  /** Kernel release when it is not readable below /proc. */
  readonly kernelRelease: string | undefined;
  readonly hostname: string | undefined;
  readonly timeZone: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Inventory that is binary in the kernel’s files; read once in `host/node` from the firmware table or udev, without running a program. */
export interface HostInventory {
  memoryModules(): Promise<
    | {
        readonly ok: true;
        readonly modules: readonly {
          locator: string;
          sizeBytes: number;
          type: string | null;
          speedMTs: number | null;
          manufacturer: string | null;
          ecc: boolean | null;
        }[];
      }
    | { readonly ok: false; readonly why: string }
  >;
}

/** One process of this boot: the number alone may be given to another one. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: number;
}

export interface ProcessChange {
  /** null leaves it alone, as in the other two. */
  readonly nice: number | null;
  readonly ioPriority: AnyIoPriority | null;
  readonly cpus: readonly number[] | null;
}

export type ProcessOutcome =
  | { readonly ok: true }
  /** `denied`: root might; `refused`: the kernel would refuse it to anybody; `unavailable`: not on this machine. */
  | { readonly ok: false; readonly reason: 'gone' | 'denied' | 'refused' | 'unavailable'; readonly why: string };

/** What may be done to processes by the user's own right. The identity is checked each time. */
export interface HostProcesses {
  /** False when it has ended, also when its number was given away. */
  isThere(process: ProcessIdentity): boolean;
  signal(process: ProcessIdentity, signal: ProcessSignal): ProcessOutcome;
  /** All threads of the process. What was not allowed as a whole is not left done in part, as far as the kernel lets it be taken back. */
  adjust(process: ProcessIdentity, change: ProcessChange): ProcessOutcome;
}

export interface Host {
  readonly files: HostFiles;
  readonly commands: HostCommands;
  readonly clock: HostClock;
  readonly identity: HostIdentity;
  readonly inventory: HostInventory;
  readonly processes: HostProcesses;
}
