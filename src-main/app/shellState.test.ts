import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShellState, parseShellState } from './shellState.ts';

const defaults = { maximized: false, theme: 'system', closeToTray: true };
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-shell-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('parseShellState', () => {
  it('takes defaults for a missing or damaged file', () => {
    for (const text of [undefined, '', '{', '[]', 'null', '{"bounds":{"x":"1"}}', '{"theme":"pink"}']) {
      expect(parseShellState(text)).toEqual(defaults);
    }
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseShellState(text)).toHaveProperty('theme');
      }),
    );
  });
});

describe('openShellState', () => {
  it('remembers over restarts', () => {
    const file = path.join(folder, 'state/shell.json');
    const problems: unknown[] = [];
    const store = openShellState(file, (error) => problems.push(error));
    expect(store.get()).toEqual(defaults);
    store.set({ bounds: { x: 1, y: 2, width: 1000, height: 700 }, theme: 'dark' });
    const again = openShellState(file, (error) => problems.push(error));
    expect(again.get()).toEqual({ ...defaults, bounds: { x: 1, y: 2, width: 1000, height: 700 }, theme: 'dark' });
    expect(readFileSync(file, 'utf8')).toContain('"dark"');
    expect(problems).toEqual([]);
  });

  it('reports what it cannot write and goes on', () => {
    writeFileSync(path.join(folder, 'blocked'), '');
    const problems: unknown[] = [];
    const store = openShellState(path.join(folder, 'blocked/shell.json'), (error) => problems.push(error));
    store.set({ maximized: true });
    expect(store.get().maximized).toBe(true);
    expect(problems).toHaveLength(1);
  });
});
