/**
 * `npm test`: fetches what the tests need from apt, builds, runs the unit tests
 * with coverage and the end-to-end tests, and ends with one summary line.
 * `--unit` and `--e2e` run one of the two.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { staleReason } from './buildState.ts';
import { obtainElectronRuntime } from './electronRuntime.ts';
import { installPackages, missingDependencies, missingLibrariesOf, systemDependencies } from './systemDependencies.ts';
import { add, type Counts, countPlaywright, countVitest, noCounts, summaryLine } from './testReport.ts';

const root = path.resolve(import.meta.dirname, '..');
const results = path.join(root, 'test-results');
const oneFailure: Counts = { passed: 0, failed: 1, skipped: 0 };

function say(line: string): void {
  console.log(line);
}

/** Runs a program of this project on this Node; the exit code, 1 for a signal. */
function run(script: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(root, script), ...args], { cwd: root, stdio: 'inherit' });
    const stop = (signal: NodeJS.Signals): void => {
      child.kill(signal);
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
    child.on('close', (code, signal) => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      if (signal !== null) console.error(`${script} was ended by ${signal} (${String(os.constants.signals[signal])}).`);
      resolve(code ?? 1);
    });
  });
}

function provideSystem(): void {
  const missing = missingDependencies(systemDependencies);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((dependency) => dependency.package))];
  const problem = installPackages(packages, say);
  const still = missingDependencies(systemDependencies);
  if (still.length === 0) return;
  say(`Not installed (${problem ?? 'apt-get did not bring them'}):`);
  for (const { package: name, reason, without } of still) say(`  ${name}: ${reason}. Skipped without it: ${without}.`);
  say(`To have them: apt-get install ${still.map((dependency) => dependency.package).join(' ')}`);
}

async function provideElectron(): Promise<void> {
  const answer = await obtainElectronRuntime({ root, env: process.env, say });
  if (!answer.ok) {
    say(`No Electron: ${answer.why}. The tests in Electron are skipped.`);
    return;
  }
  const missing = missingLibrariesOf(answer.runtime.executable);
  if (missing.length > 0) say(`Electron misses libraries: ${missing.map(({ library }) => library).join(', ')}`);
}

/** A runner that leaves no report has failed, whatever its exit code says; so has one whose exit code disagrees with its report. */
function read(file: string, code: number, count: (json: string) => Counts): Counts {
  if (!existsSync(file)) return oneFailure;
  const counts = count(readFileSync(file, 'utf8'));
  return code !== 0 && counts.failed === 0 ? add(counts, oneFailure) : counts;
}

async function vitest(name: string, options: readonly string[]): Promise<Counts> {
  const report = path.join(results, `${name}.json`);
  const code = await run('node_modules/vitest/vitest.mjs', [
    'run',
    ...options,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  return read(report, code, countVitest);
}

/**
 * What needs the machine for itself: the kill-point proof compares real kernel values byte by byte, the proof of a tuning
 * changes some, and figures beside those of a program called by hand are worth nothing while other tests run.
 */
const alone = [
  'helpers/executor/proof/',
  'src-main/daemon/proof.test.ts',
  'src-main/engines/benchmark/tests/programs/programs.reference.test.ts',
];

async function unitTests(): Promise<Counts> {
  const others = alone.flatMap((path) => ['--exclude', path.endsWith('/') ? `${path}**` : path]);
  return add(await vitest('unit', ['--coverage', ...others]), await vitest('alone', ['--no-file-parallelism', ...alone]));
}

async function endToEndTests(): Promise<Counts> {
  const code = await run('node_modules/@playwright/test/cli.js', ['test', '-c', 'e2e/playwright.config.ts']);
  return read(path.join(results, 'e2e.json'), code, countPlaywright);
}

async function build(): Promise<boolean> {
  const reason = staleReason(root);
  if (reason === undefined) return true;
  say(`Building (${reason}) ...`);
  return (await run('scripts/build.mjs', [])) === 0;
}

async function test(argv: readonly string[]): Promise<Counts> {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  const all = !argv.includes('--unit') && !argv.includes('--e2e');
  provideSystem();
  if (!(await build())) return oneFailure;
  let counts = noCounts;
  if (all || argv.includes('--unit')) counts = add(counts, await unitTests());
  if (all || argv.includes('--e2e')) {
    await provideElectron();
    counts = add(counts, await endToEndTests());
  }
  return counts;
}

const counts = await test(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  return oneFailure;
});
say(summaryLine(counts));
process.exitCode = counts.failed === 0 ? 0 : 1;
