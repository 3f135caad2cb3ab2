/**
 * Serves the page under a scheme of its own: WebGPU needs an origin that counts
 * as secure, which file:// does not. In a build the page is one script; from
 * source its modules are TypeScript, whose types Node takes away.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';

export const graphicsScheme = 'graphics';
export const pageUrl = 'graphics://kernels/index.html';

const headers = {
  'Content-Security-Policy': "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  // Together these give the page clocks of 5 instead of 100 microseconds.
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Handler for `protocol.handle`: plain names of files in the folder, and of the one above it for what main script and page share. */
export function servePage(folder: string): (request: { readonly url: string }) => Promise<Response> {
  return async ({ url }) => {
    const name = /^graphics:\/\/kernels\/([a-zA-Z]+\.(?:html|js|ts))$/.exec(url)?.[1];
    if (name === undefined) return new Response('Refused.', { status: 400, headers });
    const source = name.replace(/\.js$/, '.ts');
    const file = path.join(folder, name);
    if (existsSync(file) && !name.endsWith('.ts')) {
      const type = name.endsWith('.html') ? 'text/html; charset=utf-8' : 'text/javascript';
      return new Response(await readFile(file, 'utf8'), { headers: { ...headers, 'Content-Type': type } });
    }
    if (name.endsWith('.html') || !existsSync(path.join(folder, source))) return new Response('Not found.', { status: 404, headers });
    const text = stripTypeScriptTypes(await readFile(path.join(folder, source), 'utf8'));
    return new Response(text, { headers: { ...headers, 'Content-Type': 'text/javascript' } });
  };
}
