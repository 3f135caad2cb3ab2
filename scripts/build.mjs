/**
 * Builds everything into out/: the four programs as one bundled CommonJS file
 * each with a launcher that starts them on the bundled Node, the window's
 * pages, and (unless --programs) the Electron shell.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { sourceState } from './buildState.ts';

const root = path.resolve(import.meta.dirname, '..');
const out = path.join(root, 'out');
const library = path.join(out, 'lib');
const require = createRequire(import.meta.url);
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const onlyPrograms = process.argv.includes('--programs');
// Taken before the build, so that a file saved meanwhile counts as newer.
const before = sourceState(root);

/** Node flags per program: the resident one trades peak speed for memory (docs/adr/0006-footprint.md). */
export const programs = [
  { name: 'hecate', entry: 'src-main/cli/main.ts', flags: [] },
  { name: 'hecated', entry: 'src-main/daemon/main.ts', flags: [] },
  { name: 'hecate-monitor', entry: 'src-main/monitor/main.ts', flags: ['--no-opt', '--no-maglev', '--max-lazy'] },
  { name: 'hecate-executor', entry: 'helpers/executor/main.ts', flags: [] },
].filter((program) => existsSync(path.join(root, program.entry)));

function launcher(name, flags) {
  return `#!/bin/sh
# Starts ${name} on the Node that was bundled with it, from any folder.
self=$(readlink -f -- "$0")
lib=\${self%/bin/*}/lib
unset NODE_OPTIONS NODE_EXTRA_CA_CERTS
exec "$lib/node" ${[...flags, ''].join(' ')}"$lib/${name}.cjs" "$@"
`;
}

mkdirSync(path.join(out, 'bin'), { recursive: true });
mkdirSync(library, { recursive: true });

// Native modules are loaded from beside the bundle, so that out/ can be copied anywhere.
const native = {
  name: 'native-beside-bundle',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^(better-sqlite3|koffi)$/ }, (request) => ({ path: `./node_modules/${request.path}`, external: true }));
  },
};

await build({
  absWorkingDir: root,
  entryPoints: programs.map((program) => ({ in: program.entry, out: program.name })),
  outdir: library,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  define: { HECATE_VERSION: JSON.stringify(version), 'import.meta.dirname': '__dirname', 'import.meta.url': '__bundleUrl' },
  banner: { js: "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  plugins: [native],
});

const nodeBinary = path.join(path.dirname(require.resolve('node/package.json')), 'bin/node');
const bundledNode = path.join(library, 'node');
const given = statSync(nodeBinary);
const present = statSync(bundledNode, { throwIfNoEntry: false });
if (present === undefined || present.size !== given.size || present.mtimeMs < given.mtimeMs) {
  // Beside it and then renamed: a program that starts meanwhile finds the old one or the new one.
  copyFileSync(nodeBinary, `${bundledNode}.new`);
  chmodSync(`${bundledNode}.new`, 0o755);
  renameSync(`${bundledNode}.new`, bundledNode);
}

for (const name of ['better-sqlite3', 'koffi', `@koromix/koffi-linux-${process.arch}`]) {
  // Not by require.resolve: koffi does not export its package.json.
  const folder = path.join(root, 'node_modules', name);
  if (!existsSync(folder)) continue; // a dependency that this version of the library no longer has
  // koffi keeps its entry file in src; the sources of better-sqlite3 are 9 MB of C.
  const unneeded = name === 'koffi' ? /[\\/](vendor|doc)$/ : /[\\/](deps|src|vendor|doc|docs|benchmark)$/;
  cpSync(folder, path.join(library, 'node_modules', name), {
    recursive: true,
    filter: (source) => !unneeded.test(source.slice(folder.length)) && !/(win32|darwin)-[a-z0-9]+(\.node)?$/.test(source),
  });
}

for (const { name, flags } of programs) {
  const file = path.join(out, 'bin', name);
  writeFileSync(file, launcher(name, flags));
  chmodSync(file, 0o755);
}

if (!onlyPrograms) {
  const done = spawnSync(process.execPath, [path.join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
  // Written last: without it the next start builds again.
  writeFileSync(path.join(out, 'build.json'), JSON.stringify(before));
}
