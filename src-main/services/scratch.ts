/**
 * Room on a disk for measurements: a fresh folder for each test, only below
 * the folder that was asked for, and gone after it. What a killed process left
 * there is removed by the next one.
 */
import { createCipheriv, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, type FileHandle, lstat, mkdir, open, readdir, readFile, realpath, rm, rmdir, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../contracts/errors.ts';
import type { ScratchFolder, ScratchPort } from './ports.ts';
import { freshFolderName, isLeftOver, isRunning, ownerFile, ownerText, parseFolderName } from './scratchOwner.ts';

export interface ScratchOptions {
  /** The state folder of the product; the default place is `scratch` below it. */
  readonly stateFolder: string;
  /** Free bytes for this user on the file system of a folder. Tests fake a full disk. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

const chunkBytes = 4 * 1024 * 1024;
/** Data is forced to the disk this often, so that cancelling never has to wait for gigabytes. */
const syncEveryBytes = 64 * 1024 * 1024;
/** S_ISVTX of inode(7). */
const stickyBit = 0o1000;
const fileName = /^[a-z0-9][a-z0-9.-]{0,63}$/;
const fullDisk: readonly string[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

export function createScratch(options: ScratchOptions): ScratchPort {
  const freeBytes = options.freeBytes ?? freeBytesOf;
  return {
    async open(parent, neededBytes) {
      const folder = parent === null ? await ownParent(options.stateFolder) : parent;
      const place = await checkedParent(folder);
      await removeLeftOvers(place);
      const free = await freeBytes(place);
      if (free < 2 * neededBytes) throw noSpace(place, neededBytes, free);
      return createFolder(place, neededBytes, free, freeBytes);
    },
  };
}

async function ownParent(stateFolder: string): Promise<string> {
  const folder = path.join(stateFolder, 'scratch');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** The folder without links in its path. Nobody but this user and root may be able to exchange what we make in it. */
async function checkedParent(folder: string): Promise<string> {
  if (!path.isAbsolute(folder)) throw badParent(folder, 'an absolute path');
  const state = await lstat(folder).catch((error: unknown) => {
    throw badParent(folder, `a folder that is there (${codeOf(error)})`);
  });
  if (state.isSymbolicLink()) throw badParent(folder, 'a folder and not a link; give the folder that it leads to');
  if (!state.isDirectory()) throw badParent(folder, 'a folder');
  if (![0, ownUid()].includes(state.uid)) throw badParent(folder, 'a folder that belongs to you or to root');
  const place = await realpath(folder);
  await refuseExchangeable(folder, place);
  await access(place, constants.W_OK | constants.X_OK).catch((error: unknown) => {
    throw badParent(folder, `a folder that you can write (${codeOf(error)})`);
  });
  return place;
}

/**
 * Whoever can rename one of the folders on the way can put a link in its place while a test writes below it or while it is
 * removed. The owner of / counts as root: in a container root may have another number.
 */
async function refuseExchangeable(folder: string, place: string): Promise<void> {
  const trusted = [0, ownUid(), (await lstat('/')).uid];
  for (let above = place; ; above = path.dirname(above)) {
    const { uid, gid, mode } = await lstat(above);
    if (!trusted.includes(uid))
      throw badParent(folder, `a folder below folders of your own and of root (${above} belongs to somebody else)`);
    const groupWrites = (mode & 0o020) !== 0 && ![0, process.getgid?.()].includes(gid);
    const othersWrite = (groupWrites || (mode & 0o002) !== 0) && (mode & stickyBit) === 0;
    if (othersWrite) {
      const where = above === place ? 'its sticky bit is not set' : `the sticky bit of ${above} is not set`;
      throw badParent(folder, `a folder in which other users cannot rename your files (${where})`);
    }
    if (above === path.dirname(above)) return;
  }
}

function ownUid(): number {
  return process.getuid?.() ?? 0;
}

/** Only folders that carry such a name, belong to this user, are closed to all others, and whose process is certainly gone. */
async function removeLeftOvers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const mark = parseFolderName(name);
    if (mark === undefined) continue;
    const folder = path.join(parent, name);
    const state = await lstat(folder).catch(() => undefined); // another process removed it just now
    if (state?.isDirectory() !== true || state.uid !== ownUid() || (state.mode & 0o777) !== 0o700) continue;
    const owner = await readOwner(folder);
    // What cannot be removed stays for the next time; the space that it takes counts as used below.
    if (owner === undefined) {
      // Killed before it said whose it is: nothing can be in it yet. A full folder is not ours to judge.
      if (!isRunning(mark)) await rmdir(folder).catch(() => undefined);
    } else if (isLeftOver(mark, owner)) await removeTree(folder).catch(() => undefined);
  }
}

async function readOwner(folder: string): Promise<string | undefined> {
  const file = path.join(folder, ownerFile);
  const state = await lstat(file).catch(() => undefined);
  return state?.isFile() === true && state.size <= 1024 ? readFile(file, 'latin1') : undefined;
}

/** Links are removed, never followed (fs.rm(): unlinks whatever lstat(2) does not call a folder). */
async function removeTree(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 2 });
}

async function createFolder(
  parent: string,
  neededBytes: number,
  free: number,
  freeBytes: (folder: string) => Promise<number>,
): Promise<ScratchFolder> {
  const folder = path.join(parent, freshFolderName());
  await mkdir(folder, { mode: 0o700 });
  try {
    await writeFile(path.join(folder, ownerFile), ownerText(), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    await removeTree(folder);
    throw fullDisk.includes(codeOf(error)) ? noSpace(parent, neededBytes, await freeBytes(parent)) : error;
  }
  let filledBytes = 0;
  return {
    path: folder,
    freeBytes: free,
    async fill(name, bytes, signal) {
      if (!fileName.test(name)) throw usage('name', 'small letters, digits, dots and dashes, 64 at most');
      const fits = Number.isSafeInteger(bytes) && bytes >= 0 && filledBytes + bytes <= neededBytes;
      if (!fits) throw usage('bytes', `at most the ${String(neededBytes - filledBytes)} bytes that are left of what was asked for`);
      filledBytes += bytes;
      const file = path.join(folder, name);
      try {
        await writeRandom(file, bytes, signal);
      } catch (error) {
        filledBytes -= bytes;
        await rm(file, { force: true });
        if (fullDisk.includes(codeOf(error))) throw noSpace(parent, neededBytes, await freeBytes(parent));
        throw error;
      }
      return file;
    },
    remove: () => removeTree(folder),
  };
}

/** The key stream of a fresh AES key looks random to every compressor and makes no two blocks alike, faster than a disk writes. */
async function writeRandom(file: string, bytes: number, signal: AbortSignal): Promise<void> {
  throwIfCancelled(signal);
  const cipher = createCipheriv('aes-256-ctr', randomBytes(32), randomBytes(16));
  const zeros = Buffer.alloc(Math.min(chunkBytes, bytes));
  const handle = await open(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
  try {
    let unsynced = 0;
    for (let written = 0; written < bytes; ) {
      throwIfCancelled(signal);
      const chunk = cipher.update(zeros.subarray(0, Math.min(chunkBytes, bytes - written)));
      await writeAll(handle, chunk);
      written += chunk.length;
      unsynced += chunk.length;
      if (unsynced < syncEveryBytes) continue;
      await handle.datasync();
      unsynced = 0;
    }
    throwIfCancelled(signal);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, chunk: Buffer): Promise<void> {
  for (let offset = 0; offset < chunk.length; ) {
    const { bytesWritten } = await handle.write(chunk, offset, chunk.length - offset);
    offset += bytesWritten;
  }
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('cancelled', 'filling a file was cancelled', { details: {} });
}

function noSpace(folder: string, neededBytes: number, free: number): AppError<'benchmark.noSpace'> {
  const mebibytes = (bytes: number): string => `${String(Math.ceil(bytes / 1024 ** 2))} MiB`;
  return new AppError(
    'benchmark.noSpace',
    `${folder} has ${mebibytes(free)} free; a test that writes ${mebibytes(neededBytes)} needs twice that, so that it cannot fill the disk`,
    { details: { folder, neededBytes, freeBytes: free } },
  );
}

function badParent(folder: string, expected: string): AppError<'usage'> {
  return new AppError('usage', `${folder.slice(0, 200)} is no place for a disk test: it has to be ${expected}`, {
    details: { field: 'parameters.folder', expected },
  });
}

function usage(field: string, expected: string): AppError<'usage'> {
  return new AppError('usage', `${field} must be ${expected}`, { details: { field, expected } });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
}
