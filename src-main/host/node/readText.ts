/** Bounded, synchronous reads that explain their failure in plain words. */
import { closeSync, constants, openSync, readSync } from 'node:fs';
import type { ReadFailure, ReadResult } from '../port.ts';

export const defaultReadLimitBytes = 1024 * 1024;

// One page is what almost every file of /proc and /sys fits in; the buffer is shared because reads are synchronous.
const chunk = Buffer.allocUnsafe(64 * 1024);
// A FIFO in a recorded folder must not block the open, nor a terminal become ours.
const openFlags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

export type BytesResult = { readonly ok: true; readonly bytes: Buffer } | ReadFailure;

/** `shownPath` is the path as on the machine; `realPath` where it lies here. */
export function readBytes(realPath: string, shownPath: string, maxBytes: number): BytesResult {
  let descriptor: number;
  try {
    descriptor = openSync(realPath, openFlags);
  } catch (error) {
    return readFailure(error, shownPath);
  }
  try {
    return readAll(descriptor, shownPath, maxBytes);
  } catch (error) {
    return readFailure(error, shownPath);
  } finally {
    closeSync(descriptor);
  }
}

export function readText(realPath: string, shownPath: string, maxBytes: number): ReadResult {
  const result = readBytes(realPath, shownPath, maxBytes);
  return result.ok ? { ok: true, text: result.bytes.toString('utf8') } : result;
}

export function missing(path: string): ReadFailure {
  return { ok: false, reason: 'missing', why: `${path} does not exist` };
}

export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
}

/** Never throws: what the system said, as a reason and a sentence. */
export function readFailure(error: unknown, path: string): ReadFailure {
  const code = errorCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return missing(path);
  if (code === 'EACCES' || code === 'EPERM') {
    return { ok: false, reason: 'denied', why: `${path} may only be read with more rights than this program has` };
  }
  return { ok: false, reason: 'failed', why: `${path} could not be read (${code})` };
}

function readAll(descriptor: number, path: string, maxBytes: number): BytesResult {
  const parts: Buffer[] = [];
  let total = 0;
  for (;;) {
    const count = readSync(descriptor, chunk, 0, chunk.length, null);
    total += count;
    if (total > maxBytes) {
      return { ok: false, reason: 'tooLarge', why: `${path} is larger than ${String(maxBytes)} bytes and was not read` };
    }
    // Copied, because the chunk is used again by the next read.
    if (count > 0) parts.push(Buffer.from(chunk.subarray(0, count)));
    if (count === 0) return { ok: true, bytes: parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts) };
  }
}
