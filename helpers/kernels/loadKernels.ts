/** The compiled kernels: beside the program in a build, made on first use from source. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { productVersion } from '../../src-main/base/version.ts';

const bundled = productVersion !== '0.0.0-unbundled';

/** By another process, so that the bundler does not meet the compiler. */
function compiledFromSource(): string {
  const done = spawnSync(process.execPath, [path.resolve(import.meta.dirname, 'compileMain.ts')], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(done.stderr.trim());
  return done.stdout.trim();
}

/** @throws Error when the installation has no kernels */
export function loadKernels(): Promise<WebAssembly.Module> {
  const file = bundled ? path.join(import.meta.dirname, 'kernels.wasm') : compiledFromSource();
  // Without its quick first compiler V8 makes the fast code at once, instead of some time during a measurement.
  setFlagsFromString('--no-liftoff');
  return WebAssembly.compile(readFileSync(file));
}
