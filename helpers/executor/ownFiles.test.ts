import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openJournal } from './journal.ts';

const root = process.getuid?.() === 0;
const nobody = 65_534;

describe('a journal that somebody else had a hand in', () => {
  let base: string;
  let folder: string;
  let victim: string;

  beforeEach(() => {
    base = mkdtempSync(path.join(tmpdir(), 'hecate-own-'));
    folder = path.join(base, 'journal');
    victim = path.join(base, 'victim');
    mkdirSync(folder, { mode: 0o755 });
    writeFileSync(victim, '', { mode: 0o600 });
  });

  afterEach(() => {
    rmSync(base, { recursive: true, force: true });
  });

  it('is opened when it is our own', () => {
    openJournal(folder).close();
    openJournal(folder).close();
    expect(statSync(path.join(folder, 'journal.db')).mode & 0o777).toBe(0o600);
  });

  it('is closed to others when an older release left it open, and its copy is not', () => {
    openJournal(folder).close();
    chmodSync(path.join(folder, 'journal.db'), 0o644);
    const journal = openJournal(folder);
    journal.publish();
    journal.publish();
    journal.close();
    expect(statSync(path.join(folder, 'journal.db')).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(folder, 'history.db')).mode & 0o777).toBe(0o644);
    expect(readdirSync(folder).sort()).toEqual(['history.db', 'journal.db']);
  });

  it.each(['journal.db', 'journal.db-journal', 'history.db', 'lock.db'])(
    'is refused when %s is a link, and what it points at stays as it was',
    (name) => {
      symlinkSync(victim, path.join(folder, name));
      expect(() => openJournal(folder)).toThrow(/is a link/);
      expect(readFileSync(victim, 'utf8')).toBe('');
      expect(statSync(victim).mode & 0o777).toBe(0o600);
    },
  );

  it('is refused when it is a second name of another file', () => {
    linkSync(victim, path.join(folder, 'journal.db'));
    expect(() => openJournal(folder)).toThrow(/is a link/);
  });

  it('is refused when the folder is a link, or others may write to it', () => {
    const link = path.join(base, 'link');
    symlinkSync(folder, link);
    expect(() => openJournal(link)).toThrow(/is a link/);
    chmodSync(folder, 0o777);
    expect(() => openJournal(folder)).toThrow(/others may write/);
  });

  it.skipIf(!root)('is refused when it or its folder belongs to another user', () => {
    openJournal(folder).close();
    chownSync(path.join(folder, 'journal.db'), nobody, nobody);
    expect(() => openJournal(folder)).toThrow(/journal\.db belongs to another user/);
    chownSync(folder, nobody, nobody);
    expect(() => openJournal(folder)).toThrow(/journal belongs to another user/);
  });
});
