/**
 * What was wrong: one line of JSON for each alert that fired, ended or was
 * acknowledged; the last line of an id counts. When the file is full it becomes
 * the older one of two. Without a folder, or with a full disk, the newest are
 * kept in memory.
 */
import { closeSync, constants, fstatSync, mkdirSync, openSync, readFileSync, readSync, renameSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Alert } from '../../contracts/alerts.ts';
import { readStoredAlert } from './storedAlert.ts';

export interface FiringLog {
  /** Appends, and what could not be written before with it; an empty list only tries that again. Never throws. */
  write(alerts: readonly Alert[]): void;
  /** Every alert that is kept, newest first. */
  all(): readonly Alert[];
  /** Why the newest firings are not on disk. */
  readonly problem: string | null;
  close(): void;
}

export interface FiringLogOptions {
  /** null keeps everything in memory only. */
  readonly folder: string | null;
  /** Each of the two files; about 500 bytes a line. */
  readonly maxFileBytes?: number;
  /** As writeSync of node:fs; a test has a full disk in its place. */
  readonly write?: (descriptor: number, bytes: Buffer, offset: number) => number;
}

const defaultMaxFileBytes = 512 * 1024;
/** Kept in memory while they cannot be written. */
const maxInMemory = 500;

export function createFiringLog({ folder, maxFileBytes = defaultMaxFileBytes, write = writeSync }: FiringLogOptions): FiringLog {
  const file = folder === null ? null : path.join(folder, 'alerts.jsonl');
  const older = folder === null ? null : path.join(folder, 'alerts.1.jsonl');
  let descriptor: number | undefined;
  let bytes = 0;
  /** After a write that may have stopped half way the next line starts afresh. */
  let isCutOff = false;
  let unwritten: readonly Alert[] = [];
  let problem: string | null = null;

  function open(target: string): number {
    if (descriptor !== undefined) return descriptor;
    mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
    // Never through a link that somebody put in its place (open(2), O_NOFOLLOW).
    const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
    descriptor = openSync(target, flags, 0o600);
    bytes = fstatSync(descriptor).size;
    isCutOff = bytes > 0 && !endsWithNewline(descriptor, bytes);
    return descriptor;
  }

  function shut(): void {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  }

  /** The full file becomes the older one; what is still on moves along, or a restart would forget it. */
  function rotate(target: string, aside: string): readonly Alert[] {
    const ongoing = newestFirst(readLines(target)).filter((alert) => alert.endedAt === null);
    shut();
    renameSync(target, aside);
    return ongoing;
  }

  function append(target: string, alerts: readonly Alert[]): void {
    const lines = Buffer.from(alerts.map((alert) => `${JSON.stringify(alert)}\n`).join(''));
    const start = isCutOff ? Buffer.concat([Buffer.from('\n'), lines]) : lines;
    isCutOff = true;
    for (let offset = 0; offset < start.length; ) offset += write(open(target), start, offset);
    isCutOff = false;
    bytes += start.length;
  }

  function flush(target: string, aside: string): void {
    open(target);
    if (bytes > maxFileBytes) {
      const ongoing = rotate(target, aside);
      open(target);
      append(target, [...ongoing, ...unwritten]);
    } else append(target, unwritten);
    unwritten = [];
    problem = null;
  }

  return {
    write(alerts) {
      unwritten = [...unwritten, ...alerts].slice(-maxInMemory);
      if (unwritten.length === 0 || file === null || older === null) return;
      try {
        flush(file, older);
      } catch (error) {
        problem = `alerts that fired are not kept in ${file}: ${error instanceof Error ? error.message : String(error)}`;
        try {
          shut();
        } catch {
          descriptor = undefined; // close(2) reports a failed write once more; the descriptor is gone either way
        }
      }
    },
    all: () => newestFirst([...(older === null ? [] : readLines(older)), ...(file === null ? [] : readLines(file)), ...unwritten]),
    get problem() {
      return problem;
    },
    close: shut,
  };
}

function endsWithNewline(descriptor: number, size: number): boolean {
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}

/** Beyond this it is not a file of ours. */
const mostReadBytes = 8 * 1024 * 1024;

function readLines(file: string): readonly Alert[] {
  try {
    const found = statSync(file);
    // A device in its place could be read without end.
    if (!found.isFile() || found.size > mostReadBytes) return [];
    return readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => (line === '' ? [] : (readStoredAlert(line) ?? [])));
  } catch {
    return []; // not there yet, or not readable: the next write says so
  }
}

/** One of each id, the last that was said about it. */
function newestFirst(lines: readonly Alert[]): readonly Alert[] {
  const last = new Map(lines.map((alert) => [alert.id, alert]));
  return [...last.values()].sort((one, other) => other.startedAt - one.startedAt);
}
