/**
 * Makes the WebAssembly of the kernels from assembly/*.ts: for the build, and for a program that runs from source on first
 * use. Nothing of the compiler is in a build.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const sources = path.join(import.meta.dirname, 'assembly');
const compiler = path.join(root, 'node_modules/assemblyscript');

/** The compiled kernels, made anew only when a source or the compiler changed. @throws Error with the compiler's words */
export function compiledKernels(): string {
  const hash = createHash('sha256').update(readFileSync(path.join(compiler, 'package.json')));
  for (const name of readdirSync(sources).sort()) hash.update(`\n${name}\n`).update(readFileSync(path.join(sources, name)));
  const folder = path.join(root, 'node_modules/.cache/hecate-kernels');
  const file = path.join(folder, `${hash.digest('hex').slice(0, 32)}.wasm`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  // Renamed when it is whole: another program may be doing the same.
  const unfinished = `${file}.${String(process.pid)}`;
  const flags = ['-O3', '--runtime', 'stub', '--importMemory', '--noExportMemory', '--enable', 'simd', '--outFile', unfinished];
  const done = spawnSync(process.execPath, [path.join(compiler, 'bin/asc.js'), 'index.ts', ...flags], { cwd: sources, encoding: 'utf8' });
  if (done.status !== 0 || !existsSync(unfinished)) {
    rmSync(unfinished, { force: true });
    throw new Error(`the kernels do not compile: ${done.stderr || (done.error?.message ?? done.stdout)}`);
  }
  renameSync(unfinished, file);
  return file;
}
