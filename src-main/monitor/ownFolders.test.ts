import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { refuseForeignFolders } from './ownFolders.ts';

const me = process.getuid?.() ?? 0;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-own-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('takes folders of this user, of root, and those that are not there yet', () => {
  for (const mode of [0o700, 0o755, 0o775]) {
    chmodSync(folder, mode);
    refuseForeignFolders([folder, path.join(folder, 'missing'), '/'], me);
  }
});

it('refuses a folder that anybody may write to, and what is no folder', () => {
  chmodSync(folder, 0o1777);
  expect(() => {
    refuseForeignFolders([folder], me);
  }).toThrow(`anybody may write to ${folder}`);
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  expect(() => {
    refuseForeignFolders([file], me);
  }).toThrow('is not a folder');
});

it('refuses a folder of another user', (context) => {
  context.skip(me !== 0, 'needs root, to give a folder to somebody else');
  chownSync(folder, 12_345, 12_345);
  expect(() => {
    refuseForeignFolders([folder], me);
  }).toThrow('belongs to another user');
  refuseForeignFolders([folder], 12_345);
});
