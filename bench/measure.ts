/** How things are measured here: whole processes, by the kernel's own counters, medians over interleaved runs. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Clock ticks per second of /proc/PID/stat; USER_HZ is 100 on every Linux that Node supports (proc(5)). */
const ticksPerSecond = 100;

export interface Row {
  readonly name: string;
  readonly value: number | null;
  readonly unit: string;
  /** The most it may be; null when there is no budget and the row is there for comparison. */
  readonly budget: number | null;
  readonly how: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new Error('median of nothing');
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error('percentile of nothing');
  return value;
}

export interface Command {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Wall time of one run in milliseconds; throws when the program fails, so that a crash is never the fastest. */
export function wallTimeMs(command: Command): number {
  const started = process.hrtime.bigint();
  const done = spawnSync(command.program, command.args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: cleanEnvironment(command.env),
    maxBuffer: 64 << 20,
  });
  const elapsed = Number(process.hrtime.bigint() - started) / 1e6;
  if (done.error !== undefined) throw done.error;
  if (done.status !== 0) throw new Error(`${command.name} ended with ${String(done.status)}: ${done.stderr.toString().slice(-400)}`);
  return elapsed;
}

/** Medians of commands run in turn, so that a slow minute of the machine hits all of them alike. */
export function interleavedMedians(commands: readonly Command[], rounds: number): ReadonlyMap<string, number> {
  const times = new Map<string, number[]>(commands.map((command) => [command.name, []]));
  for (const command of commands) wallTimeMs(command);
  for (let round = 0; round < rounds; round += 1) {
    for (const command of commands) times.get(command.name)?.push(wallTimeMs(command));
  }
  return new Map([...times].map(([name, values]) => [name, median(values)]));
}

/** NODE_EXTRA_CA_CERTS adds 40 ms to every Node start, and NODE_OPTIONS changes what is measured. */
export function cleanEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => name !== 'NODE_OPTIONS' && name !== 'NODE_EXTRA_CA_CERTS');
  return { ...Object.fromEntries(kept), ...extra };
}

/** User and system time of one process so far, in milliseconds (fields 14 and 15 of /proc/PID/stat). */
export function cpuTimeMs(pid: number): number {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}

export function residentBytes(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
  if (line?.[1] === undefined) throw new Error(`no VmRSS for ${String(pid)}`);
  return Number(line[1]) * 1024;
}

/** Share of one core that a process used over `seconds`, in percent, and what it held at the end. */
export async function watchProcess(pid: number, seconds: number): Promise<{ cpuPercent: number; rssBytes: number }> {
  const startedCpu = cpuTimeMs(pid);
  const started = process.hrtime.bigint();
  await sleep(seconds * 1000);
  const elapsedMs = Number(process.hrtime.bigint() - started) / 1e6;
  return { cpuPercent: ((cpuTimeMs(pid) - startedCpu) / elapsedMs) * 100, rssBytes: residentBytes(pid) };
}

export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { stdio: 'ignore' }).status === 0;
}

/** Ends a child that this process started: asks, then insists after two seconds. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 2000);
  await ended;
  clearTimeout(timer);
}

/** Starts a program and resolves when a line of its output matches, with the milliseconds that took. */
export async function startUntilLine(
  command: Command,
  line: RegExp,
  timeoutMs: number,
): Promise<{ child: ChildProcess; elapsedMs: number; line: string }> {
  const started = process.hrtime.bigint();
  const child = spawn(command.program, command.args, { stdio: ['pipe', 'pipe', 'inherit'], env: cleanEnvironment(command.env) });
  return await new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${command.name} did not print ${String(line)} within ${String(timeoutMs)} ms`));
    }, timeoutMs);
    child.once('error', reject);
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const match = line.exec(text);
      if (match === null) return;
      clearTimeout(timer);
      resolve({ child, elapsedMs: Number(process.hrtime.bigint() - started) / 1e6, line: match[0] });
    });
  });
}
