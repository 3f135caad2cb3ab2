/** Runs the executor inside a lane, under strace that kills it or fails one of its system calls. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { build } from 'esbuild';
import type { Plan } from '../../../src-main/contracts/plan.ts';
import { problemText } from '../problem.ts';
import type { StartedExecutor } from '../testSupport/executorClient.ts';
import { startExecutor } from '../testSupport/executorClient.ts';
import type { Lane } from './lane.ts';

/** Everything that writes, renames, links, truncates or syncs, what makes or removes a name or a mode, and what sets something on a process. */
export const writingCalls = [
  'write',
  'pwrite64',
  'writev',
  'pwritev',
  'rename',
  'renameat',
  'renameat2',
  'link',
  'linkat',
  'symlink',
  'unlink',
  'unlinkat',
  'truncate',
  'ftruncate',
  'fallocate',
  'fsync',
  'fdatasync',
  'sync_file_range',
  'mkdir',
  'mkdirat',
  'rmdir',
  'chmod',
  'fchmod',
  'fchmodat',
  'setpriority',
  'ioprio_set',
  'sched_setaffinity',
] as const;
export type WritingCall = (typeof writingCalls)[number];

export interface KillPoint {
  readonly call: WritingCall;
  readonly number: number;
}

/** One CommonJS file, as the product is built: it starts in half the time of the sources. */
export async function buildExecutor(): Promise<{ readonly command: readonly string[]; readonly agent: readonly string[]; remove(): void }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hecate-executor-'));
  await build({
    entryPoints: {
      'hecate-executor': path.resolve(import.meta.dirname, '../main.ts'),
      'agent': path.resolve(import.meta.dirname, 'agent.ts'),
    },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    minifySyntax: true,
    minifyWhitespace: true,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    define: { 'import.meta.dirname': '__dirname', 'import.meta.url': '__bundleUrl' },
    banner: { js: "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
    external: ['better-sqlite3', 'koffi'],
  });
  // As in the built product, native modules lie beside the bundle.
  symlinkSync(path.resolve(import.meta.dirname, '../../../node_modules'), path.join(folder, 'node_modules'));
  return {
    command: [process.execPath, path.join(folder, 'hecate-executor.cjs')],
    agent: [process.execPath, path.join(folder, 'agent.cjs')],
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Verb =
  | { readonly kind: 'apply'; readonly plan: Plan }
  | { readonly kind: 'undo'; readonly planId: string }
  | { readonly kind: 'recover' };

export interface LaneRun {
  /** `done`, or what went wrong. */
  readonly outcome: string;
  /** True when the program was ended by a signal. */
  readonly killed: boolean;
}

/**
 * Runs one verb. Without arguments for strace(1) the run is undisturbed.
 * `-b execve` lets the programs that the executor starts run untraced, so that
 * a number means the executor's own call; --seccomp-bpf would be faster, but
 * strace 6.1 then injects nothing into Node.
 */
export async function runInLane(
  lane: Lane,
  executor: readonly string[],
  verb: Verb,
  straceArguments: readonly string[] | null,
): Promise<LaneRun> {
  const strace = straceArguments === null ? [] : ['strace', '-f', '-b', 'execve', '-qq', ...straceArguments, '--'];
  const command = [...lane.enter, ...strace, ...executor, `--state-dir=${lane.stateFolder}`];
  if (verb.kind === 'recover') return run([...command, 'recover']);
  const started = startExecutor(command, {}, 'ignore');
  const outcome = await ask(started.client, verb);
  return { outcome, killed: (await endInTime(started)) === null };
}

/** A change takes seconds at most under strace; an executor that lingers after it is a defect of its own. */
const endWithinMs = 120_000;

async function endInTime(started: StartedExecutor): Promise<number | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      started.child.kill('SIGKILL');
      reject(new Error(`the executor had not ended ${String(endWithinMs / 1000)} s after its client went away`));
    }, endWithinMs);
  });
  return Promise.race([started.stop(), late]).finally(() => {
    clearTimeout(timer);
  });
}

async function ask(client: StartedExecutor['client'], verb: Exclude<Verb, { kind: 'recover' }>): Promise<string> {
  try {
    if (verb.kind === 'apply') await client.apply({ plan: verb.plan, confirmWithinSeconds: null });
    else await client.undo({ planId: verb.planId, knobId: null, all: false, force: false });
    return 'done';
  } catch (error) {
    return problemText(error); // killed, or told the error that was injected: what counts is the machine afterwards
  }
}

function run(command: readonly string[]): Promise<LaneRun> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore' });
    child.once('exit', (code) => {
      resolve({ outcome: code === 0 ? 'done' : `exit code ${String(code)}`, killed: code === null });
    });
  });
}

export function killAt(point: KillPoint): readonly string[] {
  return injection(point, 'signal=SIGKILL', '');
}

/** `persistent`: from this call on until the end of the process. */
export function failAt(point: KillPoint, error: string, persistent: boolean): readonly string[] {
  return injection(point, `error=${error}`, persistent ? '+' : '');
}

function injection(point: KillPoint, what: string, more: string): readonly string[] {
  return ['-o', '/dev/null', '-e', `trace=${point.call}`, '-e', `inject=${point.call}:${what}:when=${String(point.number)}${more}`];
}

/** Every writing system call of an undisturbed run, by its number in the thread that makes most of them. */
export async function killPoints(lane: Lane, executor: readonly string[], verb: Verb): Promise<readonly KillPoint[]> {
  const log = path.join(lane.folder, 'strace.log');
  await runInLane(lane, executor, verb, ['-o', log, '-e', `trace=${writingCalls.join(',')}`]);
  const counts = new Map<string, number>();
  for (const line of readFileSync(log, 'utf8').split('\n')) {
    const match = /^(\d+)\s+([a-z0-9_]+)\(/.exec(line);
    if (match !== null) counts.set(`${match[1] ?? ''} ${match[2] ?? ''}`, (counts.get(`${match[1] ?? ''} ${match[2] ?? ''}`) ?? 0) + 1);
  }
  rmSync(log);
  return writingCalls.flatMap((call) => {
    const most = Math.max(0, ...[...counts].filter(([key]) => key.endsWith(` ${call}`)).map(([, count]) => count));
    return Array.from({ length: most }, (_value, index) => ({ call, number: index + 1 }));
  });
}

/** integrity_check of the journal; true also when it was not made yet. */
export function journalIsIntact(lane: Lane): boolean {
  const file = path.join(lane.stateFolder, 'journal/journal.db');
  try {
    const database = new Database(file, { fileMustExist: true });
    const answer = database.pragma('integrity_check', { simple: true });
    database.close();
    return answer === 'ok';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'SQLITE_CANTOPEN';
  }
}
