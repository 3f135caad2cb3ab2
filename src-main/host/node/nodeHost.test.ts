import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeHost } from './nodeHost.ts';
import { readFailure } from './readText.ts';

const host = createNodeHost();
const { files } = host;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-host-'));
  writeFileSync(path.join(folder, 'file'), 'content\n');
  symlinkSync('file', path.join(folder, 'link'));
  symlinkSync('nothing', path.join(folder, 'dangling'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('files of the real machine', () => {
  it('reads files that the kernel makes while they are read', () => {
    const result = files.read('/proc/self/status');
    expect(result.ok && result.text).toContain('Name:');
  });

  it('reads large kernel files completely', () => {
    const zeros = files.read('/proc/self/maps', 16 * 1024 * 1024);
    expect(zeros.ok && zeros.text.endsWith('\n')).toBe(true);
  });

  it('says what it could not read', () => {
    expect(files.read(path.join(folder, 'no'))).toMatchObject({ ok: false, reason: 'missing' });
    expect(files.read(path.join(folder, 'file'), 3)).toMatchObject({ ok: false, reason: 'tooLarge' });
    expect(files.read(folder)).toMatchObject({ ok: false, reason: 'failed' });
    expect(files.read('relative')).toMatchObject({ ok: false, reason: 'failed' });
    expect(files.read('/proc/self/\0')).toMatchObject({ ok: false, reason: 'failed' });
  });

  it('tells a denied read from a missing file', () => {
    expect(readFailure(Object.assign(new Error('no'), { code: 'EACCES' }), '/x')).toMatchObject({ reason: 'denied' });
    expect(readFailure('odd', '/x')).toMatchObject({ reason: 'failed' });
  });

  it('lists sorted, and nothing for what is no folder', () => {
    expect(files.list(folder)).toEqual(['dangling', 'file', 'link']);
    expect(files.list(path.join(folder, 'file'))).toEqual([]);
    expect(files.list('relative')).toEqual([]);
  });

  it('looks at links without following them where it should not', () => {
    expect(files.readLink(path.join(folder, 'link'))).toBe('file');
    expect(files.readLink(path.join(folder, 'file'))).toBeUndefined();
    expect(files.stat(path.join(folder, 'link'))?.kind).toBe('link');
    expect(files.stat(path.join(folder, 'file'))).toMatchObject({ kind: 'file', sizeBytes: 8 });
    expect(files.stat('/dev/null')?.kind).toBe('device');
    expect(files.stat(path.join(folder, 'no'))).toBeUndefined();
    expect(files.exists(path.join(folder, 'dangling'))).toBe(false);
    expect(files.realPath(path.join(folder, 'dangling'))).toBeUndefined();
    expect(files.realPath(path.join(folder, 'link'))?.endsWith('/file')).toBe(true);
  });
});

describe('clock and identity', () => {
  it('ends an aborted sleep early and without an error', async () => {
    const controller = new AbortController();
    const started = host.clock.monotonicMs();
    setTimeout(() => {
      controller.abort();
    }, 20);
    await host.clock.sleep(10_000, controller.signal);
    expect(host.clock.monotonicMs() - started).toBeLessThan(5_000);
  });

  it('keeps its clocks', async () => {
    const before = host.clock.monotonicMs();
    await host.clock.sleep(10);
    expect(host.clock.monotonicMs() - before).toBeGreaterThanOrEqual(9);
    expect(Math.abs(host.clock.nowMs() - Date.now())).toBeLessThan(1_000);
  });

  it('is this machine', () => {
    expect(host.identity).toMatchObject({ recorded: false, architecture: process.arch, uid: process.geteuid?.() });
    expect(host.identity.timeZone).toMatch(/\w/);
  });

  it('answers about memory modules, one way or the other', async () => {
    const result = await host.inventory.memoryModules();
    if (existsSync('/sys/firmware/dmi/tables/DMI')) expect(result).toHaveProperty('ok');
    else expect(result).toMatchObject({ ok: false, why: expect.stringContaining('no firmware table') as string });
  });
});
