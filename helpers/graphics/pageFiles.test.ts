import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { pageUrl, servePage } from './pageFiles.ts';

const folder = path.join(import.meta.dirname, 'page');
const serve = servePage(folder);

describe('the page of the graphics kernels', () => {
  it('is served with a policy that lets it load its own scripts only', async () => {
    const answer = await serve({ url: pageUrl });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Security-Policy')).toContain("default-src 'none'; script-src 'self'");
    expect(await answer.text()).toContain('src="page.js"');
  });

  it('is its TypeScript without the types, from source', async () => {
    const answer = await serve({ url: 'graphics://kernels/page.js' });
    expect(answer.headers.get('Content-Type')).toBe('text/javascript');
    const text = await answer.text();
    expect(text).toContain('hecateGraphics');
    expect(text).not.toContain('interface ');
    expect((await serve({ url: 'graphics://kernels/timing.ts' })).status).toBe(200);
  });

  it.each([
    'graphics://kernels/../run.ts',
    'graphics://kernels/%2e%2e/run.ts',
    'graphics://other/page.js',
    'https://kernels/page.js',
    'graphics://kernels/a/b.js',
  ])('refuses %s', async (url) => {
    expect((await serve({ url })).status).toBe(400);
  });

  it('has nothing else', async () => {
    expect((await serve({ url: 'graphics://kernels/missing.js' })).status).toBe(404);
    expect((await serve({ url: 'graphics://kernels/missing.html' })).status).toBe(404);
  });
});
