/**
 * Builds everything into out/: the five programs as one bundled CommonJS file
 * each with a launcher that starts them on the bundled Node, the window's
 * pages, and (unless --programs) the Electron shell.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { compiledKernels } from '../helpers/kernels/compile.ts';
import { sourceState } from './buildState.ts';

const root = path.resolve(import.meta.dirname, '..');
const out = path.join(root, 'out');
const library = path.join(out, 'lib');
const require = createRequire(import.meta.url);
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const onlyPrograms = process.argv.includes('--programs');
// Taken before the build, so that a file saved meanwhile counts as newer.
const before = sourceState(root);

// A young generation that holds all that a start makes: without it a tenth of a command's time is garbage collection.
const quickStart = ['--min-semi-space-size=16'];

/** Node flags per program: the resident one trades peak speed for memory (docs/adr/0006-footprint.md). */
export const programs = [
  { name: 'hecate', entry: 'src-main/cli/main.ts', flags: quickStart, resident: false },
  { name: 'hecated', entry: 'src-main/daemon/main.ts', flags: [], resident: false },
  {
    name: 'hecate-monitor',
    entry: 'src-main/monitor/main.ts',
    // The last two: what lives long is tidied up from the start, and whenever it has grown by some 2 MB instead of 8 MB.
    flags: ['--no-opt', '--no-maglev', '--max-lazy', '--max-semi-space-size=1', '--optimize-for-size', '--initial-heap-size=8'],
    resident: true,
  },
  { name: 'hecate-executor', entry: 'helpers/executor/main.ts', flags: quickStart, resident: false },
  { name: 'hecate-kernels', entry: 'helpers/kernels/main.ts', flags: quickStart, resident: false },
].filter((program) => existsSync(path.join(root, program.entry)));

/** Compiled code beside the bundle; a third of a command's start. The resident program starts once and saves the memory instead. */
function compileCache(resident) {
  if (resident) return 'unset NODE_COMPILE_CACHE NODE_COMPILE_CACHE_PORTABLE';
  return 'export NODE_COMPILE_CACHE="$lib/cache" NODE_COMPILE_CACHE_PORTABLE=1';
}

function launcher({ name, flags, resident }) {
  return `#!/bin/sh
# Starts ${name} on the Node that was bundled with it, from any folder.
self=$(readlink -f -- "$0")
lib=\${self%/bin/*}/lib
unset NODE_OPTIONS NODE_EXTRA_CA_CERTS
${compileCache(resident)}
exec "$lib/node" ${[...flags, ''].join(' ')}"$lib/${name}.cjs" "$@"
`;
}

/** A Plan that asks for the value that is there already: every line of the way runs, and nothing is written but a journal of its own. */
function noChange() {
  const file = '/proc/sys/vm/swappiness';
  if (!existsSync(file)) return '';
  const value = readFileSync(file, 'utf8').trim();
  const operation = { kind: 'sysctl.set', key: 'vm.swappiness', value };
  const step = {
    id: 's1',
    knobId: null,
    title: 'No change',
    operation,
    risk: 'reversible',
    before: value,
    after: value,
    why: '',
    evidence: [],
  };
  const plan = { version: 1, id: 'no-change', title: 'No change', createdAt: new Date().toISOString(), profileId: null, steps: [step] };
  const messages = [
    { jsonrpc: '2.0', id: 1, method: 'executor.hello', params: {} },
    { jsonrpc: '2.0', id: 2, method: 'executor.apply', params: { input: { plan, confirmWithinSeconds: null }, job: 'build' } },
  ];
  return messages
    .map((message) => JSON.stringify(message))
    .map((text) => `Content-Length: ${String(text.length)}\r\n\r\n${text}`)
    .join('');
}

/** Runs the programs once, changing nothing and with state of their own, so that the first real start finds compiled code. */
async function fillCompileCache() {
  const scratch = mkdtempSync(path.join(tmpdir(), 'hecate-build-'));
  const env = { ...process.env, HECATE_STATE_DIR: path.join(scratch, 'state'), HECATE_RUNTIME_DIR: path.join(scratch, 'run') };
  const look = (...command) => spawnSync(path.join(out, 'bin/hecate'), [...command, '--json'], { env, stdio: 'ignore', timeout: 30_000 });
  const plan = () => look('tune', 'plan');
  rmSync(path.join(library, 'cache'), { recursive: true, force: true });
  plan();
  spawnSync(path.join(out, 'bin/hecate-executor'), [], { env, input: noChange(), stdio: ['pipe', 'ignore', 'ignore'], timeout: 30_000 });
  const daemon = spawn(path.join(out, 'bin/hecated'), ['--idle-exit', '1'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(daemon, 'exit');
  await Promise.race([once(daemon.stdout, 'data'), ended]);
  plan();
  daemon.kill('SIGTERM');
  await ended;
  rmSync(scratch, { recursive: true, force: true });
  const cache = path.join(library, 'cache');
  if (!existsSync(cache)) return;
  const made = readdirSync(cache, { recursive: true, withFileTypes: true });
  // Node keeps these for their maker alone; the programs run as any user.
  chmodSync(cache, 0o755);
  for (const entry of made) chmodSync(path.join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
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

// zod carries its messages in 40 languages, which is a third of each bundle and is parsed at every start; the product speaks English.
const onlyEnglish = {
  name: 'only-english',
  setup(esbuild) {
    esbuild.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, ({ path: file }) => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: path.dirname(file),
    }));
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
  plugins: [native, onlyEnglish],
});

// The graphics kernels: a main script and one page for an Electron beside this build. A packaged application has the script inside.
const graphics = path.join(library, 'graphics');
rmSync(graphics, { recursive: true, force: true });
const graphicsBuild = { absWorkingDir: root, bundle: true, minify: true, legalComments: 'none' };
await build({
  ...graphicsBuild,
  entryPoints: ['helpers/graphics/main.ts'],
  outfile: path.join(graphics, 'main.cjs'),
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  external: ['electron'],
  define: { 'import.meta.dirname': '__dirname' },
});
await build({
  ...graphicsBuild,
  entryPoints: ['helpers/graphics/page/page.ts'],
  outfile: path.join(graphics, 'page/page.js'),
  platform: 'browser',
  target: 'chrome146',
  format: 'esm',
});
copyFileSync(path.join(root, 'helpers/graphics/page/index.html'), path.join(graphics, 'page/index.html'));
writeFileSync(path.join(graphics, 'package.json'), JSON.stringify({ name: 'hecate-graphics', version, private: true, main: 'main.cjs' }));

// Python scripts for the user's own environment; they run from where they are.
const scripts = path.join(library, 'ml');
rmSync(scripts, { recursive: true, force: true });
cpSync(path.join(root, 'helpers/ml'), scripts, {
  recursive: true,
  filter: (source) => !/(\.test\.ts|__pycache__|testSupport)$/.test(source),
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

copyFileSync(compiledKernels(), path.join(library, 'kernels.wasm'));

for (const program of programs) {
  const file = path.join(out, 'bin', program.name);
  writeFileSync(file, launcher(program));
  chmodSync(file, 0o755);
}

await fillCompileCache();

if (!onlyPrograms) {
  const done = spawnSync(process.execPath, [path.join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
  // Written last: without it the next start builds again.
  writeFileSync(path.join(out, 'build.json'), JSON.stringify(before));
}
