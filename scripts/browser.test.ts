import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { linkIn, pageThatLeadsTo } from './browser.ts';

const link = 'http://127.0.0.1:40123/#token=abc_DEF-123';

describe('opening the browser', () => {
  it('finds the link that hecated prints', () => {
    expect(linkIn(`open ${link}`)).toBe(link);
    expect(linkIn('open http://example.org/#token=abc')).toBeUndefined();
  });

  it('hands the token over in a file that only this user can read', () => {
    const file = pageThatLeadsTo(link);
    expect(readFileSync(file, 'utf8')).toContain(`location.replace("${link}")`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  });
});
