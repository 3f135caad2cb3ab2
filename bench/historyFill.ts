/** A history.db made by the history module itself, second by second, with a clock that does not wait. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rig, TestClock } from '../src-main/monitor/history/testSupport/machine.ts';

export interface Filling {
  readonly series: number;
  readonly hours: number;
  /** `quiet`: six of ten figures stand still, two are mostly zero, one is a temperature, one a small load. `noisy`: all at random. */
  readonly kind: 'quiet' | 'noisy';
}

/** Ends now, and leaves `folder/history.db` behind. Bytes of the file. */
export async function fillHistory(folder: string, filling: Filling): Promise<number> {
  const seconds = Math.round(filling.hours * 3600);
  const clock = new TestClock(Date.now() - seconds * 1000);
  const { history, second, complaints } = rig(folder, { clock });
  const random = randomNumbers(1);
  const figures = Array.from({ length: filling.series }, (_, index) => index);
  for (let at = 0; at < seconds; at += 1) {
    for (let index = 0; index < figures.length; index += 1) {
      const next = filling.kind === 'noisy' ? round(random() * 100) : quietFigure(index, random);
      if (next !== undefined) figures[index] = next;
    }
    second(figures);
    // Writing happens between frames, as it does in the monitor.
    if (at % 600 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  history.close?.();
  if (complaints.length > 0) throw new Error(complaints.join('; '));
  return statSync(path.join(folder, 'history.db')).size;
}

/** undefined: as before. */
function quietFigure(index: number, random: () => number): number | undefined {
  const kind = index % 10;
  if (kind < 6) return undefined;
  if (kind < 8) return random() < 0.1 ? round(random() * 5) : 0;
  if (kind === 8) return 40 + (random() < 0.05 ? 1 : 0);
  return round(random() * 3);
}

export async function historyBytes(filling: Filling): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hecate-bench-history-'));
  try {
    return await fillHistory(folder, filling);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** The same figures in every run: mulberry32 of T. Ettinger. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
