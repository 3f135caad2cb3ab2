/** Programs of known appetite, and the tools that the rest of the world measures with. Everything ends with `stop`, and by itself soon after. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ProcessStat, parseProcessStat } from '../../base/processStat.ts';

/** Names of those that are not installed. */
export function missingPrograms(names: readonly string[]): readonly string[] {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin'];
  return names.filter((name) => !folders.some((folder) => folder !== '' && existsSync(path.join(folder, name))));
}

export interface Load {
  stop(): void;
}

/** In a process group of its own, because these programs start others. */
function start(program: string, parameters: readonly string[]): ChildProcess {
  return spawn(program, parameters, { stdio: 'ignore', detached: true });
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended by itself in between.
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export const loadSizes = {
  cpuShare: 0.5,
  diskBytesPerSecond: 8 * 1024 * 1024,
  networkBytesPerSecond: 25_000_000,
  memoryBytes: 384 * 1024 * 1024,
};

/** Half of one CPU, direct writes and traffic over loopback, for at most `seconds`. */
export async function startLoads(seconds: number): Promise<Load> {
  const port = String(await freePort());
  const file = path.join(tmpdir(), `hecate-load-${String(process.pid)}`);
  const time = String(seconds);
  const rate = String(loadSizes.diskBytesPerSecond);
  const server = start('iperf3', ['-s', '-1', '-B', '127.0.0.1', '-p', port]);
  const children = [
    server,
    start('stress-ng', ['--cpu', '1', '--cpu-load', String(loadSizes.cpuShare * 100), '--cpu-load-slice', '10', '--timeout', `${time}s`]),
    start('fio', [
      '--name=load',
      `--filename=${file}`,
      '--size=64m',
      '--rw=write',
      '--bs=64k',
      '--direct=1',
      '--ioengine=psync',
      `--rate=${rate}`,
      '--time_based',
      `--runtime=${time}`,
    ]),
  ];
  // The server needs a moment to listen; a client that came too early would end at once.
  await until(() => isListening(Number(port)));
  const bits = String(loadSizes.networkBytesPerSecond * 8);
  children.push(start('iperf3', ['-c', '127.0.0.1', '-p', port, '-b', bits, '-l', '16k', '-t', time]));
  return {
    stop: () => {
      for (const child of children) endGroup(child);
      rmSync(file, { force: true });
    },
  };
}

function isListening(port: number): boolean {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .some((line) => line.includes(wanted) && line.includes(' 0A '));
}

async function until(look: () => boolean): Promise<void> {
  const giveUp = Date.now() + 5000;
  while (!look()) {
    if (Date.now() > giveUp) throw new Error('a program of the load did not start');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export interface Holder {
  readonly residentBytes: () => number;
  /** Resolves when the kernel has its memory back. */
  readonly stop: () => Promise<void>;
}

/** A process that has written to so much memory, for 10 seconds at most. */
export async function holdMemory(bytes: number): Promise<Holder> {
  const child = start(process.execPath, ['-e', `const held = Buffer.alloc(${String(bytes)}, 1); setTimeout(() => held.fill(2), 10000);`]);
  const residentBytes = (): number => {
    const status = readFileSync(`/proc/${String(child.pid)}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) * 1024;
  };
  await until(() => residentBytes() > bytes);
  return {
    residentBytes,
    stop: async () => {
      const gone = new Promise((resolve) => child.once('close', resolve));
      endGroup(child);
      await gone;
    },
  };
}

export interface ToolRun {
  /** When it has read for the first time, and waits. */
  readonly began: Promise<void>;
  /** Its output, once it has read for the second time. */
  readonly ended: Promise<string>;
}

/** Runs sar or iostat over one interval. */
export function runTool(program: string, parameters: readonly string[]): ToolRun {
  const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env['PATH'], LC_ALL: 'C' } });
  const ended = new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()));
    child.once('error', reject);
    child.once('close', () => {
      resolve(text);
    });
  });
  return { began: until(() => isWaiting(child.pid ?? 0, program)), ended };
}

/** The program has the name that it should have, and it and its children (sar has one that reads) sleep. */
function isWaiting(pid: number, program: string): boolean {
  const state = stateOf(pid);
  const children = childrenOf(pid);
  if (state?.name !== program || state.state !== 'S' || (program === 'sar' && children.length === 0)) return false;
  return children.every((child) => stateOf(child)?.name === 'sadc' && stateOf(child)?.state === 'S');
}

function stateOf(pid: number): ProcessStat | undefined {
  try {
    return parseProcessStat(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  } catch {
    return undefined; // it has ended
  }
}

function childrenOf(pid: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => stateOf(child)?.parentPid === pid);
}
