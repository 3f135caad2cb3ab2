/**
 * Runs programs: argument array, no shell, LC_ALL=C, bounded in time and
 * output, and with its whole process group ended on abort, because a
 * grandchild that keeps the pipe open would otherwise keep us waiting.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import type { CommandOptions, CommandResult, HostCommands } from '../port.ts';
import { errorCode } from './readText.ts';

const defaultTimeoutMs = 30_000;
const defaultOutputBytes = 4 * 1024 * 1024;
const killGraceMs = 2_000;
/** After the program itself has ended, how long output of its left-over children is waited for. */
const drainMs = 500;
const maxLineCharacters = 64 * 1024;

type Failure = CommandResult['failure'];

const running = new Set<number>();
let exitHookInstalled = false;

export function createNodeCommands(): HostCommands {
  return { run: (program, args, options = {}) => run(program, args, options) };
}

function run(program: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  if (options.signal?.aborted === true) return Promise.resolve(notRun('cancelled', 'cancelled before it started'));
  let child: ChildProcess;
  try {
    child = spawn(program, [...args], {
      env: { ...process.env, ...options.env, LC_ALL: 'C' },
      cwd: options.folder,
      stdio: [options.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      detached: true, // its own process group, so that the group can be ended
    });
  } catch (error) {
    return Promise.resolve(notRun('unavailable', error instanceof Error ? error.message : String(error)));
  }
  return supervise(child, options);
}

function supervise(child: ChildProcess, options: CommandOptions): Promise<CommandResult> {
  const limit = options.maxOutputBytes ?? defaultOutputBytes;
  const output = collect(child.stdout, limit, options.onLine);
  const errors = collect(child.stderr, limit, undefined);
  let failure: Failure = 'none';
  const stop = stopper(child);
  const end = (why: Failure) => (): void => {
    if (failure === 'none') failure = why;
    stop.begin();
  };
  const onAbort = end('cancelled');
  const timer = setTimeout(end('timeout'), options.timeoutMs ?? defaultTimeoutMs);
  options.signal?.addEventListener('abort', onAbort, { once: true });
  feed(child, options.stdin);
  return new Promise((resolve) => {
    const settle = (exitCode: number | null, reason: Failure, extra = ''): void => {
      clearTimeout(timer);
      stop.finish();
      options.signal?.removeEventListener('abort', onAbort);
      const stdout = output.finish();
      const stderr = errors.finish();
      resolve({ exitCode, stdout: stdout.text, stderr: stderr.text + extra, truncated: stdout.cut || stderr.cut, failure: reason });
    };
    child.once('error', (error) => {
      const code = errorCode(error);
      const denied = code === 'ENOENT' || code === 'EACCES' || code === 'ENOTDIR';
      settle(null, denied ? 'notFound' : 'unavailable', error.message);
    });
    child.once('exit', () => {
      setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, drainMs).unref();
    });
    child.once('close', (code, signal) => {
      if (failure !== 'none') settle(null, failure);
      else settle(code, signal === null ? 'none' : 'signal');
    });
  });
}

interface Stopper {
  begin(): void;
  finish(): void;
}

/** TERM first, KILL when that did not help; also when this process itself ends. */
function stopper(child: ChildProcess): Stopper {
  const { pid } = child;
  let hard: NodeJS.Timeout | undefined;
  if (pid !== undefined) running.add(pid);
  installExitHook();
  return {
    begin() {
      if (pid === undefined || hard !== undefined) return;
      signalGroup(pid, 'SIGTERM');
      hard = setTimeout(() => {
        signalGroup(pid, 'SIGKILL');
      }, killGraceMs);
    },
    finish() {
      clearTimeout(hard);
      if (pid === undefined) return;
      running.delete(pid);
      // Left-over grandchildren of a command that we ended ourselves.
      if (hard !== undefined) signalGroup(pid, 'SIGKILL');
    },
  };
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is already gone: exactly what was wanted.
  }
}

function installExitHook(): void {
  if (exitHookInstalled) return;
  exitHookInstalled = true;
  process.once('exit', () => {
    for (const pid of running) signalGroup(pid, 'SIGKILL');
  });
}

function feed(child: ChildProcess, stdin: string | undefined): void {
  if (child.stdin === null || stdin === undefined) return;
  // A program that ends without reading its input is judged by its exit code, not by our broken pipe.
  child.stdin.once('error', () => undefined);
  child.stdin.end(stdin);
}

interface Collected {
  finish(): { text: string; cut: boolean };
}

function collect(stream: NodeJS.ReadableStream | null, limitBytes: number, onLine: ((line: string) => void) | undefined): Collected {
  const parts: Buffer[] = [];
  let kept = 0;
  let cut = false;
  const lines = onLine === undefined ? undefined : lineSplitter(onLine);
  stream?.on('error', () => undefined); // destroyed by us after the program ended
  stream?.on('data', (data: Buffer) => {
    lines?.push(data);
    const room = limitBytes - kept;
    const part = data.length > room ? data.subarray(0, room) : data;
    if (part.length < data.length) cut = true;
    kept += part.length;
    if (part.length > 0) parts.push(part);
  });
  return {
    finish() {
      lines?.end();
      return { text: Buffer.concat(parts).toString('utf8'), cut };
    },
  };
}

function lineSplitter(onLine: (line: string) => void): { push(data: Buffer): void; end(): void } {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return {
    push(data) {
      const pieces = (rest + decoder.write(data)).split('\n');
      rest = pieces.pop() ?? '';
      for (const piece of pieces) onLine(piece);
      // A program that never ends its line must not fill our memory.
      if (rest.length > maxLineCharacters) {
        onLine(rest);
        rest = '';
      }
    },
    end() {
      rest += decoder.end();
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}

function notRun(failure: Failure, stderr: string): CommandResult {
  return { exitCode: null, stdout: '', stderr, truncated: false, failure };
}
