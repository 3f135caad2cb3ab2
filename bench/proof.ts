/**
 * Kills hecated, the executor or both at random moments of a real proof on this
 * kernel, starts hecated again and reads the knobs back: a proof that is cut
 * off anywhere must end at stock. Needs root.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '../src-main/contracts/kit/client.ts';
import { type ProofProgress, proofContract } from '../src-main/contracts/proof.ts';
import { connectUnixSocket } from '../src-main/transports/unixSocket.ts';
import { cleanEnvironment, endChild, type Row } from './measure.ts';

/** Knobs that change nothing for a program that only starts and ends, each with the value that is tried. */
const knobs: Readonly<Record<string, { readonly file: string; readonly knobId: string }>> = {
  pageCluster: { file: '/proc/sys/vm/page-cluster', knobId: 'vm.page-cluster' },
  watermark: { file: '/proc/sys/vm/watermark_scale_factor', knobId: 'vm.watermark_scale_factor' },
  minFree: { file: '/proc/sys/vm/min_free_kbytes', knobId: 'vm.min_free_kbytes' },
};
const root = path.resolve(import.meta.dirname, '..');
const victims = ['hecated', 'executor', 'both', 'executor, then hecated'] as const;
type Victim = (typeof victims)[number];

/** Longest time from the start of a proof to the kill; a trial of these lasts a few seconds. */
const latestKillMs = 12_000;
const stockWithinMs = 20_000;

interface Daemon {
  readonly child: ChildProcess;
  readonly socket: string;
}

export interface KillOutcome {
  readonly victim: Victim;
  /** What was being done. */
  readonly phase: string;
  /** What is wrong afterwards; null: nothing. */
  readonly problem: string | null;
  /** From the kill until every knob was at stock. */
  readonly stockAfterMs: number;
}

function readKnobs(): string {
  return Object.values(knobs)
    .map(({ file, knobId }) => `${knobId}=${readFileSync(file, 'utf8').trim()}`)
    .join(' ');
}

async function startDaemon(state: string, runtime: string): Promise<Daemon> {
  const env = cleanEnvironment({ HECATE_STATE_DIR: state, HECATE_RUNTIME_DIR: runtime });
  const child = spawn(process.execPath, [path.join(root, 'src-main/daemon/main.ts'), '--idle-exit', '0'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => {
      resolve();
    });
    child.once('exit', (code) => {
      reject(new Error(`hecated ended with ${String(code)}`));
    });
  });
  return { child, socket: path.join(runtime, 'hecated.sock') };
}

/** Executors with root's powers that this hecated has started. */
function executorsOf(pid: number): readonly number[] {
  try {
    const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8')
      .trim()
      .split(' ')
      .map(Number);
    return children.filter((child) => {
      const line = readFileSync(`/proc/${String(child)}/cmdline`, 'utf8').split('\0');
      return line.some((word) => word.includes('helpers/executor/')) && !line.includes('--read-only');
    });
  } catch {
    return []; // it ended while it was looked at
  }
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It had ended by itself, which is a moment like any other.
  }
}

async function killVictim(victim: Victim, daemon: Daemon): Promise<void> {
  const pid = daemon.child.pid ?? 0;
  const executors = executorsOf(pid);
  if (victim !== 'hecated') executors.forEach(killNow);
  if (victim === 'executor, then hecated') await sleep(Math.random() * 500);
  if (victim !== 'executor') killNow(pid);
}

async function untilStock(stock: string, startedMs: number): Promise<number | null> {
  while (Date.now() - startedMs < stockWithinMs) {
    if (readKnobs() === stock) return Date.now() - startedMs;
    await sleep(20);
  }
  return null;
}

/** One proof, one kill, one new start. */
async function killOnce(state: string, runtime: string, victim: Victim, killAfterMs: number, stock: string): Promise<KillOutcome> {
  let daemon = await startDaemon(state, runtime);
  let phase = 'starting';
  const connection = await connectUnixSocket(daemon.socket);
  const input = {
    goal: {
      kind: 'command' as const,
      command: ['sh', '-c', 'exit 0'],
      folder: null,
      measure: { kind: 'wallTime' as const },
      timeoutSeconds: 10,
    },
    subject: { kind: 'search' as const, knobIds: Object.values(knobs).map(({ knobId }) => knobId) },
    maxSeconds: 60,
    force: true,
  };
  const onProgress = (progress: ProofProgress): void => {
    phase = `${progress.phase}${progress.arm === null ? '' : ` (${progress.arm})`}`;
  };
  const proving = createClient(proofContract, connection)
    .prove(input, { onProgress })
    .then(
      (report) => `${report.state}, ${report.machineState}`,
      (error: unknown) => String(error),
    );
  await sleep(killAfterMs);
  const killedIn = phase;
  const killedMs = Date.now();
  await killVictim(victim, daemon);
  if (victim === 'executor') {
    connection.dispose();
    await endChild(daemon.child);
  } else {
    await proving;
    connection.dispose();
  }
  daemon = await startDaemon(state, runtime);
  try {
    const stockAfterMs = await untilStock(stock, killedMs);
    const problem = stockAfterMs === null ? `${readKnobs()} instead of ${stock}` : await problemOfReports(daemon);
    return { victim, phase: killedIn, problem, stockAfterMs: stockAfterMs ?? stockWithinMs };
  } finally {
    await endChild(daemon.child);
    for (const executor of executorsOf(daemon.child.pid ?? 0)) killNow(executor);
  }
}

/** Nothing may still be called running, and what was read back must be stock. */
async function problemOfReports({ socket }: Daemon): Promise<string | null> {
  const connection = await connectUnixSocket(socket);
  try {
    const { proofs } = await createClient(proofContract, connection).list({});
    const wrong = proofs.find((proof) => proof.state === 'running' || proof.machineState !== 'stock');
    return wrong === undefined ? null : `the proof ${wrong.id} is ${wrong.state}, ${wrong.machineState}`;
  } finally {
    connection.dispose();
  }
}

export async function killProofs(scratch: string, kills: number, report: (outcome: KillOutcome) => void): Promise<readonly KillOutcome[]> {
  const stock = readKnobs();
  const outcomes: KillOutcome[] = [];
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const state = path.join(scratch, `proof-${String(kill)}`);
      const runtime = path.join(scratch, `proof-run-${String(kill)}`);
      for (const folder of [state, runtime]) mkdirSync(folder, { recursive: true, mode: 0o700 });
      const victim = victims[kill % victims.length] ?? 'both';
      const outcome = await killOnce(state, runtime, victim, Math.random() * latestKillMs, stock);
      report(outcome);
      outcomes.push(outcome);
    }
  } finally {
    restoreKnobs(stock);
  }
  return outcomes;
}

/** A machine is not left changed by a test that failed. */
function restoreKnobs(stock: string): void {
  for (const { file, knobId } of Object.values(knobs)) {
    const value = new RegExp(`${knobId.replaceAll('.', '\\.')}=(\\d+)`).exec(stock)?.[1];
    if (value !== undefined && existsSync(file) && readFileSync(file, 'utf8').trim() !== value) writeFileSync(file, value);
  }
}

export async function measureProof(scratch: string, quick: boolean): Promise<readonly Row[]> {
  if (process.getuid?.() !== 0) {
    return [{ name: 'proof: needs root', value: null, unit: '', budget: null, how: 'run the bench as root to kill proofs' }];
  }
  const kills = quick ? 10 : 50;
  const outcomes = await killProofs(scratch, kills, ({ victim, phase, problem, stockAfterMs }) => {
    console.log(`  ${victim.padEnd(24)} in ${phase.padEnd(24)} stock after ${stockAfterMs.toFixed(0)} ms ${problem ?? ''}`);
  });
  const how = `${String(kills)} kills at random moments of a search over ${String(Object.keys(knobs).length)} real kernel knobs`;
  const wrong = outcomes.filter(({ problem }) => problem !== null).length;
  const slowest = Math.max(...outcomes.map(({ stockAfterMs }) => stockAfterMs));
  return [
    { name: 'killed proofs that did not end at stock', value: wrong, unit: '', budget: 0, how },
    { name: 'slowest way back, restart included', value: slowest / 1000, unit: 's', budget: null, how },
  ];
}
