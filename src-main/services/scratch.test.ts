import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
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
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAppError } from '../contracts/errors.ts';
import { createScratch } from './scratch.ts';
import { freshFolderName, isLeftOver, ownerFile, ownerText, parseFolderName } from './scratchOwner.ts';

let base: string;
const signal = new AbortController().signal;
const mebibyte = 1024 ** 2;

beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'hecate-scratch-test-'));
});
afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});

const scratch = (freeBytes?: number) =>
  createScratch({ stateFolder: base, ...(freeBytes === undefined ? {} : { freeBytes: () => Promise.resolve(freeBytes) }) });

/** A process that has ended, with the number and the start that it had. */
async function endedProcess(): Promise<{ pid: number; startTicks: number }> {
  const child = spawn('sleep', ['30'], { stdio: 'ignore' });
  const pid = child.pid!;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const startTicks = Number(
    readFileSync(`/proc/${String(pid)}/stat`, 'latin1')
      .split(') ')[1]!
      .split(' ')[19],
  );
  child.kill('SIGKILL');
  await ended;
  return { pid, startTicks };
}

function plant(parent: string, name: string, owner: string | null): string {
  const folder = path.join(parent, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(folder, 'data'), 'old');
  if (owner !== null) writeFileSync(path.join(folder, ownerFile), owner);
  return folder;
}

describe('a scratch folder', () => {
  it('is fresh, closed to others, below the state folder, and gone after use', async () => {
    const one = await scratch().open(null, mebibyte);
    const two = await scratch().open(null, mebibyte);
    expect(one.path).not.toBe(two.path);
    expect(path.dirname(one.path)).toBe(path.join(base, 'scratch'));
    expect(statSync(one.path).mode & 0o777).toBe(0o700);
    expect(parseFolderName(path.basename(one.path))?.pid).toBe(process.pid);
    expect(one.freeBytes).toBeGreaterThan(0);
    await one.remove();
    await one.remove();
    await two.remove();
    expect(readdirSync(path.join(base, 'scratch'))).toEqual([]);
  });

  it('refuses when less than twice the needed space is free, and makes nothing', async () => {
    const parent = path.join(base, 'disk');
    mkdirSync(parent);
    const error: unknown = await scratch(2 * mebibyte - 1)
      .open(parent, mebibyte)
      .catch((thrown: unknown) => thrown);
    expect(isAppError(error, 'benchmark.noSpace') && error.details).toEqual({
      folder: parent,
      neededBytes: mebibyte,
      freeBytes: 2 * mebibyte - 1,
    });
    expect(readdirSync(parent)).toEqual([]);
    await (await scratch(2 * mebibyte).open(parent, mebibyte)).remove();
  });

  it('refuses places that are no folder, a link, open to others or not there, and says which field', async () => {
    const file = path.join(base, 'file');
    const link = path.join(base, 'link');
    const open = path.join(base, 'open');
    writeFileSync(file, '');
    symlinkSync(base, link);
    mkdirSync(open);
    chmodSync(open, 0o777);
    const expected: Readonly<Record<string, RegExp>> = {
      'relative/folder': /absolute/,
      [path.join(base, 'missing')]: /ENOENT/,
      [file]: /a folder$/,
      [link]: /not a link/,
      [open]: /sticky/,
      '/proc': /./,
    };
    for (const [place, why] of Object.entries(expected)) {
      const error: unknown = await scratch()
        .open(place, 1)
        .catch((thrown: unknown) => thrown);
      if (place === '/proc') expect(error).toBeInstanceOf(Error);
      else
        expect(isAppError(error, 'usage') && error.details, place).toMatchObject({
          field: 'parameters.folder',
          expected: expect.stringMatching(why) as unknown,
        });
    }
    expect(readdirSync(base).sort()).toEqual(['file', 'link', 'open']);
  });

  it.skipIf(process.getuid?.() !== 0)('refuses a place that somebody else could exchange on the way to it (root only)', async () => {
    const stranger = 12_345;
    const expected = async (place: string): Promise<string> => {
      const error: unknown = await scratch()
        .open(place, 1)
        .then((folder) => folder.remove())
        .catch((thrown: unknown) => thrown);
      return isAppError(error, 'usage') ? error.details.expected : String(error);
    };
    const theirs = path.join(base, 'theirs');
    const inside = path.join(theirs, 'inside');
    mkdirSync(inside, { recursive: true });
    chownSync(theirs, stranger, stranger);
    expect(await expected(inside)).toContain(`${theirs} belongs to somebody else`);
    const team = path.join(base, 'team');
    mkdirSync(team);
    chownSync(team, 0, stranger);
    chmodSync(team, 0o775);
    expect(await expected(team)).toContain('sticky');
    chmodSync(team, 0o1775);
    expect(await expected(team)).toBe('undefined');
    const open = path.join(base, 'open');
    mkdirSync(path.join(open, 'closed'), { recursive: true });
    chmodSync(open, 0o777);
    expect(await expected(path.join(open, 'closed'))).toContain(`the sticky bit of ${open}`);
  });

  it('takes a shared folder with a sticky bit, such as /tmp', async () => {
    const shared = path.join(base, 'shared');
    mkdirSync(shared);
    chmodSync(shared, 0o1777);
    await (await scratch().open(shared, 1)).remove();
  });
});

describe('filling a file', () => {
  it('writes exactly as many bytes, which cannot be compressed and do not repeat', async () => {
    const folder = await scratch().open(null, 20 * mebibyte);
    const file = await folder.fill('data', 9 * mebibyte + 17, signal);
    const bytes = readFileSync(file);
    expect(bytes.length).toBe(9 * mebibyte + 17);
    expect(gzipSync(bytes, { level: 1 }).length).toBeGreaterThan(bytes.length);
    expect(bytes.subarray(0, 4 * mebibyte).equals(bytes.subarray(4 * mebibyte, 8 * mebibyte))).toBe(false);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await folder.remove();
  });

  it('never writes more than was asked for, over several files, nor outside of its folder', async () => {
    const folder = await scratch().open(null, 1000);
    await folder.fill('one', 600, signal);
    await expect(folder.fill('two', 401, signal)).rejects.toMatchObject({ code: 'usage' });
    await folder.fill('two', 400, signal);
    for (const bad of ['../out', '/etc/x', 'a/b', '.owner', '', 'A']) {
      await expect(folder.fill(bad, 0, signal)).rejects.toMatchObject({ code: 'usage', details: { field: 'name' } });
    }
    for (const bad of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(folder.fill('three', bad, signal)).rejects.toMatchObject({ code: 'usage', details: { field: 'bytes' } });
    }
    await folder.remove();
  });

  it('stops when it is cancelled, and leaves no file', async () => {
    const folder = await scratch().open(null, 512 * mebibyte);
    const controller = new AbortController();
    const filling = folder.fill('data', 512 * mebibyte, controller.signal);
    setTimeout(() => {
      controller.abort();
    }, 30);
    await expect(filling).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(folder.path)).toEqual([ownerFile]);
    await folder.remove();
  });

  it('says that the disk is full when it is, and leaves no file', async () => {
    const mountPoint = path.join(base, 'small');
    mkdirSync(mountPoint);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=0700', 'hecate-test', mountPoint]).status !== 0) {
      console.warn('skipped: mounting a small file system takes root');
      return;
    }
    try {
      const folder = await createScratch({ stateFolder: base, freeBytes: () => Promise.resolve(1e12) }).open(mountPoint, 64 * mebibyte);
      await expect(folder.fill('data', 32 * mebibyte, signal)).rejects.toMatchObject({ code: 'benchmark.noSpace' });
      expect(readdirSync(folder.path)).toEqual([ownerFile]);
      await folder.remove();
      await expect(scratch().open(mountPoint, 5 * mebibyte)).rejects.toMatchObject({ code: 'benchmark.noSpace' });
    } finally {
      spawnSync('umount', [mountPoint]);
    }
  });
});

describe('what was left behind', () => {
  it('is removed when its process is certainly gone, without following links', async () => {
    const { pid, startTicks } = await endedProcess();
    const outside = path.join(base, 'outside');
    mkdirSync(outside);
    writeFileSync(path.join(outside, 'precious'), 'x');
    const left = plant(base, `hecate-bench-${String(pid)}-${String(startTicks)}-aaaaaaaaaa`, ownerText());
    symlinkSync(outside, path.join(left, 'link'));
    await (await scratch().open(base, 1)).remove();
    expect(existsSync(left)).toBe(false);
    expect(readdirSync(outside)).toEqual(['precious']);
  });

  it('stays when anything does not match exactly', async () => {
    const { pid, startTicks } = await endedProcess();
    const name = (random: string): string => `hecate-bench-${String(pid)}-${String(startTicks)}-${random}`;
    const [boot, namespace, machine] = ownerText().split('\n') as [string, string, string];
    const kept = [
      plant(base, freshFolderName(), ownerText()),
      plant(base, `${name('aaaaaaaaaa')}.old`, ownerText()),
      plant(base, `x${name('aaaaaaaaaa')}`, ownerText()),
      plant(base, name('bbbbbbbbbb'), null),
      plant(base, name('cccccccccc'), `${boot}\npid:[1]\n${machine}\n`),
      plant(base, name('dddddddddd'), `another-boot\n${namespace}\nanother-machine\n`),
    ];
    const foreign = plant(base, name('eeeeeeeeee'), ownerText());
    chmodSync(foreign, 0o755);
    const target = plant(path.join(base, 'elsewhere'), 'target', ownerText());
    symlinkSync(target, path.join(base, name('ffffffffff')));
    await (await scratch().open(base, 1)).remove();
    for (const folder of [...kept, foreign, target]) expect(existsSync(path.join(folder, 'data')), folder).toBe(true);
  });

  it('of an earlier boot of this machine is removed; an empty folder of a killed process too', async () => {
    const machine = ownerText().split('\n')[2];
    const mark = { pid: process.pid, startTicks: 1 };
    expect(isLeftOver(mark, `other-boot\npid:[9]\n${String(machine)}\n`)).toBe(machine !== '');
    expect(isLeftOver(mark, '')).toBe(false);
    expect(isLeftOver(mark, ownerText())).toBe(true);
    const empty = path.join(base, `hecate-bench-${String(process.pid)}-1-aaaaaaaaaa`);
    mkdirSync(empty, { mode: 0o700 });
    await (await scratch().open(base, 1)).remove();
    expect(existsSync(empty)).toBe(false);
  });
});
