import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../base/pageSafety.ts';
import { isOwnPage, pagePath, servePages } from './pages.ts';

let top: string;
let folder: string;

beforeAll(() => {
  top = mkdtempSync(path.join(tmpdir(), 'hecate-pages-'));
  folder = path.join(top, 'renderer');
  mkdirSync(path.join(folder, 'assets'), { recursive: true });
  writeFileSync(path.join(top, 'secret.html'), 'secret');
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(path.join(folder, 'assets/a b.js'), 'export {};');
  writeFileSync(path.join(folder, 'assets/program'), 'no extension');
  symlinkSync(path.join(top, 'secret.html'), path.join(folder, 'link.html'));
});

afterAll(() => {
  rmSync(top, { recursive: true });
});

describe('isOwnPage', () => {
  it.each(['app://hecate/index.html', 'app://hecate/', 'app://hecate/#/tuning'])('takes %s', (url) => {
    expect(isOwnPage(url)).toBe(true);
  });

  it.each([
    'app://other/index.html',
    'app://hecate@other/',
    'app://hecate.example/',
    'https://hecate/',
    'file:///index.html',
    'about:blank',
    '',
    'app:hecate',
  ])('refuses %s', (url) => {
    expect(isOwnPage(url)).toBe(false);
  });
});

describe('pagePath', () => {
  it('maps the root to the index and decodes names', () => {
    expect(pagePath('app://hecate/')).toBe('index.html');
    expect(pagePath('app://hecate/assets/a%20b.js?x=1#y')).toBe('assets/a b.js');
  });

  it.each([
    'app://hecate/..%2f..%2fetc/passwd',
    'app://hecate/%2e%2e/%2e%2e/etc/passwd%00.html',
    'app://hecate/assets\\..\\secret.html',
    'app://hecate/%5c..%5csecret.html',
    'app://hecate/.git/config',
    'app://hecate/%E0%A4%A',
  ])('refuses %s', (url) => {
    const asked = pagePath(url);
    // What the URL parser itself resolves stays inside; everything else must be refused.
    expect(asked === undefined || !asked.split('/').some((part) => part.startsWith('.'))).toBe(true);
    if (/%2f|%00|%5c|\.git|%A$/.test(url)) expect(asked).toBeUndefined();
  });

  it('never leads out of the folder', () => {
    const piece = fc.constantFrom('..', '.', '%2e%2e', '%2f', '%5c', '\\', '/', 'a', '%00', '%', '//', 'assets', '~', ' ');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const asked = pagePath(`app://hecate/${pieces.join('')}`);
        if (asked === undefined) return;
        expect(path.resolve('/pages', asked).startsWith('/pages/')).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('servePages', () => {
  it('serves a page with its type and the safety headers', async () => {
    const response = await servePages(folder)({ url: 'app://hecate/assets/a%20b.js', method: 'GET' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toBe('export {};');
  });

  it.each([
    ['a link that leads out of the folder', 'app://hecate/link.html', 'GET', 400],
    ['a name that leads out of the folder', 'app://hecate/..%2fsecret.html', 'GET', 400],
    ['another host', 'app://other/index.html', 'GET', 400],
    ['another method', 'app://hecate/index.html', 'POST', 400],
    ['a file that is not a page', 'app://hecate/assets/program', 'GET', 404],
    ['a folder', 'app://hecate/assets', 'GET', 404],
    ['a missing file', 'app://hecate/none.js', 'GET', 404],
  ])('refuses %s', async (_what, url, method, status) => {
    const response = await servePages(folder)({ url, method });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy);
    expect(await response.text()).not.toContain('secret');
  });

  it('allows no inline script, no eval and no remote connection', () => {
    const scripts = contentSecurityPolicy.split('; ').find((rule) => rule.startsWith('script-src'));
    expect(scripts).toBe("script-src 'self'");
    expect(contentSecurityPolicy).toContain("default-src 'none'");
    expect(contentSecurityPolicy).not.toMatch(/unsafe-eval|\*|https?:/);
  });
});
