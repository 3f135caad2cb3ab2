/** Lint, types, imports, unused code, generated documents and the tests, as steps; the last line counts tests and steps together. */
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { add, type Counts, noCounts, summaryLine } from './testReport.ts';

const root = path.resolve(import.meta.dirname, '..');

interface Step {
  readonly title: string;
  readonly command: readonly string[];
}

const steps: readonly Step[] = [
  { title: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { title: 'types', command: ['npm', 'run', '--silent', 'types'] },
  { title: 'imports', command: ['npm', 'run', '--silent', 'imports'] },
  { title: 'unused', command: ['npm', 'run', '--silent', 'unused'] },
  // The same tests run again below; here they say at once which generated file is old.
  { title: 'documents', command: ['npm', 'run', '--silent', 'test:unit', '--', 'scripts/docs.test.ts', 'src-main/cli/generate'] },
];

function seconds(sinceMs: number): string {
  return `${((performance.now() - sinceMs) / 1000).toFixed(0)} s`;
}

function check({ title, command }: Step): boolean {
  const [program = '', ...args] = command;
  const startedMs = performance.now();
  const done = spawnSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 });
  const ok = done.status === 0;
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${title} (${seconds(startedMs)})`);
  if (!ok) console.log(`${done.stdout}${done.stderr}${done.error === undefined ? '' : done.error.message}`.trimEnd());
  return ok;
}

/** The counts of the line that `npm test` ends with. */
function lastSummary(output: string): Counts | undefined {
  const match = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
  if (match === undefined) return undefined;
  return { passed: Number(match[1]), failed: Number(match[2]), skipped: Number(match[3] ?? 0) };
}

/** Shows the output as it comes: a run takes many minutes. */
function test(): Promise<Counts> {
  return new Promise((resolve) => {
    const child = spawn('npm', ['test', '--silent'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let tail = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      process.stdout.write(text);
      tail = (tail + text).slice(-4_096);
    });
    child.on('error', (error) => {
      console.error(error.message);
      resolve({ ...noCounts, failed: 1 });
    });
    child.on('close', (code) => {
      const counts = lastSummary(tail) ?? { ...noCounts, failed: 1 };
      resolve(code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts);
    });
  });
}

let counts: Counts = noCounts;
for (const step of steps) counts = add(counts, check(step) ? { ...noCounts, passed: 1 } : { ...noCounts, failed: 1 });
counts = add(counts, await test());
console.log(summaryLine({ ...counts, skipped: 0 }));
process.exitCode = counts.failed === 0 ? 0 : 1;
