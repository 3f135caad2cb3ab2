/** The real machine. Every write that the executor does outside its own journal is in this file, but what concerns processes (systemProcesses.ts). */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { TextDecoder } from 'node:util';
import type { Machine, MachineRead, ProgramName, ProgramResult } from './machine.ts';
import { programPaths } from './machine.ts';
import { errorCode, Refusal, systemProblem } from './problem.ts';
import { systemProcesses } from './systemProcesses.ts';

const defaultLimitBytes = 65_536;
const programTimeoutMs = 180_000;
const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** The file that an interrupted install leaves; no reader of drop-in folders takes a name that starts with a dot and has no known ending. */
export function temporaryName(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}.new`);
}

function withDescriptor<T>(file: string, flags: number, use: (descriptor: number) => T, mode?: number): T {
  const descriptor = openSync(file, flags, mode);
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Kernel files state a size of 0 or 4096, so the end is found by reading. */
function readDescriptor(descriptor: number, limitBytes: number): Buffer {
  const buffer = Buffer.alloc(limitBytes);
  let length = 0;
  while (length < limitBytes) {
    const count = readSync(descriptor, buffer, length, limitBytes - length, null);
    if (count === 0) break;
    length += count;
  }
  return buffer.subarray(0, length);
}

function read(file: string, maxBytes = defaultLimitBytes): MachineRead {
  try {
    return withDescriptor(realFolder(file), O_RDONLY | O_NOFOLLOW | O_NONBLOCK, (descriptor): MachineRead => {
      if (!fstatSync(descriptor).isFile()) return { ok: false, reason: 'notAFile', why: `${file} is not a regular file` };
      const bytes = readDescriptor(descriptor, maxBytes + 1);
      if (bytes.length > maxBytes) return { ok: false, reason: 'tooLarge', why: `${file} is larger than ${String(maxBytes)} bytes` };
      try {
        return { ok: true, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
      } catch {
        return { ok: false, reason: 'notText', why: `${file} is not valid UTF-8 text` };
      }
    });
  } catch (error) {
    const code = errorCode(error);
    const why = systemProblem(file, error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { ok: false, reason: 'missing', why };
    if (code === 'EACCES' || code === 'EPERM') return { ok: false, reason: 'denied', why };
    if (code === 'ELOOP') return { ok: false, reason: 'notAFile', why };
    return { ok: false, reason: 'failed', why };
  }
}

/** Folders may be links (/sys/class, a merged /usr), the file itself may not: resolve the folder, then open with O_NOFOLLOW. */
function realFolder(file: string): string {
  return path.join(realpathSync(path.dirname(file)), path.basename(file));
}

function syncFolder(folder: string): void {
  withDescriptor(folder, O_RDONLY, fsyncSync);
}

function writeAll(descriptor: number, bytes: Buffer): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(descriptor, bytes, done);
}

function unlinkIfThere(file: string): boolean {
  try {
    unlinkSync(file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return false;
    throw error;
  }
}

function installFile(file: string, content: string): void {
  const target = realFolder(file);
  const temporary = temporaryName(target);
  unlinkIfThere(temporary);
  const write = (descriptor: number): void => {
    writeAll(descriptor, Buffer.from(content, 'utf8'));
    fchmodSync(descriptor, 0o644); // the umask of whoever started us must not hide the file from its readers
    fsyncSync(descriptor);
  };
  try {
    withDescriptor(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, write, 0o644);
    renameSync(temporary, target);
  } catch (error) {
    unlinkIfThere(temporary);
    throw error;
  }
  syncFolder(path.dirname(target));
}

function removeFile(file: string): void {
  const folder = path.dirname(file);
  if (!existsSync(folder)) return;
  const target = realFolder(file);
  const removedTemporary = unlinkIfThere(temporaryName(target));
  const removed = unlinkIfThere(target);
  if (removed || removedTemporary) syncFolder(path.dirname(target));
}

function clearLeftover(file: string): void {
  if (!existsSync(path.dirname(file))) return;
  const target = realFolder(file);
  if (unlinkIfThere(temporaryName(target))) syncFolder(path.dirname(target));
}

function removeEmptyFolder(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    // Somebody else put a file there, or it has gone already: either way it is no longer ours to remove.
    if (['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) return;
    throw error;
  }
  syncFolder(path.dirname(folder));
}

function kindOf(file: string): 'file' | 'folder' | 'other' | undefined {
  const status = lstatSync(file, { throwIfNoEntry: false });
  if (status === undefined) return undefined;
  if (status.isFile()) return 'file';
  return status.isDirectory() ? 'folder' : 'other';
}

function locate(program: ProgramName): string | undefined {
  return programPaths[program].find((candidate) => existsSync(candidate));
}

function run(program: ProgramName, args: readonly string[]): ProgramResult {
  const file = locate(program);
  if (file === undefined) return { exitCode: null, stdout: '', problem: `${program} is not installed` };
  const done = spawnSync(file, [...args], {
    cwd: '/',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', HOME: '/root' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: programTimeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: 4_194_304,
    encoding: 'utf8',
  });
  if (done.error !== undefined) return { exitCode: null, stdout: done.stdout, problem: systemProblem(file, done.error) };
  if (done.status === null) return { exitCode: null, stdout: done.stdout, problem: `${program} was ended by ${String(done.signal)}` };
  return { exitCode: done.status, stdout: done.stdout, problem: done.stderr.trim() };
}

function refusing(field: string, file: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(field, systemProblem(file, error), error);
  }
}

function staysBelow(file: string, below: string): boolean {
  try {
    return realpathSync(file).startsWith(`${below}/`);
  } catch {
    return false; // missing or unreadable: a read of it tells why
  }
}

function writeKernelFile(file: string, value: string): void {
  const bytes = Buffer.from(`${value}\n`, 'latin1');
  // One write: the kernel takes each write(2) to such a file as a whole value (Documentation/filesystems/sysfs.rst).
  const written = withDescriptor(realFolder(file), O_WRONLY | O_NOFOLLOW, (descriptor) => writeSync(descriptor, bytes));
  if (written !== bytes.length) throw new Refusal('value', `${file}: the kernel took only a part of the value`);
}

const rawBytes = 16_384;

function readRaw(file: string): string | undefined {
  try {
    return withDescriptor(realFolder(file), O_RDONLY | O_NOFOLLOW | O_NONBLOCK, (descriptor) =>
      readDescriptor(descriptor, rawBytes).toString('latin1'),
    );
  } catch {
    return undefined; // the port's word for "cannot be read"
  }
}

export function createSystemMachine(): Machine {
  return {
    read,
    readDevice: (file, bytes) => {
      try {
        return withDescriptor(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, (descriptor) => readDescriptor(descriptor, bytes));
      } catch {
        return undefined; // the port's word for "cannot be read"
      }
    },
    list: (folder) => {
      try {
        return readdirSync(folder).sort();
      } catch {
        return []; // the port's word for "missing"
      }
    },
    kindOf,
    staysBelow,
    writeKernelFile: (file, value) => {
      refusing('value', file, () => {
        writeKernelFile(file, value);
      });
    },
    readForEffect: (file) => {
      try {
        return readFileSync(file, 'utf8').trim();
      } catch (error) {
        throw new Refusal('kind', systemProblem(file, error), error);
      }
    },
    installFile: (file, content) => {
      refusing('path', file, () => {
        installFile(file, content);
      });
    },
    removeFile: (file) => {
      refusing('path', file, () => {
        removeFile(file);
      });
    },
    clearLeftover: (file) => {
      refusing('path', file, () => {
        clearLeftover(file);
      });
    },
    makeFolder: (folder) => {
      refusing('path', folder, () => {
        mkdirSync(folder, { mode: 0o755 });
        chmodSync(folder, 0o755); // whatever the umask of this process is
        syncFolder(path.dirname(folder));
      });
    },
    removeEmptyFolder: (folder) => {
      refusing('path', folder, () => {
        removeEmptyFolder(folder);
      });
    },
    readRaw,
    ...systemProcesses,
    run,
    has: (program) => locate(program) !== undefined,
    pause: (milliseconds) => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
    },
    bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    nowMs: () => Date.now(),
  };
}
