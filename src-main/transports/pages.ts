/** Files of the built window, from one folder and nowhere else. */
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { contentSecurityPolicy, pageContentTypes } from '../base/pageSafety.ts';

export interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
}

export function pageHeaders(type: string): Readonly<Record<string, string>> {
  return {
    'Content-Type': type,
    'Content-Security-Policy': contentSecurityPolicy,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-cache',
  };
}

/** null for everything that is not plainly a file of a known type inside the folder, links resolved. */
export async function readPage(folder: string, url: string): Promise<PageFile | null> {
  const relative = pagePath(url);
  const type = relative === null ? undefined : pageContentTypes[path.extname(relative)];
  if (relative === null || type === undefined) return null;
  try {
    const root = await realpath(folder);
    const file = await realpath(path.join(root, relative));
    if (!file.startsWith(`${root}${path.sep}`)) return null;
    return { type, bytes: await readFile(file) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG'].includes(String(error.code)))
      return null;
    throw error;
  }
}

/** Relative path that a request line asks for; null when it is malformed, hidden or climbs. Pure. */
export function pagePath(url: string): string | null {
  const raw = url.split(/[?#]/, 1)[0] ?? '';
  if (!raw.startsWith('/')) return null;
  let decoded: string;
  try {
    decoded = decodeURIComponent(raw);
  } catch {
    return null; // a broken percent escape
  }
  // Printable ASCII is all that the build makes; a NUL, a backslash or a second escape has no business here.
  if (!/^[\x20-\x7e]*$/.test(decoded) || /[\\%]/.test(decoded)) return null;
  const parts = decoded.split('/').filter((part) => part !== '');
  if (parts.some((part) => part.startsWith('.'))) return null;
  return parts.length === 0 ? 'index.html' : parts.join('/');
}
