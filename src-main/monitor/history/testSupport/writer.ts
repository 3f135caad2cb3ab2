/**
 * A process that writes history at high simulated speed until it is killed:
 * one figure, the number of the minute, 15 seconds of each minute apart. Says
 * every minute it has finished.
 */
import { writeSync } from 'node:fs';
import { createHistory } from '../history.ts';
import { frameOf, TestClock } from './machine.ts';

const [folder = '', start = ''] = process.argv.slice(2);
const clock = new TestClock(Number(start));
const history = createHistory({
  folder,
  maxBytes: () => 64 * 1024 * 1024,
  intervalMs: () => 1000,
  clock,
  complain: (text) => {
    throw new Error(text);
  },
});

function minute(): void {
  for (let sample = 0; sample < 4; sample += 1) {
    const value = Math.floor(clock.at / 60_000) % 1000;
    history.onFrame?.(frameOf(clock.at, Array<number>(20).fill(value)), clock.monotonic);
    clock.advance(15_000);
  }
  writeSync(1, `${String(clock.at)}\n`);
  setImmediate(minute);
}

minute();
