import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchedFile } from './watchedFile.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-watched-'));
  file = path.join(folder, 'settings.json');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a watched file', () => {
  it('is read when it appears, changes and goes, and is the same in between', () => {
    const watched = watchedFile(file);
    expect(watched.read()).toBeUndefined();
    expect(watched.hasChanged()).toBe(false);
    writeFileSync(file, 'one');
    expect(watched.hasChanged()).toBe(true);
    expect(watched.read()).toBe('one');
    expect(watched.hasChanged()).toBe(false);
    writeFileSync(file, 'three');
    expect(watched.read()).toBe('three');
    rmSync(file);
    expect(watched.hasChanged()).toBe(true);
    expect(watched.read()).toBeUndefined();
  });

  it('tells whose the very file is that was read, not the one that has its name by now', () => {
    const watched = watchedFile(file);
    expect(watched.owner).toBeUndefined();
    writeFileSync(file, 'anybody may write here');
    chmodSync(file, 0o666);
    watched.read();
    writeFileSync(`${file}.own`, 'mine');
    chmodSync(`${file}.own`, 0o600);
    renameSync(`${file}.own`, file);
    expect(watched.owner).toMatchObject({ uid: process.getuid?.() });
    expect((watched.owner?.mode ?? 0) & 0o777).toBe(0o666);
    watched.read();
    expect((watched.owner?.mode ?? 0) & 0o777).toBe(0o600);
    rmSync(file);
    watched.read();
    expect(watched.owner).toBeUndefined();
  });

  it('is nothing when it cannot be looked at, and is read when it can again', () => {
    writeFileSync(file, 'one');
    const watched = watchedFile(file);
    expect(watched.read()).toBe('one');
    rmSync(file);
    symlinkSync(file, file);
    expect(watched.hasChanged()).toBe(true);
    expect(watched.read()).toBeUndefined();
    expect(watched.hasChanged()).toBe(false);
    rmSync(file);
    writeFileSync(file, 'two');
    expect(watched.hasChanged()).toBe(true);
    expect(watched.read()).toBe('two');
  });

  it('is nothing when it is a pipe, which nobody writes to', () => {
    execFileSync('mkfifo', [file]);
    expect(watchedFile(file).read()).toBeUndefined();
  });

  it('is nothing when it is a device without end, a folder, or far too large', () => {
    symlinkSync('/dev/zero', file);
    expect(watchedFile(file).read()).toBeUndefined();
    expect(watchedFile(folder).read()).toBeUndefined();
    rmSync(file);
    writeFileSync(file, Buffer.alloc(1024 * 1024 + 1));
    expect(watchedFile(file).read()).toBeUndefined();
  });
});
