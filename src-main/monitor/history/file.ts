/** Opening history.db, alone, and setting it aside when it is damaged. */
import { closeSync, constants, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type Database from 'better-sqlite3';
import { createTables, stateOfFile } from './store.ts';

export type OpenDatabase = (file: string) => Database.Database;

export function historyFile(folder: string): string {
  return path.join(folder, 'history.db');
}

/** The write-ahead log is brought into the file at this many pages, and cut back to it. */
const logPages = 256;
const pageBytes = 4096;

export type Opened =
  | { readonly kind: 'open'; readonly database: Database.Database; readonly inode: number; readonly note: string | null }
  | { readonly kind: 'failed'; readonly problem: string };

/** Loads SQLite, which costs 10 ms and some megabytes: never before the first answer. */
export function openSqlite(file: string): Database.Database {
  const Sqlite = createRequire(import.meta.url)('better-sqlite3') as typeof Database;
  return new Sqlite(file, { timeout: 0 });
}

/**
 * Never throws. A damaged or foreign file becomes history.db.bad, and a new one
 * is begun. `damage`: what was found out while it was used.
 */
export function openHistoryFile(folder: string, open: OpenDatabase, damage: string | null): Opened {
  const file = historyFile(folder);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found =
      damage === null || !existsSync(file) ? tryOpen(file, open) : ({ kind: 'bad', problem: `is damaged (${damage})` } as const);
    if (found.kind !== 'bad') return found;
    setAside(file);
    const again = tryOpen(file, open);
    if (again.kind === 'bad') return { kind: 'failed', problem: again.problem };
    const note = `${file} ${found.problem}; it was set aside as ${file}.bad and a new one was begun`;
    return again.kind === 'open' ? { ...again, note } : again;
  } catch (error) {
    return { kind: 'failed', problem: `${file} cannot be opened: ${messageOf(error)}` };
  }
}

function tryOpen(file: string, open: OpenDatabase): Opened | { readonly kind: 'bad'; readonly problem: string } {
  // Only where there is none: closing a descriptor of a file that is open would drop SQLite's locks on it (fcntl(2)).
  if (!existsSync(file)) closeSync(openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600));
  const database = open(file);
  try {
    // Alone, and therefore without shared memory; before anything else, because the log is set up by it (sqlite.org/wal.html, section 8).
    database.pragma('locking_mode = EXCLUSIVE');
    const state = stateOfFile(database);
    if (state === 'ours') {
      prepare(database);
      return { kind: 'open', database, inode: statSync(file).ino, note: null };
    }
    database.close();
    if (state === 'foreign') return { kind: 'bad', problem: 'was not written by this program' };
    return { kind: 'failed', problem: `${file} was written by a newer version of this program; it is left as it is` };
  } catch (error) {
    database.close();
    if (isDamage(error)) return { kind: 'bad', problem: `is damaged (${messageOf(error)})` };
    if (codeOf(error).startsWith('SQLITE_BUSY')) return { kind: 'failed', problem: `another hecate-monitor writes to ${file}` };
    throw error;
  }
}

function prepare(database: Database.Database): void {
  // Works only before the first table.
  database.pragma('auto_vacuum = INCREMENTAL');
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.pragma('cache_size = -256');
  database.pragma(`wal_autocheckpoint = ${String(logPages)}`);
  database.pragma(`journal_size_limit = ${String(logPages * pageBytes)}`);
  createTables(database);
}

/** Together with its log, which belongs to no other file. */
function setAside(file: string): void {
  renameSync(file, `${file}.bad`);
  if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${file}.bad-wal`);
  else rmSync(`${file}.bad-wal`, { force: true });
  rmSync(`${file}-shm`, { force: true });
}

/** Removes the file while `close` still has it locked, so that no other program can have begun a new one meanwhile. */
export function removeHistoryFile(folder: string, close: () => void): void {
  const file = historyFile(folder);
  for (const name of [`${file}-wal`, `${file}-shm`, file]) rmSync(name, { force: true });
  close();
}

/** Size on disk with the log, in bytes; 0 where there is none. */
export function historyFileBytes(folder: string): number {
  const file = historyFile(folder);
  const size = (name: string): number => statSync(name, { throwIfNoEntry: false })?.size ?? 0;
  return size(file) + size(`${file}-wal`);
}

export function inodeOf(folder: string): number | undefined {
  return statSync(historyFile(folder), { throwIfNoEntry: false })?.ino;
}

export function isDamage(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error));
}

export function isFull(error: unknown): boolean {
  return codeOf(error) === 'SQLITE_FULL';
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
