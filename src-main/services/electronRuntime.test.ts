import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chromiumSwitches, findElectron } from './electronRuntime.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-electron-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function program(...parts: string[]): string {
  const file = path.join(folder, ...parts);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '#!/bin/sh\n');
  chmodSync(file, 0o755);
  return file;
}

const find = (env: Record<string, string> = {}, packageFolder: string | null = null): ReturnType<typeof findElectron> =>
  findElectron({ packageFolder, checkoutFolder: folder, env });

describe('the Electron of the product', () => {
  it('is none where there is none', () => {
    expect(find()).toBeNull();
  });

  it('is the packaged application before anything else', () => {
    program('node_modules/electron/dist/electron');
    const packaged = program('package/hecate-control-center');
    expect(find({}, path.join(folder, 'package'))).toEqual({ executable: packaged, packaged: true });
  });

  it('is the official one before the pinned one, and of those the newest', () => {
    program('.runtime/electron-41.3.0/electron');
    const pinned = program('.runtime/electron-45.0.0/electron');
    program('.runtime/unpacking-1/electron');
    expect(find()).toEqual({ executable: pinned, packaged: false });
    const official = program('node_modules/electron/dist/electron');
    expect(find()).toEqual({ executable: official, packaged: false });
  });

  it('is the chosen one or none: a wrong choice is not papered over', () => {
    program('node_modules/electron/dist/electron');
    const chosen = program('mine/electron');
    expect(find({ ELECTRON_OVERRIDE_DIST_PATH: path.dirname(chosen) })?.executable).toBe(chosen);
    expect(find({ ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' })).toBeNull();
  });

  it('is a program that may be run', () => {
    chmodSync(program('node_modules/electron/dist/electron'), 0o644);
    mkdirSync(path.join(folder, '.runtime/electron-41.3.0/electron'), { recursive: true });
    expect(find()).toBeNull();
  });
});

describe('what Chromium is told', () => {
  const at = { env: {}, uid: 1000, hasGraphicsCard: false };
  it('no sandbox only for root', () => {
    expect(chromiumSwitches({ ...at, uid: 0 })).toContain('--no-sandbox');
    expect(chromiumSwitches(at)).not.toContain('--no-sandbox');
  });

  it('that there is no screen, only where there is none', () => {
    expect(chromiumSwitches(at)).toEqual(['--ozone-platform=headless', '--use-angle=swiftshader']);
    expect(chromiumSwitches({ ...at, hasGraphicsCard: true })).toContain('--use-angle=vulkan');
    expect(chromiumSwitches({ ...at, env: { DISPLAY: ':0' } })).toEqual([]);
    expect(chromiumSwitches({ ...at, env: { WAYLAND_DISPLAY: 'wayland-0' } })).toEqual([]);
  });
});
