/**
 * Has a small shell start a program that does nothing, one after the other, and waits for the end of each. Not started by this program
 * itself: copying the page tables of a process as large as Node takes several times as long as all the rest.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { nowSeconds } from '../clock.ts';
import type { KernelThread } from '../kernel.ts';
import { defineKernel, usualSeconds } from '../kernel.ts';
import { percentile } from '../numbers.ts';

const programs = ['/bin/true', '/usr/bin/true'];
const warmUps = 10;
const roundTrips = 50;

interface ProcessesPart {
  readonly microseconds: readonly number[];
  readonly seconds: number;
  /** What asking the shell for nothing takes; it is part of each figure. */
  readonly askMicroseconds: number;
}

interface Shell {
  /** Microseconds until the shell has done it. */
  ask(command: string): Promise<number>;
  end(): void;
}

function openShell(): Shell {
  const child = spawn('/bin/sh', [], { stdio: ['pipe', 'pipe', 'ignore'], env: {} });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`/bin/sh ended with ${String(code)}`));
    });
  });
  // Nobody waits for it between two questions and after the last.
  failed.catch(() => undefined);
  return {
    async ask(command) {
      const before = nowSeconds();
      child.stdin.write(`${command}; echo $?\n`);
      const line = await Promise.race([lines.next(), failed]);
      const microseconds = (nowSeconds() - before) * 1e6;
      if (line.done === true || line.value !== '0') throw new Error(`${command} ended with ${String(line.value)}`);
      return microseconds;
    },
    end: () => child.stdin.end(),
  };
}

async function measureIn(shell: Shell, program: string, forSeconds: number): Promise<ProcessesPart> {
  for (let index = 0; index < warmUps; index += 1) await shell.ask(program);
  const asks: number[] = [];
  for (let index = 0; index < roundTrips; index += 1) asks.push(await shell.ask(':'));
  const microseconds: number[] = [];
  const start = nowSeconds();
  do microseconds.push(await shell.ask(program));
  while (nowSeconds() - start < forSeconds);
  const seconds = nowSeconds() - start;
  return {
    microseconds,
    seconds,
    askMicroseconds: percentile(
      asks.sort((a, b) => a - b),
      0.5,
    ),
  };
}

async function measure(thread: KernelThread): Promise<ProcessesPart> {
  const program = programs.find((file) => existsSync(file));
  if (program === undefined) throw new Error(`there is none of ${programs.join(' and ')}`);
  const shell = openShell();
  try {
    return await measureIn(shell, program, thread.options.seconds);
  } finally {
    shell.end();
  }
}

export const processes = defineKernel<ProcessesPart>({
  name: 'processes',
  summary: 'processes of /bin/true that a shell starts and waits for per second, and microseconds of one: p50 and p99',
  ranges: { bytes: null, threads: false, seconds: usualSeconds, intervalMicroseconds: null },
  measure,
  combine([part]) {
    if (part === undefined) throw new Error('no thread measured');
    const sorted = [...part.microseconds].sort((a, b) => a - b);
    return {
      values: {
        rate: sorted.length / part.seconds,
        p50: percentile(sorted, 0.5),
        p99: percentile(sorted, 0.99),
        ask: part.askMicroseconds,
        samples: sorted.length,
      },
      checks: sorted.length,
    };
  },
});
