import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HistoryRange, historyContract, historyRange, historyStatus } from '../../contracts/history.ts';
import type { Answer, Fields } from '../module.ts';
import { Refused } from '../module.ts';
import type { History } from './history.ts';
import { core, dayStart, frameOf, rig, TestClock } from './testSupport/machine.ts';

const minute = 60_000;

async function call(history: History, method: string, params: Fields = {}): Promise<unknown> {
  const answer: Answer | undefined = await history.methods[method]?.answer(params);
  if (answer === undefined) throw new Error(`there is no ${method}`);
  return 'raw' in answer ? JSON.parse(Buffer.concat([...answer.raw]).toString()) : JSON.parse(JSON.stringify(answer));
}

const ask = (history: History, fromMs: number, toMs: number, points = 4000, series = [core(0)]): Promise<HistoryRange> =>
  history.range({ series, fromMs, toMs, points });

describe('history in memory', () => {
  it('answers each call of the contract in its shape, and every call says from where it may be asked', async () => {
    const { history, second } = rig(null);
    for (let at = 0; at < 130; at += 1) second([at % 10, null]);
    const { members } = historyContract;
    expect(Object.keys(history.methods).sort()).toEqual(
      Object.keys(members)
        .map((name) => `history.${name}`)
        .sort(),
    );
    expect(history.methods['history.clear']?.reach).toBe('local');
    for (const name of ['series', 'range', 'status']) expect(history.methods[`history.${name}`]?.reach).toBe('anywhere');
    expect(members.series.output.parse(await call(history, 'history.series'))).toEqual({
      series: [{ id: core(0), metric: 'cpu.coreBusyPercent', instance: '0', firstAt: dayStart, lastAt: dayStart + 129_000 }],
    });
    const range = historyRange.parse(
      await call(history, 'history.range', { series: [core(0)], fromMs: dayStart, toMs: dayStart + 130_000, points: 13 }),
    );
    expect(range).toEqual({
      tier: 'second',
      fromMs: dayStart,
      stepMs: 10_000,
      count: 13,
      series: [{ id: core(0), min: Array(13).fill(0), mean: Array(13).fill(4.5), max: Array(13).fill(9) }],
    });
    const status = historyStatus.parse(await call(history, 'history.status'));
    expect(status).toMatchObject({
      file: null,
      writing: false,
      diskBytes: 0,
      seriesCount: 1,
      problem: expect.stringContaining('memory') as string,
    });
    const cleared = historyStatus.parse(await call(history, 'history.clear'));
    expect(cleared.seriesCount).toBe(0);
    expect(cleared.tiers.map((tier) => tier.oldestAt)).toEqual([null, null, null]);
    await expect(call(history, 'history.range', { series: [core(0)], fromMs: 0, toMs: 1, points: 1 })).rejects.toThrow('no series');
    second([1]);
    expect(history.seriesList()).toHaveLength(1);
  });

  it('refuses a series that it does not have, by its name', async () => {
    const { history, second } = rig(null);
    second([1]);
    const refused = await ask(history, 0, 1000, 1, ['cpu.coreBusyPercent/9']).catch((error: unknown) => error);
    if (!(refused instanceof Refused)) throw new Error('was answered');
    expect(refused.data).toMatchObject({ code: 'history.unknownSeries', details: { series: 'cpu.coreBusyPercent/9' } });
  });

  it('keeps the last 15 minutes by the second, also once around', async () => {
    const { history, second, clock } = rig(null);
    for (let at = 0; at < 2000; at += 1) second([at % 100]);
    const samples = history.samples(core(0));
    expect(samples).toHaveLength(900);
    expect(samples[0]).toEqual({ at: dayStart + 1_100_000, monotonicMs: 5000 + 1_100_000, value: 0 });
    expect(samples.at(-1)?.value).toBe(99);
    const range = await ask(history, clock.at - 900_000, clock.at);
    expect(range).toMatchObject({ tier: 'second', stepMs: 1000, count: 900 });
    expect(range.series[0]?.mean).toEqual(Array.from({ length: 900 }, (_, at) => (1100 + at) % 100));
    expect((await ask(history, clock.at - 901_000, clock.at)).tier).toBe('minute');
  });

  it('leaves a gap a gap, whether the machine slept or the process stood still, and an unmeasured second a null', async () => {
    const { history, second, clock } = rig(null);
    second([1]);
    second([null]);
    second([3]);
    clock.at += 10_000; // asleep: the monotonic clock stands still
    second([4], { gap: true });
    clock.advance(5000); // stalled
    second([5], { gap: true, intervalMs: 6000 });
    const { series } = await ask(history, dayStart, clock.at);
    expect(series[0]?.mean).toEqual([1, null, 3, ...Array<null>(10).fill(null), 4, ...Array<null>(5).fill(null), 5]);
  });

  it('does not show a gap because a sample came a little late', async () => {
    const { history, clock } = rig(null);
    for (const [at, value] of [
      [990, 1],
      [2005, 2],
      [3001, 3],
      [3999, 4],
    ] as const) {
      history.onFrame?.(frameOf(dayStart + at, [value], { intervalMs: 1015 }), clock.monotonic + at);
    }
    expect((await ask(history, dayStart, dayStart + 4000)).series[0]?.mean).toEqual([1, 2, 2, 3.5]);
  });

  it('sampled twice a second, reaches as far back, and minutes count every sample', async () => {
    const clock = new TestClock();
    const { history } = rig(null, { clock, intervalMs: () => 500 });
    for (let at = 0; at < 2400; at += 1) {
      history.onFrame?.(frameOf(clock.at, [at % 2 === 0 ? 0 : 10], { intervalMs: 500 }), clock.monotonic);
      clock.advance(500);
    }
    expect(history.samples(core(0))).toHaveLength(900);
    const { series } = await ask(history, dayStart, dayStart + minute, 1);
    expect(series[0]).toMatchObject({ min: [0], mean: [5], max: [10] });
  });

  it('aggregates as plain code does', async () => {
    const figure = fc.option(
      fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100),
      { nil: null },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(figure, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 60 }), async (chunks) => {
        // Every chunk is some seconds with these figures in turn, so that minutes and quarters fill quickly.
        const { history, second, clock } = rig(null);
        const all: { at: number; value: number }[] = [];
        for (const figures of chunks) {
          for (let at = 0; at < 40; at += 1) {
            const value = figures[at % figures.length] ?? null;
            if (value !== null) all.push({ at: clock.at, value });
            second([value]);
          }
        }
        if (all.length === 0) return;
        for (const [fromMs, points] of [
          [dayStart, 4000],
          [dayStart, 7],
          [dayStart, 2],
          [clock.at - 30 * minute, 20],
        ] as const) {
          const range = await ask(history, fromMs, clock.at, points);
          for (let step = 0; step < range.count; step += 1) {
            const start = range.fromMs + step * range.stepMs;
            const own = all.filter(({ at }) => at >= start && at < start + range.stepMs).map(({ value }) => value);
            const found = range.series[0];
            if (own.length === 0 && range.tier !== 'second') expect(found?.mean[step]).toBeNull();
            if (own.length === 0) continue;
            expect(found?.min[step]).toBe(Math.min(...own));
            expect(found?.max[step]).toBe(Math.max(...own));
            expect(found?.mean[step]).toBeCloseTo(own.reduce((a, b) => a + b) / own.length, 3);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('bounds the number of series, whatever devices call themselves; those not seen for longest go', () => {
    const { history, clock } = rig(null, { maxSeries: 100 });
    const fans = (count: number, prefix: string) => ({
      fans: Array.from({ length: count }, (_, index) => ({ id: `${prefix}${String(index)}`, chip: 'c', label: 'l', rpm: 1000 })),
    });
    const frame = (more: ReturnType<typeof fans>): void => {
      history.onFrame?.(frameOf(clock.at, [50], more), clock.monotonic);
      clock.advance(1000);
    };
    frame(fans(60, 'old'));
    for (let at = 0; at < 120; at += 1) frame(fans(3, `flood${String(at)}-`));
    expect(history.seriesList().length).toBeLessThanOrEqual(100);
    const ids = history.seriesList().map(({ id }) => id);
    expect(ids).toContain(core(0));
    expect(ids).toContain('sensor.fanRpm/flood80-0');
    expect(ids).not.toContain('sensor.fanRpm/old0');
    frame(fans(5000, 'many'));
    expect(history.status().seriesCount).toBe(100);
  });
});

describe('a wall clock that is set', () => {
  it('back: the hour happens twice, nothing is overwritten, and both are in its steps', async () => {
    const { history, second, clock } = rig(null);
    for (let at = 0; at < 3600; at += 1) second([10]);
    clock.at -= 3_600_000;
    for (let at = 0; at < 1800; at += 1) second([30]);
    const range = await ask(history, dayStart, dayStart + 3_600_000, 60);
    expect(range).toMatchObject({ tier: 'minute', stepMs: minute, count: 60 });
    expect(range.series[0]?.min).toEqual(Array(60).fill(10));
    expect(range.series[0]?.max).toEqual([...Array<number>(30).fill(30), ...Array<number>(30).fill(10)]);
    expect(range.series[0]?.mean).toEqual([...Array<number>(30).fill(20), ...Array<number>(30).fill(10)]);
    const recent = await ask(history, clock.at - 60_000, clock.at, 60);
    expect(recent.tier).toBe('second');
    expect(recent.series[0]?.mean).toEqual(Array(60).fill(30));
    const order = history.samples(core(0)).map(({ monotonicMs }) => monotonicMs);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it('back and forward: a series reaches from the earliest to the latest time that it was measured at', () => {
    const { history, second, clock } = rig(null);
    const reach = (): readonly unknown[] => history.seriesList().map(({ firstAt, lastAt }) => [firstAt, lastAt]);
    second([1]);
    second([1]);
    expect(reach()).toEqual([[dayStart, dayStart + 1000]]);
    clock.at = dayStart - 3_600_000;
    second([1]);
    expect(reach()).toEqual([[dayStart - 3_600_000, dayStart + 1000]]);
    clock.at = dayStart + 500;
    second([1, 2]);
    second([1, 2]);
    expect(reach()).toEqual([
      [dayStart - 3_600_000, dayStart + 1500],
      [dayStart + 500, dayStart + 1500],
    ]);
  });

  it('forward: what is in between is missing, and what came before stays', async () => {
    const { history, second, clock } = rig(null);
    for (let at = 0; at < 120; at += 1) second([10]);
    clock.at += 30 * minute;
    for (let at = 0; at < 120; at += 1) second([20]);
    const range = await ask(history, dayStart, clock.at, 34);
    expect(range.series[0]?.mean.filter((value) => value !== null)).toEqual([10, 10, 20, 20]);
    expect(range.series[0]?.mean.indexOf(20)).toBe(32);
  });

  it('to a time that no calendar has: nothing is kept of it and nothing breaks', async () => {
    const { history, second, clock } = rig(null);
    second([1]);
    for (const at of [-1, Number.NaN, 1e18]) history.onFrame?.(frameOf(at, [5]), clock.monotonic);
    second([2]);
    expect((await ask(history, dayStart, clock.at)).series[0]?.mean).toEqual([1, 2]);
  });
});
