import { describe, expect, it } from 'vitest';
import { startSchedule } from './schedule.ts';
import { ManualClock } from './testSupport/fakeMachine.ts';

describe('startSchedule', () => {
  it('stays on its grid for a day', () => {
    const clock = new ManualClock();
    const times: number[] = [];
    const stop = startSchedule(clock, 1000, () => {
      times.push(clock.monotonicMs());
      clock.stall(7); // the work itself takes time, and must not add up
    });
    clock.advance(3_600_000);
    stop();
    clock.advance(10_000);
    expect(times).toHaveLength(3601);
    expect(times.at(-1)).toBe(1000 + 3_600_000);
  });

  it('skips what it missed, and never runs twice within half an interval', () => {
    const clock = new ManualClock();
    const times: number[] = [];
    const stop = startSchedule(clock, 1000, () => {
      times.push(clock.monotonicMs());
    });
    clock.advance(500);
    clock.stall(5100);
    clock.advance(2000);
    stop();
    expect(times).toEqual([1000, 6600, 8000]);
  });
});
