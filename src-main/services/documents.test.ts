import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDocumentStore, createMemoryDocumentStore } from './documents.ts';

let folder: string;
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'hecate-documents-')), 'profiles');
});
afterEach(() => {
  rmSync(path.dirname(folder), { recursive: true, force: true });
});

describe.each([
  ['disk', () => createDocumentStore(folder)],
  ['memory', () => createMemoryDocumentStore()],
])('documents on %s', (_name, create) => {
  it('keeps, replaces, lists and removes', () => {
    const store = create();
    expect(store.list()).toEqual([]);
    expect(store.read('a.json')).toBeUndefined();
    store.remove('a.json');
    store.write('b.json', 'two');
    store.write('a.json', 'one');
    store.write('a.json', 'ONE ü');
    expect(store.list()).toEqual(['a.json', 'b.json']);
    expect(store.read('a.json')).toBe('ONE ü');
    store.remove('a.json');
    expect(store.list()).toEqual(['b.json']);
  });

  it('has a stamp that changes with each write', () => {
    const store = create();
    expect(store.stamp('a.json')).toBeUndefined();
    store.write('a.json', 'one');
    const first = store.stamp('a.json');
    expect(first).toBeDefined();
    expect(store.stamp('a.json')).toBe(first);
    store.write('a.json', 'two');
    expect(store.stamp('a.json')).not.toBe(first);
    store.remove('a.json');
    expect(store.stamp('a.json')).toBeUndefined();
  });
});

describe('documents on disk', () => {
  it.each(['../outside', '/etc/passwd', '', '.hidden', 'a/b', 'a\0b', 'x'.repeat(200)])('refuses the name %j', (name) => {
    const store = createDocumentStore(folder);
    expect(() => store.read(name)).toThrow(/not a possible file name/);
    expect(() => {
      store.write(name, '');
    }).toThrow(/not a possible file name/);
    expect(() => {
      store.remove(name);
    }).toThrow(/not a possible file name/);
  });

  it('leaves no temporary file behind and follows no link', () => {
    const store = createDocumentStore(folder);
    store.write('a.json', 'text');
    expect(readdirSync(folder)).toEqual(['a.json']);
    symlinkSync('/etc/hostname', path.join(folder, 'link.json'));
    expect(store.list()).toEqual(['a.json']);
    expect(() => store.read('link.json')).toThrow(/ELOOP/);
  });

  it('does not read a file that is far too large', () => {
    const store = createDocumentStore(folder);
    store.write('a.json', 'text');
    writeFileSync(path.join(folder, 'big.json'), 'x'.repeat(300_000));
    expect(() => store.read('big.json')).toThrow(/larger than/);
    expect(createDocumentStore(folder, { maxBytes: 300_000 }).read('big.json')).toHaveLength(300_000);
    expect(() => {
      store.write('big.json', 'x'.repeat(300_000));
    }).toThrow(/larger than/);
  });
});
