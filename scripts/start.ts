/**
 * Builds what is missing, finds an Electron, and opens the window; without an
 * Electron the same pages open in the browser. Exit codes: 3 no display,
 * 4 libraries missing, otherwise the app's own.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { openInBrowser } from './browser.ts';
import { staleReason } from './buildState.ts';
import { type ElectronRuntime, obtainElectronRuntime } from './electronRuntime.ts';
import { hasProgram, installPackages, missingLibrariesOf } from './systemDependencies.ts';

const root = path.resolve(import.meta.dirname, '..');
const exitCodes = { noDisplay: 3, librariesMissing: 4 } as const;

const usage = `npm start [-- OPTION...]

  --browser          open the pages in the system's browser instead of Electron
  --sysroot FOLDER   show a recorded machine (read-only) instead of this one
  --help             this text

Other options go to Electron, for example --force-device-scale-factor=1.5.`;

function say(line: string): void {
  console.log(line);
}

function build(): void {
  const reason = staleReason(root);
  if (reason === undefined) return;
  say(`Building (${reason}) ...`);
  const done = spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (done.status === 0) return;
  process.stdout.write(done.stdout);
  console.error('The build failed; see above.');
  process.exit(done.status ?? 1);
}

function displayProblem(): string | undefined {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if ((WAYLAND_DISPLAY ?? '') !== '') return undefined;
  if ((DISPLAY ?? '') === '') return 'There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open.';
  const local = /^:(\d+)(?:\.\d+)?$/.exec(DISPLAY ?? '')?.[1];
  if (local === undefined || existsSync(`/tmp/.X11-unix/X${local}`)) return undefined;
  return `DISPLAY is ${DISPLAY ?? ''}, but no X server answers there, so no window can open.`;
}

function explainNoDisplay(problem: string): never {
  console.error(problem);
  console.error('What works without one:');
  console.error(
    `  ${path.relative(process.cwd(), path.join(root, 'out/bin/hecate')) || 'out/bin/hecate'} info        everything on the command line ("hecate --help")`,
  );
  console.error('  npm start -- --browser      the same pages for a browser, also on another computer through an SSH tunnel');
  console.error(`  xvfb-run -a npm start       a window on a screen in memory${hasProgram('xvfb-run') ? '' : ' (apt package xvfb)'}`);
  process.exit(exitCodes.noDisplay);
}

async function agrees(question: string): Promise<boolean> {
  if (process.env['CI'] === 'true' || process.env['CI'] === '1') return true;
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await lines.question(`${question} [y/N] `);
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** Only asked with the user's agreement, or in continuous integration: starting a program does not install packages by itself. */
async function provideLibraries({ executable }: ElectronRuntime): Promise<void> {
  const missing = missingLibrariesOf(executable);
  if (missing.length === 0) return;
  console.error(`Electron needs libraries that this system does not have: ${missing.map(({ library }) => library).join(', ')}`);
  const packages = [...new Set(missing.flatMap((entry) => entry.package ?? []))];
  const problem = (await agrees(`Install ${packages.join(' ')} from apt now?`)) ? installPackages(packages, say) : 'not installed';
  const still = missingLibrariesOf(executable);
  if (still.length === 0) return;
  console.error(`${problem ?? `still missing: ${still.map(({ library }) => library).join(', ')}`}. Run:`);
  console.error(`  apt-get install ${packages.join(' ')}`);
  console.error('or use the browser instead: npm start -- --browser');
  process.exit(exitCodes.librariesMissing);
}

function openWindow({ executable }: ElectronRuntime, forwarded: readonly string[]): void {
  const asRoot = process.getuid?.() === 0;
  if (asRoot) {
    say('You are root. Chromium cannot sandbox its pages for root, so this window runs without that sandbox: prefer an ordinary user.');
  }
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !['ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS'].includes(name)));
  const child = spawn(executable, [...(asRoot ? ['--no-sandbox'] : []), root, ...forwarded], { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`Electron does not start: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + os.constants.signals[signal ?? 'SIGTERM']);
  });
}

async function start(argv: readonly string[]): Promise<void> {
  if (argv.includes('--help')) {
    say(usage);
    return;
  }
  build();
  const forwarded = argv.filter((argument) => argument !== '--browser');
  if (argv.includes('--browser')) {
    await openInBrowser(root, forwarded, say);
    return;
  }
  const problem = displayProblem();
  if (problem !== undefined) explainNoDisplay(problem);
  const answer = await obtainElectronRuntime({ root, env: process.env, say });
  if (!answer.ok) {
    say(`No Electron: ${answer.why}. Opening the same pages in the browser instead.`);
    await openInBrowser(root, forwarded, say);
    return;
  }
  await provideLibraries(answer.runtime);
  openWindow(answer.runtime, forwarded);
}

await start(process.argv.slice(2));
