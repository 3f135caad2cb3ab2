/**
 * One executor changes the machine at a time. The lock is SQLite's own on an
 * otherwise empty file: the kernel drops it when the process ends, however it ends.
 */
import { closeSync, constants, openSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Disposable } from '../../src-main/base/disposable.ts';
import { toDisposable } from '../../src-main/base/disposable.ts';
import { errorCode } from './problem.ts';

/** undefined when another process has it. The folder must exist. */
export function tryLock(folder: string): Disposable | undefined {
  const file = path.join(folder, 'lock.db');
  // Nobody else may open it: a shared lock of a reader would keep us out for as long as it likes.
  closeSync(openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600));
  const database = new Database(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (errorCode(error) === 'SQLITE_BUSY') return undefined;
    throw error;
  }
  return toDisposable(() => {
    database.close();
  });
}
