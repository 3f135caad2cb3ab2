import { describe, expect, it } from 'vitest';
import { detectSurface } from './surface.ts';

function answering(body: unknown, ok = true): () => Promise<Pick<Response, 'ok' | 'json'>> {
  return () => Promise.resolve({ ok, json: () => Promise.resolve(body) });
}

describe('surface of the page', () => {
  it('is the dashboard only where the server says so', async () => {
    expect(await detectSurface({}, answering({ dashboard: true }))).toBe('dashboard');
    expect(await detectSurface({}, answering({ dashboard: 'yes' }))).toBe('full');
    expect(await detectSurface({}, answering(null))).toBe('full');
    expect(await detectSurface({}, answering({ dashboard: true }, false))).toBe('full');
  });

  it('is the whole product where the answer is no JSON', async () => {
    const page = { ok: true, json: () => Promise.reject(new SyntaxError('<!doctype html>')) };
    expect(await detectSurface({}, () => Promise.resolve(page))).toBe('full');
  });

  it('asks nobody in the application itself', async () => {
    const ask = (): Promise<Response> => Promise.reject(new Error('asked'));
    expect(await detectSurface({ hecate: { connect: () => Promise.reject(new Error('unused')) } }, ask)).toBe('full');
  });

  it('asks again when there was no answer at all', async () => {
    let asked = 0;
    const ask = (): Promise<Pick<Response, 'ok' | 'json'>> => {
      asked += 1;
      return asked === 1 ? Promise.reject(new TypeError('network')) : answering({ dashboard: true })();
    };
    expect(await detectSurface({}, ask)).toBe('dashboard');
    expect(asked).toBe(2);
  });
});
