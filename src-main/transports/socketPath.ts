/**
 * Claims the path of a unix socket so that two servers never share it, a dead
 * server's leftover does not block the next one, and the socket is never
 * visible with the wrong permissions. bind(2) itself can do none of the three.
 */
import { chmodSync, linkSync, lstatSync, mkdirSync, renameSync, type Stats, unlinkSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { shortId } from '../base/shortId.ts';
import { TransportError } from './transportError.ts';

/** sun_path holds 108 bytes with the final NUL: unix(7). */
const maxPathBytes = 107;
const attempts = 5;

export interface SocketClaim {
  /** Removes the socket, unless somebody else's is there by now. */
  release(): void;
}

/**
 * Binds under a temporary name in the same folder by `bind`, sets the mode, and
 * links it to its real name, which fails when the name is taken.
 */
export async function claimSocketPath(
  socketPath: string,
  mode: number,
  bind: (temporaryPath: string) => Promise<void>,
): Promise<SocketClaim> {
  const folder = path.dirname(socketPath);
  const temporary = path.join(folder, `.${shortId()}`);
  for (const candidate of [socketPath, temporary]) checkLength(candidate);
  prepareFolder(folder, socketPath);
  await refuseIfServed(socketPath);
  await bind(temporary);
  chmodSync(temporary, mode);
  try {
    await linkInPlace(temporary, socketPath);
    const { ino } = lstatSync(temporary);
    return {
      release: () => {
        if (statusOf(socketPath)?.ino === ino) unlinkSync(socketPath);
      },
    };
  } finally {
    unlinkSync(temporary);
  }
}

function checkLength(socketPath: string): void {
  if (Buffer.byteLength(socketPath) <= maxPathBytes) return;
  throw unavailable(socketPath, `its path is longer than ${String(maxPathBytes)} bytes: set HECATE_RUNTIME_DIR to a shorter one`);
}

/** Whoever may write to the folder could replace the socket with its own and read what clients say. */
function prepareFolder(folder: string, socketPath: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const status = lstatSync(folder);
  if (!status.isDirectory()) throw unavailable(socketPath, `${folder} is not a folder (a link to one is not followed)`);
  const uid = process.getuid?.() ?? status.uid;
  if (status.uid !== uid && status.uid !== 0) throw unavailable(socketPath, `${folder} belongs to another user`);
  if ((status.mode & 0o022) !== 0) throw unavailable(socketPath, `others may write to ${folder}: chmod go-w it`);
}

async function linkInPlace(temporary: string, socketPath: string): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (link(temporary, socketPath)) return;
    await removeStale(socketPath);
  }
  throw unavailable(socketPath, 'other programs keep taking it');
}

/** False when the name is taken. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function removeStale(socketPath: string): Promise<void> {
  const probed = statusOf(socketPath);
  if (probed === undefined) return;
  await refuseIfServed(socketPath);
  // Taken away under another name first: between the look and the removal a live server may have come, and is put back.
  const aside = `${path.dirname(socketPath)}/.${shortId()}`;
  try {
    renameSync(socketPath, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (lstatSync(aside).ino !== probed.ino) link(aside, socketPath);
  unlinkSync(aside);
}

async function refuseIfServed(socketPath: string): Promise<void> {
  const status = statusOf(socketPath);
  if (status === undefined) return;
  if (!status.isSocket()) throw unavailable(socketPath, 'something that is not a socket is there; it is left alone');
  if (await answers(socketPath)) throw unavailable(socketPath, 'another program listens there already');
}

/** Anything but a refusal counts as served: a busy server (EAGAIN) and one we may not ask (EACCES) are not stale. */
function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.connect({ path: socketPath });
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT');
    });
  });
}

function statusOf(file: string): Stats | undefined {
  return lstatSync(file, { throwIfNoEntry: false });
}

function unavailable(endpoint: string, why: string): TransportError {
  return new TransportError(endpoint, `cannot listen at ${endpoint}: ${why}`, { retryable: false });
}
