/** The log: lines on stderr for whoever started the program, and a rotating file in the state folder for later. */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { shortId } from '../base/shortId.ts';
import { printable } from '../base/text.ts';
import type { Log } from './ports.ts';

export interface LogOptions {
  /** Name of the program; first word of each line. */
  readonly program: string;
  /** Where `<program>.log` is kept; null writes no file. */
  readonly folder: string | null;
  /** Receives each line, with its line break; usually stderr. */
  readonly write?: ((line: string) => void) | undefined;
  /** A file that has reached this size is renamed to `.1` first. */
  readonly maxFileBytes?: number;
  /** Older files that are kept: `.1` is the newest of them. */
  readonly keptFiles?: number;
  readonly now?: () => Date;
}

const longestMessage = 2000;
const longestStack = 8000;

/**
 * Opens a log. Nothing is created before the first line, and a folder that
 * cannot be written never stops the program: the line still goes to `write`.
 */
export function createLog(options: LogOptions): Log {
  const now = options.now ?? (() => new Date());
  const file = options.folder === null ? null : path.join(options.folder, `${options.program}.log`);

  function emit(level: string, text: string): void {
    const line = `${now().toISOString()} ${options.program} ${level} ${text}\n`;
    options.write?.(line);
    if (file === null) return;
    try {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      rotate(file, options.maxFileBytes ?? 1_048_576, options.keptFiles ?? 2);
      appendFileSync(file, line, { mode: 0o600 });
    } catch (error) {
      options.write?.(`${now().toISOString()} ${options.program} error cannot write ${file}: ${messageOf(error)}\n`);
    }
  }

  return {
    info(message) {
      emit('info', oneLine(message, longestMessage));
    },
    error(message, error) {
      const id = shortId();
      emit('error', `[${id}] ${oneLine(message, longestMessage)}: ${oneLine(inspected(error), longestStack)}`);
      return id;
    },
  };
}

function rotate(file: string, maxFileBytes: number, keptFiles: number): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size < maxFileBytes) return;
  for (let index = keptFiles; index >= 1; index -= 1) {
    const from = index === 1 ? file : `${file}.${String(index - 1)}`;
    if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, `${file}.${String(index)}`);
  }
}

/** Stack and causes on one line, so that one failure is one line of the log. */
function inspected(error: unknown): string {
  return error instanceof Error ? inspect(error, { depth: 4, breakLength: Number.POSITIVE_INFINITY }) : inspect(error, { depth: 2 });
}

/** Line breaks become ` | ` before control characters go, so that a stack stays readable and no text can forge a line. */
function oneLine(text: string, limit: number): string {
  const flat = printable(text.replace(/\s*\n\s*/g, ' | '));
  return flat.length > limit ? `${flat.slice(0, limit)}…` : flat;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
