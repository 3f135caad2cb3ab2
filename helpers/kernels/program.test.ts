/** The program itself, as a process. */
import { type SpawnSyncOptionsWithStringEncoding, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseKernelLine } from '../../src-main/engines/benchmark/tests/kernels/kernelLine.ts';
import { kernels } from './kernels/index.ts';

const main = path.join(import.meta.dirname, 'main.ts');

/** A pipe as input would be the other end of somebody. */
const options: SpawnSyncOptionsWithStringEncoding = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] };

function run(...args: string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, [main, ...args], { ...options, timeout: 60_000 });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function becomesTrue(condition: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 200 && !condition(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  return condition();
}

/** It takes the timer slack away right before it measures. */
function isMeasuring(pid: number): boolean {
  return readFileSync(`/proc/${String(pid)}/timerslack_ns`, 'utf8') === '1\n';
}

describe('hecate-kernels', { timeout: 60_000 }, () => {
  it('runs every kernel and prints what the benchmark engine understands', () => {
    const { status, stdout, stderr } = run('selfTest');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(kernels.length);
    for (const [index, { name }] of kernels.entries()) {
      const line = parseKernelLine(lines[index] ?? '', name);
      expect(line).toBeTypeOf('object');
      if (typeof line === 'string') continue;
      const values = Object.entries(line.values);
      expect(values.length).toBeGreaterThan(0);
      for (const [, value] of values) expect(value).toBeGreaterThanOrEqual(name === 'wakeup' ? -1 : 0);
      if (name !== 'idle') expect(line.checks).toBeGreaterThan(0);
    }
  });

  it('ends with 2 and the name of a wrong argument', () => {
    const { status, stdout, stderr } = run('walk', '--bytes', 'many');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^hecate-kernels: --bytes must be a whole number from 4096 to 1073741824, not 'many'\n$/);
  });

  it('ends with 1 and the reason when a thread finds a wrong result', () => {
    const thread = `data:text/javascript,${encodeURIComponent("throw new Error('the keys are not in order')")}`;
    const program = pathToFileURL(path.join(import.meta.dirname, 'program.ts')).href;
    const script = `import { runProgram } from ${JSON.stringify(program)};
      process.exitCode = await runProgram(['sort', '--threads', '2'], new URL(${JSON.stringify(thread)}));`;
    const done = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { ...options, timeout: 30_000 });
    expect({ status: done.status, stdout: done.stdout }).toEqual({ status: 1, stdout: '' });
    expect(done.stderr).toBe('hecate-kernels: the keys are not in order\n');
  });

  it('ends when the other end of its input is closed', async () => {
    const child = spawn(process.execPath, [main, 'burn', '--seconds', '60', '--threads', '2'], { stdio: ['pipe', 'ignore', 'ignore'] });
    const { pid } = child;
    if (pid === undefined) throw new Error('it did not start');
    expect(await becomesTrue(() => isMeasuring(pid))).toBe(true);
    expect(child.exitCode).toBeNull();
    const ended = once(child, 'exit');
    child.stdin.end();
    expect(await ended).toEqual([1, null]);
  });

  it('ends when its parent is killed, without an input to go by', async () => {
    const command = '"$0" "$1" idle --seconds 60 < /dev/null > /dev/null & echo $!; wait';
    const parent = spawn('/bin/sh', ['-c', command, process.execPath, main], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [data] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(data.toString());
    try {
      expect(await becomesTrue(() => isMeasuring(pid))).toBe(true);
      parent.kill('SIGKILL');
      expect(await becomesTrue(() => !isAlive(pid))).toBe(true);
    } finally {
      if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    }
  });

  it('goes on with an empty input that was never a pipe', () => {
    expect(run('idle', '--seconds', '0.01').status).toBe(0);
  });
});
