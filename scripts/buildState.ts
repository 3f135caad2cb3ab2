/** Whether out/ is older than the sources it was made of. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const sources = ['src-main', 'src-preload', 'src-renderer', 'helpers', 'scripts/build.mjs', 'electron.vite.config.ts', 'package-lock.json'];
const results = [
  'out/bin/hecated',
  'out/bin/hecate',
  'out/bin/hecate-monitor',
  'out/bin/hecate-executor',
  'out/bin/hecate-kernels',
  'out/lib/kernels.wasm',
  'out/app/main.cjs',
  'out/renderer/index.html',
];

export interface SourceState {
  readonly newestMs: number;
  readonly files: number;
}

/** Newest change and number of source files; tests do not count, they are not in the build. */
export function sourceState(root: string, names: readonly string[] = sources): SourceState {
  let newestMs = 0;
  let files = 0;
  const look = (file: string): void => {
    const status = statSync(file, { throwIfNoEntry: false });
    if (status === undefined) return;
    if (status.isDirectory()) {
      for (const name of readdirSync(file)) look(path.join(file, name));
    } else if (!/\.test\.tsx?$/.test(file)) {
      files += 1;
      newestMs = Math.max(newestMs, status.mtimeMs);
    }
  };
  for (const name of names) look(path.join(root, name));
  return { newestMs, files };
}

/** Why a build is needed, in plain words; undefined when out/ is up to date. */
export function staleReason(root: string): string | undefined {
  const missing = results.find((name) => !existsSync(path.join(root, name)));
  if (missing !== undefined) return `${missing} is missing`;
  const stamp = path.join(root, 'out/build.json');
  if (!existsSync(stamp)) return 'the last build did not finish';
  const built = JSON.parse(readFileSync(stamp, 'utf8')) as Partial<SourceState>;
  const now = sourceState(root);
  if (built.files !== now.files) return 'source files were added or removed';
  return now.newestMs > (built.newestMs ?? 0) ? 'the sources changed' : undefined;
}
