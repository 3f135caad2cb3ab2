/** Kills a writing process at random moments, again and again on the same file, and looks at what is left. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { core, dayStart, rig, TestClock, temporaryFolder } from './testSupport/machine.ts';

const program = path.join(import.meta.dirname, 'testSupport/writer.ts');
const minute = 60_000;
const rounds = 50;

/** Runs the writer from `start` and kills it a little after its first minute; returns the last minute that it finished. */
async function writeAndKill(folder: string, start: number, afterMs: number): Promise<number> {
  const child = spawn(process.execPath, [program, folder, String(start)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  let output = '';
  let errors = '';
  child.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (bytes: Buffer) => {
      output += bytes.toString();
      resolve();
    });
    child.once('close', () => {
      resolve();
    });
  });
  await new Promise((resolve) => {
    setTimeout(resolve, afterMs);
  });
  child.kill('SIGKILL');
  await ended;
  const last = Number(output.trimEnd().split('\n').at(-1));
  if (!(last > start)) throw new Error(`wrote nothing: ${errors}`);
  return last;
}

async function killOften(times: number): Promise<void> {
  const { folder, remove } = temporaryFolder();
  try {
    const written: { readonly from: number; readonly until: number }[] = [];
    let at = dayStart;
    for (let round = 0; round < times; round += 1) {
      const until = await writeAndKill(folder, at, Math.random() * 60);
      written.push({ from: at, until });
      // The next process begins where this one was, after a restart of a few minutes.
      at = until + 3 * minute;
      const database = new Database(path.join(folder, 'history.db'));
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      database.close();
    }
    const clock = new TestClock(at);
    const { history, complaints } = rig(folder, { clock });
    expect(history.status()).toMatchObject({ writing: true, problem: null });
    expect(complaints).toEqual([]);
    const found = new Map<number, number | null>();
    for (let from = dayStart; from < at; from += 4000 * minute) {
      const range = await history.range({ series: [core(19)], fromMs: from, toMs: Math.min(at, from + 4000 * minute), points: 4000 });
      expect(range).toMatchObject({ tier: 'minute', stepMs: minute });
      for (const [step, value] of (range.series[0]?.mean ?? []).entries()) found.set(range.fromMs + step * minute, value);
    }
    const missing: number[] = [];
    for (const { from, until } of written) {
      for (let start = from; start < until; start += minute) {
        const value = found.get(start);
        // A minute is written when the next one begins; the last one that was said may have been cut off before.
        if (value === null || value === undefined) missing.push(until - start);
        else expect(value).toBe(Math.floor(start / minute) % 1000);
      }
    }
    expect(missing.filter((beforeEnd) => beforeEnd > minute)).toEqual([]);
    expect(written.reduce((sum, { from, until }) => sum + until - from, 0) / minute).toBeGreaterThan(times);
    history.close?.();
  } finally {
    remove();
  }
}

/** Each on a file of its own, at the same time. */
const files = 2;

it(`loses the current minute at most, and nothing is damaged, when it is killed ${String(rounds)} times`, {
  timeout: 300_000,
}, async () => {
  await Promise.all(Array.from({ length: files }, () => killOften(rounds / files)));
});
