/**
 * Serves the window's pages under app://hecate/ from one folder. A scheme of
 * our own instead of file:// gives the pages an origin that nothing else has
 * (Electron security guide, item 18).
 */
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { contentSecurityPolicy, pageContentTypes } from '../base/pageSafety.ts';

export const pageScheme = 'app';
export const pageOrigin = 'app://hecate';

/** True for a page of this product: the scheme and the host must both be ours. */
export function isOwnPage(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username } = new URL(url);
  return protocol === `${pageScheme}:` && host === 'hecate' && username === '';
}

/** Path below the pages' folder that a URL asks for; undefined for anything that is not plainly inside it. */
export function pagePath(url: string): string | undefined {
  if (!isOwnPage(url)) return undefined;
  let decoded: string;
  try {
    decoded = decodeURIComponent(new URL(url).pathname);
  } catch {
    return undefined; // a broken percent escape
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a NUL would cut the path in the kernel
  if (/[\u0000-\u001f\\]/.test(decoded)) return undefined;
  const parts = decoded.split('/').filter((part) => part !== '');
  if (parts.some((part) => part.startsWith('.'))) return undefined;
  return parts.length === 0 ? 'index.html' : parts.join('/');
}

const safety = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
};

function refusal(status: number, text: string): Response {
  return new Response(text, { status, headers: { ...safety, 'Content-Type': 'text/plain; charset=utf-8' } });
}

/** Handler for `protocol.handle`. Links inside the folder that lead out of it are refused too. */
export function servePages(folder: string): (request: Pick<Request, 'url' | 'method'>) => Promise<Response> {
  return async ({ url, method }) => {
    const asked = pagePath(url);
    if (method !== 'GET' || asked === undefined) return refusal(400, 'Refused.');
    try {
      const inside = await realpath(folder);
      const file = await realpath(path.join(inside, asked));
      if (!file.startsWith(inside + path.sep)) return refusal(400, 'Refused.');
      const type = pageContentTypes[path.extname(file)];
      if (type === undefined) return refusal(404, 'Not found.');
      return new Response(new Uint8Array(await readFile(file)), { headers: { ...safety, 'Content-Type': type } });
    } catch (error) {
      const missing = ['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
      return missing ? refusal(404, 'Not found.') : refusal(500, 'This page cannot be read.');
    }
  };
}
